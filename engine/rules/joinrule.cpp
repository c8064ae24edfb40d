// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/joinrule.h"

#include <algorithm>

namespace streamgauge {

namespace {

/// Adds each field the expression reads of a record. The tree is at most most_cel_depth deep.
void addFields(std::vector<PatternField> &fields, const CelNode &node)
{
    if (const auto read = celFieldReference(node)) {
        const PatternField field { std::string(read->record), std::string(read->field) };
        if (std::ranges::find(fields, field) == fields.end())
            fields.push_back(field);
    }
    for (const CelNodePtr &child : node.children)
        addFields(fields, *child);
}

} // namespace

Result<std::unique_ptr<LiveRule>> JoinRule::make(const RuleSpec &spec, const RuleFunctions &functions)
{
    auto rule = std::make_unique<JoinRule>(spec);
    if (auto compiled = rule->compile(functions); !compiled)
        return compiled.error();
    rule->makeJoin();
    return std::unique_ptr<LiveRule>(std::move(rule));
}

JoinRule::JoinRule(const RuleSpec &spec)
    : StreamsRule(spec, spec)
{
}

Result<void> JoinRule::compile(const RuleFunctions &functions)
{
    CelScope scope;
    for (const StreamAlias &stream : spec_.joined)
        scope.records.push_back({ stream.alias, nullptr });
    scope.variables.push_back({ "key", CelKind::String });
    if (functions)
        scope.functions = *functions;
    const auto program = [&](const std::string &text) {
        auto made = CelProgram::compile(text, scope);
        if (made)
            addFields(fields_, made->root());
        return made;
    };
    for (const LetSpec &let : spec_.lets) {
        auto made = program(let.expression);
        if (!made)
            return made.error();
        derived_.push_back(std::move(*made));
        scope.variables.push_back({ let.name, CelKind::Dyn });
    }
    std::vector<LevelSpec> levels { { spec_.severity, spec_.when, spec_.clear } };
    levels.insert(levels.end(), spec_.levels.begin(), spec_.levels.end());
    for (const LevelSpec &level : levels) {
        auto when = program(level.when);
        if (!when)
            return when.error();
        Level compiled { std::move(*when), {} };
        if (!level.clear.empty()) {
            auto clear = program(level.clear);
            if (!clear)
                return clear.error();
            compiled.clear = std::move(*clear);
        }
        levels_.push_back(std::move(compiled));
    }
    for (const PatternField &field : summaryFields()) {
        if (std::ranges::find(fields_, field) == fields_.end())
            fields_.push_back(field);
    }
    return {};
}

void JoinRule::makeJoin()
{
    CompositeSpec composite;
    for (const StreamAlias &stream : spec_.joined)
        composite.streams.push_back({ stream.stream, stream.alias });
    composite.key_fields = spec_.key;
    composite.within_ns = spec_.within_ns;
    composite.read = fields_;
    join_.emplace(std::move(composite));
}

void JoinRule::endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out)
{
    keeper_.endKeys(reason, now_ns, false, out);
    keeper_.forgetAll();
    makeJoin();
}

void JoinRule::evaluate(const RowBlock &block, AlertOutput &out)
{
    out_ = &out;
    keeper_.countEvaluations(block.rows.size() - block.marks.size());
    join_->take(block.batch, block.rows, block.basis, *this);
    out_ = nullptr;
}

void JoinRule::advance(TimeNs now_ns, AlertOutput &out)
{
    out_ = &out;
    // What ends at exactly the time of an event ends after it.
    join_->advance(now_ns - 1, *this);
    for (Slot slot = keeper_.nextDue(now_ns); slot != KeyTable::none; slot = keeper_.nextDue(now_ns))
        keeper_.runTimers(slot, now_ns, out);
    out_ = nullptr;
}

Outcome JoinRule::outcome(const CelProgram &program, const CelInput &input)
{
    const CelValue value = program.evaluate(input);
    const Outcome made = outcomeOf(value);
    if (made == Outcome::Error)
        keeper_.noteError(value.isError() ? std::string(value.message()) : "the condition is neither true nor false", 1);
    return made;
}

void JoinRule::joined(std::string_view key, TimeNs time_ns, std::span<const CelRow> records)
{
    variables_.clear();
    variables_.push_back(CelValue::ofString(key));
    for (const CelProgram &let : derived_)
        variables_.push_back(let.evaluate({ records, variables_, time_ns }));
    const CelInput input { records, variables_, time_ns };
    Verdict verdict;
    Outcome any = Outcome::False;
    for (std::size_t level = 0; level < levels_.size(); ++level) {
        const Outcome when = outcome(levels_[level].when, input);
        verdict.when[level] = when;
        verdict.clear[level] = levels_[level].clear ? outcome(*levels_[level].clear, input) : Outcome::Unchanged;
        if (when == Outcome::True || any == Outcome::False)
            any = when;
    }
    const std::uint64_t hash = keyHash(key);
    const bool starts = keeper_.machine().starts(any);
    const Slot slot = starts ? keeper_.take(hash, key) : keeper_.find(hash, key);
    if (slot == KeyTable::none || (!starts && !keeper_[slot].watched))
        return;
    records_ = records;
    value_.clear();
    for (const PatternField &field : fields_) {
        std::string text;
        appendField(text, field.alias, field.field);
        if (!text.empty())
            value_ += (value_.empty() ? "" : ", ") + field.alias + "." + field.field + " " + text;
    }
    keeper_.judge(slot, verdict, time_ns, 0, true, *out_);
    keeper_.tellValues(*out_);
    records_ = {};
    keeper_.settle(slot);
}

void JoinRule::appendField(std::string &out, std::string_view alias, std::string_view field) const
{
    for (std::size_t record = 0; record < records_.size(); ++record) {
        if (spec_.joined[record].alias != alias || records_[record].batch == nullptr)
            continue;
        const Batch &batch = *records_[record].batch;
        if (const auto column = batch.schema().find(field))
            appendCellText(out, batch.schema().columns[*column], batch.after(*column), records_[record].row);
    }
}

void JoinRule::fill(RuleStatus &status) const
{
    keeper_.fill(status);
    const CompositeStatus join = join_->status();
    status.memory_bytes += sizeof(JoinRule) + keeper_.memoryBytes() + join.memory_bytes;
    status.keys = std::max(status.keys, join.keys);
    status.dropped += join.dropped;
    status.errors += join.without_key;
}

} // namespace streamgauge
