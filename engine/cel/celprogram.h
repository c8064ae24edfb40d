// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/cel/celast.h"
#include "engine/cel/celscope.h"
#include "engine/cel/celvalue.h"
#include "engine/data/batch.h"
#include "engine/rules/condition.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// One event: a row of a batch that has the schema the program was compiled
/// with.
struct CelRow {
    const Batch *batch = nullptr; ///< nullptr: the record is unset; has() is
                                  ///< false, reading is an error of fault NoData
    std::uint32_t row = 0;
};

/// What one evaluation reads; in the order of the scope's records and
/// variables. What is missing at the end of either reads as an unset record or
/// an error.
struct CelInput {
    std::span<const CelRow> records;
    std::span<const CelValue> variables;
    TimeNs now_ns = 0;
};

/// A numeric variable (kind Double, Int or Bool), one number for each row
/// judged; Null reads as null, Absent as an error of fault Absent. Empty spans:
/// the variable has no value (an error where it is read).
struct CelColumn {
    std::span<const double> numbers;
    std::span<const CellState> states;
};

/// Bounds of one evaluation. What exceeds them is an error of fault Other.
inline constexpr std::size_t most_cel_steps = 1'000'000;
inline constexpr std::size_t most_cel_bytes = 16UL << 20;

/// A compiled expression. Immutable, cheap to copy, any thread; never throws.
///
/// Fields have the kind of their column: Int64 int, UInt64 uint, Double and
/// Decimal double, Bool bool, String string, Bytes bytes, Timestamp timestamp
/// (a string where the cell has no instant), Json any (parsed when read). A
/// Null cell reads as null; an operator that takes no null makes an error of
/// fault NoData of it. An Absent cell is an error of fault Absent.
/// has(event.field) is true when the cell holds a value.
class CelProgram
{
public:
    /// Error: kind Input, place "line L, column C", remedy: what was expected.
    [[nodiscard]] static Result<CelProgram> compile(std::string_view text, const CelScope &scope);
    /// The same from a tree; errors are placed by byte ("byte 17"), as the text
    /// is not at hand.
    [[nodiscard]] static Result<CelProgram> compile(const CelNodePtr &root, const CelScope &scope);

    [[nodiscard]] CelValue evaluate(const CelInput &input) const;
    /// evaluate() as a condition: true True, false False, else as outcomeOf().
    [[nodiscard]] Outcome outcome(const CelInput &input) const;

    [[nodiscard]] const CelNode &root() const;
    /// The kind of every value that is neither null nor an error, if known before
    /// evaluation; else Dyn.
    [[nodiscard]] CelKind kind() const;
    /// Indices into the schema of the record with that index in the scope,
    /// ascending.
    [[nodiscard]] std::vector<std::size_t> columnsUsed(std::size_t record) const;
    /// Indices into the scope's variables, ascending.
    [[nodiscard]] std::vector<std::size_t> variablesUsed() const;
    /// Reads CelInput::now_ns: its answer can change without an event.
    [[nodiscard]] bool readsClock() const;
    /// Can run over whole columns; otherwise the next two go row by row with the
    /// same answers.
    [[nodiscard]] bool columnar() const;

    /// One record. Writes one outcome for each of `rows`, which ascend.
    /// Precondition: out.size() == rows.size(), and so have the columns that are
    /// not empty.
    void outcomes(const Batch &batch, std::span<const std::uint32_t> rows, std::span<const CelColumn> variables,
                  TimeNs now_ns, std::span<Outcome> out) const;
    /// The same for a numeric (or bool: 0, 1) result: Value with the number; Null
    /// for null, a fault NoData or Other and for what is no number; Absent for a
    /// fault Absent. Numbers of other states are 0.
    void numbers(const Batch &batch, std::span<const std::uint32_t> rows, std::span<const CelColumn> variables,
                 TimeNs now_ns, std::span<double> values, std::span<CellState> states) const;

private:
    class Plan;
    explicit CelProgram(std::shared_ptr<const Plan> plan);

    std::shared_ptr<const Plan> plan_;
};

/// What a condition's value means: Error for what is no bool.
[[nodiscard]] Outcome outcomeOf(const CelValue &value);

} // namespace streamgauge
