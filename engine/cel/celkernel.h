// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celvalue.h"
#include "engine/data/batch.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace streamgauge {

struct CelColumn;

/// Rows that a kernel handles at once: their lanes stay in the first-level cache.
inline constexpr std::size_t cel_block_rows = 256;

/// What a lane holds besides its word. Conditions use the numbers of Outcome instead: 0 false, 1 true, then as here,
/// so that the worse of two is their maximum.
enum class CelCode : std::uint8_t { Value = 0, Null = 1, NoData = 2, Absent = 3, Error = 4 };
constexpr std::uint8_t code(CelCode code)
{
    return static_cast<std::uint8_t>(code);
}

struct CelRegister {
    std::array<std::uint64_t, cel_block_rows> words;
    std::array<std::uint8_t, cel_block_rows> codes;
};

/// One block of rows.
struct CelKernelFrame {
    const Batch &batch;
    std::span<const std::uint32_t> rows; ///< of this block
    std::size_t first = 0;               ///< index of rows[0] among all the rows judged
    std::span<const CelColumn> variables;
    std::span<CelRegister> registers;

    [[nodiscard]] std::size_t size() const { return rows.size(); }
    [[nodiscard]] bool contiguous() const { return rows.back() - rows.front() + 1 == rows.size(); }
};

/// The result for a block: points into a register or a column. Words of a lane with a code other than Value mean nothing.
struct CelLanes {
    const std::uint64_t *words = nullptr; ///< nullptr for conditions
    const std::uint8_t *codes = nullptr;
};

/// A part of an expression over a block of rows. Immutable; any thread.
class CelKernel
{
public:
    CelKernel(CelKind kind, bool condition, unsigned registers)
        : kind_(kind)
        , condition_(condition)
        , registers_(registers)
    {
    }
    CelKernel(const CelKernel &) = delete;
    CelKernel &operator=(const CelKernel &) = delete;
    virtual ~CelKernel();

    /// Uses the registers from `base` on. `nulls`: what a null becomes: Null where it may be compared, else NoData.
    [[nodiscard]] virtual CelLanes run(CelKernelFrame &frame, unsigned base, CelCode nulls) const = 0;
    /// The word of every lane when they are all the same value; nullptr otherwise.
    [[nodiscard]] virtual const std::uint64_t *constant() const { return nullptr; }

    /// Bool, Int, Uint or Double; Null for the constant null.
    [[nodiscard]] CelKind kind() const { return kind_; }
    /// Codes alone, as Outcome numbers them; otherwise words with CelCode.
    [[nodiscard]] bool condition() const { return condition_; }
    [[nodiscard]] unsigned registers() const { return registers_; }

private:
    CelKind kind_;
    bool condition_;
    unsigned registers_;
};

using CelKernelPtr = std::unique_ptr<const CelKernel>;

} // namespace streamgauge
