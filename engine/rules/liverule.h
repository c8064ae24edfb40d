// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/rowblock.h"
#include "engine/rules/ruleprobe.h"
#include "engine/rules/ruleprograms.h"
#include "engine/rules/ruleshard.h"

#include <memory>
#include <string_view>

namespace streamgauge {

/// The rule an absence is judged as: nothing holds but that no event came. Others as they are.
[[nodiscard]] RuleSpec judgedSpec(const RuleSpec &spec);
/// What an alert of the rule says of its condition: "event.heart_rate > 120.0", "no heartbeat for 30s".
[[nodiscard]] std::string ruleConditionText(const RuleSpec &spec);

/// One rule with its state for the keys of one shard. One thread. Times are rule time.
class LiveRule
{
public:
    /// Error Configuration when the rule's windows, detectors or pattern cannot be made.
    [[nodiscard]] static Result<std::unique_ptr<LiveRule>> make(const RuleSpec &spec, const RuleFunctions &functions);
    LiveRule() = default;
    LiveRule(const LiveRule &) = delete;
    LiveRule &operator=(const LiveRule &) = delete;
    virtual ~LiveRule() = default;

    /// Takes the new times, texts and policies of a rule with the same conditions and lets.
    virtual void adopt(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out) = 0;
    /// Ends every open alert and forgets all keys.
    virtual void endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out) = 0;

    /// Shares with another rule over the same stream what makes no difference to either, if neither was given rows yet
    /// and both will be given the same calls.
    virtual void share(LiveRule &other) { static_cast<void>(other); }
    virtual void evaluate(const RowBlock &block, AlertOutput &out) = 0;
    virtual void keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out) = 0;
    /// Runs what ends before `now_ns`.
    virtual void advance(TimeNs now_ns, AlertOutput &out) = 0;

    virtual bool acknowledge(std::uint64_t episode, const Acknowledgement &acknowledgement, AlertOutput &out) = 0;
    virtual void restore(const Alert &alert, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out) = 0;
    /// `newest`: a row of the key to judge where the rule keeps none; its batch may be null.
    [[nodiscard]] virtual RuleProbe probe(std::string_view key, const RowRef &newest) const = 0;
    /// Fills the counted part.
    virtual void fill(RuleStatus &status) const = 0;
};

} // namespace streamgauge
