// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/sortedwindow.h"

#include <cmath>

namespace streamgauge {

void SortedWindow::push(double value)
{
    if (!recent_.full()) {
        if (sorted_.size() == sorted_.capacity())
            sorted_.reserve(std::max<std::size_t>(16, 2 * sorted_.size()));
        sorted_.insert(std::ranges::upper_bound(sorted_, value), value);
        recent_.push(value);
        return;
    }
    const double oldest = recent_.oldest();
    recent_.push(value);
    // One rotation moves only what lies between the two places.
    const auto out = std::ranges::lower_bound(sorted_, oldest);
    const auto in = std::ranges::upper_bound(sorted_, value);
    if (out < in) {
        std::move(out + 1, in, out);
        *(in - 1) = value;
    } else {
        std::move_backward(in, out, out + 1);
        *in = value;
    }
}

double SortedWindow::quantile(double share) const
{
    const double place = share * static_cast<double>(sorted_.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    if (below + 1 >= sorted_.size())
        return sorted_.back();
    return std::lerp(sorted_[below], sorted_[below + 1], place - static_cast<double>(below));
}

std::size_t SortedWindow::countBelow(double value) const
{
    return static_cast<std::size_t>(std::ranges::lower_bound(sorted_, value) - sorted_.begin());
}

double SortedWindow::medianDistance(double centre) const
{
    // The values within the median distance are a run around the centre: the
    // shortest run of half the values that reaches equally far is found by
    // halving the place where it starts.
    const std::size_t run = sorted_.size() / 2 + 1;
    std::size_t least = 0;
    std::size_t most = sorted_.size() - run;
    while (least < most) {
        const std::size_t middle = (least + most) / 2;
        if (centre - sorted_[middle] > sorted_[middle + run] - centre)
            least = middle + 1;
        else
            most = middle;
    }
    return std::max(centre - sorted_[least], sorted_[least + run - 1] - centre);
}

double SortedWindow::meanDistance(double centre) const
{
    double sum = 0;
    for (const double value : sorted_)
        sum += std::abs(value - centre);
    return sum / static_cast<double>(sorted_.size());
}

std::size_t SortedWindow::memoryBytes() const
{
    return recent_.memoryBytes() + sorted_.capacity() * sizeof(double);
}

std::size_t SortedWindow::mostBytes(std::size_t most)
{
    // The order grows by doubling.
    return RecentValues::mostBytes(most) + 2 * std::max<std::size_t>(most, 16) * sizeof(double);
}

} // namespace streamgauge
