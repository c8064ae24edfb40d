// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/program.h"
#include "engine/source/benchmark.h"

namespace streamgauge {

/// "recorder": rows a second and bytes a row of a recording, of the simulated ward and of each CSV file named in
/// STREAMGAUGE_RECORD_DATA (joined by colons), played into memory first and as often as makes 2 M rows.
/// `program` outlives it.
[[nodiscard]] Benchmark recorderBenchmark(Program &program);
/// "backtest": one rule over a recorded day of 10 M made-up events of 100 keys with 8 fields.
[[nodiscard]] Benchmark backtestBenchmark();

} // namespace streamgauge
