// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/benchmark.h"

#include <cstdint>

namespace streamgauge {

struct CelSpeed {
    double comparisons = 0; ///< rows/s of a chain of two comparisons over columns
    double columnar = 0;    ///< conditions/s: 100 typical conditions over columns, rows × conditions
    double row_wise = 0;    ///< conditions/s of the same, row by row
};

/// Judges made-up events (8 fields, batches of 4,096) on the calling thread; the making of them is not counted.
/// Precondition: rows > 0.
[[nodiscard]] CelSpeed measureExpressions(std::uint64_t rows);

/// `bench expressions`
[[nodiscard]] Benchmark expressionBenchmark();

} // namespace streamgauge
