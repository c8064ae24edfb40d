// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/benchmark.h"
#include "engine/windows/windowspec.h"

#include <cstdint>

namespace streamgauge {

/// Feeds `events` made-up events (10,000 a second of event time, `keys` keys in random order, batches of 4,096) to one
/// window on the calling thread: each event's key is looked up by its hash and text, and the window's value is read after
/// each. The making of the events is not counted. Returns events per second. Preconditions: both are positive, the spec is
/// valid.
[[nodiscard]] double measureWindow(const WindowSpec &spec, std::uint32_t keys, std::uint64_t events);

/// "windows".
[[nodiscard]] Benchmark windowBenchmark();

} // namespace streamgauge
