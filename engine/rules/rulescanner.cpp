// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulescanner.h"

#include "engine/data/timetext.h"
#include "engine/rules/literaltext.h"
#include "engine/rules/stringliteral.h"

#include <algorithm>
#include <array>
#include <utility>

namespace streamgauge {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

std::size_t lengthWhile(std::string_view text, bool (*belongs)(char))
{
    return static_cast<std::size_t>(std::ranges::find_if_not(text, belongs) - text.begin());
}

bool isDurationChar(char c)
{
    return isIdentifierChar(c) || c == '.';
}

} // namespace

bool isNameChar(char c)
{
    return isIdentifierChar(c) || c == '-' || c == '.' || c == '/' || static_cast<unsigned char>(c) >= 0x80;
}

void RuleScanner::skipSpace()
{
    for (;;) {
        at_ += lengthWhile(rest(), isSpace);
        if (!rest().starts_with('#') && !rest().starts_with("//"))
            return;
        at_ = std::min(text_.find('\n', at_), text_.size());
    }
}

bool RuleScanner::atEnd()
{
    skipSpace();
    return at_ == text_.size();
}

bool RuleScanner::takeSymbol(std::string_view symbol)
{
    skipSpace();
    if (!rest().starts_with(symbol))
        return false;
    at_ += symbol.size();
    return true;
}

std::string_view RuleScanner::nextWord()
{
    skipSpace();
    return rest().substr(0, lengthWhile(rest(), isIdentifierChar));
}

bool RuleScanner::takeWord(std::string_view word)
{
    if (nextWord() != word)
        return false;
    at_ += word.size();
    return true;
}

Result<std::string> RuleScanner::quotedText(std::string_view expected)
{
    const auto reading = readStringLiteral(rest());
    if (const auto *fault = std::get_if<LiteralFault>(&reading))
        return errorAt(at_ + fault->offset, fault->message, fault->expected);
    const auto &literal = std::get<ReadLiteral>(reading);
    auto text = std::get<std::string>(literal.value);
    if (text.empty())
        return errorAt(at_, "the name is empty", std::string(expected));
    at_ += literal.length;
    return text;
}

Result<RuleScanner::Name> RuleScanner::name(std::string_view expected)
{
    skipSpace();
    if (startsStringLiteral(rest())) {
        auto text = quotedText(expected);
        if (!text)
            return text.error();
        return Name { std::move(*text), true };
    }
    const std::size_t length = lengthWhile(rest(), isNameChar);
    if (length == 0 || !startsName(rest().front()))
        return unexpected(std::string(expected));
    Name name { std::string(rest().substr(0, length)), false };
    at_ += length;
    return name;
}

Result<std::string> RuleScanner::selector()
{
    constexpr std::string_view expected = "a field: event.NAME or event[\"NAME\"]";
    if (takeSymbol("[")) {
        skipSpace();
        if (!startsStringLiteral(rest()))
            return unexpected("a field name in quotes");
        auto text = quotedText("a field name in quotes");
        if (text && !takeSymbol("]"))
            return unexpected("]");
        return text;
    }
    if (!takeSymbol("."))
        return unexpected(std::string(expected));
    if (takeSymbol("`")) {
        const std::size_t end = text_.find_first_of("`\n", at_);
        if (end == std::string_view::npos || text_[end] == '\n' || end == at_)
            return errorAt(at_, "the back-quoted name is empty or has no end", "a field name and `");
        std::string text(text_.substr(at_, end - at_));
        at_ = end + 1;
        return text;
    }
    const std::string_view word = nextWord();
    if (!isIdentifier(word))
        return unexpected(std::string(expected));
    at_ += word.size();
    return std::string(word);
}

Result<Comparison> RuleScanner::comparison()
{
    // Longer symbols first, since "<" begins "<=".
    constexpr std::array<std::string_view, 6> symbols { "<=", ">=", "==", "!=", "<", ">" };
    for (const std::string_view symbol : symbols) {
        if (takeSymbol(symbol))
            return *comparisonFromSymbol(symbol);
    }
    return unexpected("a comparison: < <= > >= == !=");
}

Result<Literal> RuleScanner::literal()
{
    skipSpace();
    auto reading = readLiteral(rest());
    if (const auto *fault = std::get_if<LiteralFault>(&reading))
        return errorAt(at_ + fault->offset, fault->message, fault->expected);
    auto &literal = std::get<ReadLiteral>(reading);
    at_ += literal.length;
    return std::move(literal.value);
}

Result<DurationNs> RuleScanner::duration()
{
    skipSpace();
    const std::string_view text = rest().substr(0, lengthWhile(rest(), isDurationChar));
    const auto duration_ns = parseDuration(text);
    if (!duration_ns)
        return unexpected("a duration such as 10s, 250ms or 1m30s");
    if (*duration_ns > most_rule_duration_ns)
        return errorAt(at_, std::string(text) + " is too long", "at most 3650d");
    at_ += text.size();
    return *duration_ns;
}

Error RuleScanner::unexpected(std::string expected)
{
    return errorAtNext({}, std::move(expected));
}

Error RuleScanner::errorAtNext(std::string message, std::string expected)
{
    skipSpace();
    return errorAt(at_, std::move(message), std::move(expected));
}

Error RuleScanner::errorAt(std::size_t offset, std::string message, std::string expected) const
{
    const std::string_view before = text_.substr(0, offset);
    const auto line = 1 + std::ranges::count(before, '\n');
    const std::size_t line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    // A column is a character, not a byte of UTF-8.
    const auto column = 1 + std::ranges::count_if(before.substr(line_begin), [](char c) {
                            return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
                        });
    if (message.empty())
        message = offset >= text_.size() ? "the rule ends too early" : "unexpected " + excerpt(offset);
    return { ErrorKind::Input, std::move(message), "line " + std::to_string(line) + ", column " + std::to_string(column),
             "expected " + std::move(expected) };
}

std::string RuleScanner::excerpt(std::size_t offset) const
{
    constexpr std::size_t most_bytes = 24;
    std::string_view text = text_.substr(offset);
    std::size_t length = std::max<std::size_t>(lengthWhile(text, isNameChar), 1);
    length = std::min(length, most_bytes);
    // Not in the midst of a character of UTF-8, which has at most three further bytes.
    for (int byte = 0; byte < 3 && length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80; ++byte)
        ++length;
    std::string quoted;
    appendQuoted(quoted, text.substr(0, length));
    return quoted;
}

} // namespace streamgauge
