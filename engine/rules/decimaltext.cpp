// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/decimaltext.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace streamgauge {

namespace {

/// A decimal as sign · 0.d1d2d3… · 10^magnitude with d1 ≠ 0; zero has no digits.
struct Decimal {
    bool negative = false;
    std::int64_t magnitude = 0;
    std::string_view digits; ///< from the first to the last digit other than 0, perhaps with a point among them
};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool takeExponent(std::string_view text, std::int64_t &exponent)
{
    text.remove_prefix(text.starts_with('+') ? 1 : 0);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
    constexpr std::int64_t most = 1'000'000'000'000;
    return error == std::errc() && end == text.data() + text.size() && exponent > -most && exponent < most;
}

std::optional<Decimal> readDecimal(std::string_view text)
{
    Decimal decimal;
    decimal.negative = text.starts_with('-');
    if (decimal.negative || text.starts_with('+'))
        text.remove_prefix(1);
    std::int64_t exponent = 0;
    if (const std::size_t at = text.find_first_of("eE"); at != std::string_view::npos) {
        if (!takeExponent(text.substr(at + 1), exponent))
            return std::nullopt;
        text = text.substr(0, at);
    }
    const std::size_t point = std::min(text.find('.'), text.size());
    const auto digits = std::ranges::count_if(text, isDigit);
    if (digits == 0 || static_cast<std::size_t>(digits) + (point < text.size() ? 1 : 0) != text.size())
        return std::nullopt;
    const std::size_t first = text.find_first_not_of("0.");
    if (first == std::string_view::npos)
        return Decimal {};
    decimal.magnitude =
        exponent + static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) + (first > point ? 1 : 0);
    decimal.digits = text.substr(first, text.find_last_not_of("0.") - first + 1);
    return decimal;
}

int order(std::int64_t a, std::int64_t b)
{
    return (a > b ? 1 : 0) - (a < b ? 1 : 0);
}

int compareDigits(std::string_view a, std::string_view b)
{
    std::size_t i = 0;
    std::size_t j = 0;
    for (;;) {
        i += i < a.size() && a[i] == '.' ? 1 : 0;
        j += j < b.size() && b[j] == '.' ? 1 : 0;
        if (i == a.size() || j == b.size())
            return order(i == a.size() ? 0 : 1, j == b.size() ? 0 : 1);
        if (a[i] != b[j])
            return order(a[i], b[j]);
        ++i;
        ++j;
    }
}

int sign(const Decimal &decimal)
{
    if (decimal.digits.empty())
        return 0;
    return decimal.negative ? -1 : 1;
}

} // namespace

std::optional<int> compareDecimalTexts(std::string_view a, std::string_view b)
{
    const auto left = readDecimal(a);
    const auto right = readDecimal(b);
    if (!left || !right)
        return std::nullopt;
    if (sign(*left) != sign(*right) || sign(*left) == 0)
        return order(sign(*left), sign(*right));
    const Decimal &low = left->negative ? *right : *left;
    const Decimal &high = left->negative ? *left : *right;
    if (low.magnitude != high.magnitude)
        return order(low.magnitude, high.magnitude);
    return compareDigits(low.digits, high.digits);
}

} // namespace streamgauge
