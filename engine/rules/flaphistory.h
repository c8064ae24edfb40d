// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace streamgauge {

/// The last 21 levels of one key's alert, and whether they change too often. The percentage is that of Nagios and
/// Sensu: each of the 20 steps that is a change counts with a weight that rises evenly from 0.8 (oldest) to 1.2
/// (newest), the sum is divided by 20. Flapping begins at 20 % and ends below 5 %.
class FlapHistory
{
public:
    static constexpr unsigned levels_kept = 21;
    static constexpr double start_percent = 20;
    static constexpr double stop_percent = 5;

    /// `level` is 0 (no alert) to 3.
    void note(unsigned level)
    {
        if (quiet() && level == 0)
            return;
        history_ = (history_ << bits | level) & mask;
        // A change counts 0.8 to 1.2 of 20: three are below the start and five are not, two are not below the stop.
        const std::uint64_t beyond_one = withoutLowest(changeMask());
        if (flapping_) {
            flapping_ = beyond_one != 0 || percent() >= stop_percent;
        } else if (const std::uint64_t beyond_three = withoutLowest(withoutLowest(beyond_one)); beyond_three != 0) {
            flapping_ = withoutLowest(beyond_three) != 0 || percent() >= start_percent;
        }
    }
    [[nodiscard]] double percent() const
    {
        constexpr double lowest = 0.8;
        constexpr double rise = 0.4 / (levels_kept - 2);
        double sum = 0;
        for (unsigned step = 0; step + 1 < levels_kept; ++step) {
            if (levelAt(step) != levelAt(step + 1))
                sum += lowest + rise * step;
        }
        return 100 * sum / (levels_kept - 1);
    }
    [[nodiscard]] bool flapping() const { return flapping_; }
    /// All levels kept are 0: nothing is lost by forgetting it.
    [[nodiscard]] bool quiet() const { return history_ == 0 && !flapping_; }
    friend bool operator==(const FlapHistory &a, const FlapHistory &b)
    {
        return a.history_ == b.history_ && a.flapping_ == b.flapping_;
    }

private:
    static constexpr unsigned bits = 2;
    static constexpr std::uint64_t mask = (std::uint64_t { 1 } << (bits * levels_kept)) - 1;

    [[nodiscard]] static std::uint64_t withoutLowest(std::uint64_t bits_set) { return bits_set & (bits_set - 1); }
    /// A bit for each step that is a change.
    [[nodiscard]] std::uint64_t changeMask() const
    {
        constexpr std::uint64_t steps = 0x5555'5555'5555'5555 & (mask >> bits);
        const std::uint64_t differs = history_ ^ (history_ >> bits);
        return (differs | differs >> 1) & steps;
    }
    /// 0: the oldest.
    [[nodiscard]] unsigned levelAt(unsigned place) const
    {
        return static_cast<unsigned>(history_ >> (bits * (levels_kept - 1 - place))) & 3U;
    }

    std::uint64_t history_ : 63 = 0;
    std::uint64_t flapping_ : 1 = 0;
};

} // namespace streamgauge
