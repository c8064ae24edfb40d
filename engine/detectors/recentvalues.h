// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace streamgauge {

/// The last values of a series, at most `most` of them. Memory grows with what is held.
class RecentValues
{
public:
    /// Precondition: most > 0.
    explicit RecentValues(std::size_t most)
        : most_(most)
    {
    }

    void push(double value)
    {
        if (values_.size() == most_) {
            values_[first_] = value;
            first_ = first_ + 1 == most_ ? 0 : first_ + 1;
            return;
        }
        if (values_.size() == values_.capacity())
            values_.reserve(std::min(most_, std::max<std::size_t>(16, 2 * values_.size())));
        values_.push_back(value);
    }
    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] bool full() const { return values_.size() == most_; }
    [[nodiscard]] double oldest() const { return values_[first_]; }
    /// 0 is the oldest. Precondition: index < size().
    [[nodiscard]] double operator[](std::size_t index) const
    {
        const std::size_t at = first_ + index;
        return values_[at < values_.size() ? at : at - values_.size()];
    }
    [[nodiscard]] std::size_t memoryBytes() const { return values_.capacity() * sizeof(double); }
    /// Of a full one.
    [[nodiscard]] static std::size_t mostBytes(std::size_t most) { return most * sizeof(double); }

private:
    std::size_t most_;
    std::size_t first_ = 0;
    std::vector<double> values_;
};

} // namespace streamgauge
