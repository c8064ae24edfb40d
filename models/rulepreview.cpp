// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rulepreview.h"

#include "engine/rules/thresholdcondition.h"
#include "models/livetext.h"

#include <algorithm>
#include <array>

namespace streamgauge {

void RulePreview::apply(const TableDelta &delta)
{
    if (delta.reset)
        latest_.clear();
    for (const RowRef &ref : delta.changed)
        latest_[std::string(ref.batch->key(ref.row))] = ref;
    for (const std::string &key : delta.removed)
        latest_.erase(key);
    // A threshold that does not suit was already refused by setThreshold().
    static_cast<void>(judge());
}

void RulePreview::clear()
{
    latest_.clear();
    holding_count_ = 0;
    follow({});
}

Result<void> RulePreview::setThreshold(const Threshold &threshold)
{
    threshold_ = threshold;
    schema_.reset();
    condition_.reset();
    return judge();
}

Result<PreviewRow> RulePreview::judged(const std::string &key, const RowRef &ref)
{
    if (schema_ != ref.batch->schemaPtr()) {
        auto compiled = ThresholdCondition::compile(threshold_, ref.batch->schema());
        if (!compiled)
            return compiled.error();
        condition_ = std::move(*compiled);
        schema_ = ref.batch->schemaPtr();
    }
    const std::array<std::uint32_t, 1> rows { ref.row };
    std::array<Outcome, 1> outcomes { Outcome::NoData };
    condition_->evaluate(*ref.batch, rows, outcomes);
    const auto column = ref.batch->schema().find(threshold_.field);
    return PreviewRow { keyText(key),
                        toQString(cellText(ref.batch->schema().columns[*column], ref.batch->after(*column), ref.row)),
                        outcomes[0] };
}

Result<void> RulePreview::judge()
{
    std::vector<PreviewRow> rows;
    holding_count_ = 0;
    for (const auto &[key, ref] : latest_) {
        Result<PreviewRow> row = judged(key, ref);
        if (!row) {
            follow({});
            return row.error();
        }
        holding_count_ += row->outcome == Outcome::True ? 1 : 0;
        rows.push_back(std::move(*row));
    }
    std::stable_partition(rows.begin(), rows.end(), [](const PreviewRow &row) { return row.outcome == Outcome::True; });
    if (rows.size() > most_rows)
        rows.resize(most_rows);
    follow(std::move(rows));
    return {};
}

int RulePreview::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : column_count;
}

QVariant RulePreview::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || role != Qt::DisplayRole)
        return {};
    const PreviewRow &shown = row(index.row());
    switch (index.column()) {
    case KeyColumn: return shown.key.isEmpty() ? tr("(all)") : shown.key;
    case ValueColumn: return shown.value;
    case OutcomeColumn: break;
    default: return {};
    }
    switch (shown.outcome) {
    case Outcome::True: return tr("holds now");
    case Outcome::False: return tr("no");
    case Outcome::NoData:
    case Outcome::Unchanged: return tr("no data");
    case Outcome::Error: return tr("cannot be judged");
    }
    return {};
}

QVariant RulePreview::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case KeyColumn: return tr("Key");
    case ValueColumn: return tr("Value");
    default: return tr("Condition");
    }
}

} // namespace streamgauge
