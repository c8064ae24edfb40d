// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/histogram.h"
#include "engine/run/snapshot.h"

namespace streamgauge {

/// How long events take from their commit at the source until rules have judged them, and until a desk has painted
/// them. Thread-safe; 30 KiB.
class CommitLatency
{
public:
    /// An event that was committed at `sent_ns` was judged.
    void judged(TimeNs sent_ns, TimeNs judged_ns) noexcept { to_rule_ns_.record(between(sent_ns, judged_ns)); }
    /// Events were stored, of which the oldest was committed at `oldest_ns`; no_time: of none it is known.
    void stored(TimeNs oldest_ns) noexcept;
    /// The oldest commit among what was stored since the last call; no_time when there is none. What is read from the
    /// stores after this call holds it.
    [[nodiscard]] TimeNs takeOldest() noexcept;
    /// What takeOldest() named was painted.
    void painted(TimeNs oldest_ns, TimeNs painted_ns) noexcept { to_screen_ns_.record(between(oldest_ns, painted_ns)); }

    [[nodiscard]] LatencyStatus toRule() const noexcept { return statusOf(to_rule_ns_); }
    [[nodiscard]] LatencyStatus toScreen() const noexcept { return statusOf(to_screen_ns_); }

private:
    /// 0 when the source's clock is ahead of ours.
    [[nodiscard]] static std::uint64_t between(TimeNs from_ns, TimeNs to_ns) noexcept
    {
        return to_ns > from_ns ? static_cast<std::uint64_t>(to_ns - from_ns) : 0;
    }
    [[nodiscard]] static LatencyStatus statusOf(const Histogram &histogram) noexcept;

    Histogram to_rule_ns_;
    Histogram to_screen_ns_;
    std::atomic<TimeNs> oldest_ns_ { std::numeric_limits<TimeNs>::max() }; ///< the largest: none
};

} // namespace streamgauge
