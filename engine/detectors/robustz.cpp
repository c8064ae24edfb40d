// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/robustz.h"

#include "engine/detectors/boundedvalue.h"
#include "engine/detectors/deviation.h"

#include <limits>

namespace streamgauge {

namespace {

constexpr std::size_t least_history = 20;
constexpr double sigma_per_median_distance = 1 / 0.6745;
constexpr double sigma_per_mean_distance = 1.2533141373155;

} // namespace

RobustZ::RobustZ(std::size_t window)
    : window_(window)
{
}

double RobustZ::score(TimeNs, double raw_value)
{
    if (!std::isfinite(raw_value))
        return std::numeric_limits<double>::quiet_NaN();
    const double value = boundedValue(raw_value);
    double result = 0;
    if (window_.size() >= least_history) {
        const double median = window_.median();
        double sigma = sigma_per_median_distance * window_.medianDistance(median);
        if (sigma == 0)
            sigma = sigma_per_mean_distance * window_.meanDistance(median);
        result = unusualness(value - median, sigma);
    }
    window_.push(value);
    return result;
}

} // namespace streamgauge
