// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/commitlatency.h"

namespace streamgauge {

namespace {

constexpr TimeNs none_ns = std::numeric_limits<TimeNs>::max();

} // namespace

void CommitLatency::stored(TimeNs oldest_ns) noexcept
{
    if (oldest_ns == no_time)
        return;
    TimeNs known_ns = oldest_ns_.load(std::memory_order_relaxed);
    while (oldest_ns < known_ns && !oldest_ns_.compare_exchange_weak(known_ns, oldest_ns, std::memory_order_release)) { }
}

TimeNs CommitLatency::takeOldest() noexcept
{
    const TimeNs oldest_ns = oldest_ns_.exchange(none_ns, std::memory_order_acquire);
    return oldest_ns == none_ns ? no_time : oldest_ns;
}

LatencyStatus CommitLatency::statusOf(const Histogram &histogram) noexcept
{
    constexpr double ns_in_us = ns_per_us;
    const auto quantile_us = [&](double share) { return static_cast<double>(histogram.quantile(share)) / ns_in_us; };
    return { quantile_us(0.50), quantile_us(0.95), quantile_us(0.99), static_cast<double>(histogram.most()) / ns_in_us,
             histogram.count() };
}

} // namespace streamgauge
