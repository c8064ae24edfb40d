// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/datafeed.h"

#include <QChartView>
#include <QLineSeries>
#include <QValueAxis>

#include <memory>
#include <vector>

namespace streamgauge {

/// The chart one gets from Qt Charts alone, fed with the same slices: what the benchmark compares with.
class PlainChart final : public QChartView
{
    Q_OBJECT

public:
    PlainChart(DataFeed &feed, const std::vector<SeriesRef> &series, DurationNs span_ns, std::uint32_t pixels,
               QWidget *parent = nullptr);

private:
    void show(std::size_t line, const SeriesSlice &slice);

    std::vector<QLineSeries *> lines_; ///< the chart's
    QValueAxis *time_axis_ = nullptr;
    QValueAxis *value_axis_ = nullptr;
    TimeNs origin_ns_ = 0;
    std::vector<std::unique_ptr<Subscription>> subscriptions_;
};

} // namespace streamgauge
