// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/source/benchmark.h"

#include <cstdint>
#include <vector>

namespace streamgauge {

/// For how long at most the event loop answered nobody while a table panel worked.
struct TableFigures {
    double loading_ms = 0;   ///< all rows come in
    double changing_ms = 0;  ///< rows change, in the order of arrival
    double sorting_ms = 0;   ///< put in order by a text and by a number, and rows change
    double filtering_ms = 0; ///< a filter is set and taken away, and rows change
    std::uint64_t rows = 0;  ///< held at the end
    double events_per_second = 0;
};

struct TableBenchmarkOptions {
    std::uint64_t rows = 100'000;
    double events_per_second = 10'000;
    DurationNs each_ns = 2 * ns_per_s; ///< after each thing that is asked of the table
};

/// Shows a table panel that follows a whole engine, which an in-process connector feeds. Needs a QApplication and runs
/// its event loop. Error Resource when the rows do not arrive within two minutes.
[[nodiscard]] Result<TableFigures> benchmarkTable(const TableBenchmarkOptions &options);

/// The same with 100 k and 1 M rows, for `streamgauge bench`.
[[nodiscard]] std::vector<Benchmark> tableBenchmarks();

} // namespace streamgauge
