// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"
#include "ui/panels/chart/plotmap.h"

#include <QColor>
#include <QPainter>
#include <QPointF>

#include <vector>

namespace streamgauge {

/// Draws series from their cells: at most the envelope and the joins of each pixel column, one stroke between
/// two gaps. Keeps its buffers, so that a frame allocates nothing. GUI thread.
class LineLayer
{
public:
    /// The painter should be clipped to the plot.
    void paint(QPainter &painter, const SeriesSlice &slice, const PlotMap &map, const QColor &color);

private:
    void addCell(const SeriesCell &cell, const PlotMap &map);
    void stroke(QPainter &painter, const QColor &color) const;

    std::vector<QPointF> points_;
    std::vector<std::size_t> run_ends_; ///< in points_; between two of them the line is whole
    double envelope_pixels_ = 0;        ///< summed height of all cells
};

} // namespace streamgauge
