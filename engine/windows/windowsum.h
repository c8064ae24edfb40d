// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace streamgauge {

/// A sum from which terms can be taken again. Two doubles hold it, so that terms within some 30 decimal digits of each
/// other come and go without a trace (error-free addition: Knuth, TAOCP 2, 4.2.2; Neumaier 1974); inexact() tells when
/// digits were lost. Infinities, and terms of 2^960 and more as such, are only counted, so they leave no damage.
class WindowSum
{
public:
    void add(double term)
    {
        if (std::abs(term) < infinite_from)
            accumulate(term);
        else
            ++(term > 0 ? plus_infinite_ : minus_infinite_);
    }
    /// Precondition: the term is in.
    void remove(double term)
    {
        if (std::abs(term) < infinite_from)
            accumulate(-term);
        else
            --(term > 0 ? plus_infinite_ : minus_infinite_);
    }
    void merge(const WindowSum &other)
    {
        accumulate(other.high_);
        accumulate(other.low_);
        plus_infinite_ += other.plus_infinite_;
        minus_infinite_ += other.minus_infinite_;
        inexact_ |= other.inexact_;
    }
    /// Not a number when both infinities are in.
    [[nodiscard]] double value() const
    {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        if (plus_infinite_ == 0 && minus_infinite_ == 0)
            return high_ + low_;
        return (plus_infinite_ > 0 ? infinity : 0) - (minus_infinite_ > 0 ? infinity : 0);
    }
    [[nodiscard]] bool inexact() const { return inexact_ != 0; }

private:
    static constexpr double infinite_from = 0x1p960;

    void accumulate(double term)
    {
        const double high = high_ + term;
        const double from_term = high - high_;
        const double rest = (high_ - (high - from_term)) + (term - from_term);
        const double low = low_ + rest;
        const double from_rest = low - low_;
        const double lost = (low_ - (low - from_rest)) + (rest - from_rest);
        high_ = high;
        low_ = low;
        inexact_ |= static_cast<std::uint32_t>(lost != 0);
    }

    double high_ = 0;
    double low_ = 0;
    std::uint32_t plus_infinite_ = 0;
    std::uint32_t minus_infinite_ : 31 = 0;
    std::uint32_t inexact_ : 1 = 0;
};

} // namespace streamgauge
