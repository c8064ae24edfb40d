// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <numbers>

namespace streamgauge {

/// The share of values that lie closer to their mean than `distance` does, when they follow Student's t distribution
/// with three degrees of freedom: 0.94 at 3 sigma, 0.985 at 5, 0.99 at 5.9, 0.998 at 10. Measured series have heavy
/// tails; by the normal distribution most of them would score 1 every hour. With sigma 0 every distance but 0 scores
/// 1.
[[nodiscard]] inline double unusualness(double distance, double sigma)
{
    if (!(sigma > 0))
        return distance == 0 ? 0.0 : 1.0;
    const double x = std::abs(distance) / (sigma * std::numbers::sqrt3);
    return std::isfinite(x) ? 2 * std::numbers::inv_pi * (x / (1 + x * x) + std::atan(x)) : 1.0;
}

} // namespace streamgauge
