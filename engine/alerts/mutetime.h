// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/matcher.h"
#include "engine/base/clock.h"

#include <array>
#include <string>
#include <vector>

namespace streamgauge {

/// Hours of the week in which the notices of matching alerts are withheld.
struct MuteTime {
    std::string name;
    std::vector<Matcher> matchers;   ///< none: all alerts
    std::array<bool, 7> weekdays {}; ///< Monday first; on which it begins
    int from_minute = 0;             ///< of the day, 0 to 1439; [from, to)
    int to_minute = 24 * 60;         ///< up to 1440; not after `from`: it ends on the next day
    std::string zone = "UTC";        ///< IANA name
    friend bool operator==(const MuteTime &, const MuteTime &) = default;
};

/// Error Configuration: no weekday, minutes out of range, a zone that is unknown, matchers that do not compile.
[[nodiscard]] Result<void> checkMuteTime(const MuteTime &mute);
/// By the zone's own wall clock, summer time included. False for a zone that is unknown.
[[nodiscard]] bool isMuted(const MuteTime &mute, TimeNs now_ns);

/// "mon", "tue", ...
[[nodiscard]] std::string_view weekdayName(int monday_based);

} // namespace streamgauge
