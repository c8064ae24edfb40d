// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/patternrule.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

RuleSpec PatternRule::judgedAs(const RuleSpec &spec)
{
    RuleSpec judged = spec;
    judged.for_ns = 0;
    judged.keep_firing_ns = 0;
    judged.no_data_after_ns = 0;
    return judged;
}

Result<std::unique_ptr<LiveRule>> PatternRule::make(const RuleSpec &spec, const RuleFunctions &functions)
{
    auto rule = std::make_unique<PatternRule>(spec, functions);
    auto matcher = rule->makeMatcher();
    if (!matcher)
        return matcher.error();
    rule->matcher_ = std::move(*matcher);
    return std::unique_ptr<LiveRule>(std::move(rule));
}

PatternRule::PatternRule(const RuleSpec &spec, RuleFunctions functions)
    : StreamsRule(spec, judgedAs(spec))
    , functions_(std::move(functions))
{
}

Result<std::unique_ptr<PatternMatcher>> PatternRule::makeMatcher() const
{
    return PatternMatcher::make(spec_.pattern, spec_.key, {}, summaryFields(),
                                functions_ ? *functions_ : std::vector<CelFunction>());
}

void PatternRule::endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out)
{
    keeper_.endKeys(reason, now_ns, false, out);
    keeper_.forgetAll();
    // It was made before, so it can be made.
    if (auto matcher = makeMatcher())
        matcher_ = std::move(*matcher);
}

void PatternRule::evaluate(const RowBlock &block, AlertOutput &out)
{
    out_ = &out;
    keeper_.countEvaluations(block.rows.size() - block.marks.size());
    matcher_->take(block.shared, block.rows, block.basis, *this);
    out_ = nullptr;
}

void PatternRule::advance(TimeNs now_ns, AlertOutput &out)
{
    out_ = &out;
    matcher_->advance(now_ns, *this);
    for (Slot slot = keeper_.nextDue(now_ns); slot != KeyTable::none; slot = keeper_.nextDue(now_ns)) {
        endHold(slot, now_ns);
        keeper_.runTimers(slot, now_ns, out);
    }
    out_ = nullptr;
}

void PatternRule::endHold(Slot slot, TimeNs time_ns)
{
    if (nextChange(slot) >= time_ns)
        return;
    const TimeNs end_ns = std::exchange(ends_ns_[slot], never);
    keeper_.judge(slot, Verdict(), end_ns, KeyTable::none, false, *out_);
}

void PatternRule::matched(std::string_view key, TimeNs time_ns, std::span<const MatchedEvent> events)
{
    const Slot slot = keeper_.take(keyHash(key), key);
    if (slot == KeyTable::none)
        return;
    if (slot >= ends_ns_.size())
        ends_ns_.resize(slot + 1, never);
    endHold(slot, time_ns);
    events_ = events;
    value_ = std::to_string(events.size()) + (events.size() == 1 ? " event" : " events");
    ends_ns_[slot] = later(time_ns, holdNs());
    Verdict verdict;
    verdict.when[0] = Outcome::True;
    keeper_.judge(slot, verdict, time_ns, 0, true, *out_);
    keeper_.tellValues(*out_);
    events_ = {};
    keeper_.settle(slot);
}

void PatternRule::restore(const Alert &alert, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out)
{
    StreamsRule::restore(alert, down_since_ns, now_ns, out);
    const Slot slot = keeper_.find(keyHash(alert.key), alert.key);
    if (slot == KeyTable::none || !keeper_[slot].main.alert.open())
        return;
    if (slot >= ends_ns_.size())
        ends_ns_.resize(slot + 1, never);
    // How much of its time was left is not known.
    ends_ns_[slot] = later(now_ns, holdNs());
    keeper_.settle(slot);
}

void PatternRule::forgotten(Slot slot)
{
    if (slot < ends_ns_.size())
        ends_ns_[slot] = never;
}

void PatternRule::appendField(std::string &out, std::string_view alias, std::string_view field) const
{
    // Of a repeated step the last event speaks.
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
        if (event->alias != alias)
            continue;
        const Schema &schema = event->batch->schema();
        if (const auto column = schema.find(field))
            appendCellText(out, schema.columns[*column], event->batch->after(*column), event->row);
        return;
    }
}

void PatternRule::fill(RuleStatus &status) const
{
    keeper_.fill(status);
    const PatternStatus matcher = matcher_->status();
    status.memory_bytes +=
        sizeof(PatternRule) + keeper_.memoryBytes() + matcher.memory_bytes + ends_ns_.capacity() * sizeof(TimeNs);
    status.keys = std::max(status.keys, matcher.keys);
    status.dropped += matcher.dropped;
    status.errors += matcher.errors + matcher.without_key;
    if (!matcher.last_error.empty())
        status.last_error = matcher.last_error;
}

} // namespace streamgauge
