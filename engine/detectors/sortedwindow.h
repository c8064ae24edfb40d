// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/recentvalues.h"

namespace streamgauge {

/// The last values of a series, also in order of size. A push moves at most `most` numbers.
class SortedWindow
{
public:
    /// Precondition: most > 0.
    explicit SortedWindow(std::size_t most)
        : recent_(most)
    {
    }

    /// Precondition: not NaN.
    void push(double value);
    [[nodiscard]] std::size_t size() const { return sorted_.size(); }
    /// Precondition: size() > 0, 0 <= share <= 1. Between two values, the straight line.
    [[nodiscard]] double quantile(double share) const;
    /// Of the values in order of size, 0 the smallest. Precondition: place < size().
    [[nodiscard]] double at(std::size_t place) const { return sorted_[place]; }
    /// How many values are smaller.
    [[nodiscard]] std::size_t countBelow(double value) const;
    [[nodiscard]] double median() const { return quantile(0.5); }
    /// Median of the distances from `centre`, which must lie within the values; logarithmic.
    [[nodiscard]] double medianDistance(double centre) const;
    /// Mean of the distances from `centre`.
    [[nodiscard]] double meanDistance(double centre) const;
    [[nodiscard]] std::size_t memoryBytes() const;
    [[nodiscard]] static std::size_t mostBytes(std::size_t most);

private:
    RecentValues recent_;
    std::vector<double> sorted_;
};

} // namespace streamgauge
