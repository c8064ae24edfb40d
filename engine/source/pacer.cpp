// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/source/pacer.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>

namespace streamgauge {

namespace {

constexpr DurationNs longest_wait_ns = 20 * ns_per_ms;
constexpr DurationNs shortest_wait_ns = 50 * ns_per_us;

} // namespace

Pacer::Pacer(const Clock &clock, double speed)
    : clock_(clock)
    , speed_(speed)
{
}

void Pacer::setDue(TimeNs event_ns)
{
    origin_event_ns_ = event_ns;
    origin_steady_ns_ = clock_.steady();
}

TimeNs Pacer::due() const
{
    constexpr TimeNs end_of_time_ns = std::numeric_limits<TimeNs>::max();
    if (!paced())
        return end_of_time_ns;
    const double passed_ns = static_cast<double>(clock_.steady() - origin_steady_ns_) * speed_;
    if (passed_ns >= static_cast<double>(end_of_time_ns - std::max<TimeNs>(origin_event_ns_, 0)))
        return end_of_time_ns;
    return origin_event_ns_ + static_cast<DurationNs>(passed_ns);
}

void Pacer::waitFor(std::stop_token stop, TimeNs event_ns) const
{
    const TimeNs due_ns = due();
    if (event_ns <= due_ns)
        return;
    // Differences of distant times leave the range of 64 bits; the bound below makes exactness there irrelevant.
    const double left_ns = (static_cast<double>(event_ns) - static_cast<double>(due_ns)) / speed_;
    const auto wait_ns =
        left_ns >= static_cast<double>(longest_wait_ns) ? longest_wait_ns : static_cast<DurationNs>(left_ns);
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    woken.wait_for(lock, stop, std::chrono::nanoseconds(std::max(wait_ns, shortest_wait_ns)), [] { return false; });
}

} // namespace streamgauge
