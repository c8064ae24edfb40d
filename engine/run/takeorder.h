// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

namespace streamgauge {

/// The one order in which an engine takes the batches and timers of all its sources. The tap hears them in it, and while
/// some rule joins streams in the order they come, workers judge them in it. Thread-safe.
struct TakeOrder {
    std::mutex mutex;                       ///< held while something passes the tap and all queues
    std::uint64_t last = 0;                 ///< number of what was taken last; while `mutex` is held
    std::atomic<bool> is_judged_by = false; ///< workers keep to it, in place of serving sources in turn
};

} // namespace streamgauge
