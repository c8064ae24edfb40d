// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/source/benchmark.h"
#include "plugins/api/datafeed.h"

#include <QWidget>

#include <cstdint>
#include <functional>
#include <vector>

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

/// A chart of another kind, fed with the same slices.
struct PeerChart {
    QWidget *chart = nullptr;
    QObject *painted = nullptr; ///< the widget whose paint events are its frames
};
using MakePeerChart =
    std::function<PeerChart(DataFeed &feed, const std::vector<SeriesRef> &series, DurationNs span_ns, std::uint32_t pixels)>;

struct ChartBenchmarkResult {
    ChartFigures charts;             ///< this program's charts
    std::vector<ChartFigures> peers; ///< in the order they were asked for
    double events_per_second = 0;    ///< judged and stored meanwhile, as the engine counted them
};

/// Shows charts that follow a whole engine, which an in-process connector feeds at the given rate; first this
/// program's charts, then those of each peer. Needs a QApplication; runs its event loop; takes warm-up and duration
/// for each.
[[nodiscard]] Result<ChartBenchmarkResult> benchmarkCharts(const ChartBenchmarkOptions &options,
                                                           const std::vector<MakePeerChart> &peers);
/// QLineSeries::replace on a QChartView.
[[nodiscard]] PeerChart plainQtChart(DataFeed &feed, const std::vector<SeriesRef> &series, DurationNs span_ns,
                                     std::uint32_t pixels);

/// The same at full size, as a grid and with charts as wide as the window, for `streamgauge bench`.
[[nodiscard]] std::vector<Benchmark> chartBenchmarks();

} // namespace streamgauge
