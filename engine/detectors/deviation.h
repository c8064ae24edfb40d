// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <numbers>

namespace streamgauge {

/// The share of normally distributed values that lie closer to their mean than
/// `distance` does: 0.9973 at 3 sigma. With sigma 0 every distance but 0 is
/// unusual.
[[nodiscard]] inline double unusualness(double distance, double sigma) {
  if (!(sigma > 0))
    return distance == 0 ? 0.0 : 1.0;
  return std::erf(std::abs(distance) / (sigma * std::numbers::sqrt2));
}

} // namespace streamgauge
