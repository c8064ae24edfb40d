// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celquoted.h"

#include "engine/cel/celtext.h"

#include <charconv>
#include <cstdint>
#include <optional>

namespace streamgauge {

namespace {

bool isQuote(char c)
{
    return c == '"' || c == '\'';
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
    bool octet = false; ///< may stand in bytes
};

std::optional<CodeEscape> codeEscape(char c)
{
    switch (c) {
    case 'x':
    case 'X': return CodeEscape { 1, 2, 16, true };
    case 'u': return CodeEscape { 1, 4, 16, false };
    case 'U': return CodeEscape { 1, 8, 16, false };
    case '0':
    case '1':
    case '2':
    case '3': return CodeEscape { 0, 3, 8, true };
    default: return std::nullopt;
    }
}

constexpr std::size_t low_surrogate_bytes = 6; ///< backslash, u, four digits

/// The second half of a character that is written as a pair of escapes with u.
std::optional<std::uint32_t> lowSurrogate(std::string_view text)
{
    if (text.size() < low_surrogate_bytes || !text.starts_with("\\u"))
        return std::nullopt;
    std::uint32_t point = 0;
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + low_surrogate_bytes, point, 16);
    const bool whole = error == std::errc() && end == text.data() + low_surrogate_bytes;
    return whole && point >= 0xdc00 && point <= 0xdfff ? std::optional(point) : std::nullopt;
}

/// Appends what the escape at the front of `text` (behind its backslash) means;
/// its length, or 0 for a fault.
std::size_t appendEscape(std::string &out, std::string_view text, bool bytes)
{
    if (text.empty())
        return 0;
    if (const auto simple = simpleEscape(text.front())) {
        out.push_back(*simple);
        return 1;
    }
    const auto code = codeEscape(text.front());
    if (!code || (bytes && !code->octet) || text.size() < code->skip + code->digits)
        return 0;
    const char *begin = text.data() + code->skip;
    std::uint32_t point = 0;
    const auto [end, error] = std::from_chars(begin, begin + code->digits, point, code->base);
    if (error != std::errc() || end != begin + code->digits)
        return 0;
    if (bytes) {
        out.push_back(static_cast<char>(point));
        return code->skip + code->digits;
    }
    std::size_t length = code->skip + code->digits;
    if (point >= 0xd800 && point <= 0xdbff && text.front() == 'u') {
        const auto low = lowSurrogate(text.substr(length));
        if (!low)
            return 0;
        point = 0x10000 + ((point - 0xd800) << 10) + (*low - 0xdc00);
        length += low_surrogate_bytes;
    }
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    if (surrogate || point > 0x10ffff)
        return 0;
    appendUtf8(out, point);
    return length;
}

std::string_view escapes(bool bytes)
{
    return bytes ? R"(one of \a \b \f \n \r \t \v \\ \? \" \' \` \xHH \OOO)"
                 : R"(one of \a \b \f \n \r \t \v \\ \? \" \' \` \xHH \uHHHH \UHHHHHHHH \OOO)";
}

} // namespace

bool startsCelQuoted(std::string_view text)
{
    for (const std::string_view prefix : { "bB", "rR" }) {
        if (!text.empty() && prefix.find(text.front()) != std::string_view::npos)
            text.remove_prefix(1);
    }
    return !text.empty() && isQuote(text.front());
}

CelQuoted readCelQuoted(std::string_view text)
{
    CelQuoted result;
    bool raw = false;
    std::size_t at = 0;
    for (; !isQuote(text[at]); ++at) {
        const bool marks_bytes = text[at] == 'b' || text[at] == 'B';
        (marks_bytes ? result.bytes : raw) = true;
    }
    const bool triple = text.size() >= at + 3 && text[at + 1] == text[at] && text[at + 2] == text[at];
    const std::string_view quote = text.substr(at, triple ? 3 : 1);
    at += quote.size();
    while (at < text.size()) {
        if (text.substr(at).starts_with(quote)) {
            result.length = at + quote.size();
            return result;
        }
        if (!triple && (text[at] == '\n' || text[at] == '\r'))
            break;
        if (!raw && text[at] == '\\') {
            const std::size_t length = appendEscape(result.value, text.substr(at + 1), result.bytes);
            if (length == 0)
                return { {},
                         result.bytes,
                         at,
                         "this escape does not exist or names no character",
                         std::string(escapes(result.bytes)) };
            at += 1 + length;
            continue;
        }
        const CodePoint point = codePointAt(text.substr(at));
        if (!point.valid && !result.bytes)
            return { {}, result.bytes, at, "the text is not UTF-8 here", "UTF-8, or bytes as b\"\\xHH\"" };
        result.value.append(text.substr(at, point.length));
        at += point.length;
    }
    return { {}, result.bytes, at, "the text in quotes has no end", "the closing " + std::string(quote) };
}

} // namespace streamgauge
