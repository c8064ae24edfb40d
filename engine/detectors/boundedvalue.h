// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace streamgauge {

/// What is larger counts as this large, so that sums of squares of a hundred thousand values stay finite.
inline constexpr double most_value = 1e150;

/// Precondition: finite.
[[nodiscard]] inline double boundedValue(double value)
{
    return std::clamp(value, -most_value, most_value);
}

} // namespace streamgauge
