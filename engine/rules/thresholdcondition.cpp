// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/thresholdcondition.h"

#include "engine/rules/decimaltext.h"
#include "engine/rules/thresholdtest.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <utility>

namespace streamgauge {

namespace {

using Rows = std::span<const std::uint32_t>;
using Outcomes = std::span<Outcome>;

/// What the test makes of a null.
Outcome ofNull(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Equal: return Outcome::False;
    case Comparison::NotEqual: return Outcome::True;
    default: return Outcome::NoData;
    }
}

template <typename Holds> Outcome judgeRow(CellState state, Outcome of_null, std::size_t row, const Holds &holds)
{
    const Outcome missing = state == CellState::Null ? of_null : Outcome::Unchanged;
    return state == CellState::Value ? static_cast<Outcome>(holds(row)) : missing;
}

bool allHaveValues(std::span<const CellState> states)
{
    unsigned differ = 0;
    for (const CellState state : states)
        differ |= static_cast<unsigned>(state) ^ static_cast<unsigned>(CellState::Value);
    return differ == 0;
}

struct Cells {
    const ColumnData &column;
    Rows rows;
    Outcome of_null;
};

template <typename Holds> void judgeRows(const Cells &cells, Outcomes outcomes, const Holds &holds)
{
    const auto states = cells.column.states();
    const Rows rows = cells.rows;
    const Outcome of_null = cells.of_null;
    const std::size_t first = rows.front();
    const bool dense = rows.back() - first + 1 == rows.size();
    constexpr std::size_t part_rows = 64;
    for (std::size_t begin = 0; begin < rows.size(); begin += part_rows) {
        const std::size_t end = std::min(rows.size(), begin + part_rows);
        // Where neither rows nor cells are missing, the loop has no branch.
        if (dense && allHaveValues(states.subspan(first + begin, end - begin))) {
            for (std::size_t i = begin; i < end; ++i)
                outcomes[i] = static_cast<Outcome>(holds(first + i));
        } else {
            for (std::size_t i = begin; i < end; ++i)
                outcomes[i] = judgeRow(states[rows[i]], of_null, rows[i], holds);
        }
    }
}

/// Calls `action` with the comparison as a function object, so that it is chosen once for all rows.
template <typename Action> void withComparison(Comparison comparison, const Action &action)
{
    switch (comparison) {
    case Comparison::Less: action(std::less<>()); return;
    case Comparison::LessOrEqual: action(std::less_equal<>()); return;
    case Comparison::Greater: action(std::greater<>()); return;
    case Comparison::GreaterOrEqual: action(std::greater_equal<>()); return;
    case Comparison::Equal: action(std::equal_to<>()); return;
    case Comparison::NotEqual: action(std::not_equal_to<>()); return;
    }
}

struct Evaluator {
    Cells cells;
    Outcomes outcomes;

    void operator()(const ThresholdCondition::Constant &test) const
    {
        judgeRows(cells, outcomes, [holds = test.holds](std::size_t) { return holds; });
    }

    void operator()(const ThresholdCondition::WordRange &test) const
    {
        const auto words = cells.column.words();
        const auto inside = [words, lowest = test.lowest, span = test.span](std::size_t row) {
            return words[row] - lowest <= span;
        };
        if (test.outside)
            judgeRows(cells, outcomes, [inside](std::size_t row) { return !inside(row); });
        else
            judgeRows(cells, outcomes, inside);
    }

    void operator()(const ThresholdCondition::RealTest &test) const
    {
        const auto words = cells.column.words();
        withComparison(test.comparison, [&](auto compare) {
            judgeRows(cells, outcomes, [words, value = test.value, compare](std::size_t row) {
                return compare(std::bit_cast<double>(words[row]), value);
            });
        });
    }

    void operator()(const ThresholdCondition::DecimalTest &test) const
    {
        withComparison(test.comparison, [&](auto compare) {
            judgeRows(cells, outcomes, [&, compare](std::size_t row) {
                const double nearest = cells.column.doubleAt(row);
                const auto order =
                    nearest == test.nearest ? compareDecimalTexts(cells.column.textAt(row), test.text) : std::nullopt;
                return order ? compare(*order, 0) : compare(nearest, test.nearest);
            });
        });
    }

    void operator()(const ThresholdCondition::TextTest &test) const
    {
        withComparison(test.comparison, [&](auto compare) {
            judgeRows(cells, outcomes, [&, compare](std::size_t row) {
                return compare(cells.column.textAt(row), std::string_view(test.value));
            });
        });
    }
};

std::string fieldList(const Schema &schema)
{
    constexpr std::size_t most_named = 40;
    std::string list;
    for (std::size_t i = 0; i < std::min(schema.columns.size(), most_named); ++i)
        list += (i == 0 ? "" : ", ") + schema.columns[i].name;
    if (schema.columns.size() > most_named)
        list += " and " + std::to_string(schema.columns.size() - most_named) + " more";
    return list;
}

std::string comparableKinds(ValueKind kind)
{
    if (kind == ValueKind::Bool)
        return "compare it with true or false";
    if (kind == ValueKind::String)
        return "compare it with a text in quotes";
    return isNumeric(kind) ? "compare it with a number" : "choose a number, text or bool field";
}

} // namespace

Result<std::unique_ptr<Condition>> ThresholdCondition::compile(const Threshold &threshold, const Schema &schema)
{
    const auto column = schema.find(threshold.field);
    if (!column)
        return Error { ErrorKind::Configuration,
                       "stream " + schema.stream + " has no field " + threshold.field,
                       {},
                       "its fields are: " + fieldList(schema) };
    const ValueKind kind = schema.columns[*column].kind;
    auto test = thresholdTest(kind, threshold.comparison, threshold.value);
    if (!test)
        return Error { ErrorKind::Configuration,
                       conditionText(threshold) + " cannot be judged: the field's kind is " + std::string(name(kind)),
                       {},
                       comparableKinds(kind) };
    return std::unique_ptr<Condition>(new ThresholdCondition(*column, ofNull(threshold.comparison), std::move(*test)));
}

void ThresholdCondition::evaluate(const Batch &batch, std::span<const std::uint32_t> rows, std::span<Outcome> outcomes) const
{
    if (!rows.empty())
        std::visit(Evaluator { { batch.after(column_), rows, of_null_ }, outcomes }, test_);
}

} // namespace streamgauge
