// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/shortnumber.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

namespace streamgauge {

namespace {

constexpr int digits = 6;
constexpr std::array<double, 10> powers_of_ten { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };

struct Decimal {
    std::uint32_t coefficient = 0; ///< of `digits` digits
    int places = 0;                ///< behind the point
};

/// The number, between 0.001 and 1e6, to six digits; nullopt where it is so near the middle of two that the error of one
/// multiplication could choose the wrong one, and where rounding takes it to one digit more.
std::optional<Decimal> toSixDigits(double number)
{
    int places = digits - 1;
    for (double limit = 10; number >= limit; limit *= 10)
        --places;
    for (double limit = 1; number < limit; limit /= 10)
        ++places;
    const double scaled = number * powers_of_ten[static_cast<std::size_t>(places)];
    const auto whole = static_cast<std::int32_t>(scaled);
    const double rest = scaled - whole;
    constexpr double sure = 1e-6;
    const std::uint32_t coefficient = static_cast<std::uint32_t>(whole) + (rest > 0.5 ? 1U : 0U);
    const bool exact = std::abs(rest - 0.5) > sure && coefficient >= 100'000 && coefficient < 1'000'000;
    return exact ? std::optional(Decimal { coefficient, places }) : std::nullopt;
}

void appendDecimal(std::string &out, Decimal decimal)
{
    while (decimal.places > 0 && decimal.coefficient % 10 == 0) {
        decimal.coefficient /= 10;
        --decimal.places;
    }
    std::array<char, 12> text {};
    char *begin = text.data() + text.size();
    for (int place = 0; decimal.coefficient > 0 || place <= decimal.places; ++place) {
        if (place == decimal.places && place > 0)
            *--begin = '.';
        *--begin = static_cast<char>('0' + decimal.coefficient % 10);
        decimal.coefficient /= 10;
    }
    out.append(begin, text.data() + text.size());
}

} // namespace

void appendNumber(std::string &out, double number)
{
    const double size = std::abs(number);
    // Almost every number that is shown to an operator lies here.
    constexpr double least = 1e-3;
    constexpr double most = 1e6;
    if (size >= least && size < most) {
        if (const auto decimal = toSixDigits(size)) {
            if (number < 0)
                out += '-';
            appendDecimal(out, *decimal);
            return;
        }
    }
    std::array<char, 32> text {};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general, digits);
    out.append(text.data(), end.ptr);
}

} // namespace streamgauge
