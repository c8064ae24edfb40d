// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/cellexer.h"

#include "engine/cel/celquoted.h"
#include "engine/cel/celtext.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace streamgauge {

namespace {

bool isHexDigit(char c)
{
    return isCelDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

template <typename Test> std::size_t lengthOf(std::string_view text, std::size_t from, Test test)
{
    std::size_t at = from;
    while (at < text.size() && test(text[at]))
        ++at;
    return at - from;
}

} // namespace

bool isCelReserved(std::string_view word)
{
    static constexpr std::array<std::string_view, 17> words { "as",        "break",  "const",  "continue", "else", "for",
                                                              "function",  "if",     "import", "let",      "loop", "package",
                                                              "namespace", "return", "var",    "void",     "while" };
    return std::find(words.begin(), words.end(), word) != words.end();
}

char CelLexer::at(std::size_t ahead) const
{
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
}

void CelLexer::skipBlank()
{
    while (position_ < text_.size()) {
        const char c = text_[position_];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')
            ++position_;
        else if (c == '/' && at(1) == '/')
            position_ = std::min(text_.find('\n', position_), text_.size());
        else
            return;
    }
}

CelToken CelLexer::take(CelTokenKind kind, std::size_t length)
{
    CelToken token;
    token.kind = kind;
    token.text = text_.substr(position_, length);
    token.offset = position_;
    position_ += length;
    return token;
}

CelToken CelLexer::fault(std::size_t length, std::string message, std::string expected) const
{
    CelToken token;
    token.kind = CelTokenKind::Fault;
    token.text = text_.substr(position_, length);
    token.offset = position_;
    token.value = std::move(message);
    token.expected = std::move(expected);
    return token;
}

CelToken CelLexer::next()
{
    skipBlank();
    if (position_ >= text_.size())
        return take(CelTokenKind::End, 0);
    const char first = text_[position_];
    if (isCelDigit(first) || (first == '.' && isCelDigit(at(1))))
        return number();
    const std::string_view rest = text_.substr(position_);
    if (startsCelQuoted(rest)) {
        CelQuoted quoted = readCelQuoted(rest);
        if (!quoted.fault.empty()) {
            CelToken token = fault(0, std::move(quoted.fault), std::move(quoted.expected));
            token.offset += quoted.length;
            return token;
        }
        CelToken token = take(quoted.bytes ? CelTokenKind::Bytes : CelTokenKind::String, quoted.length);
        token.value = std::move(quoted.value);
        return token;
    }
    if (isCelLetter(first))
        return take(CelTokenKind::Identifier,
                    lengthOf(text_, position_, [](char c) { return isCelLetter(c) || isCelDigit(c); }));
    return first == '`' ? quotedIdentifier() : symbol();
}

CelToken CelLexer::number()
{
    if (at(0) == '0' && at(1) == 'x' && isHexDigit(at(2))) {
        const std::size_t digits = lengthOf(text_, position_ + 2, isHexDigit);
        const std::string_view hex = text_.substr(position_ + 2, digits);
        const bool is_unsigned = at(2 + digits) == 'u' || at(2 + digits) == 'U';
        return integer(take(is_unsigned ? CelTokenKind::Uint : CelTokenKind::Int, 2 + digits + (is_unsigned ? 1 : 0)), hex,
                       16);
    }
    const std::size_t whole = lengthOf(text_, position_, isCelDigit);
    std::size_t length = whole;
    if (at(length) == '.' && isCelDigit(at(length + 1)))
        length += 1 + lengthOf(text_, position_ + length + 1, isCelDigit);
    if (at(length) == 'e' || at(length) == 'E') {
        const std::size_t sign = at(length + 1) == '+' || at(length + 1) == '-' ? 1 : 0;
        if (isCelDigit(at(length + 1 + sign)))
            length += 1 + sign + lengthOf(text_, position_ + length + 1 + sign, isCelDigit);
    }
    if (length > whole)
        return real(take(CelTokenKind::Double, length));
    const std::string_view digits = text_.substr(position_, whole);
    const bool is_unsigned = at(whole) == 'u' || at(whole) == 'U';
    return integer(take(is_unsigned ? CelTokenKind::Uint : CelTokenKind::Int, whole + (is_unsigned ? 1 : 0)), digits, 10);
}

CelToken CelLexer::integer(CelToken token, std::string_view digits, int base)
{
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), token.number, base);
    if (error == std::errc())
        return token;
    position_ = token.offset;
    return fault(token.text.size(), "the number does not fit into 64 bits",
                 "at most 9223372036854775807, or 18446744073709551615u");
}

CelToken CelLexer::real(CelToken token)
{
    const auto [end, error] = std::from_chars(token.text.data(), token.text.data() + token.text.size(), token.real);
    if (error == std::errc())
        return token;
    // Out of range in either direction: strtod tells which. What is too small for a double is 0, or nearly.
    token.real = std::strtod(std::string(token.text).c_str(), nullptr);
    if (std::isfinite(token.real))
        return token;
    position_ = token.offset;
    return fault(token.text.size(), "the number does not fit into a double", "at most 1.7976931348623157e308");
}

CelToken CelLexer::quotedIdentifier()
{
    const std::size_t length = lengthOf(text_, position_ + 1, [](char c) {
        return isCelLetter(c) || isCelDigit(c) || c == '.' || c == '-' || c == '/' || c == ' '
            || (static_cast<unsigned char>(c) >= 0x80);
    });
    if (length == 0 || at(1 + length) != '`' || !isUtf8(text_.substr(position_ + 1, length)))
        return fault(1, "the name in backquotes has no end", "letters, digits, _ - . / and spaces, then a closing `");
    CelToken token = take(CelTokenKind::Quoted, length + 2);
    token.value = std::string(token.text.substr(1, length));
    return token;
}

CelToken CelLexer::symbol()
{
    static constexpr std::array<std::string_view, 6> pairs { "&&", "||", "==", "!=", "<=", ">=" };
    const std::string_view pair = text_.substr(position_, 2);
    if (std::find(pairs.begin(), pairs.end(), pair) != pairs.end())
        return take(CelTokenKind::Symbol, 2);
    if (std::string_view("+-*/%<>!?:,.()[]{}").find(text_[position_]) != std::string_view::npos)
        return take(CelTokenKind::Symbol, 1);
    const CodePoint point = codePointAt(text_.substr(position_));
    switch (text_[position_]) {
    case '=':
        if (pair == "=>" || pair == "=<")
            return fault(2, std::string(pair) + " compares nothing", pair == "=>" ? ">=" : "<=");
        return fault(1, "a single = compares nothing", "==");
    case '&': return fault(1, "a single & does not exist", "&&");
    case '|': return fault(1, "a single | does not exist", "||");
    default: break;
    }
    const std::string shown =
        point.valid && point.value >= 0x20 ? std::string(text_.substr(position_, point.length)) : "this character";
    return fault(point.length, shown + " has no meaning here", "an operator, a name, a number or a text in quotes");
}

} // namespace streamgauge
