// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace streamgauge {

struct SqlToken {
    enum class Type { End, Word, Quoted, Text, Symbol };
    Type type = Type::End;
    std::string text; ///< unquoted; of a Symbol the character

    /// A bare word, compared without case.
    [[nodiscard]] bool is(std::string_view upper_word) const;
    [[nodiscard]] bool isSymbol(char symbol) const { return type == Type::Symbol && text[0] == symbol; }
    /// Could be the name of something: `quoted`, "quoted" or bare.
    [[nodiscard]] bool isName() const { return type == Type::Word || type == Type::Quoted; }
};

/// Cuts a statement into tokens, skipping comments but not what MySQL and MariaDB execute inside /*! and /*M!.
/// Double quotes count as quotes of names; where one quotes text the caller never looks for a name.
class SqlTokens
{
public:
    explicit SqlTokens(std::string_view sql, bool backslash_escapes = true)
        : sql_(sql)
        , backslash_escapes_(backslash_escapes)
    {
    }

    [[nodiscard]] SqlToken next();
    /// The token that next() will give.
    [[nodiscard]] const SqlToken &peek();
    /// Consumes the next token when it is this word.
    bool accept(std::string_view upper_word);
    bool acceptSymbol(char symbol);

private:
    [[nodiscard]] SqlToken read();
    void skipBlanks();
    [[nodiscard]] std::string takeQuoted(char quote);

    std::string_view sql_;
    bool backslash_escapes_;
    bool in_executed_comment_ = false;
    bool peeked_ = false;
    SqlToken ahead_;
};

} // namespace streamgauge
