// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/viewrange.h"

#include <algorithm>
#include <cmath>

namespace streamgauge {

ViewRange ViewRange::withSpan(DurationNs span_ns)
{
    ViewRange range;
    range.span_ns_ = span_ns;
    return range;
}

DurationNs ViewRange::behind() const
{
    return live_ || !has_edge_ ? 0 : std::max<DurationNs>(0, edge_ns_ - to_ns_);
}

void ViewRange::setLiveEdge(TimeNs edge_ns)
{
    edge_ns_ = edge_ns;
    has_edge_ = true;
}

void ViewRange::setSpan(DurationNs span_ns)
{
    span_ns_ = std::clamp(span_ns, shortest_ns, longest_ns);
}

void ViewRange::pause()
{
    if (live_)
        to_ns_ = edge_ns_;
    live_ = false;
}

void ViewRange::zoom(double factor, TimeNs about_ns)
{
    const auto span_ns =
        std::clamp(static_cast<DurationNs>(std::llround(static_cast<double>(span_ns_) * factor)), shortest_ns, longest_ns);
    if (!live_) {
        const double share = static_cast<double>(to_ns_ - about_ns) / static_cast<double>(span_ns_);
        to_ns_ = about_ns + static_cast<DurationNs>(std::llround(share * static_cast<double>(span_ns)));
    }
    span_ns_ = span_ns;
}

void ViewRange::pan(DurationNs by_ns)
{
    if (live_ && by_ns >= 0)
        return;
    pause();
    to_ns_ += by_ns;
    if (has_edge_ && by_ns > 0 && to_ns_ >= edge_ns_)
        live_ = true;
}

void ViewRange::show(TimeNs from_ns, TimeNs to_ns)
{
    if (to_ns <= from_ns)
        return;
    live_ = false;
    to_ns_ = to_ns;
    setSpan(to_ns - from_ns);
}

void ViewRange::showInstant(TimeNs time_ns)
{
    if (live_ && time_ns >= from() && time_ns <= to())
        return;
    live_ = false;
    to_ns_ = time_ns + span_ns_ / 2;
}

} // namespace streamgauge
