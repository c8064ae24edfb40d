// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/expressionrule.h"
#include "engine/rules/keptcells.h"
#include "engine/rules/letstates.h"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace streamgauge {

/// A rule with windows or detectors. Each key that was seen has a slot, until its windows are empty. Every let is fed
/// with every event before any expression reads it; the conditions are judged at each event and at each instant at
/// which a window changes without one, in the order of time for each key, so that neither the cut of batches nor the
/// times of advance() make a difference.
class LetRule final : public ExpressionRule
{
public:
    [[nodiscard]] static Result<std::unique_ptr<LiveRule>> make(const RuleSpec &spec, const RuleFunctions &functions);
    LetRule(const RuleSpec &spec, RuleFunctions functions, LetStates states);

    void advance(TimeNs now_ns, AlertOutput &out) override;
    void fill(RuleStatus &status) const override;

private:
    /// Some evaluations with what their conditions say.
    struct Judged {
        std::vector<Slot> slots;
        std::vector<TimeNs> times_ns;
        std::vector<std::uint32_t> rows;
        std::vector<std::string_view> keys;
        Evaluations at;
        std::array<std::vector<Outcome>, most_alert_levels> when;
        std::array<std::vector<Outcome>, most_alert_levels> clear;
        void clearRows();
    };

    void prepare(const RowBlock &block) override { static_cast<void>(block); }
    void schemaChanged() override;
    void judgeRows(const RowBlock &block, std::size_t begin, std::size_t end, AlertOutput &out) override;
    void catchUpKey(Slot slot, TimeNs time_ns, AlertOutput &out) override;
    [[nodiscard]] const RulePrograms *readForProbe(std::string_view key, const RowRef &newest, Evaluations &at,
                                                   RowRef &row) const override;
    [[nodiscard]] TimeNs nextChange(Slot slot) const override { return programs_ ? states_.nextChange(slot) : never; }
    [[nodiscard]] bool remembers(Slot slot) const override { return states_.remembers(slot); }
    void forgotten(Slot slot) override { states_.forget(slot); }
    [[nodiscard]] bool appendValue(std::string &out, const KeySlot &key, Slot slot) override;
    [[nodiscard]] bool appendSummary(std::string &out, const KeySlot &key, Slot slot) override;

    void takeRows(const RowBlock &block, std::size_t begin, std::size_t end);
    /// Feeds a run of rows of different keys, after the instants before each of them. Returns where it ended.
    [[nodiscard]] std::size_t feedRun(std::size_t begin);
    void feedLets(std::size_t begin, std::size_t end);
    void feedTexts(std::size_t let, std::size_t state, std::size_t begin, std::size_t end);
    /// Notes the slot's instants before `time_ns` as evaluations.
    void catchUp(Slot slot, TimeNs time_ns);
    void computeOutcomes(const RulePrograms *programs, Judged &judged);
    void computeInstants();
    void judgeFed(AlertOutput &out);
    /// The evaluation brought a value to show.
    [[nodiscard]] bool saysValue(const Judged &judged, std::size_t index, bool by_event) const;
    void judgeOne(const Judged &judged, std::size_t index, bool by_event, AlertOutput &out);
    void settleRows();
    void resizeLets(Judged &judged, std::size_t size);
    void readState(LetColumn &column, std::size_t let, Slot slot, std::size_t index) const;

    LetStates states_;
    std::vector<std::size_t> state_of_; ///< by let; of those without state `no_state`
    std::optional<KeptCells> kept_;
    std::optional<RulePrograms> instant_programs_; ///< the conditions over kept_

    Judged events_;
    Judged instants_;
    std::unique_ptr<BatchBuilder> instant_rows_;
    BatchPtr instant_batch_;
    std::vector<std::size_t> sources_;         ///< by event: its index in the block
    std::vector<std::size_t> instants_before_; ///< by event: how many of the noted instants are to be judged before it
    std::vector<std::vector<double>> arguments_;
    std::vector<std::vector<CellState>> argument_states_;
    std::vector<std::uint32_t> run_of_; ///< by slot
    std::uint32_t run_ = 0;
};

} // namespace streamgauge
