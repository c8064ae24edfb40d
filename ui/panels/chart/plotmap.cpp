// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/plotmap.h"

#include <algorithm>
#include <cmath>

namespace streamgauge {

PlotMap::PlotMap(const QRectF &plot, TimeNs from_ns, TimeNs to_ns, const ValueScale &scale)
    : plot_(plot)
    , from_ns_(from_ns)
    , to_ns_(to_ns)
    , logarithmic_(scale.logarithmic)
{
    pixels_per_ns_ = plot.width() / static_cast<double>(std::max<DurationNs>(1, to_ns - from_ns));
    bottom_ = logarithmic_ ? std::log10(scale.range.minimum) : scale.range.minimum;
    const double top = logarithmic_ ? std::log10(scale.range.maximum) : scale.range.maximum;
    pixels_per_unit_ = top > bottom_ ? plot.height() / (top - bottom_) : 0;
}

double PlotMap::y(double value) const
{
    if (logarithmic_ && !(value > 0))
        return plot_.bottom();
    const double place = logarithmic_ ? std::log10(value) : value;
    // Far outside, coordinates would overflow the rasteriser.
    return std::clamp(plot_.bottom() - (place - bottom_) * pixels_per_unit_, plot_.top() - 20'000.0,
                      plot_.bottom() + 20'000.0);
}

TimeNs PlotMap::time(double x) const
{
    return pixels_per_ns_ > 0 ? from_ns_ + static_cast<DurationNs>(std::llround((x - plot_.left()) / pixels_per_ns_))
                              : from_ns_;
}

double PlotMap::value(double y) const
{
    const double place = pixels_per_unit_ > 0 ? bottom_ + (plot_.bottom() - y) / pixels_per_unit_ : bottom_;
    return logarithmic_ ? std::pow(10.0, place) : place;
}

} // namespace streamgauge
