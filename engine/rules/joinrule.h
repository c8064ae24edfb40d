// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/patterns/compositejoin.h"
#include "engine/rules/streamsrule.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace streamgauge {

/// A composite rule: its condition reads the latest event of each of several streams, of one key and within a time of
/// each other. It is judged at each of their events and at the instant one of them is too old.
class JoinRule final : public StreamsRule, private CompositeSink
{
public:
    [[nodiscard]] static Result<std::unique_ptr<LiveRule>> make(const RuleSpec &spec, const RuleFunctions &functions);
    explicit JoinRule(const RuleSpec &spec);

    void endAll(AlertReason reason, TimeNs now_ns, AlertOutput &out) override;
    void evaluate(const RowBlock &block, AlertOutput &out) override;
    void advance(TimeNs now_ns, AlertOutput &out) override;
    void fill(RuleStatus &status) const override;

private:
    struct Level {
        CelProgram when;
        std::optional<CelProgram> clear;
    };
    [[nodiscard]] Result<void> compile(const RuleFunctions &functions);
    void makeJoin();
    [[nodiscard]] RuleSpec judged(const RuleSpec &spec) const override { return spec; }
    void joined(std::string_view key, TimeNs time_ns, std::span<const CelRow> records) override;
    [[nodiscard]] Outcome outcome(const CelProgram &program, const CelInput &input);
    void appendField(std::string &out, std::string_view alias, std::string_view field) const override;

    std::vector<CelProgram> derived_; ///< lets
    std::vector<Level> levels_;
    std::vector<PatternField> fields_; ///< that are read
    std::optional<CompositeJoin> join_;
    std::span<const CelRow> records_;
    std::vector<CelValue> variables_;
};

} // namespace streamgauge
