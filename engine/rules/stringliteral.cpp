// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/stringliteral.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace streamgauge {

namespace {

bool isQuote(char c)
{
    return c == '"' || c == '\'';
}

void appendUtf8(std::string &out, std::uint32_t point)
{
    const auto tail = [&](unsigned shift) { out.push_back(static_cast<char>(0x80 | ((point >> shift) & 0x3f))); };
    if (point < 0x80) {
        out.push_back(static_cast<char>(point));
    } else if (point < 0x800) {
        out.push_back(static_cast<char>(0xc0 | (point >> 6)));
        tail(0);
    } else if (point < 0x10000) {
        out.push_back(static_cast<char>(0xe0 | (point >> 12)));
        tail(6);
        tail(0);
    } else {
        out.push_back(static_cast<char>(0xf0 | (point >> 18)));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::optional<char> simpleEscape(char c)
{
    switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\':
    case '?':
    case '"':
    case '\'':
    case '`': return c;
    default: return std::nullopt;
    }
}

struct CodeEscape {
    std::size_t skip = 0; ///< letters between the backslash and the digits
    std::size_t digits = 0;
    int base = 16;
};

std::optional<CodeEscape> codeEscape(char c)
{
    switch (c) {
    case 'x':
    case 'X': return CodeEscape { 1, 2, 16 };
    case 'u': return CodeEscape { 1, 4, 16 };
    case 'U': return CodeEscape { 1, 8, 16 };
    case '0':
    case '1':
    case '2':
    case '3': return CodeEscape { 0, 3, 8 };
    default: return std::nullopt;
    }
}

/// Appends what the escape at the front of `text` (without its backslash) means; its length, or 0 for a fault.
std::size_t appendEscape(std::string &out, std::string_view text)
{
    if (text.empty())
        return 0;
    if (const auto simple = simpleEscape(text.front())) {
        out.push_back(*simple);
        return 1;
    }
    const auto code = codeEscape(text.front());
    if (!code || text.size() < code->skip + code->digits)
        return 0;
    const char *begin = text.data() + code->skip;
    std::uint32_t point = 0;
    const auto [end, error] = std::from_chars(begin, begin + code->digits, point, code->base);
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    if (error != std::errc() || end != begin + code->digits || surrogate || point > 0x10ffff)
        return 0;
    appendUtf8(out, point);
    return code->skip + code->digits;
}

LiteralFault badEscape(std::size_t offset)
{
    return { offset, "this escape does not exist or names no character",
             R"(one of \a \b \f \n \r \t \v \\ \? \" \' \` \xHH \uHHHH \UHHHHHHHH \OOO)" };
}

} // namespace

bool startsStringLiteral(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size() && at < 2 && std::string_view("rRbB").find(text[at]) != std::string_view::npos)
        ++at;
    return at < text.size() && isQuote(text[at]);
}

std::variant<ReadLiteral, LiteralFault> readStringLiteral(std::string_view text)
{
    bool raw = false;
    std::size_t at = 0;
    for (; !isQuote(text[at]); ++at) {
        if (text[at] == 'b' || text[at] == 'B')
            return LiteralFault { 0, "bytes cannot be a threshold", "a number, a text in quotes, true or false" };
        raw = true;
    }
    const bool triple = text.size() >= at + 3 && text[at + 1] == text[at] && text[at + 2] == text[at];
    const std::string_view quote = text.substr(at, triple ? 3 : 1);
    at += quote.size();
    std::string value;
    while (at < text.size()) {
        if (text.substr(at).starts_with(quote))
            return ReadLiteral { std::move(value), at + quote.size() };
        if (!triple && (text[at] == '\n' || text[at] == '\r'))
            break;
        if (!raw && text[at] == '\\') {
            const std::size_t length = appendEscape(value, text.substr(at + 1));
            if (length == 0)
                return badEscape(at);
            at += 1 + length;
        } else {
            value.push_back(text[at++]);
        }
    }
    return LiteralFault { at, "the text in quotes has no end", "the closing " + std::string(quote) };
}

} // namespace streamgauge
