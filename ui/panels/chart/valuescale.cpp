// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/valuescale.h"

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

constexpr DurationNs shrink_after_ns = 2 * ns_per_s;

double roundStep(double raw)
{
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : { 1.0, 2.0, 2.5, 5.0 }) {
        if (raw <= factor * power * (1 + 1e-9))
            return factor * power;
    }
    return 10 * power;
}

AxisRange widened(AxisRange range)
{
    if (!std::isfinite(range.minimum) || !std::isfinite(range.maximum))
        return { 0, 1 };
    const double least = std::max(std::abs(range.minimum), std::abs(range.maximum)) * 1e-9;
    if (range.size() > least && range.size() > 0)
        return range;
    const double half = range.minimum == 0 ? 1 : std::abs(range.minimum) * 0.05;
    return { range.minimum - half, range.maximum + half };
}

} // namespace

ValueScale roundScale(AxisRange data, int ticks)
{
    const AxisRange range = widened(data);
    const double step = roundStep(range.size() / std::max(1, ticks - 1));
    return { { std::floor(range.minimum / step + 1e-9) * step, std::ceil(range.maximum / step - 1e-9) * step },
             step,
             false };
}

ValueScale exactScale(AxisRange range, int ticks)
{
    const AxisRange exact = widened(range);
    return { exact, roundStep(exact.size() / std::max(1, ticks - 1)), false };
}

ValueScale logScale(AxisRange data)
{
    if (!(data.maximum > 0) || !std::isfinite(data.maximum))
        return { { 1, 10 }, 10, true };
    const double lowest = data.minimum > 0 ? data.minimum : data.maximum / 1000;
    const double bottom = std::pow(10.0, std::floor(std::log10(lowest) + 1e-9));
    const double top = std::pow(10.0, std::ceil(std::log10(data.maximum) - 1e-9));
    return { { bottom, top > bottom ? top : bottom * 10 }, 10, true };
}

const ValueScale &AutoScale::follow(AxisRange data, int ticks, bool logarithmic, DurationNs now_ns)
{
    const ValueScale wanted = logarithmic ? logScale(data) : roundScale(data, ticks);
    const bool fits = valid_ && scale_.logarithmic == logarithmic && ticks_ == ticks
        && wanted.range.minimum >= scale_.range.minimum && wanted.range.maximum <= scale_.range.maximum;
    if (!fits) {
        const bool keeps_kind = valid_ && scale_.logarithmic == logarithmic && ticks_ == ticks && !logarithmic;
        // Growing on one side does not give up room on the other: that would make the axis jump twice.
        const AxisRange both { std::min(data.minimum, scale_.range.minimum), std::max(data.maximum, scale_.range.maximum) };
        const bool near = keeps_kind && both.size() < 3 * std::max(wanted.range.size(), 1e-300);
        scale_ = near ? roundScale(both, ticks) : wanted;
        ticks_ = ticks;
        valid_ = true;
        roomy_ = false;
        return scale_;
    }
    const bool roomy = logarithmic ? wanted != scale_ : wanted.range.size() < scale_.range.size() / 2;
    if (roomy && !roomy_)
        roomy_since_ns_ = now_ns;
    roomy_ = roomy;
    if (roomy_ && now_ns - roomy_since_ns_ > shrink_after_ns) {
        scale_ = wanted;
        roomy_ = false;
    }
    return scale_;
}

} // namespace streamgauge
