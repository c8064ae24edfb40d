// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/linelayer.h"

#include <algorithm>

namespace streamgauge {

void LineLayer::paint(QPainter &painter, const SeriesSlice &slice, const PlotMap &map, const QColor &color)
{
    if (slice.cells.empty())
        return;
    const auto newer = [](TimeNs time_ns, const SeriesCell &cell) { return time_ns < cell.time_ns; };
    auto first = std::upper_bound(slice.cells.begin(), slice.cells.end(), map.from(), newer);
    auto last = std::upper_bound(first, slice.cells.end(), map.to(), newer);
    // One cell more on either side: the line enters and leaves the plot.
    first = first == slice.cells.begin() ? first : first - 1;
    last = last == slice.cells.end() ? last : last + 1;

    // Where a pixel column holds several samples the strokes are upright and soft edges only cost time.
    const auto shown = static_cast<double>(last - first);
    painter.setRenderHint(QPainter::Antialiasing, shown < map.plot().width() * 0.6);
    painter.setPen(QPen(color, 1));
    painter.setBrush(Qt::NoBrush);
    points_.clear();
    for (auto cell = first; cell != last; ++cell) {
        if (cell->after_gap)
            stroke(painter, color);
        addCell(*cell, map);
    }
    stroke(painter, color);
}

void LineLayer::addCell(const SeriesCell &cell, const PlotMap &map)
{
    const double x = map.x(cell.time_ns);
    if (cell.count <= 1) {
        points_.emplace_back(x, map.y(cell.last));
        return;
    }
    const double end_x = map.x(cell.last_time_ns);
    if (cell.min == cell.max) {
        points_.emplace_back(x, map.y(cell.first));
        points_.emplace_back(end_x, map.y(cell.last));
        return;
    }
    const bool low_first = cell.first - cell.min <= cell.max - cell.first;
    points_.emplace_back(x, map.y(low_first ? cell.min : cell.max));
    points_.emplace_back(end_x, map.y(low_first ? cell.max : cell.min));
}

void LineLayer::stroke(QPainter &painter, const QColor &color)
{
    if (points_.size() == 1) {
        painter.setRenderHint(QPainter::Antialiasing, true);
        painter.setBrush(color);
        painter.drawEllipse(points_.front(), 1.5, 1.5);
        painter.setBrush(Qt::NoBrush);
    } else if (points_.size() > 1) {
        painter.drawPolyline(points_.data(), static_cast<int>(points_.size()));
    }
    points_.clear();
}

} // namespace streamgauge
