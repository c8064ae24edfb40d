// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <QString>

#include <functional>
#include <vector>

namespace streamgauge {

/// Ticks of a time axis stand on round local times (whole seconds, five minutes, midnights, months ...).
struct TimeTick {
    TimeNs time_ns = 0;
    QString label;
    friend bool operator==(const TimeTick &, const TimeTick &) = default;
};

/// At most so many ticks that labels, as wide as `width_of` says, keep 24 pixels between them.
[[nodiscard]] std::vector<TimeTick> timeTicks(TimeNs from_ns, TimeNs to_ns, double pixels,
                                              const std::function<double(const QString &)> &width_of);
/// What the labels leave out: "Fri 20 Nov 2026, UTC+01:00".
[[nodiscard]] QString timeContext(TimeNs from_ns, TimeNs to_ns);

} // namespace streamgauge
