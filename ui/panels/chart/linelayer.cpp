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

    points_.clear();
    run_ends_.clear();
    envelope_pixels_ = 0;
    for (auto cell = first; cell != last; ++cell) {
        if (cell->after_gap)
            run_ends_.push_back(points_.size());
        addCell(*cell, map);
    }
    run_ends_.push_back(points_.size());
    // Upright strokes look the same without soft edges, and those are what costs time.
    constexpr double upright_pixels = 3;
    painter.setRenderHint(QPainter::Antialiasing, envelope_pixels_ < upright_pixels * static_cast<double>(last - first));
    painter.setPen(QPen(color, 1));
    painter.setBrush(Qt::NoBrush);
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
    const double low = map.y(cell.min);
    const double high = map.y(cell.max);
    envelope_pixels_ += low - high;
    const bool low_first = cell.first - cell.min <= cell.max - cell.first;
    points_.emplace_back(x, low_first ? low : high);
    points_.emplace_back(end_x, low_first ? high : low);
}

void LineLayer::stroke(QPainter &painter, const QColor &color) const
{
    std::size_t begin = 0;
    for (const std::size_t end : run_ends_) {
        if (end - begin == 1) {
            painter.setBrush(color);
            painter.drawEllipse(points_[begin], 1.5, 1.5);
            painter.setBrush(Qt::NoBrush);
        } else if (end > begin) {
            painter.drawPolyline(points_.data() + begin, static_cast<int>(end - begin));
        }
        begin = end;
    }
}

} // namespace streamgauge
