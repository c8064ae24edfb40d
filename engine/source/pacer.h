// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <stop_token>

namespace streamgauge {

/// Ties event time to a clock at a chosen speed, for replayed and simulated sources. One thread.
class Pacer
{
public:
    /// `speed`: seconds of event time in one second of the clock; 0: as fast as possible.
    Pacer(const Clock &clock, double speed);

    [[nodiscard]] bool paced() const { return speed_ > 0; }
    /// `event_ns` is due now; everything later is measured from here.
    void setDue(TimeNs event_ns);
    /// The newest event time that is due; the end of all time when nothing is paced.
    [[nodiscard]] TimeNs due() const;
    /// Sleeps until `event_ns` is due, a stop request, or 20 ms, whichever comes first.
    void waitFor(std::stop_token stop, TimeNs event_ns) const;

private:
    const Clock &clock_;
    double speed_;
    TimeNs origin_event_ns_ = 0;
    DurationNs origin_steady_ns_ = 0;
};

} // namespace streamgauge
