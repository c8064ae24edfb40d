// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/mutetime.h"

#include <absl/time/time.h>

#include <algorithm>
#include <charconv>

namespace streamgauge {

namespace {

constexpr int day_minutes = 24 * 60;
constexpr int longest_month = 31;
constexpr int shortest_month = 28;
constexpr int days_ahead = 3'653; ///< ten years

Error refused(const MuteTime &mute, std::string message, std::string remedy)
{
    return { ErrorKind::Configuration, std::move(message), "mute time " + mute.name, std::move(remedy) };
}

bool isMonthDay(int day)
{
    return day != 0 && day >= -longest_month && day <= longest_month;
}

/// There is a month in which it holds.
bool isSound(const MonthDays &days)
{
    if (!isMonthDay(days.first) || !isMonthDay(days.last))
        return false;
    if (days.first > 0 && days.last < 0)
        return days.first <= longest_month + 1 + days.last;
    if (days.first < 0 && days.last > 0)
        return shortest_month + 1 + days.first <= days.last;
    return days.first <= days.last;
}

bool contains(const MonthDays &days, int day, int month_length)
{
    const auto counted = [month_length](int wanted) { return wanted > 0 ? wanted : month_length + 1 + wanted; };
    return day >= counted(days.first) && day <= counted(days.last);
}

bool beginsOn(const MuteTime &mute, absl::CivilDay day)
{
    if (!mute.weekdays[static_cast<std::size_t>(absl::GetWeekday(day))])
        return false;
    const bool every_month = std::ranges::none_of(mute.months, [](bool chosen) { return chosen; });
    if (!every_month && !mute.months[static_cast<std::size_t>(day.month()) - 1])
        return false;
    const int length = (absl::CivilDay(absl::CivilMonth(day) + 1) - 1).day();
    return mute.month_days.empty()
        || std::ranges::any_of(mute.month_days, [&](const MonthDays &days) { return contains(days, day.day(), length); });
}

/// Takes one whole number, maybe negative, off the front.
std::optional<int> takeNumber(std::string_view &text)
{
    int number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    return number;
}

std::optional<MonthDays> readDays(std::string_view part)
{
    const auto first = takeNumber(part);
    if (!first)
        return std::nullopt;
    MonthDays days { *first, *first };
    if (part.starts_with('-')) {
        part.remove_prefix(1);
        const auto last = takeNumber(part);
        if (!last)
            return std::nullopt;
        days.last = *last;
    }
    return part.empty() && isSound(days) ? std::optional(days) : std::nullopt;
}

} // namespace

std::string_view weekdayName(int monday_based)
{
    constexpr std::array<std::string_view, 7> names { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
    return names[static_cast<std::size_t>(monday_based)];
}

std::string_view monthName(int january_based)
{
    constexpr std::array<std::string_view, 12> names { "jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec" };
    return names[static_cast<std::size_t>(january_based)];
}

Result<std::vector<MonthDays>> parseMonthDays(std::string_view text)
{
    constexpr std::string_view between = ", \t";
    std::vector<MonthDays> all;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(between), text.size()));
        if (text.empty())
            return all;
        const std::string_view part = text.substr(0, text.find_first_of(between));
        const auto days = readDays(part);
        if (!days || all.size() == MuteTime::most_month_days)
            return Error { ErrorKind::Input, "is no day of a month", std::string(part),
                           "Write 15, 1-7, or -1 for the last day" };
        all.push_back(*days);
        text.remove_prefix(part.size());
    }
}

std::string monthDaysText(const std::vector<MonthDays> &days)
{
    std::string text;
    for (const MonthDays &part : days) {
        text += (text.empty() ? "" : ", ") + std::to_string(part.first);
        if (part.last != part.first)
            text += "-" + std::to_string(part.last);
    }
    return text;
}

Result<void> checkMuteTime(const MuteTime &mute)
{
    if (std::ranges::none_of(mute.weekdays, [](bool day) { return day; }))
        return refused(mute, "has no weekday", "Choose the days on which it begins");
    if (mute.from_minute < 0 || mute.from_minute >= day_minutes || mute.to_minute < 0 || mute.to_minute > day_minutes)
        return refused(mute, "has a time that no day has", "Times are from 00:00 to 24:00");
    if (mute.month_days.size() > MuteTime::most_month_days || !std::ranges::all_of(mute.month_days, isSound))
        return refused(mute, "has days that no month has", "Days are from 1 to 31, or from -31 to -1");
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
    const absl::CivilDay today(local);
    if (mute.to_minute > mute.from_minute)
        return minute >= mute.from_minute && minute < mute.to_minute && beginsOn(mute, today);
    return (minute >= mute.from_minute && beginsOn(mute, today)) || (minute < mute.to_minute && beginsOn(mute, today - 1));
}

std::optional<TimeNs> nextMuted(const MuteTime &mute, TimeNs now_ns)
{
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(mute.zone, &zone))
        return std::nullopt;
    const absl::CivilDay today(absl::ToCivilSecond(absl::FromUnixNanos(now_ns), zone));
    for (int ahead = 0; ahead <= days_ahead; ++ahead) {
        const absl::CivilDay day = today + ahead;
        if (!beginsOn(mute, day))
            continue;
        const TimeNs begin_ns = absl::ToUnixNanos(absl::FromCivil(absl::CivilMinute(day) + mute.from_minute, zone));
        if (begin_ns > now_ns)
            return begin_ns;
    }
    return std::nullopt;
}

} // namespace streamgauge
