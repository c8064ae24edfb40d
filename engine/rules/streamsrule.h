// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/patterns/patternmatcher.h"
#include "engine/rules/alertkeeper.h"
#include "engine/rules/liverule.h"
#include "engine/rules/summarytemplate.h"

#include <string>

namespace streamgauge {

/// What rules over events of several streams have in common: what is judged is a constellation of events that a
/// matcher or join tells of, and that is only at hand while it does.
class StreamsRule : public LiveRule, protected KeyValues
{
public:
    void adopt(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out) override;
    void keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out) override;
    bool acknowledge(std::uint64_t episode, const Acknowledgement &acknowledgement, AlertOutput &out) override
    {
        return keeper_.acknowledge(episode, acknowledgement, out);
    }
    void restore(const Alert &alert, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out) override;
    [[nodiscard]] RuleProbe probe(std::string_view key, const RowRef &newest) const override;

protected:
    using Slot = KeyTable::Slot;

    /// `judged`: the rule its alerts go by.
    StreamsRule(const RuleSpec &spec, const RuleSpec &judged);

    [[nodiscard]] virtual RuleSpec judged(const RuleSpec &spec) const = 0;
    [[nodiscard]] TimeNs nextChange(Slot slot) const override;
    [[nodiscard]] bool remembers(Slot slot) const override;
    void forgotten(Slot slot) override;
    [[nodiscard]] bool appendValue(std::string &out, const KeySlot &key, Slot slot) override;
    [[nodiscard]] bool appendSummary(std::string &out, const KeySlot &key, Slot slot) override;
    /// The text of a field of the constellation at hand ("b.amount"); nothing when there is none.
    virtual void appendField(std::string &out, std::string_view alias, std::string_view field) const = 0;
    /// The fields the summary names.
    [[nodiscard]] std::vector<PatternField> summaryFields() const;

    RuleSpec spec_;
    AlertKeeper keeper_;
    AlertOutput *out_ = nullptr; ///< during a call that may tell of constellations
    std::string value_;          ///< of the one at hand

private:
    SummaryTemplate summary_;
};

} // namespace streamgauge
