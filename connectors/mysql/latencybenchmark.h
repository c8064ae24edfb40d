// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/source/benchmark.h"

#include <cstdint>
#include <vector>

namespace streamgauge {

struct LatencyLoad {
    std::uint32_t rows_per_second = 1'000;
    std::uint32_t rows = 10'000;
};

/// A private MariaDB on loopback, a client that inserts single rows at a steady rate, and an engine with one rule that
/// every row fires: the time from just before each INSERT is sent until its alert is raised. The first rows are
/// not counted. Blocks; errors are those of BenchServer and of the connection.
[[nodiscard]] Result<std::vector<Figure>> measureLatency(const LatencyLoad &load);

} // namespace streamgauge
