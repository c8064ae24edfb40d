// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/matcher.h"
#include "engine/base/clock.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Days of a month, both ends among them; -1 is its last day, -2 the one before.
struct MonthDays {
    int first = 1; ///< 1 to 31 or -31 to -1
    int last = 1;  ///< as `first`, and not before it in every month
    friend bool operator==(const MonthDays &, const MonthDays &) = default;
};

/// Hours of certain days in which the notices of matching alerts are withheld.
struct MuteTime {
    static constexpr std::size_t most_month_days = 31;

    std::string name;
    std::vector<Matcher> matchers;     ///< none: all alerts
    std::array<bool, 7> weekdays {};   ///< Monday first; on which it begins
    int from_minute = 0;               ///< of the day, 0 to 1439; [from, to)
    int to_minute = 24 * 60;           ///< up to 1440; not after `from`: it ends on the next day
    std::string zone = "UTC";          ///< IANA name
    std::vector<MonthDays> month_days; ///< on which it begins; none: every day
    std::array<bool, 12> months {};    ///< January first; in which it begins; none: every month
    friend bool operator==(const MuteTime &, const MuteTime &) = default;
};

/// Error Configuration: no weekday, minutes or days out of range, a zone that is unknown, matchers that do not compile.
[[nodiscard]] Result<void> checkMuteTime(const MuteTime &mute);
/// By the zone's own wall clock, summer time included. False for a zone that is unknown.
[[nodiscard]] bool isMuted(const MuteTime &mute, TimeNs now_ns);
/// When it begins next after `now_ns`; nullopt when that is not within the next ten years, as on 30 February.
[[nodiscard]] std::optional<TimeNs> nextMuted(const MuteTime &mute, TimeNs now_ns);

/// "mon", "tue", ...
[[nodiscard]] std::string_view weekdayName(int monday_based);
/// "jan", "feb", ...
[[nodiscard]] std::string_view monthName(int january_based);
/// Reads "1-7, 15, -3--1"; blanks or commas stand between. The error's place is the part at fault.
[[nodiscard]] Result<std::vector<MonthDays>> parseMonthDays(std::string_view text);
/// parseMonthDays(monthDaysText(d)) == d.
[[nodiscard]] std::string monthDaysText(const std::vector<MonthDays> &days);

} // namespace streamgauge
