// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/benchmark.h"

#include <cstddef>
#include <cstdint>

namespace streamgauge {

struct LookupSpeed {
    double rows_per_second = 0;
    double hit_percent = 0; ///< of the events, whose row was kept
};

/// Judges `events` made-up events (batches of 4,096) by one rule that looks a
/// row up for each, on the calling thread. The keys are Zipf's: the n-th of
/// 100,000 comes n times less often than the first. `most_bytes` bounds the
/// rows kept; the rest comes from a table in memory over the lookup's own
/// connection thread, without a network. The making of the events is not
/// counted. Preconditions: events are positive, most_bytes as LookupSpec has
/// it.
[[nodiscard]] LookupSpeed measureLookups(std::uint64_t events, std::size_t most_bytes);

/// "lookups".
[[nodiscard]] Benchmark lookupBenchmark();

} // namespace streamgauge
