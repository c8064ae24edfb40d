// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/source/benchmark.h"

#include <cstdint>

namespace streamgauge {

/// How smoothly a window of charts ran.
struct ChartFigures {
    double frames_per_second = 0; ///< frames with new data that were painted; the sampler asks for at most 125
    double longest_stall_ms = 0;  ///< the longest time the event loop answered nobody
    double paint_ms = 0;          ///< mean time all charts of one frame took to paint
    std::uint64_t frames = 0;
};

struct ChartBenchmarkOptions {
    int charts = 12;
    int series_per_chart = 4;
    int columns = 4; ///< of the grid of charts; 1: every chart as wide as the window
    int width = 1'920;
    int height = 1'080;
    double events_per_second = 100'000;
    DurationNs warm_up_ns = 2 * ns_per_s;
    DurationNs duration_ns = 5 * ns_per_s;
};

struct ChartBenchmarkResult {
    ChartFigures charts;          ///< this program's charts
    ChartFigures plain_charts;    ///< the same with QLineSeries::replace on QChartView
    double events_per_second = 0; ///< judged and stored meanwhile, as the engine counted them
};

/// Shows charts that follow a whole engine, which an in-process connector feeds at the given rate; first this
/// program's charts, then plain Qt Charts. Needs a QApplication; runs its event loop; takes twice warm-up and duration.
[[nodiscard]] Result<ChartBenchmarkResult> benchmarkCharts(const ChartBenchmarkOptions &options);

/// The same at full size, as a grid and with charts as wide as the window, for `streamgauge bench`.
[[nodiscard]] std::vector<Benchmark> chartBenchmarks();

} // namespace streamgauge
