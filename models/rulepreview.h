// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celprogram.h"
#include "engine/rules/condition.h"
#include "engine/run/snapshot.h"
#include "models/rowmodel.h"

#include <QString>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

struct PreviewRow {
    QString key;
    QString value;
    Outcome outcome = Outcome::NoData;
    friend bool operator==(const PreviewRow &, const PreviewRow &) = default;
};

/// What a condition makes of the latest row of each key: those that hold come first. Judged as the engine judges, without
/// `for`. GUI thread. Bound: most_rows shown, all counted.
class RulePreview : public RowModel<PreviewRow, QString>
{
    Q_OBJECT

public:
    enum PreviewColumn { KeyColumn, ValueColumn, OutcomeColumn, column_count };
    static constexpr std::size_t most_rows = 500;

    using RowModel::RowModel;

    /// Takes what a TableQuery answers.
    void apply(const TableDelta &delta);
    void clear();
    /// A CEL condition over `event` and `key`; empty: rows are kept and none is judged. The error says why it does not suit
    /// the stream.
    Result<void> setCondition(const std::string &condition);
    [[nodiscard]] int keyCount() const { return static_cast<int>(latest_.size()); }
    [[nodiscard]] int holdingCount() const { return holding_count_; }
    /// As the engine has them, in their order.
    [[nodiscard]] std::vector<std::string> keys() const;

    /// The latest row of a key; no batch when there is none.
    [[nodiscard]] RowRef latest(const std::string &key) const;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString identity(const PreviewRow &row) const override { return row.key; }

private:
    Result<void> judge();
    [[nodiscard]] Result<PreviewRow> judged(const std::string &key, const RowRef &ref);

    std::map<std::string, RowRef> latest_;
    std::string condition_;
    SchemaPtr schema_; ///< what program_ is compiled against
    std::optional<CelProgram> program_;
    int holding_count_ = 0;
};

} // namespace streamgauge
