// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"
#include "engine/base/clock.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace streamgauge {

/// Parts of a date and time as the server stored them; zero months and days happen.
struct CivilTime {
    std::uint32_t year = 0;
    std::uint32_t month = 0;
    std::uint32_t day = 0;
    std::uint32_t hour = 0;
    std::uint32_t minute = 0;
    std::uint32_t second = 0;
    std::uint32_t microsecond = 0;

    [[nodiscard]] bool isZero() const { return (year | month | day | hour | minute | second | microsecond) == 0; }
};

/// A length of time that SQL calls TIME, -838:59:59 to 838:59:59.
struct SignedTime {
    bool negative = false;
    std::uint32_t hours = 0;
    std::uint32_t minute = 0;
    std::uint32_t second = 0;
    std::uint32_t microsecond = 0;
};

/// Seconds since 1970 and a fraction; both 0 is the zero timestamp.
struct Instant {
    std::int64_t seconds = 0;
    std::uint32_t microsecond = 0;
};

/// Bytes that `digits` digits of a fraction take in the 5.6 formats.
[[nodiscard]] constexpr std::size_t fractionBytes(unsigned digits)
{
    return (digits + 1) / 2;
}

/// Microseconds of such a fraction.
[[nodiscard]] inline std::uint32_t readFraction(const std::uint8_t *from, unsigned digits)
{
    switch (fractionBytes(digits)) {
    case 1: return from[0] * 10'000U;
    case 2: return static_cast<std::uint32_t>(loadBig<2>(from)) * 100U;
    case 3: return static_cast<std::uint32_t>(loadBig<3>(from));
    default: return 0;
    }
}

[[nodiscard]] CivilTime readDate(const std::uint8_t *from);                       // 3 bytes
[[nodiscard]] CivilTime readDateTime2(const std::uint8_t *from, unsigned digits); // 5 bytes + fraction
[[nodiscard]] SignedTime readTime2(const std::uint8_t *from, unsigned digits);    // 3 bytes + fraction
[[nodiscard]] Instant readTimestamp2(const std::uint8_t *from, unsigned digits);  // 4 bytes + fraction

// Tables of MySQL < 5.6 and of MariaDB with mysql56_temporal_format=OFF; the latter pack fractions into
// oldDateTimeBytes(digits) and so on.
[[nodiscard]] std::size_t oldDateTimeBytes(unsigned digits);
[[nodiscard]] std::size_t oldTimeBytes(unsigned digits);
[[nodiscard]] std::size_t oldTimestampBytes(unsigned digits);
[[nodiscard]] CivilTime readOldDateTime(const std::uint8_t *from, unsigned digits);
[[nodiscard]] SignedTime readOldTime(const std::uint8_t *from, unsigned digits);
[[nodiscard]] Instant readOldTimestamp(const std::uint8_t *from, unsigned digits);

/// The packed form inside binary JSON.
[[nodiscard]] CivilTime unpackJsonDateTime(std::int64_t packed);
[[nodiscard]] SignedTime unpackJsonTime(std::int64_t packed);

/// ns since 1970 as if the time were UTC; nullopt for zero, partial and impossible dates and outside 1678 to 2261.
[[nodiscard]] std::optional<TimeNs> instantOf(const CivilTime &time);

void appendDate(std::string &out, const CivilTime &time);
void appendDateTime(std::string &out, const CivilTime &time, unsigned digits);
void appendTime(std::string &out, const SignedTime &time, unsigned digits);

} // namespace streamgauge
