// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/holtwinters.h"

#include "engine/detectors/boundedvalue.h"
#include "engine/detectors/deviation.h"

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::uint64_t least_errors = 20;
constexpr double error_weight = 0.01;
/// An error beyond this many sigma is learnt as if it were this large, so that one spike does not bend the forecast.
constexpr double most_learnt_sigma = 3;

} // namespace

HoltWinters::HoltWinters(HoltWintersOptions options)
    : options_(options)
{
}

double HoltWinters::score(TimeNs, double raw_value)
{
    if (!std::isfinite(raw_value))
        return std::numeric_limits<double>::quiet_NaN();
    const double value = boundedValue(raw_value);
    if (learnt_ < std::max<std::uint64_t>(options_.season, 1)) {
        begin(value);
        return 0;
    }
    const double seasonal = season_.empty() ? 0.0 : season_[phase_];
    const double error = value - (level_ + trend_ + seasonal);
    const double sigma = std::sqrt(error_variance_);
    const double result = errors_ >= least_errors ? unusualness(error, sigma) : 0.0;
    const bool bounded = errors_ >= least_errors && sigma > 0;
    learn(bounded ? std::clamp(error, -most_learnt_sigma * sigma, most_learnt_sigma * sigma) : error);
    return result;
}

void HoltWinters::begin(double value)
{
    ++learnt_;
    level_ += (value - level_) / static_cast<double>(learnt_);
    if (options_.season == 0)
        return;
    season_.push_back(value);
    if (season_.size() < options_.season)
        return;
    for (double &part : season_)
        part -= level_;
}

void HoltWinters::learn(double error)
{
    ++errors_;
    const double weight = std::max(error_weight, 1 / static_cast<double>(errors_));
    error_variance_ += weight * (error * error - error_variance_);
    // The error-correction form of the three smoothing equations.
    level_ += trend_ + options_.level * error;
    trend_ += options_.level * options_.trend * error;
    if (!season_.empty()) {
        season_[phase_] += options_.seasonal * (1 - options_.level) * error;
        phase_ = phase_ + 1 == season_.size() ? 0 : phase_ + 1;
    }
}

std::size_t HoltWinters::memoryBytes() const
{
    return sizeof(*this) + season_.capacity() * sizeof(double);
}

std::size_t HoltWinters::mostBytes(std::size_t season)
{
    return sizeof(HoltWinters) + 2 * season * sizeof(double);
}

} // namespace streamgauge
