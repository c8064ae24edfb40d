// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celtime.h"

#include "engine/cel/cellexer.h"
#include "engine/data/timetext.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <limits>

namespace streamgauge {

namespace {

// Wide enough for any sum of seconds in nanoseconds.
__extension__ using Wide = __int128;

constexpr std::int64_t least_seconds = -62'135'596'800;
constexpr std::int64_t most_seconds = 253'402'300'799;

/// A number of exactly `digits` digits at the front, taken off.
std::optional<int> takeDigits(std::string_view &text, std::size_t digits)
{
    if (text.size() < digits || !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(digits), isCelDigit))
        return std::nullopt;
    int value = 0;
    std::from_chars(text.data(), text.data() + digits, value);
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view &text, char c)
{
    if (!text.starts_with(c))
        return false;
    text.remove_prefix(1);
    return true;
}

/// "+01:00" as seconds; the sign may be left out.
std::optional<int> parseOffset(std::string_view text)
{
    const bool west = text.starts_with('-');
    if (west || text.starts_with('+'))
        text.remove_prefix(1);
    const auto hours = takeDigits(text, 2);
    if (!hours || !take(text, ':'))
        return std::nullopt;
    const auto minutes = takeDigits(text, 2);
    if (!minutes || !text.empty() || *hours > 23 || *minutes > 59)
        return std::nullopt;
    const int seconds = *hours * 3600 + *minutes * 60;
    return west ? -seconds : seconds;
}

std::optional<std::int64_t> takeSecondsOfDay(std::string_view &text)
{
    const auto hour = takeDigits(text, 2);
    if (!hour || !take(text, ':'))
        return std::nullopt;
    const auto minute = takeDigits(text, 2);
    if (!minute || !take(text, ':'))
        return std::nullopt;
    const auto second = takeDigits(text, 2);
    if (!second || *hour > 23 || *minute > 59 || *second > 59)
        return std::nullopt;
    return *hour * 3600 + *minute * 60 + *second;
}

std::optional<std::int64_t> takeDays(std::string_view &text)
{
    const auto year = takeDigits(text, 4);
    if (!year || !take(text, '-'))
        return std::nullopt;
    const auto month = takeDigits(text, 2);
    if (!month || !take(text, '-'))
        return std::nullopt;
    const auto day = takeDigits(text, 2);
    if (!day)
        return std::nullopt;
    const absl::CivilDay date(*year, *month, *day);
    if (date.year() != *year || date.month() != *month || date.day() != *day)
        return std::nullopt;
    return date - absl::CivilDay(1970, 1, 1);
}

/// The digits behind a point, as 10^-`places`; nullopt when there is none. Digits beyond that place are dropped.
std::optional<std::int64_t> takeFraction(std::string_view &text, std::size_t places)
{
    std::int64_t fraction = 0;
    std::size_t digits = 0;
    for (; !text.empty() && isCelDigit(text.front()); ++digits) {
        if (digits < places)
            fraction = fraction * 10 + (text.front() - '0');
        text.remove_prefix(1);
    }
    if (digits == 0)
        return std::nullopt;
    for (; digits < places; ++digits)
        fraction *= 10;
    return fraction;
}

struct Unit {
    std::string_view name;
    std::int64_t ns;
};
constexpr std::array<Unit, 8> units { { { "ns", 1 },
                                        { "us", 1'000 },
                                        { "\xc2\xb5s", 1'000 }, // the micro sign
                                        { "\xce\xbcs", 1'000 }, // the letter mu
                                        { "ms", 1'000'000 },
                                        { "s", 1'000'000'000 },
                                        { "m", 60'000'000'000 },
                                        { "h", 3'600'000'000'000 } } };

/// One "1.5h" at the front, taken off, in nanoseconds. 128 bits so that the least duration can be read.
std::optional<Wide> takeDurationPart(std::string_view &text)
{
    Wide whole = 0;
    std::size_t digits = 0;
    for (; !text.empty() && isCelDigit(text.front()); ++digits) {
        if (digits > 20)
            return std::nullopt;
        whole = whole * 10 + (text.front() - '0');
        text.remove_prefix(1);
    }
    // Of an hour, billionths would be microseconds.
    constexpr std::size_t places = 18;
    constexpr Wide one = 1'000'000'000'000'000'000;
    Wide part = 0;
    if (take(text, '.')) {
        const auto fraction = takeFraction(text, places);
        if (!fraction && digits == 0)
            return std::nullopt;
        part = fraction.value_or(0);
    } else if (digits == 0) {
        return std::nullopt;
    }
    const auto *unit = std::find_if(units.begin(), units.end(), [&](const Unit &candidate) {
        if (!text.starts_with(candidate.name))
            return false;
        const std::string_view rest = text.substr(candidate.name.size());
        return rest.empty() || isCelDigit(rest.front()) || rest.front() == '.';
    });
    if (unit == units.end())
        return std::nullopt;
    text.remove_prefix(unit->name.size());
    return whole * unit->ns + part * unit->ns / one;
}

void appendFraction(std::string &out, std::int64_t nanos)
{
    if (nanos == 0)
        return;
    std::array<char, 16> digits {};
    const int length = std::snprintf(digits.data(), digits.size(), ".%09lld", static_cast<long long>(nanos));
    std::string_view text(digits.data(), static_cast<std::size_t>(length));
    text = text.substr(0, text.find_last_not_of('0') + 1);
    out += text;
}

std::optional<absl::TimeZone> findZone(std::string_view zone)
{
    if (const auto offset = parseOffset(zone))
        return absl::FixedTimeZone(*offset);
    if (zone == "UTC" || zone == "Z")
        return absl::UTCTimeZone();
    // Only names of the zone database: absl would open any file.
    constexpr std::size_t most_name = 64;
    const bool plain = !zone.empty() && zone.size() <= most_name && isCelLetter(zone.front())
        && std::all_of(zone.begin(), zone.end(),
                       [](char c) { return isCelLetter(c) || isCelDigit(c) || c == '/' || c == '-' || c == '+'; });
    absl::TimeZone found;
    return plain && absl::LoadTimeZone({ zone.data(), zone.size() }, &found) ? std::optional(found) : std::nullopt;
}

std::int64_t partOf(CelTimePart part, const absl::CivilSecond &time)
{
    switch (part) {
    case CelTimePart::FullYear: return time.year();
    case CelTimePart::Month: return time.month() - 1;
    case CelTimePart::Date: return time.day();
    case CelTimePart::DayOfMonth: return time.day() - 1;
    case CelTimePart::DayOfWeek: return (static_cast<int>(absl::GetWeekday(time)) + 1) % 7;
    case CelTimePart::DayOfYear: return absl::GetYearDay(absl::CivilDay(time)) - 1;
    case CelTimePart::Hours: return time.hour();
    case CelTimePart::Minutes: return time.minute();
    default: return time.second();
    }
}

} // namespace

bool isCelInstant(std::int64_t seconds)
{
    return seconds >= least_seconds && seconds <= most_seconds;
}

std::optional<CelInstant> parseCelTimestamp(std::string_view text)
{
    const auto days = takeDays(text);
    if (!days || !take(text, 'T'))
        return std::nullopt;
    const auto second = takeSecondsOfDay(text);
    if (!second)
        return std::nullopt;
    std::int32_t nanos = 0;
    if (take(text, '.')) {
        constexpr std::size_t places = 9;
        const auto fraction = takeFraction(text, places);
        if (!fraction)
            return std::nullopt;
        nanos = static_cast<std::int32_t>(*fraction);
    }
    const bool signed_offset = text.starts_with('+') || text.starts_with('-');
    const auto offset = text == "Z" ? std::optional(0) : signed_offset ? parseOffset(text) : std::nullopt;
    if (!offset)
        return std::nullopt;
    const std::int64_t seconds = *days * 86'400 + *second - *offset;
    return isCelInstant(seconds) ? std::optional(CelInstant { seconds, nanos }) : std::nullopt;
}

std::optional<DurationNs> parseCelDuration(std::string_view text)
{
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    if (text == "0")
        return 0;
    if (text.empty())
        return std::nullopt;
    Wide total = 0;
    constexpr Wide most = static_cast<Wide>(1) << 63;
    while (!text.empty()) {
        const auto part = takeDurationPart(text);
        if (!part)
            return std::nullopt;
        total += *part;
        if (total > most)
            return std::nullopt;
    }
    if (negative)
        return static_cast<DurationNs>(-total);
    return total == most ? std::nullopt : std::optional(static_cast<DurationNs>(total));
}

std::string celTimestampText(CelInstant instant)
{
    const absl::CivilSecond time = absl::ToCivilSecond(absl::FromUnixSeconds(instant.seconds), absl::UTCTimeZone());
    std::array<char, 32> text {};
    std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d", static_cast<int>(time.year()), time.month(),
                  time.day(), time.hour(), time.minute(), time.second());
    std::string out(text.data());
    appendFraction(out, instant.nanos);
    return out + 'Z';
}

std::string celDurationText(DurationNs duration_ns)
{
    std::string out = duration_ns < 0 ? "-" : "";
    // Part by part, because the least duration has no positive counterpart.
    const std::int64_t seconds = duration_ns / ns_per_s;
    const std::int64_t nanos = duration_ns % ns_per_s;
    out += std::to_string(seconds < 0 ? -seconds : seconds);
    appendFraction(out, nanos < 0 ? -nanos : nanos);
    return out + 's';
}

CelValue celShift(CelInstant instant, DurationNs by_ns, bool back)
{
    const Wide by = back ? -static_cast<Wide>(by_ns) : static_cast<Wide>(by_ns);
    const Wide total = static_cast<Wide>(instant.seconds) * ns_per_s + instant.nanos + by;
    const Wide nanos = (total % ns_per_s + ns_per_s) % ns_per_s;
    const auto seconds = static_cast<std::int64_t>((total - nanos) / ns_per_s);
    if (!isCelInstant(seconds))
        return CelValue::ofStaticError("the timestamp is outside the years 0001 to 9999");
    return CelValue::ofTimestamp(CelInstant { seconds, static_cast<std::int32_t>(nanos) });
}

CelValue celDifference(CelInstant left, CelInstant right)
{
    const Wide total = static_cast<Wide>(left.seconds - right.seconds) * ns_per_s + left.nanos - right.nanos;
    if (total > std::numeric_limits<DurationNs>::max() || total < std::numeric_limits<DurationNs>::min())
        return CelValue::ofStaticError("the duration does not fit into 64 bits of nanoseconds");
    return CelValue::ofDuration(static_cast<DurationNs>(total));
}

CelValue celTimePart(CelTimePart part, CelInstant instant, std::string_view zone)
{
    const auto found = findZone(zone);
    if (!found)
        return CelValue::ofError("there is no time zone \"" + std::string(zone.substr(0, 64)) + '"');
    if (part == CelTimePart::Milliseconds)
        return CelValue::ofInt(instant.nanos / ns_per_ms);
    return CelValue::ofInt(partOf(part, absl::ToCivilSecond(absl::FromUnixSeconds(instant.seconds), *found)));
}

CelValue celDurationPart(CelTimePart part, DurationNs duration_ns)
{
    switch (part) {
    case CelTimePart::Hours: return CelValue::ofInt(duration_ns / (3'600 * ns_per_s));
    case CelTimePart::Minutes: return CelValue::ofInt(duration_ns / (60 * ns_per_s));
    case CelTimePart::Seconds: return CelValue::ofInt(duration_ns / ns_per_s);
    default: return CelValue::ofInt(duration_ns % ns_per_s / ns_per_ms);
    }
}

} // namespace streamgauge
