// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/windowedgaussian.h"

#include "engine/detectors/boundedvalue.h"
#include "engine/detectors/deviation.h"

#include <limits>

namespace streamgauge {

namespace {

constexpr std::size_t least_history = 20;

} // namespace

WindowedGaussian::WindowedGaussian(std::size_t window)
    : window_(window)
{
}

double WindowedGaussian::score(TimeNs, double raw_value)
{
    if (!std::isfinite(raw_value))
        return std::numeric_limits<double>::quiet_NaN();
    const double value = boundedValue(raw_value);
    double result = 0;
    if (window_.size() >= least_history) {
        const auto count = static_cast<double>(window_.size());
        const double mean = sum_ / count;
        const double variance = std::max(0.0, squares_ / count - mean * mean);
        result = unusualness(value - centre_ - mean, std::sqrt(variance));
    }
    learn(value);
    return result;
}

void WindowedGaussian::learn(double value)
{
    if (window_.full()) {
        const double out = window_.oldest() - centre_;
        sum_ -= out;
        squares_ -= out * out;
    }
    window_.push(value);
    const double in = value - centre_;
    sum_ += in;
    squares_ += in * in;
    // What rounding leaves behind is cleared once a window; while it fills,
    // whenever it has doubled.
    if (until_sum_ == 0) {
        sumAgain();
        until_sum_ = window_.size();
    }
    --until_sum_;
}

void WindowedGaussian::sumAgain()
{
    double sum = 0;
    for (std::size_t i = 0; i < window_.size(); ++i)
        sum += window_[i] - centre_;
    centre_ += sum / static_cast<double>(window_.size());
    sum_ = 0;
    squares_ = 0;
    for (std::size_t i = 0; i < window_.size(); ++i) {
        const double distance = window_[i] - centre_;
        sum_ += distance;
        squares_ += distance * distance;
    }
}

std::size_t WindowedGaussian::mostBytes(std::size_t window)
{
    return sizeof(WindowedGaussian) + RecentValues::mostBytes(std::max<std::size_t>(window, 16));
}

} // namespace streamgauge
