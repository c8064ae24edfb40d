// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/expressionrule.h"
#include "engine/rules/letfeed.h"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace streamgauge {

/// A rule with windows or detectors, which it may share with others: see LetFeed. The conditions are judged at each event
/// and at each instant at which a window changes without one. Beside the feed, only a key that has an alert or had one
/// lately costs memory or a look-up.
class LetRule final : public ExpressionRule, private LetReader
{
public:
    using Slot = KeyTable::Slot;

    [[nodiscard]] static Result<std::unique_ptr<LiveRule>> make(const RuleSpec &spec, const RuleFunctions &functions);
    LetRule(const RuleSpec &spec, RuleFunctions functions, std::shared_ptr<LetFeed> feed);
    ~LetRule() override;

    void share(LiveRule &other) override;
    void adopt(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out) override;
    void endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out) override;
    void evaluate(const RowBlock &block, AlertOutput &out) override;
    void keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out) override;
    void advance(TimeNs now_ns, AlertOutput &out) override;
    void restore(const Alert &alert, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out) override;
    [[nodiscard]] RuleProbe probe(std::string_view key, const RowRef &newest) const override;
    void fill(RuleStatus &status) const override;

private:
    /// Some evaluations with what their conditions say.
    struct Judged {
        const LetRows *rows = nullptr;
        Evaluations at;
        std::array<std::vector<Outcome>, most_alert_levels> when;
        std::array<std::vector<Outcome>, most_alert_levels> clear;
    };
    /// Why an evaluation that starts nothing is not passed over.
    enum Attention : std::uint8_t { Calm = 0, Watched = 1, Silent = 2 };
    [[nodiscard]] static std::uint8_t attentionOf(const KeySlot &entry)
    {
        return static_cast<std::uint8_t>((entry.watched ? Watched : Calm) | (entry.main.alert.silent ? Silent : Calm));
    }

    // LetReader
    void begin(const RowBlock &block) override { beginBlock(block); }
    void end(AlertOutput &out) override { endBlock(out); }
    [[nodiscard]] const RulePrograms *programs() const override { return programs_ ? &*programs_ : nullptr; }
    void instantsHave(const SchemaPtr &schema) override;
    void judge(const LetTurn &turn, AlertOutput &out) override;
    void runTimers(TimeNs now_ns, AlertOutput &out) override;
    void endKey(Slot key, AlertReason reason, TimeNs time_ns, AlertOutput &out) override;
    [[nodiscard]] bool holds(Slot key) override;
    void makeRoom() override { keeper_.forgetResolved(); }
    void refused(std::uint64_t rows) override;

    // KeyValues, by slots of the keeper
    [[nodiscard]] bool remembers(Slot slot) const override;
    void forgotten(Slot slot) override;
    [[nodiscard]] bool appendValue(std::string &out, const KeySlot &key, Slot slot) override;
    [[nodiscard]] bool appendSummary(std::string &out, const KeySlot &key, Slot slot) override;

    void schemaChanged() override;
    [[nodiscard]] const RulePrograms *readForProbe(std::string_view key, const RowRef &newest, Evaluations &at,
                                                   RowRef &row) const override;
    void computeOutcomes(const RulePrograms *programs, const LetRows &rows, Judged &judged);
    void judgeInTime(const LetTurn &turn, AlertOutput &out);
    void judgeEvents(const LetTurn &turn, AlertOutput &out);
    /// The evaluation brought a value to show.
    [[nodiscard]] bool saysValue(const Judged &judged, std::size_t index, bool by_event) const;
    void judgeOne(const Judged &judged, std::size_t index, bool by_event, AlertOutput &out);
    void settleJudged();
    [[nodiscard]] Slot slotOf(Slot key) const { return key < slot_of_.size() ? slot_of_[key] : KeyTable::none; }
    /// The keeper's slot is that of the feed's key.
    void link(Slot slot, Slot key);
    void noteAttention(Slot slot);

    std::shared_ptr<LetFeed> feed_;
    std::vector<std::size_t> state_of_;            ///< by let, in the feed; of those without state `no_state`
    std::optional<RulePrograms> instant_programs_; ///< the conditions over the feed's rows of instants
    SchemaPtr instant_schema_;
    Judged events_;
    Judged instants_;
    std::vector<Slot> slot_of_;           ///< of the keeper, by key of the feed
    std::vector<std::uint8_t> attention_; ///< by key of the feed
    std::vector<Slot> key_of_;            ///< of the feed, by slot of the keeper
    std::vector<Slot> judged_;            ///< of the keeper, in this turn
    std::vector<std::uint32_t> notable_;  ///< events of one run that may make a difference
};

} // namespace streamgauge
