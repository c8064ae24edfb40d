// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

namespace streamgauge {

/// Random numbers that are the same for the same seed with every standard library (the distributions of <random>
/// are not). One thread.
class SeededRandom
{
public:
    explicit SeededRandom(std::uint64_t seed)
        : bits_(seed)
    {
    }

    [[nodiscard]] std::uint64_t word() { return bits_(); }
    /// In [0, 1).
    [[nodiscard]] double uniform() { return static_cast<double>(bits_() >> 11) * 0x1.0p-53; }
    [[nodiscard]] double uniform(double low, double high) { return low + (high - low) * uniform(); }
    [[nodiscard]] bool chance(double probability) { return uniform() < probability; }
    /// Mean 0, deviation 1 (Box and Muller, 1958).
    [[nodiscard]] double normal()
    {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        return radius * std::cos(2.0 * std::numbers::pi * uniform());
    }
    /// Whether an event that comes `per_second` times on average came in the last `passed_s`.
    [[nodiscard]] bool occurs(double per_second, double passed_s) { return chance(-std::expm1(-per_second * passed_s)); }
    /// The next value of a process that returns to `mean` within about `settle_s` and scatters by `deviation`
    /// (Ornstein and Uhlenbeck, exact for any step), `passed_s` after it was `value`.
    [[nodiscard]] double drift(double value, double mean, double deviation, double settle_s, double passed_s)
    {
        const double kept = std::exp(-passed_s / settle_s);
        return mean + (value - mean) * kept + deviation * std::sqrt(1.0 - kept * kept) * normal();
    }

private:
    std::mt19937_64 bits_;
};

} // namespace streamgauge
