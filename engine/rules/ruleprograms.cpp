// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/ruleprograms.h"

#include "engine/rules/rulecompiler.h"

#include <algorithm>

namespace streamgauge {

namespace {

/// Variables are the key, then the lets.
constexpr std::size_t first_let = 1;

CelValue numberOf(CellState state, double number)
{
    return state == CellState::Value ? CelValue::ofDouble(number) : CelValue();
}

} // namespace

void RulePrograms::columnsOf(const Evaluations &at) const
{
    columns_.assign(first_let + at.lets.size(), {});
    for (std::size_t let = 0; let < at.lets.size(); ++let) {
        if (!lets_[let].any_kind)
            columns_[first_let + let] = { at.lets[let].numbers, at.lets[let].states };
    }
}

CelValue RulePrograms::evaluate(const CelProgram &program, const Evaluations &at, std::size_t index) const
{
    variables_.clear();
    variables_.push_back(at.keys.empty() ? CelValue() : CelValue::borrowing(CelKind::String, at.keys[index]));
    for (std::size_t let = 0; let < at.lets.size(); ++let) {
        const LetColumn &column = at.lets[let];
        // A later let has no value yet.
        if (index >= (lets_[let].any_kind ? column.values.size() : column.numbers.size()))
            variables_.emplace_back();
        else if (lets_[let].any_kind)
            variables_.push_back(column.values[index]);
        else
            variables_.push_back(numberOf(column.states[index], column.numbers[index]));
    }
    const std::array<CelRow, 1> records { CelRow { at.batch, at.rows[index] } };
    return program.evaluate({ records, variables_, at.times_ns[index] });
}

void RulePrograms::arguments(std::size_t let, const Evaluations &at, std::span<double> values,
                             std::span<CellState> states) const
{
    const Let &fed = lets_[let];
    const std::array<CelColumn, first_let> no_key {};
    if (fed.program && (reads_key_ || fed.program->readsClock())) {
        for (std::size_t index = 0; index < values.size(); ++index) {
            const auto number = evaluate(*fed.program, at, index).asNumber();
            values[index] = number.value_or(0);
            states[index] = number ? CellState::Value : CellState::Null;
        }
    } else if (fed.program) {
        fed.program->numbers(*at.batch, at.rows, no_key, 0, values, states);
    } else {
        std::ranges::fill(values, 1.0);
        std::ranges::fill(states, CellState::Value);
    }
    if (!fed.where)
        return;
    filter_.resize(values.size());
    if (reads_key_ || fed.where->readsClock()) {
        for (std::size_t index = 0; index < values.size(); ++index)
            filter_[index] = outcomeOf(evaluate(*fed.where, at, index));
    } else {
        fed.where->outcomes(*at.batch, at.rows, no_key, 0, filter_);
    }
    for (std::size_t index = 0; index < values.size(); ++index) {
        if (filter_[index] != Outcome::True)
            states[index] = CellState::Null;
    }
}

CelValue RulePrograms::argument(std::size_t let, const Evaluations &at, std::size_t index) const
{
    const Let &fed = lets_[let];
    if (fed.where && !evaluate(*fed.where, at, index).isTrue())
        return {};
    return fed.program ? evaluate(*fed.program, at, index) : CelValue::ofInt(1);
}

void RulePrograms::derive(Evaluations &at) const
{
    const std::size_t size = at.rows.size();
    for (std::size_t let = 0; let < lets_.size(); ++let) {
        const Let &derived = lets_[let];
        if (derived.kind != LetKind::Expression)
            continue;
        LetColumn &column = at.lets[let];
        column.resize(0, derived.any_kind);
        if (!derived.any_kind) {
            columnsOf(at);
            column.resize(size, false);
            derived.program->numbers(*at.batch, at.rows, columns_, 0, column.numbers, column.states);
            continue;
        }
        std::vector<CelValue> values(size);
        for (std::size_t index = 0; index < size; ++index)
            values[index] = evaluate(*derived.program, at, index);
        column.values = std::move(values);
    }
}

void RulePrograms::judge(std::size_t level, bool clear, const Evaluations &at, std::span<Outcome> outcomes) const
{
    const Level &tests = levels_[level];
    if (!clear)
        judge(tests.when, at, outcomes);
    else if (tests.clear)
        judge(*tests.clear, at, outcomes);
    else
        std::ranges::fill(outcomes, Outcome::False);
}

void RulePrograms::judge(const Test &test, const Evaluations &at, std::span<Outcome> outcomes) const
{
    if (test.threshold) {
        test.threshold->evaluate(*at.batch, at.rows, outcomes);
    } else if (test.by_row) {
        for (std::size_t index = 0; index < outcomes.size(); ++index)
            outcomes[index] = outcomeOf(evaluate(*test.program, at, index));
    } else {
        columnsOf(at);
        test.program->outcomes(*at.batch, at.rows, columns_, 0, outcomes);
    }
}

std::string RulePrograms::errorText(const Evaluations &at, std::size_t index) const
{
    for (const Level &level : levels_) {
        for (const Test *test : { &level.when, level.clear ? &*level.clear : nullptr }) {
            if (test == nullptr || !test->program)
                continue;
            const CelValue value = evaluate(*test->program, at, index);
            if (outcomeOf(value) == Outcome::Error)
                return value.isError() ? std::string(value.message()) : "the condition is neither true nor false";
        }
    }
    return {};
}

} // namespace streamgauge
