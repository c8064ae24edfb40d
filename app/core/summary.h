// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/lookups/lookups.h"
#include "engine/run/snapshot.h"

#include <cstdint>
#include <string>
#include <vector>

namespace streamgauge {

/// What a headless run ends with.
struct Summary {
    std::int64_t duration_us = 0;
    std::uint64_t peak_rss_bytes = 0;
    SnapshotPtr status; ///< never null
    std::vector<LookupStatus> lookups {};
};

/// One JSON object with exactly the keys the manual lists; times in µs, sizes in bytes.
[[nodiscard]] std::string summaryJson(const Summary &summary);
/// The same to read.
[[nodiscard]] std::string summaryText(const Summary &summary);

/// The most memory this process ever had resident (VmHWM in /proc/self/status); 0 when the system does not tell.
[[nodiscard]] std::uint64_t peakResidentBytes();

/// "text (place): remedy" of a problem on one line.
[[nodiscard]] std::string problemText(const Problem &problem);

} // namespace streamgauge
