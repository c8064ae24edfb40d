// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rulepreview.h"

#include "models/livetext.h"

#include <algorithm>
#include <array>

namespace streamgauge {

void RulePreview::apply(const TableDelta &delta)
{
    if (delta.reset)
        latest_.clear();
    const bool keyless = delta.schema && delta.schema->keyless;
    for (const RowRef &ref : delta.changed) {
        // All rows of a keyless stream are one key to rules.
        RowRef &latest = latest_[keyless ? std::string() : std::string(ref.batch->key(ref.row))];
        if (!keyless || !latest.batch || latest.batch->arrivalTime(latest.row) <= ref.batch->arrivalTime(ref.row))
            latest = ref;
    }
    for (const std::string &key : delta.removed)
        latest_.erase(key);
    // A condition that does not suit was already refused by setCondition().
    static_cast<void>(judge());
}

void RulePreview::clear()
{
    latest_.clear();
    holding_count_ = 0;
    follow({});
}

Result<void> RulePreview::setCondition(const std::string &condition)
{
    condition_ = condition;
    schema_.reset();
    program_.reset();
    return judge();
}

std::vector<std::string> RulePreview::keys() const
{
    std::vector<std::string> keys;
    for (const auto &[key, ref] : latest_)
        keys.push_back(key);
    return keys;
}

RowRef RulePreview::latest(const std::string &key) const
{
    const auto found = latest_.find(key);
    return found == latest_.end() ? RowRef() : found->second;
}

Result<PreviewRow> RulePreview::judged(const std::string &key, const RowRef &ref)
{
    const Batch &batch = *ref.batch;
    if (schema_ != batch.schemaPtr()) {
        CelScope scope;
        scope.records = { { "event", batch.schemaPtr() } };
        scope.variables = { { "key", CelKind::String } };
        auto compiled = CelProgram::compile(condition_, scope);
        if (!compiled)
            return compiled.error();
        program_ = std::move(*compiled);
        schema_ = batch.schemaPtr();
    }
    const std::array<CelRow, 1> records { CelRow { &batch, ref.row } };
    const std::array<CelValue, 1> variables { CelValue::ofString(key) };
    CelInput input;
    input.records = records;
    input.variables = variables;
    input.now_ns = batch.arrivalTime(ref.row);
    PreviewRow row { keyText(key), {}, program_->outcome(input) };
    if (const auto columns = program_->columnsUsed(0); !columns.empty())
        row.value = toQString(cellText(schema_->columns[columns.front()], batch.after(columns.front()), ref.row));
    return row;
}

Result<void> RulePreview::judge()
{
    std::vector<PreviewRow> rows;
    holding_count_ = 0;
    if (condition_.empty())
        return {};
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
