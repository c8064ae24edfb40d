// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/rules/celline.h"
#include "engine/rules/textplace.h"
#include "engine/rules/threshold.h"

#include <cstddef>
#include <cstdint>
#include <optional>
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

/// Walks over the text of a rule. Every read skips white space and comments first; a failed one leaves the place where it
/// stood.
class RuleScanner
{
public:
    explicit RuleScanner(std::string_view text)
        : text_(withoutComments(text))
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
    /// A text in quotes, which may be empty.
    [[nodiscard]] Result<std::string> text(std::string_view expected);
    /// The longest CEL expression that stands here, as celLine() gives it.
    [[nodiscard]] Result<std::string> expression();
    [[nodiscard]] bool nextIs(std::string_view symbol) { return unread().starts_with(symbol); }
    /// Is the next thing a word and an opening parenthesis?
    [[nodiscard]] bool nextIsCall();
    /// Takes "20 events" when that stands here: at least 1.
    [[nodiscard]] std::optional<std::uint64_t> takeCountOf(std::string_view unit);
    /// Does the next thing look like `NAME:`?
    [[nodiscard]] bool nextIsNameAndColon();
    [[nodiscard]] Result<Comparison> comparison();
    [[nodiscard]] Result<LiteralValue> literal();
    /// The rest of a condition on `name` when it is a comparison with a constant and the end of the text; else nullopt.
    [[nodiscard]] std::optional<Threshold> thresholdOf(std::string name);
    [[nodiscard]] Result<DurationNs> duration();

    /// Where the last thing read begins and ends.
    [[nodiscard]] TextRange lastRange() const { return last_; }
    /// Behind the last thing read.
    [[nodiscard]] std::size_t offset() const { return at_; }
    /// Where the next thing begins.
    [[nodiscard]] std::size_t unreadOffset()
    {
        skipSpace();
        return at_;
    }
    /// What has not been read yet, behind white space.
    [[nodiscard]] std::string_view unread();
    /// Takes the next `length` bytes, which a reader of its own has understood.
    void take(std::size_t length);
    /// An error another reader found in unread(), as one of the whole text.
    [[nodiscard]] Error errorFrom(Error error) const;

    /// The next thing is not what was expected.
    [[nodiscard]] Error unexpected(std::string expected);
    [[nodiscard]] Error errorAtNext(std::string message, std::string expected);
    [[nodiscard]] Error errorAt(std::size_t offset, std::string message, std::string expected) const;

private:
    void skipSpace();
    [[nodiscard]] std::string_view rest() const { return std::string_view(text_).substr(at_); }
    [[nodiscard]] Result<std::string> quotedText(std::string_view expected);
    /// `text_` at `offset` as it can stand in a message.
    [[nodiscard]] std::string excerpt(std::size_t offset) const;

    std::string text_; ///< comments blanked
    std::size_t at_ = 0;
    TextRange last_;
};

} // namespace streamgauge
