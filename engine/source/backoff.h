// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <random>

namespace streamgauge {

/// How long to wait before the next try: full jitter, that is uniform between 0 and a bound that doubles with each
/// failure. The same seed gives the same waits. One thread.
class Backoff
{
public:
    Backoff(DurationNs first_ns, DurationNs most_ns, std::uint64_t seed)
        : first_ns_(first_ns)
        , most_ns_(most_ns)
        , random_(seed)
    {
    }

    /// The wait after one more failure.
    [[nodiscard]] DurationNs next();
    void reset() { failures_ = 0; }
    /// Since the last reset.
    [[nodiscard]] std::uint32_t failures() const { return failures_; }

private:
    DurationNs first_ns_;
    DurationNs most_ns_;
    std::uint32_t failures_ = 0;
    std::mt19937_64 random_;
};

} // namespace streamgauge
