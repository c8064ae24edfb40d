// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/patterns/patternmatcher.h"
#include "engine/rules/streamsrule.h"

#include <memory>
#include <span>
#include <vector>

namespace streamgauge {

/// A rule that alerts when its pattern matches. The alert fires at the match's time and stays until no further match
/// of its key came for keep_firing, or for the pattern's own `within` where the rule gives none.
class PatternRule final : public StreamsRule, private MatchSink
{
public:
    [[nodiscard]] static Result<std::unique_ptr<LiveRule>> make(const RuleSpec &spec, const RuleFunctions &functions);
    PatternRule(const RuleSpec &spec, RuleFunctions functions);

    void endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out) override;
    void evaluate(const RowBlock &block, AlertOutput &out) override;
    void advance(TimeNs now_ns, AlertOutput &out) override;
    void restore(const Alert &alert, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out) override;
    void fill(RuleStatus &status) const override;

private:
    [[nodiscard]] static RuleSpec judgedAs(const RuleSpec &spec);
    [[nodiscard]] Result<std::unique_ptr<PatternMatcher>> makeMatcher() const;
    [[nodiscard]] RuleSpec judged(const RuleSpec &spec) const override { return judgedAs(spec); }
    [[nodiscard]] DurationNs holdNs() const
    {
        return spec_.keep_firing_ns > 0 ? spec_.keep_firing_ns : spec_.pattern.within_ns;
    }
    [[nodiscard]] TimeNs nextChange(Slot slot) const override { return slot < ends_ns_.size() ? ends_ns_[slot] : never; }
    [[nodiscard]] bool remembers(Slot slot) const override { return nextChange(slot) != never; }
    void forgotten(Slot slot) override;
    void matched(std::string_view key, TimeNs time_ns, std::span<const MatchedEvent> events) override;
    void appendField(std::string &out, std::string_view alias, std::string_view field) const override;
    /// Ends what the slot's last match held, if that was before `time_ns`.
    void endHold(Slot slot, TimeNs time_ns);

    const RuleFunctions functions_;
    std::unique_ptr<PatternMatcher> matcher_;
    std::vector<TimeNs> ends_ns_; ///< by slot: when the alert ends without a further match
    std::span<const MatchedEvent> events_;
};

} // namespace streamgauge
