// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/ruleshard.h"

#include "engine/rules/keyedrule.h"

#include <algorithm>

namespace streamgauge {

namespace {

std::string_view ruleName(const std::unique_ptr<KeyedRule> &rule)
{
    return rule->spec().name;
}

} // namespace

RuleShard::RuleShard() = default;
RuleShard::~RuleShard() = default;
RuleShard::RuleShard(RuleShard &&) noexcept = default;
RuleShard &RuleShard::operator=(RuleShard &&) noexcept = default;

Result<void> RuleShard::setRule(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out)
{
    if (auto sound = checkRule(spec); !sound)
        return sound;
    const auto place = std::ranges::lower_bound(rules_, spec.name, {}, ruleName);
    if (place == rules_.end() || (*place)->spec().name != spec.name) {
        const auto added = rules_.insert(place, std::make_unique<KeyedRule>(spec));
        rules_by_stream_[spec.stream].push_back(added->get());
        return {};
    }
    KeyedRule *rule = place->get();
    if (rule->spec() == spec)
        return {};
    std::erase(rules_by_stream_[rule->spec().stream], rule);
    rules_by_stream_[spec.stream].push_back(rule);
    rule->become(spec, now_ns, out);
    return {};
}

void RuleShard::removeRule(const std::string &name, TimeNs now_ns, AlertOutput &out)
{
    const auto place = std::ranges::lower_bound(rules_, name, {}, ruleName);
    if (place == rules_.end() || (*place)->spec().name != name)
        return;
    (*place)->endAll(AlertReason::RuleRemoved, now_ns, out);
    std::erase(rules_by_stream_[(*place)->spec().stream], place->get());
    rules_.erase(place);
}

void RuleShard::evaluate(const Batch &batch, std::span<const std::uint32_t> rows, TimeBasis basis, AlertOutput &out)
{
    const auto rules = rules_by_stream_.find(batch.schema().stream);
    if (rules == rules_by_stream_.end() || rules->second.empty() || rows.empty())
        return;
    marks_.clear();
    for (std::uint32_t index = 0; index < rows.size(); ++index) {
        const Op op = batch.op(rows[index]);
        if (op == Op::Deleted || isStreamWide(op))
            marks_.push_back(index);
    }
    const RowBlock block { batch, rows, marks_, basis };
    for (KeyedRule *rule : rules->second)
        rule->evaluate(block, out);
}

void RuleShard::keyGone(const std::string &stream, std::string_view key, std::uint64_t hash, TimeNs time_ns,
                        AlertOutput &out)
{
    const auto rules = rules_by_stream_.find(stream);
    if (rules == rules_by_stream_.end())
        return;
    for (KeyedRule *rule : rules->second)
        rule->keyGone(hash, key, time_ns, out);
}

void RuleShard::advance(const std::string &stream, TimeNs now_ns, AlertOutput &out)
{
    const auto rules = rules_by_stream_.find(stream);
    if (rules == rules_by_stream_.end())
        return;
    for (KeyedRule *rule : rules->second)
        rule->advance(now_ns, out);
}

bool RuleShard::acknowledge(std::uint64_t episode, const Acknowledgement &acknowledgement, AlertOutput &out)
{
    return std::ranges::any_of(rules_, [&](const auto &rule) { return rule->acknowledge(episode, acknowledgement, out); });
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
