// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/chart/valuescale.h"

#include <QRectF>

namespace streamgauge {

/// Instants and values to widget coordinates and back.
class PlotMap
{
public:
    PlotMap() = default;
    PlotMap(const QRectF &plot, TimeNs from_ns, TimeNs to_ns, const ValueScale &scale);

    [[nodiscard]] const QRectF &plot() const { return plot_; }
    [[nodiscard]] double x(TimeNs time_ns) const
    {
        return plot_.left() + static_cast<double>(time_ns - from_ns_) * pixels_per_ns_;
    }
    /// On a logarithmic scale, values that are not positive stand on the bottom edge.
    [[nodiscard]] double y(double value) const;
    [[nodiscard]] TimeNs time(double x) const;
    [[nodiscard]] double value(double y) const;
    [[nodiscard]] TimeNs from() const { return from_ns_; }
    [[nodiscard]] TimeNs to() const { return to_ns_; }

private:
    QRectF plot_;
    TimeNs from_ns_ = 0;
    TimeNs to_ns_ = 1;
    double pixels_per_ns_ = 0;
    double bottom_ = 0;
    double pixels_per_unit_ = 0;
    bool logarithmic_ = false;
};

} // namespace streamgauge
