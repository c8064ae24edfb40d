// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace streamgauge {

/// Days since 1970-01-01 of a proleptic Gregorian date. Source of the method: Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
[[nodiscard]] std::int64_t daysFromCivil(std::int64_t year, unsigned month, unsigned day);

/// "2026-11-20 21:05:03.125" in UTC with `fraction_digits` (0 to 9) digits, cut, not rounded.
void appendTimeText(std::string &out, TimeNs time_ns, unsigned fraction_digits);
[[nodiscard]] std::string timeText(TimeNs time_ns, unsigned fraction_digits = 3);

/// Reads "2026-11-20", "2026-11-20 21:05", with seconds, fraction, "T" between, and "Z" or "+01:00"
/// behind; without a zone the time is UTC. nullopt when it is none of these or out of range.
[[nodiscard]] std::optional<TimeNs> parseTime(std::string_view text);

/// "250ms", "10s", "1m30s", "2h", "1d", "1w"; units ns us ms s m h d w. nullopt when malformed or over 292 years.
[[nodiscard]] std::optional<DurationNs> parseDuration(std::string_view text);
/// The shortest exact form: "1m30s", "250ms", "0s".
[[nodiscard]] std::string durationText(DurationNs duration_ns);

} // namespace streamgauge
