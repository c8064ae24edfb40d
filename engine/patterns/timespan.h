// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <limits>

namespace streamgauge {

/// start + span, or the last instant there is before "never" (see TimerHeap) when that is beyond what TimeNs holds.
[[nodiscard]] inline TimeNs endOfSpan(TimeNs start_ns, DurationNs span_ns)
{
    constexpr TimeNs last_ns = std::numeric_limits<TimeNs>::max() - 1;
    TimeNs end_ns = 0;
    return __builtin_add_overflow(start_ns, span_ns, &end_ns) || end_ns > last_ns ? last_ns : end_ns;
}

} // namespace streamgauge
