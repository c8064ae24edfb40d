// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/ewmaband.h"

#include "engine/detectors/boundedvalue.h"
#include "engine/detectors/deviation.h"

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::size_t least_history = 20;

} // namespace

EwmaBand::EwmaBand(double span)
    : alpha_(2 / (span + 1))
{
}

double EwmaBand::score(TimeNs, double raw_value)
{
    if (!std::isfinite(raw_value))
        return std::numeric_limits<double>::quiet_NaN();
    const double value = boundedValue(raw_value);
    const double distance = value - mean_;
    const double result = learnt_ >= least_history ? unusualness(distance, std::sqrt(variance_)) : 0.0;
    // All first values weigh the same, until a new one would weigh less than
    // alpha.
    const double weight = std::max(alpha_, 1 / static_cast<double>(learnt_ + 1));
    variance_ = (1 - weight) * (variance_ + weight * distance * distance);
    mean_ += weight * distance;
    ++learnt_;
    return result;
}

} // namespace streamgauge
