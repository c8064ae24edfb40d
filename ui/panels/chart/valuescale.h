// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

namespace streamgauge {

/// The ends of a value axis, minimum < maximum.
struct AxisRange {
    double minimum = 0;
    double maximum = 1;
    [[nodiscard]] double size() const { return maximum - minimum; }
    friend bool operator==(const AxisRange &, const AxisRange &) = default;
};

/// A range with ends on round numbers, and the distance of its ticks.
struct ValueScale {
    AxisRange range;
    double step = 0.2;
    bool logarithmic = false;
    friend bool operator==(const ValueScale &, const ValueScale &) = default;
};

/// The smallest round scale around a range with about `ticks` ticks (at least 2). Equal ends are widened.
[[nodiscard]] ValueScale roundScale(AxisRange data, int ticks);
/// Keeps the ends as they are; only the ticks are round.
[[nodiscard]] ValueScale exactScale(AxisRange range, int ticks);
/// Whole decades around the positive part; 1 to 10 when there is none.
[[nodiscard]] ValueScale logScale(AxisRange data);

/// Follows data without nervousness: grows at once, shrinks when the data filled less than half of the axis
/// for two seconds.
class AutoScale
{
public:
    /// `now_ns` is any steady clock.
    const ValueScale &follow(AxisRange data, int ticks, bool logarithmic, DurationNs now_ns);
    void reset() { valid_ = false; }

private:
    ValueScale scale_;
    DurationNs roomy_since_ns_ = 0;
    int ticks_ = 0;
    bool valid_ = false;
    bool roomy_ = false;
};

} // namespace streamgauge
