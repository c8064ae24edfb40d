// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/ruleshard.h"

#include "engine/rules/rulerunner.h"

#include <algorithm>

namespace streamgauge {

namespace {

std::string_view ruleName(const std::unique_ptr<RuleRunner> &rule)
{
    return rule->spec().name;
}

} // namespace

RuleShard::RuleShard() = default;
RuleShard::~RuleShard() = default;
RuleShard::RuleShard(RuleShard &&) noexcept = default;
RuleShard &RuleShard::operator=(RuleShard &&) noexcept = default;

bool RuleShard::needsHome(const RuleSpec &spec)
{
    return spec.kind != RuleKind::Expression || !spec.key.empty() || !spec.joined.empty() || spec.event_time;
}

std::vector<std::string> RuleShard::streamsOf(const RuleSpec &spec)
{
    if (spec.kind == RuleKind::Pattern)
        return patternStreams(spec.pattern);
    std::vector<std::string> streams { spec.stream };
    for (const StreamAlias &joined : spec.joined) {
        if (std::ranges::find(streams, joined.stream) == streams.end())
            streams.push_back(joined.stream);
    }
    return streams;
}

RuleRunner *RuleShard::find(std::string_view name) const
{
    const auto place = std::ranges::lower_bound(rules_, name, {}, ruleName);
    return place == rules_.end() || (*place)->spec().name != name ? nullptr : place->get();
}

void RuleShard::unlist(RuleRunner *rule)
{
    for (auto &[stream, rules] : rules_by_stream_)
        std::erase(rules, rule);
}

Result<void> RuleShard::setRule(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out)
{
    if (auto sound = checkRule(spec); !sound)
        return sound;
    RuleRunner *rule = find(spec.name);
    if (rule == nullptr) {
        auto made = RuleRunner::make(spec, functions_);
        if (!made)
            return made.error();
        rule = made->get();
        rule->await(awaiting_, out);
        rules_.insert(std::ranges::lower_bound(rules_, spec.name, {}, ruleName), std::move(*made));
    } else {
        if (rule->spec() == spec)
            return {};
        if (auto become = rule->become(spec, functions_, now_ns, out); !become)
            return become;
        unlist(rule);
    }
    for (RuleRunner *other : rules_by_stream_[spec.stream])
        rule->live().share(other->live());
    for (const std::string &stream : streamsOf(spec))
        rules_by_stream_[stream].push_back(rule);
    return {};
}

void RuleShard::removeRule(const std::string &name, TimeNs now_ns, AlertOutput &out, bool goes_on)
{
    RuleRunner *rule = find(name);
    if (rule == nullptr)
        return;
    rule->end(goes_on ? AlertReason::Updated : AlertReason::RuleRemoved, now_ns, out);
    unlist(rule);
    std::erase_if(rules_, [rule](const auto &held) { return held.get() == rule; });
}

void RuleShard::pauseRule(const std::string &name, bool paused, TimeNs now_ns, AlertOutput &out)
{
    if (RuleRunner *rule = find(name); rule != nullptr)
        rule->pause(paused, now_ns, out);
}

void RuleShard::evaluate(const BatchPtr &batch, std::span<const std::uint32_t> rows, TimeBasis basis, AlertOutput &out,
                         RuleScope scope)
{
    const auto rules = rules_by_stream_.find(batch->schema().stream);
    if (rules == rules_by_stream_.end() || rules->second.empty() || rows.empty())
        return;
    marks_.clear();
    times_ns_.resize(rows.size());
    key_hashes_.resize(rows.size());
    for (std::uint32_t index = 0; index < rows.size(); ++index) {
        const std::uint32_t row = rows[index];
        const Op op = batch->op(row);
        if (op == Op::Deleted || isStreamWide(op))
            marks_.push_back(index);
        key_hashes_[index] = batch->keyHash(row);
        times_ns_[index] = basis == TimeBasis::Event ? batch->eventTime(row) : batch->arrivalTime(row);
    }
    slot_hints_.resize(rows.size());
    const RowBlock block { batch, *batch, rows, times_ns_, key_hashes_, marks_, basis, nullptr, slot_hints_ };
    for (RuleRunner *rule : rules->second) {
        if (scope == RuleScope::All || rule->atHome() == (scope == RuleScope::Home))
            rule->evaluate(block, basis, out);
    }
}

void RuleShard::keyGone(const std::string &stream, std::string_view key, std::uint64_t hash, TimeNs time_ns,
                        AlertOutput &out, RuleScope scope)
{
    const auto rules = rules_by_stream_.find(stream);
    if (rules == rules_by_stream_.end())
        return;
    for (RuleRunner *rule : rules->second) {
        if (scope == RuleScope::All || rule->atHome() == (scope == RuleScope::Home))
            rule->keyGone(hash, key, time_ns, out);
    }
}

void RuleShard::advance(const std::string &stream, TimeNs now_ns, AlertOutput &out)
{
    const auto rules = rules_by_stream_.find(stream);
    if (rules == rules_by_stream_.end())
        return;
    for (RuleRunner *rule : rules->second)
        rule->advance(stream, now_ns, out);
}

void RuleShard::flush(const std::string &stream, AlertOutput &out)
{
    const auto rules = rules_by_stream_.find(stream);
    if (rules == rules_by_stream_.end())
        return;
    for (RuleRunner *rule : rules->second)
        rule->flush(stream, out);
}

void RuleShard::await(bool on, AlertOutput &out)
{
    awaiting_ = on;
    for (const auto &rule : rules_)
        rule->await(on, out);
}

void RuleShard::forget(const std::string &stream, TimeNs now_ns, AlertOutput &out)
{
    const auto rules = rules_by_stream_.find(stream);
    if (rules == rules_by_stream_.end())
        return;
    for (RuleRunner *rule : rules->second)
        rule->forget(stream, functions_, now_ns, out);
}

bool RuleShard::acknowledge(std::uint64_t episode, const Acknowledgement &acknowledgement, AlertOutput &out)
{
    return std::ranges::any_of(rules_,
                               [&](const auto &rule) { return rule->live().acknowledge(episode, acknowledgement, out); });
}

bool RuleShard::restore(const Alert &open_alert, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out)
{
    RuleRunner *rule = find(open_alert.rule);
    if (rule == nullptr)
        return false;
    rule->live().restore(open_alert, down_since_ns, now_ns, out);
    return true;
}

std::optional<RuleProbe> RuleShard::probe(const std::string &name, std::string_view key, const RowRef &newest) const
{
    RuleRunner *rule = find(name);
    if (rule == nullptr)
        return std::nullopt;
    return rule->live().probe(key, newest);
}

std::vector<RuleStatus> RuleShard::status() const
{
    std::vector<RuleStatus> all;
    all.reserve(rules_.size());
    for (const auto &rule : rules_)
        all.push_back(rule->status());
    return all;
}

} // namespace streamgauge
