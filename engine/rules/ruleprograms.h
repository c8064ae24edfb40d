// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celprogram.h"
#include "engine/rules/alertmachine.h"
#include "engine/rules/condition.h"
#include "engine/rules/ruleshard.h"
#include "engine/rules/rulespec.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// The values of one let, one for each evaluation. Numbers with their states or, where RulePrograms::hasValues() says
/// so, values of any kind.
struct LetColumn {
    std::vector<double> numbers;
    std::vector<CellState> states;
    std::vector<CelValue> values;

    void resize(std::size_t size, bool any_kind)
    {
        if (any_kind) {
            values.resize(size);
        } else {
            numbers.resize(size);
            states.resize(size);
        }
    }
};

/// Instants at which a rule is judged: each is a row of a batch, the key it concerns, and the values of the lets.
struct Evaluations {
    const Batch *batch = nullptr;
    std::span<const std::uint32_t> rows; ///< ascending
    std::span<const TimeNs> times_ns;
    std::span<const std::string_view> keys; ///< only where RulePrograms::readsKey() says so
    std::vector<LetColumn> lets;            ///< in the order of the rule; empty without lets
};

/// The expressions of one rule over one stream, compiled for one schema. Immutable; one thread, for its scratch space.
class RulePrograms
{
public:
    /// Error Configuration: names what the schema lacks, or Input: where the expression is wrong. With `fed`, the
    /// programs of the same rule for the whole schema, what feeds windows and detectors is left out.
    [[nodiscard]] static Result<RulePrograms> compile(const RuleSpec &spec, const SchemaPtr &schema,
                                                      const RuleFunctions &functions, const RulePrograms *fed = nullptr);

    /// Conditions or lets read `key`, so that Evaluations::keys is needed.
    [[nodiscard]] bool readsKey() const { return reads_key_; }
    /// Its values are no mere numbers.
    [[nodiscard]] bool hasValues(std::size_t let) const { return lets_[let].any_kind; }
    /// It is fed row by row, since it takes texts.
    [[nodiscard]] bool takesText(std::size_t let) const { return lets_[let].takes_text; }
    /// Columns that conditions and derived values read, ascending.
    [[nodiscard]] const std::vector<std::size_t> &columnsUsed() const { return columns_used_; }
    /// The column or let that is judged first, for a chart and as the alert's value; nullopt without.
    [[nodiscard]] std::optional<std::size_t> valueColumn() const { return value_column_; }
    [[nodiscard]] std::optional<std::size_t> valueLet() const { return value_let_; }

    /// What is fed to a let with state; the state is Value where there is something to feed.
    void arguments(std::size_t let, const Evaluations &at, std::span<double> values, std::span<CellState> states) const;
    /// The same of one row for a let that takes texts; null where there is nothing to feed.
    [[nodiscard]] CelValue argument(std::size_t let, const Evaluations &at, std::size_t index) const;
    /// Computes the lets without state from the others.
    void derive(Evaluations &at) const;
    /// The outcomes of a level's `when` (or `clear`, False everywhere if it has none).
    void judge(std::size_t level, bool clear, const Evaluations &at, std::span<Outcome> outcomes) const;
    [[nodiscard]] bool hasClear(std::size_t level) const { return levels_[level].clear.has_value(); }
    [[nodiscard]] std::size_t levels() const { return levels_.size(); }
    /// Why one evaluation is an error; empty when it is none.
    [[nodiscard]] std::string errorText(const Evaluations &at, std::size_t index) const;

private:
    struct Let {
        std::string name;
        LetKind kind = LetKind::Expression;
        std::optional<CelProgram> program; ///< nullopt: 1 for each row, or not compiled
        std::optional<CelProgram> where;
        bool any_kind = false;
        bool takes_text = false;
    };
    struct Test {
        std::unique_ptr<Condition> threshold; ///< or
        std::optional<CelProgram> program;
        bool by_row = false; ///< reads the clock, the key, or lets that are no mere numbers
    };
    struct Level {
        Test when;
        std::optional<Test> clear;
    };
    class Compiler;

    RulePrograms() = default;
    void columnsOf(const Evaluations &at) const;
    [[nodiscard]] CelValue evaluate(const CelProgram &program, const Evaluations &at, std::size_t index) const;
    void judge(const Test &test, const Evaluations &at, std::span<Outcome> outcomes) const;

    std::vector<Let> lets_;
    std::vector<Level> levels_;
    std::vector<std::size_t> columns_used_;
    std::optional<std::size_t> value_column_;
    std::optional<std::size_t> value_let_;
    bool reads_key_ = false;
    mutable std::vector<CelColumn> columns_;
    mutable std::vector<CelValue> variables_;
    mutable std::vector<Outcome> filter_;
};

} // namespace streamgauge
