// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celfieldkernel.h"
#include "engine/cel/celplan.h"
#include "engine/cel/celprogram.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <vector>

namespace streamgauge {

namespace {

static_assert(static_cast<int>(Outcome::NoData) == static_cast<int>(CelCode::NoData)
              && static_cast<int>(Outcome::Unchanged) == static_cast<int>(CelCode::Absent)
              && static_cast<int>(Outcome::Error) == static_cast<int>(CelCode::Error));

/// Runs a kernel over all rows, block by block; `take(first row, lanes, rows)` gets the results.
template <typename Take>
void runBlocks(const CelKernel &kernel, const Batch &batch, std::span<const std::uint32_t> rows,
               std::span<const CelColumn> variables, Take take)
{
    const auto registers = std::make_unique_for_overwrite<CelRegister[]>(kernel.registers());
    for (std::size_t first = 0; first < rows.size(); first += cel_block_rows) {
        const auto block = rows.subspan(first, std::min(cel_block_rows, rows.size() - first));
        CelKernelFrame frame { batch, block, first, variables, { registers.get(), kernel.registers() } };
        take(first, kernel.run(frame, 0, CelCode::NoData), block.size());
    }
}

CelValue variableAt(const CelColumn &column, CelKind kind, std::size_t at)
{
    if (column.numbers.empty())
        return CelValue::ofStaticError("the variable has no value");
    if (column.states[at] == CellState::Absent)
        return CelValue::ofStaticError("the variable has no value", CelFault::Absent);
    if (column.states[at] == CellState::Null)
        return {};
    switch (kind) {
    case CelKind::Int: return CelValue::ofInt(celVariableInt(column.numbers[at]));
    case CelKind::Bool: return CelValue::ofBool(column.numbers[at] != 0);
    default: return CelValue::ofDouble(column.numbers[at]);
    }
}

CellState numberState(std::uint8_t lane_code)
{
    if (lane_code == code(CelCode::Value))
        return CellState::Value;
    return lane_code == code(CelCode::Absent) ? CellState::Absent : CellState::Null;
}

/// Evaluates row by row; `take(index, value)` gets the results.
template <typename Take>
void evaluateRows(const std::vector<CelKind> &kinds, std::span<const std::uint32_t> rows, const Batch &batch,
                  std::span<const CelColumn> columns, TimeNs now_ns, Take take)
{
    std::vector<CelValue> variables(std::min(columns.size(), kinds.size()));
    for (std::size_t at = 0; at < rows.size(); ++at) {
        for (std::size_t variable = 0; variable < variables.size(); ++variable)
            variables[variable] = variableAt(columns[variable], kinds[variable], at);
        const CelRow row { &batch, rows[at] };
        take(at, CelInput { { &row, 1 }, variables, now_ns });
    }
}

} // namespace

void CelProgram::outcomes(const Batch &batch, std::span<const std::uint32_t> rows, std::span<const CelColumn> variables,
                          TimeNs now_ns, std::span<Outcome> out) const
{
    if (!plan_->condition) {
        evaluateRows(plan_->variable_kinds, rows, batch, variables, now_ns,
                     [&](std::size_t at, const CelInput &input) { out[at] = outcome(input); });
        return;
    }
    runBlocks(*plan_->condition, batch, rows, variables, [&](std::size_t first, CelLanes lanes, std::size_t size) {
        for (std::size_t lane = 0; lane < size; ++lane)
            out[first + lane] = static_cast<Outcome>(lanes.codes[lane]);
    });
}

void CelProgram::numbers(const Batch &batch, std::span<const std::uint32_t> rows, std::span<const CelColumn> variables,
                         TimeNs now_ns, std::span<double> values, std::span<CellState> states) const
{
    if (!plan_->values) {
        evaluateRows(plan_->variable_kinds, rows, batch, variables, now_ns, [&](std::size_t at, const CelInput &input) {
            const CelValue value = plan_->evaluate(input);
            const auto number = value.asNumber();
            const bool absent = value.isError() && value.fault() == CelFault::Absent;
            values[at] = number.value_or(0);
            states[at] = number ? CellState::Value : absent ? CellState::Absent : CellState::Null;
        });
        return;
    }
    const CelKind kind = plan_->values->kind();
    const auto number = [kind](std::uint64_t word) {
        switch (kind) {
        case CelKind::Int: return static_cast<double>(static_cast<std::int64_t>(word));
        case CelKind::Double: return std::bit_cast<double>(word);
        default: return static_cast<double>(word);
        }
    };
    runBlocks(*plan_->values, batch, rows, variables, [&](std::size_t first, CelLanes lanes, std::size_t size) {
        for (std::size_t lane = 0; lane < size; ++lane) {
            states[first + lane] = numberState(lanes.codes[lane]);
            values[first + lane] = lanes.codes[lane] == code(CelCode::Value) ? number(lanes.words[lane]) : 0.0;
        }
    });
}

} // namespace streamgauge
