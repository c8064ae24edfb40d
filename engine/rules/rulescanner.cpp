// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulescanner.h"

#include "engine/cel/celast.h"
#include "engine/data/timetext.h"
#include "engine/rules/literaltext.h"
#include "engine/rules/rulespec.h"
#include "engine/rules/stringliteral.h"

#include <algorithm>
#include <array>
#include <charconv>
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

/// A byte that goes on with a character of UTF-8.
bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

} // namespace

bool isNameChar(char c)
{
    return isIdentifierChar(c) || c == '-' || c == '.' || c == '/' || static_cast<unsigned char>(c) >= 0x80;
}

void RuleScanner::skipSpace()
{
    at_ += lengthWhile(rest(), isSpace);
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
    take(symbol.size());
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
    take(word.size());
    return true;
}

std::string_view RuleScanner::unread()
{
    skipSpace();
    return rest();
}

void RuleScanner::take(std::size_t length)
{
    last_ = { at_, at_ + length };
    at_ += length;
}

Result<std::string> RuleScanner::text(std::string_view expected)
{
    skipSpace();
    if (!startsStringLiteral(rest()))
        return unexpected(std::string(expected));
    const auto reading = readStringLiteral(rest());
    if (const auto *fault = std::get_if<LiteralFault>(&reading))
        return errorAt(at_ + fault->offset, fault->message, fault->expected);
    const auto &literal = std::get<ReadLiteral>(reading);
    take(literal.length);
    return std::get<std::string>(literal.value);
}

Result<std::string> RuleScanner::quotedText(std::string_view expected)
{
    const std::size_t begin = at_;
    auto quoted = text(expected);
    if (!quoted || !quoted->empty())
        return quoted;
    at_ = begin;
    return errorAt(at_, "the name is empty", std::string(expected));
}

Result<std::string> RuleScanner::expression()
{
    const std::string_view text = unread();
    const auto prefix = parseCelPrefix(text);
    if (!prefix)
        return errorFrom(prefix.error());
    take(prefix->length);
    return celLine(text.substr(0, prefix->length));
}

Error RuleScanner::errorFrom(Error error) const
{
    error.kind = ErrorKind::Input;
    error.place = placeInText(text_, at_ + offsetOfPlace(rest(), error.place).value_or(0));
    return error;
}

bool RuleScanner::nextIsCall()
{
    const std::string_view word = nextWord();
    std::string_view behind = rest().substr(word.size());
    behind.remove_prefix(lengthWhile(behind, isSpace));
    return !word.empty() && behind.starts_with('(');
}

std::optional<std::uint64_t> RuleScanner::takeCountOf(std::string_view unit)
{
    const std::string_view word = nextWord();
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
    if (word.empty() || error != std::errc() || end != word.data() + word.size() || count == 0)
        return std::nullopt;
    std::string_view behind = rest().substr(word.size());
    const std::size_t spaces = lengthWhile(behind, isSpace);
    behind.remove_prefix(spaces);
    if (behind.substr(0, lengthWhile(behind, isIdentifierChar)) != unit)
        return std::nullopt;
    take(word.size() + spaces + unit.size());
    return count;
}

bool RuleScanner::nextIsNameAndColon()
{
    const std::size_t begin = at_;
    const TextRange last = last_;
    const bool is_header = name({}).ok() && takeSymbol(":");
    at_ = begin;
    last_ = last;
    return is_header;
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
    take(length);
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

Result<LiteralValue> RuleScanner::literal()
{
    skipSpace();
    auto reading = readLiteral(rest());
    if (const auto *fault = std::get_if<LiteralFault>(&reading))
        return errorAt(at_ + fault->offset, fault->message, fault->expected);
    auto &literal = std::get<ReadLiteral>(reading);
    take(literal.length);
    return std::move(literal.value);
}

std::optional<Threshold> RuleScanner::thresholdOf(std::string name)
{
    const auto compared = comparison();
    if (!compared)
        return std::nullopt;
    auto value = literal();
    if (!value || !atEnd())
        return std::nullopt;
    return Threshold { std::move(name), *compared, std::move(*value) };
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
    take(text.size());
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
    if (message.empty())
        message = offset >= text_.size() ? "the rule ends too early" : "unexpected " + excerpt(offset);
    return { ErrorKind::Input, std::move(message), placeInText(text_, offset), "expected " + std::move(expected) };
}

std::string RuleScanner::excerpt(std::size_t offset) const
{
    constexpr std::size_t most_bytes = 24;
    const std::string_view text = std::string_view(text_).substr(offset);
    std::size_t length = std::max<std::size_t>(lengthWhile(text, isNameChar), 1);
    length = std::min(length, most_bytes);
    // Not in the midst of a character of UTF-8, which has at most three further bytes.
    for (int byte = 0; byte < 3 && length < text.size() && isContinuation(text[length]); ++byte)
        ++length;
    std::string quoted;
    appendQuoted(quoted, text.substr(0, length));
    return quoted;
}

} // namespace streamgauge
