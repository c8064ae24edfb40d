// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/literaltext.h"

#include "engine/rules/stringliteral.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <system_error>

namespace streamgauge {

namespace {

constexpr std::string_view expected_literal = "a number, a text in quotes, true or false";

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::size_t digitsFrom(std::string_view text, std::size_t begin)
{
    std::size_t end = begin;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    return end;
}

/// A number as it is laid out in the text, before its value is known.
struct NumberShape {
    std::size_t digits_begin = 0;
    std::size_t digits_end = 0; ///< behind fraction and exponent
    std::size_t end = 0;        ///< behind the suffix
    bool negative = false;
    bool hexadecimal = false;
    bool real = false;
    bool is_unsigned = false;
};

std::size_t exponentEnd(std::string_view text, std::size_t begin)
{
    if (begin >= text.size() || (text[begin] != 'e' && text[begin] != 'E'))
        return begin;
    std::size_t digits = begin + 1;
    if (digits < text.size() && (text[digits] == '+' || text[digits] == '-'))
        ++digits;
    const std::size_t end = digitsFrom(text, digits);
    return end == digits ? begin : end;
}

NumberShape shapeOf(std::string_view text)
{
    NumberShape shape;
    shape.negative = text.starts_with('-');
    shape.digits_begin = shape.negative ? 1 : 0;
    std::size_t at = shape.digits_begin;
    if (text.substr(at, 2) == "0x" || text.substr(at, 2) == "0X") {
        shape.hexadecimal = true;
        shape.digits_begin = at += 2;
        while (at < text.size() && ((isDigit(text[at])) || ((text[at] | 0x20) >= 'a' && (text[at] | 0x20) <= 'f')))
            ++at;
    } else {
        at = digitsFrom(text, at);
        if (at + 1 < text.size() && text[at] == '.' && isDigit(text[at + 1])) {
            shape.real = true;
            at = digitsFrom(text, at + 1);
        }
        const std::size_t exponent_end = exponentEnd(text, at);
        shape.real = shape.real || exponent_end != at;
        at = exponent_end;
    }
    shape.digits_end = at;
    if (!shape.real && at < text.size() && (text[at] == 'u' || text[at] == 'U')) {
        shape.is_unsigned = true;
        ++at;
    }
    shape.end = at;
    return shape;
}

LiteralFault outOfRange(std::string_view number, std::string_view type)
{
    return { 0, std::string(number) + " does not fit " + std::string(type),
             "a number in the range of " + std::string(type) };
}

std::variant<ReadLiteral, LiteralFault> readReal(std::string_view text, const NumberShape &shape)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data() + shape.digits_begin, text.data() + shape.digits_end, value);
    if (error != std::errc())
        return outOfRange(text.substr(0, shape.end), "a double");
    return ReadLiteral { shape.negative ? -value : value, shape.end };
}

std::variant<ReadLiteral, LiteralFault> readInteger(std::string_view text, const NumberShape &shape)
{
    std::uint64_t magnitude = 0;
    const auto [end, error] = std::from_chars(text.data() + shape.digits_begin, text.data() + shape.digits_end, magnitude,
                                              shape.hexadecimal ? 16 : 10);
    const std::string_view number = text.substr(0, shape.end);
    if (shape.is_unsigned) {
        if (error != std::errc() || (shape.negative && magnitude > 0))
            return outOfRange(number, "a uint");
        return ReadLiteral { magnitude, shape.end };
    }
    const std::uint64_t most = std::uint64_t { std::numeric_limits<std::int64_t>::max() } + (shape.negative ? 1 : 0);
    if (error != std::errc() || magnitude > most)
        return outOfRange(number, "an int");
    return ReadLiteral { static_cast<std::int64_t>(shape.negative ? 0 - magnitude : magnitude), shape.end };
}

std::variant<ReadLiteral, LiteralFault> readNumber(std::string_view text)
{
    const NumberShape shape = shapeOf(text);
    if (shape.digits_end == shape.digits_begin)
        return LiteralFault { 0, {}, std::string(expected_literal) };
    if (shape.end < text.size() && (isIdentifierChar(text[shape.end]) || text[shape.end] == '.'))
        return LiteralFault { shape.end, {}, "a space behind the number" };
    return shape.real ? readReal(text, shape) : readInteger(text, shape);
}

template <typename T> std::string numberText(T value)
{
    std::array<char, 40> text {};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    return { text.data(), end.ptr };
}

std::string realText(double value)
{
    std::string text = numberText(value);
    if (text.find_first_of(".e") == std::string::npos)
        text += ".0";
    return text;
}

} // namespace

std::variant<ReadLiteral, LiteralFault> readLiteral(std::string_view text)
{
    if (text.empty())
        return LiteralFault { 0, {}, std::string(expected_literal) };
    const char first = text.front();
    if (isDigit(first) || first == '-' || first == '.')
        return readNumber(text);
    if (startsStringLiteral(text))
        return readStringLiteral(text);
    const auto word_end = std::ranges::find_if_not(text, isIdentifierChar);
    const std::string_view word(text.data(), static_cast<std::size_t>(word_end - text.begin()));
    if (word == "true" || word == "false")
        return ReadLiteral { word == "true", word.size() };
    return LiteralFault { 0, {}, std::string(expected_literal) };
}

std::string literalText(const LiteralValue &literal)
{
    struct Writer {
        std::string operator()(bool value) const { return value ? "true" : "false"; }
        std::string operator()(std::int64_t value) const { return numberText(value); }
        std::string operator()(std::uint64_t value) const { return numberText(value) + "u"; }
        std::string operator()(double value) const { return realText(value); }
        std::string operator()(const std::string &value) const
        {
            std::string text;
            appendQuoted(text, value);
            return text;
        }
    };
    return std::visit(Writer {}, literal);
}

void appendQuoted(std::string &out, std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out.push_back('"');
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20 || byte == 0x7f) {
            out += "\\x";
            out.push_back(digits[byte >> 4]);
            out.push_back(digits[byte & 15]);
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
}

bool isIdentifier(std::string_view text)
{
    constexpr std::array<std::string_view, 4> keywords { "false", "in", "null", "true" };
    return !text.empty() && !isDigit(text.front()) && std::ranges::all_of(text, isIdentifierChar)
        && std::ranges::find(keywords, text) == keywords.end();
}

} // namespace streamgauge
