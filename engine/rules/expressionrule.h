// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alertkeeper.h"
#include "engine/rules/liverule.h"
#include "engine/rules/summarytemplate.h"

#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

/// One value of a let as an operator reads it; nothing when it has none.
void appendLetText(std::string &out, const LetColumn &column, std::size_t index);

/// What all rules over one stream have in common: conditions compiled for its schema, and what alerts say of them.
class ExpressionRule : public LiveRule, protected KeyValues
{
public:
    ExpressionRule(const RuleSpec &spec, RuleFunctions functions);

    void adopt(const RuleSpec &spec, TimeNs now_ns, AlertOutput &out) override;
    void endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out) override;
    bool acknowledge(std::uint64_t episode, const Acknowledgement &acknowledgement, AlertOutput &out) override
    {
        return keeper_.acknowledge(episode, acknowledgement, out);
    }
    void restore(const Alert &alert, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out) override;
    [[nodiscard]] RuleProbe probe(std::string_view key, const RowRef &newest) const override;
    void fill(RuleStatus &status) const override;

protected:
    using Slot = KeyTable::Slot;

    /// Compiles for the block's schema, and counts its rows.
    void beginBlock(const RowBlock &block);
    void endBlock(AlertOutput &out);
    virtual void schemaChanged() { }
    /// For probe(): what the key is judged by now; its lets with state go to `at`. Null when there is nothing.
    [[nodiscard]] virtual const RulePrograms *readForProbe(std::string_view key, const RowRef &newest, Evaluations &at,
                                                           RowRef &row) const = 0;

    [[nodiscard]] TimeNs nextChange(Slot slot) const override;
    [[nodiscard]] bool remembers(Slot slot) const override;
    void forgotten(Slot slot) override;
    [[nodiscard]] bool appendCell(std::string &out, std::uint32_t row) const;
    [[nodiscard]] bool appendSummaryOf(std::string &out, const KeySlot &key, const Evaluations &at, std::size_t index) const;
    /// Counts the errors among the outcomes of the first level; `programs`, or none, made them.
    void noteErrors(const RulePrograms *programs, const Evaluations &at, std::span<const Outcome> outcomes);

    RuleSpec spec_;         ///< see judgedSpec()
    std::string condition_; ///< as alerts say it
    const RuleFunctions functions_;
    AlertKeeper keeper_;
    SchemaPtr schema_;                     ///< compiled for
    std::optional<RulePrograms> programs_; ///< nullopt: cannot be judged, see compile_error_
    std::string compile_error_;
    const Batch *batch_ = nullptr; ///< under evaluation

private:
    void compile(const SchemaPtr &schema);

    SummaryTemplate summary_;
    std::string field_; ///< that is judged, for a chart
};

} // namespace streamgauge
