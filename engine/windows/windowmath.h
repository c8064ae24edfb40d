// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace streamgauge {

inline constexpr TimeNs no_instant_yet = std::numeric_limits<TimeNs>::min();

/// Sums and differences that stay at the ends of what TimeNs holds.
[[nodiscard]] constexpr TimeNs after(TimeNs time_ns, DurationNs by_ns)
{
    TimeNs sum_ns = 0;
    if (__builtin_add_overflow(time_ns, by_ns, &sum_ns))
        return by_ns > 0 ? std::numeric_limits<TimeNs>::max() : std::numeric_limits<TimeNs>::min();
    return sum_ns;
}
[[nodiscard]] constexpr TimeNs before(TimeNs time_ns, DurationNs by_ns)
{
    TimeNs difference_ns = 0;
    if (__builtin_sub_overflow(time_ns, by_ns, &difference_ns))
        return by_ns > 0 ? std::numeric_limits<TimeNs>::min() : std::numeric_limits<TimeNs>::max();
    return difference_ns;
}
/// The greatest multiple of `step_ns` up to `time_ns`.
[[nodiscard]] constexpr TimeNs floorTo(TimeNs time_ns, DurationNs step_ns)
{
    const DurationNs past_ns = time_ns % step_ns;
    return before(time_ns, past_ns < 0 ? past_ns + step_ns : past_ns);
}

[[nodiscard]] constexpr double secondsBetween(TimeNs from_ns, TimeNs to_ns)
{
    return static_cast<double>(before(to_ns, from_ns)) / static_cast<double>(ns_per_s);
}

[[nodiscard]] inline std::optional<double> number(double value)
{
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

/// Where squares and products of samples are summed, none may overflow.
[[nodiscard]] inline bool moderate(double value)
{
    return std::abs(value) <= 1e150;
}

/// What a counter rose by from one sample to the next.
[[nodiscard]] inline double counterStep(double from, double to)
{
    return to >= from ? to - from : to;
}

/// The samples of a counter in a window.
struct CounterSamples {
    std::uint64_t count = 0;
    TimeNs first_ns = 0;
    TimeNs last_ns = 0;
    double first = 0;
    double increase = 0;
};

/// See WindowFunction::Rate.
[[nodiscard]] inline double rateBetween(const CounterSamples &samples)
{
    const double sampled_s = secondsBetween(samples.first_ns, samples.last_ns);
    return sampled_s > 0 ? samples.increase / sampled_s : 0;
}

[[nodiscard]] inline double extrapolatedRate(const CounterSamples &samples, TimeNs begin_ns, TimeNs end_ns)
{
    const double sampled_s = secondsBetween(samples.first_ns, samples.last_ns);
    if (samples.count < 2 || !(sampled_s > 0))
        return 0;
    const double distance_s = sampled_s / static_cast<double>(samples.count - 1);
    constexpr double near_distances = 1.1;
    double to_begin_s = secondsBetween(begin_ns, samples.first_ns);
    if (to_begin_s >= distance_s * near_distances)
        to_begin_s = distance_s / 2;
    if (samples.increase > 0 && samples.first >= 0)
        to_begin_s = std::min(to_begin_s, sampled_s * (samples.first / samples.increase));
    double to_end_s = secondsBetween(samples.last_ns, end_ns);
    if (to_end_s >= distance_s * near_distances)
        to_end_s = distance_s / 2;
    return samples.increase * ((sampled_s + to_begin_s + to_end_s) / sampled_s) / secondsBetween(begin_ns, end_ns);
}

} // namespace streamgauge
