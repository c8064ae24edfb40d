// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/decimaltext.h"

#include "connectors/mysql/binlog/bytereader.h"

#include <algorithm>
#include <charconv>

namespace streamgauge {

namespace {

// Nine digits take four bytes; fewer take only what they need.
constexpr std::size_t group_digits = 9;
constexpr std::size_t bytes_of_digits[group_digits + 1] = { 0, 1, 1, 2, 2, 3, 3, 4, 4, 4 };
constexpr std::uint32_t power_of_ten[group_digits + 1] = { 1,       10,        100,        1'000,       10'000,
                                                           100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000 };
constexpr double exact_power_of_ten[19] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                            1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18 };
constexpr std::uint64_t most_exact_integer = 1ULL << 53;

void writePadded(char *to, std::uint64_t value, std::size_t digits)
{
    std::size_t left = digits;
    for (; left >= 2; left -= 2) {
        const auto pair = static_cast<unsigned>(value % 100);
        value /= 100;
        to[left - 1] = static_cast<char>('0' + pair % 10);
        to[left - 2] = static_cast<char>('0' + pair / 10);
    }
    if (left == 1)
        to[0] = static_cast<char>('0' + value % 10);
}

std::uint64_t loadGroup(const std::uint8_t *from, std::size_t bytes)
{
    switch (bytes) {
    case 1: return *from;
    case 2: return loadBig<2>(from);
    case 3: return loadBig<3>(from);
    case 4: return loadBig<4>(from);
    default: return 0;
    }
}

} // namespace

std::size_t decimalBytes(unsigned precision, unsigned scale)
{
    const unsigned whole = precision - scale;
    return whole / group_digits * 4 + bytes_of_digits[whole % group_digits] + scale / group_digits * 4
        + bytes_of_digits[scale % group_digits];
}

DecimalText::DecimalText(unsigned precision, unsigned scale)
    : whole_digits_(precision - scale)
    , scale_(scale)
    , bytes_(decimalBytes(precision, scale))
{
}

bool DecimalText::read(const std::uint8_t *from)
{
    if (bytes_ == 0)
        return false;
    std::uint8_t packed[32] = {};
    std::copy_n(from, bytes_, packed);
    const bool negative = (packed[0] & 0x80) == 0;
    packed[0] ^= 0x80;
    if (negative) {
        for (std::size_t i = 0; i < bytes_; ++i)
            packed[i] = static_cast<std::uint8_t>(~packed[i]);
    }
    // Up to 18 digits the value fits one integer.
    return whole_digits_ + scale_ <= 18 ? readShort(packed, negative) : readLong(packed, negative);
}

bool DecimalText::readShort(const std::uint8_t *packed, bool negative)
{
    bool good = true;
    const auto group = [&](std::size_t digits) {
        const std::uint64_t value = loadGroup(packed, bytes_of_digits[digits]);
        packed += bytes_of_digits[digits];
        good = good && value < power_of_ten[digits];
        return value;
    };
    std::uint64_t whole = group(whole_digits_ % group_digits);
    for (std::size_t i = 0; i < whole_digits_ / group_digits; ++i)
        whole = whole * power_of_ten[group_digits] + group(group_digits);
    std::uint64_t fraction = 0;
    for (std::size_t i = 0; i < scale_ / group_digits; ++i)
        fraction = fraction * power_of_ten[group_digits] + group(group_digits);
    fraction = fraction * power_of_ten[scale_ % group_digits] + group(scale_ % group_digits);
    if (!good)
        return false;

    char *to = text_;
    if (negative && (whole != 0 || fraction != 0))
        *to++ = '-';
    to = std::to_chars(to, text_ + sizeof text_, whole).ptr;
    if (scale_ > 0) {
        *to++ = '.';
        writePadded(to, fraction, scale_);
        to += scale_;
    }
    length_ = static_cast<std::size_t>(to - text_);

    const std::uint64_t digits = whole * static_cast<std::uint64_t>(exact_power_of_ten[scale_]) + fraction;
    if (digits <= most_exact_integer) {
        // Both operands are exact, so the quotient is correctly rounded.
        nearest_ = static_cast<double>(digits) / exact_power_of_ten[scale_];
        if (negative && digits != 0)
            nearest_ = -nearest_;
    } else {
        std::from_chars(text_, to, nearest_);
    }
    return true;
}

bool DecimalText::readLong(const std::uint8_t *packed, bool negative)
{
    char digits[72];
    std::size_t count = 0;
    bool good = true;
    const auto group = [&](std::size_t wanted) {
        const std::uint64_t value = loadGroup(packed, bytes_of_digits[wanted]);
        packed += bytes_of_digits[wanted];
        good = good && value < power_of_ten[wanted];
        writePadded(digits + count, value, wanted);
        count += wanted;
    };
    group(whole_digits_ % group_digits);
    for (std::size_t i = 0; i < whole_digits_ / group_digits; ++i)
        group(group_digits);
    for (std::size_t i = 0; i < scale_ / group_digits; ++i)
        group(group_digits);
    group(scale_ % group_digits);
    if (!good)
        return false;

    const bool zero = std::all_of(digits, digits + count, [](char digit) { return digit == '0'; });
    char *to = text_;
    if (negative && !zero)
        *to++ = '-';
    const char *whole = std::find_if(digits, digits + whole_digits_, [](char digit) { return digit != '0'; });
    if (whole == digits + whole_digits_)
        *to++ = '0';
    to = std::copy(whole, static_cast<const char *>(digits + whole_digits_), to);
    if (scale_ > 0) {
        *to++ = '.';
        to = std::copy_n(digits + whole_digits_, scale_, to);
    }
    length_ = static_cast<std::size_t>(to - text_);
    std::from_chars(text_, to, nearest_);
    return true;
}

} // namespace streamgauge
