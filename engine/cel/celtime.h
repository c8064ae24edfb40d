// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celvalue.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace streamgauge {

/// RFC 3339: "2009-02-13T23:31:30.5+01:00"; the zone is needed. nullopt when malformed or out of CelInstant's range.
[[nodiscard]] std::optional<CelInstant> parseCelTimestamp(std::string_view text);
/// "1h45m47.5s", "-2ms", "0": units h m s ms us ns. nullopt when malformed or beyond 64 bits of nanoseconds.
[[nodiscard]] std::optional<DurationNs> parseCelDuration(std::string_view text);
/// "2009-02-13T23:31:30.5Z"
[[nodiscard]] std::string celTimestampText(CelInstant instant);
/// "6347.5s"
[[nodiscard]] std::string celDurationText(DurationNs duration_ns);
[[nodiscard]] bool isCelInstant(std::int64_t seconds);

/// A timestamp later (or `back`, earlier) by a duration; an error outside the range.
[[nodiscard]] CelValue celShift(CelInstant instant, DurationNs by_ns, bool back);
/// left − right as a duration; an error when it does not fit.
[[nodiscard]] CelValue celDifference(CelInstant left, CelInstant right);

enum class CelTimePart : std::uint8_t {
    FullYear,
    Month,
    Date,
    DayOfMonth,
    DayOfWeek,
    DayOfYear,
    Hours,
    Minutes,
    Seconds,
    Milliseconds
};
/// A part of a timestamp in a zone ("UTC", "+01:00", "Europe/Berlin"); an error for a zone that does not exist.
[[nodiscard]] CelValue celTimePart(CelTimePart part, CelInstant instant, std::string_view zone);
/// Hours, Minutes, Seconds: the whole duration in that unit; Milliseconds: the part below a second.
[[nodiscard]] CelValue celDurationPart(CelTimePart part, DurationNs duration_ns);

} // namespace streamgauge
