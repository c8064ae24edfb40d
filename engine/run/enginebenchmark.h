// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/benchmark.h"

#include <cstdint>
#include <vector>

namespace streamgauge {

/// Events through the whole engine: a connector's thread builds batches of 6 columns (1,000 keys, 3 numeric fields),
/// each event meets 10 rules and goes to series, table and event log.
struct ThroughputFigures {
    double events_per_second = 0;
    double cpu_ns_per_event = 0; ///< of the whole process
    std::uint64_t events = 0;
    std::uint64_t alerts_fired = 0;
    std::size_t store_bytes = 0;
    std::size_t peak_resident_bytes = 0; ///< of the process so far
};
[[nodiscard]] ThroughputFigures measureThroughput(std::uint64_t events, std::uint32_t rules);

/// Reads of one long series at 1,920 pixels, at random places and zooms from all of it down to single samples, in
/// processor time.
struct ZoomFigures {
    std::uint64_t samples = 0;
    double append_ns = 0;
    double median_ms = 0;
    double worst_ms = 0;
    double longest_lock_ms = 0; ///< of the steps a read is made of
    std::size_t bytes = 0;
};
[[nodiscard]] ZoomFigures measureZoom(std::uint64_t samples, std::uint32_t reads);

/// Both of them at full size, for `streamgauge bench`.
[[nodiscard]] std::vector<Benchmark> engineBenchmarks();

} // namespace streamgauge
