// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/mutetime.h"

#include <absl/time/time.h>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr int day_minutes = 24 * 60;

Error refused(const MuteTime &mute, std::string message, std::string remedy)
{
    return { ErrorKind::Configuration, std::move(message), "mute time " + mute.name, std::move(remedy) };
}

} // namespace

std::string_view weekdayName(int monday_based)
{
    constexpr std::array<std::string_view, 7> names { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
    return names[static_cast<std::size_t>(monday_based)];
}

Result<void> checkMuteTime(const MuteTime &mute)
{
    if (std::ranges::none_of(mute.weekdays, [](bool day) { return day; }))
        return refused(mute, "has no weekday", "Choose the days on which it begins");
    if (mute.from_minute < 0 || mute.from_minute >= day_minutes || mute.to_minute < 0 || mute.to_minute > day_minutes)
        return refused(mute, "has a time that no day has", "Times are from 00:00 to 24:00");
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(mute.zone, &zone))
        return refused(mute, "names an unknown time zone \"" + mute.zone + "\"", "Write it as Europe/Berlin or UTC");
    auto matchers = MatcherSet::compile(mute.matchers);
    if (!matchers) {
        Error error = matchers.error();
        error.place = "mute time " + mute.name + ", " + error.place;
        return error;
    }
    return {};
}

bool isMuted(const MuteTime &mute, TimeNs now_ns)
{
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(mute.zone, &zone))
        return false;
    const absl::CivilSecond local = absl::ToCivilSecond(absl::FromUnixNanos(now_ns), zone);
    const int minute = local.hour() * 60 + local.minute();
    const auto today = static_cast<std::size_t>(absl::GetWeekday(absl::CivilDay(local)));
    const std::size_t yesterday = (today + 6) % 7;
    if (mute.to_minute > mute.from_minute)
        return mute.weekdays[today] && minute >= mute.from_minute && minute < mute.to_minute;
    return (mute.weekdays[today] && minute >= mute.from_minute) || (mute.weekdays[yesterday] && minute < mute.to_minute);
}

} // namespace streamgauge
