// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rulemodel.h"

#include "models/livetext.h"

#include <algorithm>

namespace streamgauge {

namespace {

RuleRow rowFor(const RuleSpec &rule, const QStringList &paused, const SnapshotPtr &snapshot)
{
    RuleRow row;
    row.name = toQString(rule.name);
    row.text = toQString(ruleBlock(rule));
    row.severity = rule.severity;
    row.paused = paused.contains(row.name);
    if (!snapshot)
        return row;
    const auto status = std::ranges::find(snapshot->rules, rule.name, [](const RuleStatus &one) { return one.spec.name; });
    if (status == snapshot->rules.end())
        return row;
    row.firing = status->firing;
    row.pending = status->pending;
    row.fired = status->fired;
    row.errors = status->errors;
    row.last_error = toQString(status->last_error);
    row.keys = status->keys;
    row.memory_bytes = status->memory_bytes;
    row.cost_ns = status->cost_ns;
    return row;
}

} // namespace

void RuleModel::apply(const std::vector<RuleSpec> &rules, const QStringList &paused, const SnapshotPtr &snapshot)
{
    std::vector<RuleRow> fresh;
    for (const RuleSpec &rule : rules)
        fresh.push_back(rowFor(rule, paused, snapshot));
    follow(std::move(fresh));
}

int RuleModel::rowOf(const QString &name) const
{
    const auto found = std::ranges::find(rows(), name, &RuleRow::name);
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

int RuleModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : column_count;
}

QString RuleModel::stateOf(const RuleRow &row)
{
    if (row.paused)
        return tr("Paused");
    if (!row.last_error.isEmpty())
        return tr("Cannot judge");
    if (row.firing > 0)
        return tr("%n firing", nullptr, static_cast<int>(row.firing));
    return row.pending > 0 ? tr("%n pending", nullptr, static_cast<int>(row.pending)) : tr("Quiet");
}

QString RuleModel::cell(const RuleRow &row, int column)
{
    switch (column) {
    case NameColumn: return row.name;
    case StateColumn: return stateOf(row);
    case SeverityColumn: return severityText(row.severity);
    case FiredColumn: return countText(row.fired);
    case KeysColumn: return countText(row.keys);
    case MemoryColumn: return bytesText(row.memory_bytes);
    case CostColumn: return row.cost_ns > 0 ? tr("%1 ns").arg(row.cost_ns, 0, 'f', 0) : tr("–");
    default: return {};
    }
}

QVariant RuleModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const RuleRow &shown = row(index.row());
    if (role == Qt::DisplayRole)
        return cell(shown, index.column());
    if (role == Qt::ToolTipRole)
        return index.column() == StateColumn && !shown.last_error.isEmpty() ? shown.last_error : shown.text;
    if (role == Qt::TextAlignmentRole && index.column() >= FiredColumn)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant RuleModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section >= FiredColumn)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == CostColumn)
        return tr("Time one event takes on one core");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Rule");
    case StateColumn: return tr("State");
    case SeverityColumn: return tr("Severity");
    case FiredColumn: return tr("Fired");
    case KeysColumn: return tr("Keys");
    case MemoryColumn: return tr("Memory");
    default: return tr("Cost");
    }
}

} // namespace streamgauge
