// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/temporal.h"

#include "connectors/mysql/binlog/bytereader.h"
#include "engine/data/timetext.h"

namespace streamgauge {

namespace {

constexpr std::uint32_t power_of_ten[7] = { 1, 10, 100, 1'000, 10'000, 100'000, 1'000'000 };
constexpr std::size_t old_fraction_bytes[7] = { 0, 1, 1, 2, 2, 3, 3 };
constexpr std::uint64_t us_per_s = 1'000'000;

CivilTime unpackDateTime(std::uint64_t packed, std::uint32_t microsecond)
{
    const std::uint64_t date = packed >> 17;
    const std::uint64_t months = date >> 5;
    CivilTime time;
    time.year = static_cast<std::uint32_t>(months / 13);
    time.month = static_cast<std::uint32_t>(months % 13);
    time.day = static_cast<std::uint32_t>(date & 31);
    time.hour = static_cast<std::uint32_t>(packed >> 12 & 31);
    time.minute = static_cast<std::uint32_t>(packed >> 6 & 63);
    time.second = static_cast<std::uint32_t>(packed & 63);
    time.microsecond = microsecond;
    return time;
}

bool isLeap(std::uint32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool isCalendarDay(const CivilTime &time)
{
    constexpr std::uint8_t days[13] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (time.month < 1 || time.month > 12 || time.day < 1)
        return false;
    return time.day <= days[time.month] + (time.month == 2 && isLeap(time.year) ? 1U : 0U);
}

void appendPadded(std::string &out, std::uint32_t value, int digits)
{
    char text[10];
    int at = 10;
    while (value > 0 || 10 - at < digits) {
        text[--at] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    out.append(text + at, static_cast<std::size_t>(10 - at));
}

void appendClock(std::string &out, std::uint32_t hours, std::uint32_t minute, std::uint32_t second,
                 std::uint32_t microsecond, unsigned digits)
{
    appendPadded(out, hours, 2);
    out.push_back(':');
    appendPadded(out, minute, 2);
    out.push_back(':');
    appendPadded(out, second, 2);
    if (digits == 0)
        return;
    out.push_back('.');
    appendPadded(out, microsecond / power_of_ten[6 - digits], static_cast<int>(digits));
}

} // namespace

CivilTime readDate(const std::uint8_t *from)
{
    const auto packed = static_cast<std::uint32_t>(loadLittle<3>(from));
    CivilTime time;
    time.year = packed >> 9;
    time.month = packed >> 5 & 15;
    time.day = packed & 31;
    return time;
}

CivilTime readDateTime2(const std::uint8_t *from, unsigned digits)
{
    constexpr std::uint64_t sign = 0x8000000000ULL;
    return unpackDateTime(loadBig<5>(from) & (sign - 1), readFraction(from + 5, digits));
}

SignedTime readTime2(const std::uint8_t *from, unsigned digits)
{
    // Whole and fraction form one two's complement number, offset so that it sorts as bytes.
    const std::size_t fraction_bytes = fractionBytes(digits);
    const std::uint64_t stored = loadBig(from, 3 + fraction_bytes);
    const std::int64_t zero = std::int64_t { 0x800000 } << (8 * fraction_bytes);
    const std::int64_t value = static_cast<std::int64_t>(stored) - zero;
    SignedTime time;
    time.negative = value < 0;
    const auto magnitude = static_cast<std::uint64_t>(time.negative ? -value : value);
    const auto whole = static_cast<std::uint32_t>(magnitude >> (8 * fraction_bytes));
    const auto fraction = static_cast<std::uint32_t>(magnitude & ((1ULL << (8 * fraction_bytes)) - 1));
    time.hours = whole >> 12 & 1023;
    time.minute = whole >> 6 & 63;
    time.second = whole & 63;
    time.microsecond = fraction * power_of_ten[6 - 2 * fraction_bytes];
    return time;
}

Instant readTimestamp2(const std::uint8_t *from, unsigned digits)
{
    return { static_cast<std::int64_t>(loadBig<4>(from)), readFraction(from + 4, digits) };
}

std::size_t oldDateTimeBytes(unsigned digits)
{
    constexpr std::size_t bytes[7] = { 8, 6, 6, 7, 7, 7, 8 };
    return bytes[digits];
}

std::size_t oldTimeBytes(unsigned digits)
{
    constexpr std::size_t bytes[7] = { 3, 4, 4, 5, 5, 5, 6 };
    return bytes[digits];
}

std::size_t oldTimestampBytes(unsigned digits)
{
    return 4 + old_fraction_bytes[digits];
}

CivilTime readOldDateTime(const std::uint8_t *from, unsigned digits)
{
    CivilTime time;
    if (digits == 0) {
        const std::uint64_t packed = loadLittle<8>(from); // the decimal number YYYYMMDDhhmmss
        const auto date = static_cast<std::uint32_t>(packed / 1'000'000);
        const auto clock = static_cast<std::uint32_t>(packed % 1'000'000);
        time.year = date / 10'000;
        time.month = date / 100 % 100;
        time.day = date % 100;
        time.hour = clock / 10'000;
        time.minute = clock / 100 % 100;
        time.second = clock % 100;
        return time;
    }
    std::uint64_t packed = loadBig(from, oldDateTimeBytes(digits)) * power_of_ten[6 - digits];
    const auto take = [&packed](std::uint64_t radix) {
        const auto part = static_cast<std::uint32_t>(packed % radix);
        packed /= radix;
        return part;
    };
    time.microsecond = take(us_per_s);
    time.second = take(60);
    time.minute = take(60);
    time.hour = take(24);
    time.day = take(32);
    time.month = take(13);
    time.year = static_cast<std::uint32_t>(packed);
    return time;
}

SignedTime readOldTime(const std::uint8_t *from, unsigned digits)
{
    SignedTime time;
    if (digits == 0) {
        const auto raw = static_cast<std::uint32_t>(loadLittle<3>(from)); // the decimal number hhmmss
        time.negative = (raw & 0x800000) != 0;
        const std::uint32_t value = time.negative ? 0x1000000 - raw : raw;
        time.hours = value / 10'000;
        time.minute = value / 100 % 100;
        time.second = value % 100;
        return time;
    }
    constexpr std::int64_t most_seconds = 838 * 3600 + 59 * 60 + 59;
    const std::int64_t zero = (most_seconds + 1) * static_cast<std::int64_t>(us_per_s) / power_of_ten[6 - digits];
    const std::int64_t value = static_cast<std::int64_t>(loadBig(from, oldTimeBytes(digits))) - zero;
    time.negative = value < 0;
    const auto magnitude = static_cast<std::uint64_t>(time.negative ? -value : value) * power_of_ten[6 - digits];
    time.microsecond = static_cast<std::uint32_t>(magnitude % us_per_s);
    const std::uint64_t seconds = magnitude / us_per_s;
    time.second = static_cast<std::uint32_t>(seconds % 60);
    time.minute = static_cast<std::uint32_t>(seconds / 60 % 60);
    time.hours = static_cast<std::uint32_t>(seconds / 3600);
    return time;
}

Instant readOldTimestamp(const std::uint8_t *from, unsigned digits)
{
    if (digits == 0)
        return { static_cast<std::int64_t>(loadLittle<4>(from)), 0 };
    const std::uint64_t fraction = loadBig(from + 4, old_fraction_bytes[digits]);
    return { static_cast<std::int64_t>(loadBig<4>(from)), static_cast<std::uint32_t>(fraction) * power_of_ten[6 - digits] };
}

CivilTime unpackJsonDateTime(std::int64_t packed)
{
    const auto magnitude =
        static_cast<std::uint64_t>(packed < 0 ? 0 - static_cast<std::uint64_t>(packed) : static_cast<std::uint64_t>(packed));
    return unpackDateTime(magnitude >> 24, static_cast<std::uint32_t>(magnitude & 0xFFFFFF));
}

SignedTime unpackJsonTime(std::int64_t packed)
{
    SignedTime time;
    time.negative = packed < 0;
    const std::uint64_t magnitude =
        time.negative ? 0 - static_cast<std::uint64_t>(packed) : static_cast<std::uint64_t>(packed);
    const std::uint64_t whole = magnitude >> 24;
    time.hours = static_cast<std::uint32_t>(whole >> 12 & 1023);
    time.minute = static_cast<std::uint32_t>(whole >> 6 & 63);
    time.second = static_cast<std::uint32_t>(whole & 63);
    time.microsecond = static_cast<std::uint32_t>(magnitude & 0xFFFFFF);
    return time;
}

std::optional<TimeNs> instantOf(const CivilTime &time)
{
    if (time.year < 1678 || time.year > 2261 || !isCalendarDay(time) || time.hour > 23 || time.minute > 59
        || time.second > 59)
        return std::nullopt;
    const std::int64_t seconds = daysFromCivil(time.year, time.month, time.day) * 86'400
        + static_cast<std::int64_t>(time.hour * 3'600 + time.minute * 60 + time.second);
    return seconds * ns_per_s + time.microsecond * ns_per_us;
}

void appendDate(std::string &out, const CivilTime &time)
{
    appendPadded(out, time.year, 4);
    out.push_back('-');
    appendPadded(out, time.month, 2);
    out.push_back('-');
    appendPadded(out, time.day, 2);
}

void appendDateTime(std::string &out, const CivilTime &time, unsigned digits)
{
    appendDate(out, time);
    out.push_back(' ');
    appendClock(out, time.hour, time.minute, time.second, time.microsecond, digits);
}

void appendTime(std::string &out, const SignedTime &time, unsigned digits)
{
    if (time.negative)
        out.push_back('-');
    appendClock(out, time.hours, time.minute, time.second, time.microsecond, digits);
}

} // namespace streamgauge
