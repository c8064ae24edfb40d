// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/timetext.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::int64_t seconds_per_day = 86'400;

struct Unit {
    std::string_view name;
    DurationNs length_ns;
};
constexpr std::array<Unit, 8> units { { { "w", 604'800 * ns_per_s },
                                        { "d", 86'400 * ns_per_s },
                                        { "h", 3'600 * ns_per_s },
                                        { "m", 60 * ns_per_s },
                                        { "s", ns_per_s },
                                        { "ms", ns_per_ms },
                                        { "us", ns_per_us },
                                        { "ns", 1 } } };

std::int64_t floorDiv(std::int64_t a, std::int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

void appendPadded(std::string &out, std::uint64_t value, int width)
{
    std::array<char, 20> text {};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    for (auto length = end.ptr - text.data(); length < width; ++length)
        out.push_back('0');
    out.append(text.data(), end.ptr);
}

/// Takes exactly `digits` digits off the front.
std::optional<unsigned> takeDigits(std::string_view &text, std::size_t digits)
{
    unsigned value = 0;
    if (text.size() < digits)
        return std::nullopt;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return std::nullopt;
        value = value * 10 + static_cast<unsigned>(text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view &text, char expected)
{
    if (text.empty() || text.front() != expected)
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<DurationNs> takeFraction(std::string_view &text)
{
    DurationNs fraction_ns = 0;
    DurationNs digit_ns = ns_per_s / 10;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; ++digits, text.remove_prefix(1)) {
        fraction_ns += (text.front() - '0') * digit_ns;
        digit_ns /= 10;
    }
    if (digits == 0)
        return std::nullopt;
    return fraction_ns;
}

/// Seconds east of UTC.
std::optional<std::int64_t> takeZone(std::string_view &text)
{
    if (text.empty() || take(text, 'Z') || take(text, 'z'))
        return 0;
    const bool west = text.front() == '-';
    if (!west && text.front() != '+')
        return std::nullopt;
    text.remove_prefix(1);
    const auto hours = takeDigits(text, 2);
    if (!hours || *hours > 23)
        return std::nullopt;
    take(text, ':');
    const auto minutes = text.empty() ? std::optional<unsigned> { 0 } : takeDigits(text, 2);
    if (!minutes || *minutes > 59)
        return std::nullopt;
    const std::int64_t offset_s = *hours * 3'600 + *minutes * 60;
    return west ? -offset_s : offset_s;
}

unsigned daysInMonth(unsigned year, unsigned month)
{
    constexpr std::array<unsigned, 12> days { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

std::optional<std::int64_t> takeDate(std::string_view &text)
{
    const auto year = takeDigits(text, 4);
    if (!year || !take(text, '-'))
        return std::nullopt;
    const auto month = takeDigits(text, 2);
    if (!month || *month < 1 || *month > 12 || !take(text, '-'))
        return std::nullopt;
    const auto day = takeDigits(text, 2);
    if (!day || *day < 1 || *day > daysInMonth(*year, *month))
        return std::nullopt;
    return daysFromCivil(*year, *month, *day);
}

struct DayTime {
    std::int64_t seconds = 0;
    DurationNs fraction_ns = 0;
};

std::optional<DayTime> takeDayTime(std::string_view &text)
{
    const auto hour = takeDigits(text, 2);
    if (!hour || *hour > 23 || !take(text, ':'))
        return std::nullopt;
    const auto minute = takeDigits(text, 2);
    if (!minute || *minute > 59)
        return std::nullopt;
    DayTime time { static_cast<std::int64_t>(*hour) * 3'600 + *minute * 60, 0 };
    if (!take(text, ':'))
        return time;
    const auto second = takeDigits(text, 2);
    if (!second || *second > 59)
        return std::nullopt;
    time.seconds += *second;
    if (take(text, '.') || take(text, ',')) {
        const auto fraction_ns = takeFraction(text);
        if (!fraction_ns)
            return std::nullopt;
        time.fraction_ns = *fraction_ns;
    }
    return time;
}

} // namespace

std::int64_t daysFromCivil(std::int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = floorDiv(year, 400);
    const auto year_of_era = static_cast<std::uint64_t>(year - era * 400);
    const std::uint64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const std::uint64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + static_cast<std::int64_t>(day_of_era) - 719'468;
}

void appendTimeText(std::string &out, TimeNs time_ns, unsigned fraction_digits)
{
    const std::int64_t seconds = floorDiv(time_ns, ns_per_s);
    const std::int64_t days = floorDiv(seconds, seconds_per_day);
    const auto second_of_day = static_cast<std::uint64_t>(seconds - days * seconds_per_day);

    // civil_from_days of the same source.
    const std::int64_t shifted = days + 719'468;
    const std::int64_t era = floorDiv(shifted, 146'097);
    const auto day_of_era = static_cast<std::uint64_t>(shifted - era * 146'097);
    const std::uint64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::uint64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::uint64_t shifted_month = (5 * day_of_year + 2) / 153;
    const std::uint64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    const std::uint64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    const std::int64_t year = static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0);

    appendPadded(out, static_cast<std::uint64_t>(year), 4);
    out.push_back('-');
    appendPadded(out, month, 2);
    out.push_back('-');
    appendPadded(out, day, 2);
    out.push_back(' ');
    appendPadded(out, second_of_day / 3'600, 2);
    out.push_back(':');
    appendPadded(out, second_of_day / 60 % 60, 2);
    out.push_back(':');
    appendPadded(out, second_of_day % 60, 2);
    if (fraction_digits == 0)
        return;
    auto fraction = static_cast<std::uint64_t>(time_ns - seconds * ns_per_s);
    for (unsigned digit = fraction_digits; digit < 9; ++digit)
        fraction /= 10;
    out.push_back('.');
    appendPadded(out, fraction, static_cast<int>(fraction_digits));
}

std::string timeText(TimeNs time_ns, unsigned fraction_digits)
{
    std::string text;
    appendTimeText(text, time_ns, fraction_digits);
    return text;
}

std::optional<TimeNs> parseTime(std::string_view text)
{
    const auto days = takeDate(text);
    if (!days)
        return std::nullopt;
    DayTime time;
    std::int64_t offset_s = 0;
    if (!text.empty()) {
        if (!take(text, 'T') && !take(text, 't') && !take(text, ' '))
            return std::nullopt;
        const auto read = takeDayTime(text);
        const auto zone = read ? takeZone(text) : std::nullopt;
        if (!zone || !text.empty())
            return std::nullopt;
        time = *read;
        offset_s = *zone;
    }
    const std::int64_t seconds = *days * seconds_per_day + time.seconds - offset_s;
    constexpr std::int64_t most = std::numeric_limits<TimeNs>::max() / ns_per_s - 1;
    if (seconds > most || seconds < -most)
        return std::nullopt;
    return seconds * ns_per_s + time.fraction_ns;
}

std::optional<DurationNs> parseDuration(std::string_view text)
{
    if (text.empty())
        return std::nullopt;
    DurationNs total_ns = 0;
    while (!text.empty()) {
        double number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
        if (error != std::errc() || !(number >= 0))
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        std::size_t letters = 0;
        while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z')
            ++letters;
        DurationNs unit_ns = 0;
        for (const Unit &unit : units) {
            if (unit.name == text.substr(0, letters))
                unit_ns = unit.length_ns;
        }
        const double part_ns = number * static_cast<double>(unit_ns);
        if (unit_ns == 0 || part_ns + static_cast<double>(total_ns) > 9.2e18)
            return std::nullopt;
        total_ns += std::llround(part_ns);
        text.remove_prefix(letters);
    }
    return total_ns;
}

std::string durationText(DurationNs duration_ns)
{
    if (duration_ns == 0)
        return "0s";
    std::string text = duration_ns < 0 ? "-" : "";
    std::uint64_t left =
        duration_ns < 0 ? 0 - static_cast<std::uint64_t>(duration_ns) : static_cast<std::uint64_t>(duration_ns);
    for (const Unit &unit : units) {
        const auto length = static_cast<std::uint64_t>(unit.length_ns);
        if (left / length > 0) {
            text += std::to_string(left / length);
            text += unit.name;
            left %= length;
        }
    }
    return text;
}

} // namespace streamgauge
