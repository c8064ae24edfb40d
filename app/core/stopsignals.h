// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <csignal>
#include <functional>
#include <stop_token>

namespace streamgauge {

/// Turns SIGINT and SIGTERM into something to wait for, while it lives. Make it on the main thread before any other
/// thread starts: they inherit the blocked signals.
class StopSignals
{
public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals &) = delete;
    StopSignals &operator=(const StopSignals &) = delete;

    /// True when one came within the time.
    [[nodiscard]] bool wait(DurationNs at_most_ns);
    /// Does `work` on a thread of its own and waits for it; the first signal meanwhile requests its stop. Returns whether
    /// one came.
    bool waitFor(const std::function<void(std::stop_token)> &work);
    /// From now on the signals end the process at once.
    void release();

private:
    sigset_t signals_ {};
    sigset_t before_ {};
};

} // namespace streamgauge
