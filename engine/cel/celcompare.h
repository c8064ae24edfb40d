// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celvalue.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <utility>

namespace streamgauge {

/// Exact across types: no rounding of a large integer to a double decides. NaN
/// is unordered.
[[nodiscard]] inline std::partial_ordering compareNumbers(std::int64_t left, std::int64_t right)
{
    return left <=> right;
}
[[nodiscard]] inline std::partial_ordering compareNumbers(std::uint64_t left, std::uint64_t right)
{
    return left <=> right;
}
[[nodiscard]] inline std::partial_ordering compareNumbers(double left, double right)
{
    return left <=> right;
}
[[nodiscard]] inline std::partial_ordering compareNumbers(std::int64_t left, std::uint64_t right)
{
    return left < 0 ? std::strong_ordering::less : static_cast<std::uint64_t>(left) <=> right;
}
[[nodiscard]] inline std::partial_ordering compareNumbers(std::int64_t left, double right)
{
    return static_cast<double>(left) <=> right;
}
[[nodiscard]] inline std::partial_ordering compareNumbers(std::uint64_t left, double right)
{
    return static_cast<double>(left) <=> right;
}
[[nodiscard]] inline std::partial_ordering compareNumbers(std::uint64_t left, std::int64_t right)
{
    return 0 <=> compareNumbers(right, left);
}
[[nodiscard]] inline std::partial_ordering compareNumbers(double left, std::int64_t right)
{
    return 0 <=> compareNumbers(right, left);
}
[[nodiscard]] inline std::partial_ordering compareNumbers(double left, std::uint64_t right)
{
    return 0 <=> compareNumbers(right, left);
}

/// Precondition: both are numbers.
[[nodiscard]] std::partial_ordering compareNumbers(const CelValue &left, const CelValue &right);

/// CEL's order; nullopt when the two kinds have none.
[[nodiscard]] std::optional<std::partial_ordering> celCompare(const CelValue &left, const CelValue &right);

} // namespace streamgauge
