// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/tailsurprise.h"

#include <cmath>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::size_t least_known = 100;
constexpr double tail_share = 0.02;
constexpr std::size_t least_tail = 10;
/// A tail that ends sharply would make every step behind it infinitely rare.
constexpr double least_tail_index = 0.05;
constexpr double most_number = std::numeric_limits<double>::max();

} // namespace

TailSurprise::TailSurprise(std::size_t window)
    : window_(window)
{
}

double TailSurprise::next(double number)
{
    number = std::min(number, most_number);
    const double result = window_.size() < least_known ? 0.0 : surprise(number);
    window_.push(number);
    return result;
}

double TailSurprise::surprise(double number) const
{
    const std::size_t size = window_.size();
    const auto known = static_cast<double>(size);
    const std::size_t as_large = size - window_.countBelow(number);
    const std::size_t tail = std::max(least_tail, static_cast<std::size_t>(known * tail_share));
    const double from = window_.at(size - tail);
    if (as_large >= tail || !(from > 0))
        return -std::log((static_cast<double>(as_large) + 0.5) / (known + 1));
    double logs = 0;
    for (std::size_t place = size - tail; place < size; ++place)
        logs += std::log(window_.at(place)) - std::log(from);
    const double index = std::max(logs / static_cast<double>(tail), least_tail_index);
    return std::log(known / static_cast<double>(tail)) + (std::log(number) - std::log(from)) / index;
}

} // namespace streamgauge
