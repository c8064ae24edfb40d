// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/benchmark.h"

namespace streamgauge {

/// What each detector costs with its presets, on one thread: nanoseconds of a value and bytes of a series, over 20,000
/// made-up values with a daily course, noise and a few spikes.
[[nodiscard]] Benchmark detectorBenchmark();

} // namespace streamgauge
