// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/chartbenchmark.h"

namespace streamgauge {

/// A chart of QCustomPlot (GPL-3.0, www.qcustomplot.com), fed with the same slices and set up as its manual advises for
/// speed: no soft edges, fast polylines, sorted data, one queued replot a frame. It is no part of the program.
[[nodiscard]] PeerChart qCustomPlotChart(DataFeed &feed, const std::vector<SeriesRef> &series, DurationNs span_ns,
                                         std::uint32_t pixels);

} // namespace streamgauge
