// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"
#include "models/rowmodel.h"

#include <QString>

namespace streamgauge {

/// Everything that is wrong now, with what mends it: of sources, rules, stores and the desk itself. GUI thread.
/// Bound: what the engine keeps, and the newest 100 of the desk.
struct ProblemRow {
    Problem::Severity severity = Problem::Severity::Warning;
    QString where; ///< the source, the rule, or the part of the desk
    QString text;
    QString remedy;
    friend bool operator==(const ProblemRow &, const ProblemRow &) = default;
};

class ProblemModel : public RowModel<ProblemRow, QString>
{
    Q_OBJECT

public:
    enum ProblemColumn { SeverityColumn, WhereColumn, TextColumn, RemedyColumn, column_count };

    using RowModel::RowModel;

    void setSnapshot(const Snapshot &snapshot);
    void addDeskProblem(const Problem &problem);
    void clearDeskProblems();
    /// The worst severity present; meaningless while empty.
    [[nodiscard]] Problem::Severity worst() const;
    /// All rows as plain text, for the clipboard.
    [[nodiscard]] QString plainText() const;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString identity(const ProblemRow &row) const override;

private:
    void refresh();

    std::vector<ProblemRow> engine_rows_;
    std::vector<ProblemRow> desk_rows_;
};

[[nodiscard]] QString severityText(Problem::Severity severity);

} // namespace streamgauge
