// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/benchmark.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

struct PatternSpeed {
    double events_per_second = 0;
    std::size_t open = 0; ///< partial matches at the end
    std::size_t memory_bytes = 0;
    std::uint64_t matches = 0;
};

/// Feeds `events` made-up events (batches of 4,096) of one stream to a matcher of `pattern` on the calling thread. Every
/// other event is of kind 0, by a user of its own; the other ones are of kind 1, by the user of the event of kind 0
/// about 100,000 pairs before, of which each tenth is left out, so that about 100,000 partial matches of "kind 0 followed
/// by kind 1 of the same user within 10 s" are open, of which a tenth end by time. The making of the events is not
/// counted. Preconditions: the pattern is valid and its streams are "bench", events are positive.
[[nodiscard]] PatternSpeed measurePattern(std::string_view pattern, const std::vector<std::string> &key_fields,
                                          std::uint64_t events);

/// "patterns".
[[nodiscard]] Benchmark patternBenchmark();

} // namespace streamgauge
