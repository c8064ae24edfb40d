// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

namespace streamgauge {

/// Which stretch of time a chart shows. Live: the last span up to the live edge. Otherwise a fixed range, and
/// the live edge moves away from it.
class ViewRange
{
public:
    static constexpr DurationNs shortest_ns = 10 * ns_per_us;
    static constexpr DurationNs longest_ns = 20 * 365 * 86'400LL * ns_per_s;

    [[nodiscard]] bool isLive() const { return live_; }
    [[nodiscard]] DurationNs span() const { return span_ns_; }
    [[nodiscard]] TimeNs from() const { return to() - span_ns_; }
    [[nodiscard]] TimeNs to() const { return live_ ? edge_ns_ : to_ns_; }
    /// How far the live edge is ahead of what is shown; 0 when live.
    [[nodiscard]] DurationNs behind() const;
    [[nodiscard]] TimeNs liveEdge() const { return edge_ns_; }

    /// The newest instant of the data. It may step back: a replay that starts again.
    void setLiveEdge(TimeNs edge_ns);
    void reset() { *this = withSpan(span_ns_); }
    void setSpan(DurationNs span_ns);
    void pause();
    void goLive() { live_ = true; }
    /// Factor below 1 zooms in. Live stays live and keeps its right end; otherwise `about_ns` keeps its place.
    void zoom(double factor, TimeNs about_ns);
    /// Positive: towards newer. Stops being live; reaching the live edge makes it live again.
    void pan(DurationNs by_ns);
    void show(TimeNs from_ns, TimeNs to_ns);
    /// Live when the instant is in the live view already, otherwise centres it.
    void showInstant(TimeNs time_ns);

private:
    [[nodiscard]] static ViewRange withSpan(DurationNs span_ns);

    bool live_ = true;
    bool has_edge_ = false;
    DurationNs span_ns_ = 60 * ns_per_s;
    TimeNs to_ns_ = 0;
    TimeNs edge_ns_ = 0;
};

} // namespace streamgauge
