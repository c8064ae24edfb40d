// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/expressionrule.h"

#include <array>
#include <vector>

namespace streamgauge {

/// A rule that judges each event by itself. Its conditions run over whole columns; a key costs no memory and no
/// look-up unless it has an alert or had one lately.
class KeyedRule final : public ExpressionRule
{
public:
    using ExpressionRule::ExpressionRule;

    void endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out) override;
    void evaluate(const RowBlock &block, AlertOutput &out) override;
    void keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out) override;
    void advance(TimeNs now_ns, AlertOutput &out) override;
    void fill(RuleStatus &status) const override;

private:
    void prepare(const RowBlock &block);
    void schemaChanged() override { at_.lets.clear(); }
    /// The rows [begin, end) of the block, none of which is a mark.
    void judgeRows(const RowBlock &block, std::size_t begin, std::size_t end, AlertOutput &out);
    void judgeMark(const RowBlock &block, std::size_t index, AlertOutput &out);
    [[nodiscard]] const RulePrograms *readForProbe(std::string_view key, const RowRef &newest, Evaluations &at,
                                                   RowRef &row) const override;
    [[nodiscard]] bool appendValue(std::string &out, const KeySlot &key, Slot slot) override;
    [[nodiscard]] bool appendSummary(std::string &out, const KeySlot &key, Slot slot) override;

    void combineLevels();
    /// A row that can make a difference, and where its key most likely is.
    struct Notable {
        std::uint32_t index = 0;
        Slot likely = KeyTable::none;
    };
    using Notables = std::array<Notable, 64>;
    /// Those of the rows [begin, end), no more than fit, as it stands before the first is judged.
    [[nodiscard]] std::span<const Notable> note(const RowBlock &block, std::size_t begin, std::size_t end,
                                                Notables &notables) const;
    /// True: from now on, further rows of the key make a difference that made none before.
    bool judgeRow(const RowBlock &block, const Notable &row, AlertOutput &out);
    [[nodiscard]] Outcome clearOutcome(std::size_t level, std::size_t index);

    Evaluations at_;
    std::vector<std::string_view> keys_;
    std::array<std::vector<Outcome>, most_alert_levels> when_;
    std::array<std::vector<Outcome>, most_alert_levels> clear_;
    std::array<bool, most_alert_levels> clear_ready_ {};
    std::vector<Outcome> combined_; ///< of rules with several levels
    const Outcome *any_ = nullptr;  ///< by row: True when some level is, else what is not False
    bool in_snapshot_ = false;
};

} // namespace streamgauge
