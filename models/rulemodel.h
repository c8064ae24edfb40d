// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"
#include "models/rowmodel.h"

#include <QString>
#include <QStringList>

namespace streamgauge {

struct RuleRow {
    QString name;
    QString text; ///< the whole rule, for the tool tip
    Severity severity = Severity::Warning;
    bool paused = false;
    std::uint64_t firing = 0;
    std::uint64_t pending = 0;
    std::uint64_t fired = 0;
    std::uint64_t errors = 0;
    QString last_error;
    std::uint64_t keys = 0;
    std::size_t memory_bytes = 0;
    double cost_ns = 0; ///< of one event; 0: not measured yet
    friend bool operator==(const RuleRow &, const RuleRow &) = default;
};

/// The rules of the desk with what they do and cost now. GUI thread.
class RuleModel : public RowModel<RuleRow, QString>
{
    Q_OBJECT

public:
    enum RuleColumn {
        NameColumn,
        StateColumn,
        SeverityColumn,
        FiredColumn,
        KeysColumn,
        MemoryColumn,
        CostColumn,
        column_count
    };

    using RowModel::RowModel;

    /// `rules`: in the desk's order; `snapshot` may be null.
    void apply(const std::vector<RuleSpec> &rules, const QStringList &paused, const SnapshotPtr &snapshot);
    /// -1 when there is none of that name.
    [[nodiscard]] int rowOf(const QString &name) const;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString identity(const RuleRow &row) const override { return row.name; }

private:
    [[nodiscard]] static QString stateOf(const RuleRow &row);
    [[nodiscard]] static QString cell(const RuleRow &row, int column);
};

} // namespace streamgauge
