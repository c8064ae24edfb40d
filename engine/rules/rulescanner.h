// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/rules/rulespec.h"

#include <string>
#include <string_view>

namespace streamgauge {

/// A character that may stand in a rule's or stream's name without quotes.
[[nodiscard]] bool isNameChar(char c);
/// A name may begin with it.
[[nodiscard]] constexpr bool startsName(char c)
{
    return c != '-' && c != '.' && c != '/';
}

/// Walks over the text of a rule. Every read skips white space and comments first; a failed one leaves the
/// place where it stood. The text outlives the scanner.
class RuleScanner
{
public:
    explicit RuleScanner(std::string_view text)
        : text_(text)
    {
    }

    [[nodiscard]] bool atEnd();
    [[nodiscard]] bool takeSymbol(std::string_view symbol);
    [[nodiscard]] bool takeWord(std::string_view word);
    /// A word of letters, digits and underscores; empty when there is none.
    [[nodiscard]] std::string_view nextWord();

    struct Name {
        std::string text;
        bool quoted = false;
    };
    /// A rule or stream name: letters, digits and _ - . / or a text in quotes; never empty.
    [[nodiscard]] Result<Name> name(std::string_view expected);
    /// What stands behind "event": .name or .`name` or ["name"].
    [[nodiscard]] Result<std::string> selector();
    [[nodiscard]] Result<Comparison> comparison();
    [[nodiscard]] Result<Literal> literal();
    [[nodiscard]] Result<DurationNs> duration();

    /// The next thing is not what was expected.
    [[nodiscard]] Error unexpected(std::string expected);
    [[nodiscard]] Error errorAtNext(std::string message, std::string expected);
    [[nodiscard]] Error errorAt(std::size_t offset, std::string message, std::string expected) const;

private:
    void skipSpace();
    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
    [[nodiscard]] Result<std::string> quotedText(std::string_view expected);
    /// `text_` at `offset` as it can stand in a message.
    [[nodiscard]] std::string excerpt(std::size_t offset) const;

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace streamgauge
