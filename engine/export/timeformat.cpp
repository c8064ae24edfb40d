// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/timeformat.h"

#include "engine/data/timetext.h"

#include <absl/time/time.h>

#include <algorithm>

namespace streamgauge {

struct TimeFormat::Zone {
    absl::TimeZone zone = absl::UTCTimeZone();
    bool utc = true;
};

namespace {

Result<void> checkPattern(std::string_view pattern)
{
    constexpr std::string_view plain = "YmdHMSyjaAbBIpezZ%";
    for (std::size_t at = pattern.find('%'); at != std::string_view::npos; at = pattern.find('%', at)) {
        const std::string_view rest = pattern.substr(at + 1);
        std::size_t length = 0;
        if (!rest.empty() && plain.find(rest[0]) != std::string_view::npos)
            length = 1;
        else if (rest.starts_with("Ez"))
            length = 2;
        else if (rest.size() >= 3 && rest[0] == 'E' && rest[2] == 'S'
                 && (rest[1] == '*' || (rest[1] >= '1' && rest[1] <= '9')))
            length = 3;
        if (length == 0)
            return Error { ErrorKind::Configuration,
                           "the time pattern has an unknown part \"%" + std::string(rest.substr(0, 2)) + "\"",
                           "column " + std::to_string(at + 1), "Known: %Y %m %d %H %M %S %E3S %j %a %b %I %p %z %Ez %Z %%" };
        at += 1 + length;
    }
    return {};
}

std::string withFraction(unsigned digits)
{
    return digits == 0 ? "%S" : "%E" + std::to_string(std::min(digits, 9U)) + "S";
}

void appendEpoch(std::string &out, TimeNs time_ns, unsigned fraction_digits)
{
    TimeNs seconds = time_ns / ns_per_s;
    TimeNs rest = time_ns % ns_per_s;
    if (rest < 0) {
        --seconds;
        rest += ns_per_s;
    }
    // Minus one and a quarter seconds is "-1.25", not "-2.75".
    if (seconds < 0 && rest != 0 && fraction_digits > 0) {
        ++seconds;
        rest = ns_per_s - rest;
        if (seconds == 0)
            out += '-';
    }
    out += std::to_string(seconds);
    if (fraction_digits == 0)
        return;
    std::string digits = std::to_string(rest + ns_per_s).substr(1, std::min(fraction_digits, 9U));
    out += '.' + digits;
}

} // namespace

TimeFormat::TimeFormat()
    : zone_(std::make_shared<const Zone>())
{
}

Result<TimeFormat> TimeFormat::create(TimeStyle style, const std::string &zone, const std::string &pattern)
{
    TimeFormat format;
    format.style_ = style;
    format.pattern_ = pattern;
    if (style == TimeStyle::Pattern) {
        if (pattern.empty())
            return Error { ErrorKind::Configuration, "the time pattern is empty", "", "For example %Y-%m-%d %H:%M:%E3S" };
        auto checked = checkPattern(pattern);
        if (!checked)
            return checked.error();
    }
    auto chosen = std::make_shared<Zone>();
    chosen->utc = zone.empty() || zone == "UTC";
    if (zone == "local")
        chosen->zone = absl::LocalTimeZone();
    else if (!chosen->utc && !absl::LoadTimeZone(zone, &chosen->zone))
        return Error { ErrorKind::Configuration, "there is no time zone \"" + zone + "\"", "",
                       "UTC, local, or a name such as Europe/Vienna" };
    format.zone_ = std::move(chosen);
    return format;
}

void TimeFormat::append(std::string &out, TimeNs time_ns, unsigned fraction_digits, bool zoned) const
{
    const bool utc = zone_->utc || !zoned;
    if (style_ == TimeStyle::EpochMilliseconds) {
        out += std::to_string(time_ns >= 0 ? time_ns / ns_per_ms : -((-(time_ns + 1)) / ns_per_ms + 1));
        return;
    }
    if (style_ == TimeStyle::EpochSeconds) {
        appendEpoch(out, time_ns, fraction_digits);
        return;
    }
    if (utc && style_ != TimeStyle::Pattern) {
        const std::size_t begin = out.size();
        appendTimeText(out, time_ns, fraction_digits);
        if (style_ == TimeStyle::Iso8601) {
            const std::size_t space = out.find(' ', begin);
            if (space != std::string::npos)
                out[space] = 'T';
            if (zoned)
                out += 'Z';
        }
        return;
    }
    const absl::Time time = absl::FromUnixNanos(time_ns);
    const absl::TimeZone zone = utc ? absl::UTCTimeZone() : zone_->zone;
    if (style_ == TimeStyle::Pattern)
        out += absl::FormatTime(pattern_, time, zone);
    else if (style_ == TimeStyle::Iso8601)
        out += absl::FormatTime("%E4Y-%m-%dT%H:%M:" + withFraction(fraction_digits) + "%Ez", time, zone);
    else
        out += absl::FormatTime("%E4Y-%m-%d %H:%M:" + withFraction(fraction_digits), time, zone);
}

} // namespace streamgauge
