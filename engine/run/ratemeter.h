// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <deque>

namespace streamgauge {

/// A counter's growth per second over the last second. One thread.
class RateMeter
{
public:
    /// Call a few times a second with the counter's value.
    void note(DurationNs steady_ns, std::uint64_t count)
    {
        points_.push_back({ steady_ns, count });
        while (points_.size() > 2 && points_[1].steady_ns <= steady_ns - ns_per_s)
            points_.pop_front();
    }
    [[nodiscard]] double perSecond() const
    {
        if (points_.size() < 2)
            return 0;
        const auto span_ns = static_cast<double>(points_.back().steady_ns - points_.front().steady_ns);
        const auto grown = static_cast<double>(points_.back().count - points_.front().count);
        return span_ns <= 0 ? 0 : grown * static_cast<double>(ns_per_s) / span_ns;
    }

private:
    struct Point {
        DurationNs steady_ns = 0;
        std::uint64_t count = 0;
    };
    std::deque<Point> points_;
};

} // namespace streamgauge
