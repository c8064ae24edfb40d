// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/celline.h"

#include "engine/rules/literaltext.h"

#include <algorithm>

namespace streamgauge {

namespace {

bool isQuote(char c)
{
    return c == '"' || c == '\'';
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

std::size_t wordLength(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::find_if_not(text, isIdentifierChar) - text.begin());
}

bool isStringPrefix(std::string_view word)
{
    return word.size() <= 2
        && std::ranges::all_of(word, [](char c) { return c == 'r' || c == 'R' || c == 'b' || c == 'B'; });
}

/// The length of the string literal that begins with a quote; one left open ends with its line, or with the text when its
/// quotes are triple.
std::size_t stringLength(std::string_view text, bool raw)
{
    const bool triple = text.size() >= 3 && text[1] == text[0] && text[2] == text[0];
    const std::string_view quote = text.substr(0, triple ? 3 : 1);
    for (std::size_t at = quote.size(); at < text.size(); ++at) {
        if (text.substr(at).starts_with(quote))
            return at + quote.size();
        if (!triple && text[at] == '\n')
            return at;
        if (!raw && text[at] == '\\')
            ++at;
    }
    return text.size();
}

struct Token {
    enum class Kind { Space, Comment, Other } kind = Kind::Other;
    std::size_t length = 0;
};

/// What `text` begins with; a word, a literal in quotes and a quoted selector are one token each.
Token nextToken(std::string_view text)
{
    const char first = text.front();
    if (isSpace(first)) {
        const auto length = std::ranges::find_if_not(text, isSpace) - text.begin();
        return { Token::Kind::Space, static_cast<std::size_t>(length) };
    }
    if (first == '#' || text.starts_with("//"))
        return { Token::Kind::Comment, std::min(text.find('\n'), text.size()) };
    if (isQuote(first))
        return { Token::Kind::Other, stringLength(text, false) };
    if (first == '`') {
        const std::size_t end = text.find_first_of("`\n", 1);
        const bool closed = end != std::string_view::npos && text[end] == '`';
        return { Token::Kind::Other, closed ? end + 1 : 1 };
    }
    const std::size_t word = wordLength(text);
    if (word == 0)
        return { Token::Kind::Other, 1 };
    if (word < text.size() && isQuote(text[word]) && isStringPrefix(text.substr(0, word))) {
        const bool raw = text.substr(0, word).find_first_of("rR") != std::string_view::npos;
        return { Token::Kind::Other, word + stringLength(text.substr(word), raw) };
    }
    return { Token::Kind::Other, word };
}

} // namespace

std::string withoutComments(std::string_view text)
{
    std::string blanked(text);
    for (std::size_t at = 0; at < text.size();) {
        const Token token = nextToken(text.substr(at));
        if (token.kind == Token::Kind::Comment)
            std::fill_n(blanked.begin() + static_cast<std::ptrdiff_t>(at), token.length, ' ');
        at += token.length;
    }
    return blanked;
}

std::string celLine(std::string_view cel)
{
    std::string line;
    bool space = false;
    for (std::size_t at = 0; at < cel.size();) {
        const Token token = nextToken(cel.substr(at));
        if (token.kind == Token::Kind::Other) {
            if (space && !line.empty())
                line.push_back(' ');
            line += cel.substr(at, token.length);
        }
        space = token.kind != Token::Kind::Other;
        at += token.length;
    }
    return line;
}

std::size_t offsetBeforeLine(std::string_view cel, std::size_t line_offset)
{
    std::size_t written = 0;
    bool space = false;
    for (std::size_t at = 0; at < cel.size();) {
        const Token token = nextToken(cel.substr(at));
        if (token.kind == Token::Kind::Other) {
            if (space && written > 0)
                ++written;
            if (line_offset < written + token.length)
                return at + (line_offset < written ? 0 : line_offset - written);
            written += token.length;
        }
        space = token.kind != Token::Kind::Other;
        at += token.length;
    }
    return cel.size();
}

} // namespace streamgauge
