// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/bench/plaincharts.h"

#include <QChart>

namespace streamgauge {

PlainChart::PlainChart(DataFeed &feed, const std::vector<SeriesRef> &series, DurationNs span_ns, std::uint32_t pixels,
                       QWidget *parent)
    : QChartView(parent)
{
    time_axis_ = new QValueAxis;
    value_axis_ = new QValueAxis;
    value_axis_->setRange(-100, 200);
    chart()->addAxis(time_axis_, Qt::AlignBottom);
    chart()->addAxis(value_axis_, Qt::AlignLeft);
    for (const SeriesRef &ref : series) {
        auto *line = new QLineSeries;
        line->setPen(QPen(line->color(), 1));
        chart()->addSeries(line);
        line->attachAxis(time_axis_);
        line->attachAxis(value_axis_);
        lines_.push_back(line);
        SeriesQuery query;
        query.series = ref;
        query.follow_span_ns = span_ns;
        query.pixels = pixels;
        const std::size_t index = lines_.size() - 1;
        subscriptions_.push_back(feed.subscribe(query, [this, index](const Answer &answer) {
            if (const auto *slice = std::get_if<SeriesSlice>(&answer))
                show(index, *slice);
        }));
    }
}

void PlainChart::show(std::size_t line, const SeriesSlice &slice)
{
    if (slice.cells.empty())
        return;
    if (origin_ns_ == 0)
        origin_ns_ = slice.from_ns;
    QList<QPointF> points;
    points.reserve(2 * static_cast<qsizetype>(slice.cells.size()));
    for (const SeriesCell &cell : slice.cells) {
        const double x = static_cast<double>(cell.time_ns - origin_ns_) / ns_per_s;
        points.append({ x, cell.min });
        points.append({ x, cell.max });
    }
    // Once a frame and before the points, as the cheapest order.
    if (line == 0)
        time_axis_->setRange(static_cast<double>(slice.from_ns - origin_ns_) / ns_per_s,
                             static_cast<double>(slice.to_ns - origin_ns_) / ns_per_s);
    lines_[line]->replace(points);
}

} // namespace streamgauge
