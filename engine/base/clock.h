// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

namespace streamgauge {

/// Nanoseconds since 1970-01-01 UTC. Covers 1677 to 2262.
using TimeNs = std::int64_t;
/// A length of time in nanoseconds.
using DurationNs = std::int64_t;

inline constexpr DurationNs ns_per_us = 1'000;
inline constexpr DurationNs ns_per_ms = 1'000'000;
inline constexpr DurationNs ns_per_s = 1'000'000'000;

/// The only source of "now" in the engine and the connectors; handed in, so that live, replay,
/// backtest and tests run the same code. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimeNs now() const = 0;
    /// Never steps back, unrelated to any epoch; for intervals and time-outs.
    [[nodiscard]] virtual DurationNs steady() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] TimeNs now() const override;
    [[nodiscard]] DurationNs steady() const override;
};

/// Stands still until it is set. For tests and backtests.
class VirtualClock final : public Clock
{
public:
    explicit VirtualClock(TimeNs start_ns = 0)
        : now_ns_(start_ns)
    {
    }
    [[nodiscard]] TimeNs now() const override { return now_ns_.load(std::memory_order_acquire); }
    [[nodiscard]] DurationNs steady() const override { return now(); }
    void set(TimeNs now_ns) { now_ns_.store(now_ns, std::memory_order_release); }
    void advance(DurationNs by_ns) { now_ns_.fetch_add(by_ns, std::memory_order_acq_rel); }

private:
    std::atomic<TimeNs> now_ns_;
};

} // namespace streamgauge
