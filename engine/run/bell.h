// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace streamgauge {

/// Wakes one sleeping thread; a ring before the wait is not lost. Thread-safe.
class Bell
{
public:
    void ring()
    {
        {
            const std::scoped_lock lock(mutex_);
            if (rung_)
                return;
            rung_ = true;
        }
        changed_.notify_one();
    }
    /// Returns at the next ring or after the timeout.
    void wait(DurationNs timeout_ns)
    {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::nanoseconds(timeout_ns), [this] { return rung_; });
        rung_ = false;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool rung_ = false;
};

} // namespace streamgauge
