// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace streamgauge {

enum class CelTokenKind : std::uint8_t {
    End,
    Identifier, ///< also the reserved words
    Quoted,     ///< an identifier in backquotes; `value` is what stands between them
    Int,        ///< `number`: the magnitude
    Uint,
    Double,
    String, ///< `value` with the escapes resolved
    Bytes,
    Symbol, ///< `text` is the operator or bracket
    Fault   ///< `value`: what is wrong, `expected`: what should have been there
};

struct CelToken {
    CelTokenKind kind = CelTokenKind::End;
    std::string_view text; ///< as written
    std::size_t offset = 0;
    std::uint64_t number = 0;
    double real = 0;
    std::string value;
    std::string expected;

    [[nodiscard]] std::size_t end() const { return offset + text.size(); }
    [[nodiscard]] bool is(std::string_view symbol) const { return kind == CelTokenKind::Symbol && text == symbol; }
    [[nodiscard]] bool isWord(std::string_view word) const { return kind == CelTokenKind::Identifier && text == word; }
};

/// Splits a text into CEL's tokens, one at a time, so that what stands behind
/// an expression is never read.
class CelLexer
{
public:
    explicit CelLexer(std::string_view text)
        : text_(text)
    {
    }
    /// A Fault has the length of what is faulty (at least 0); calling again after
    /// one repeats it.
    [[nodiscard]] CelToken next();

private:
    void skipBlank();
    [[nodiscard]] CelToken number();
    [[nodiscard]] CelToken integer(CelToken token, std::string_view digits, int base);
    [[nodiscard]] CelToken real(CelToken token);
    [[nodiscard]] CelToken quotedIdentifier();
    [[nodiscard]] CelToken symbol();
    [[nodiscard]] CelToken take(CelTokenKind kind, std::size_t length);
    [[nodiscard]] CelToken fault(std::size_t length, std::string message, std::string expected) const;
    [[nodiscard]] char at(std::size_t ahead) const;

    std::string_view text_;
    std::size_t position_ = 0;
};

[[nodiscard]] constexpr bool isCelDigit(char c)
{
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool isCelLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
/// Words that CEL keeps for other languages: no variable or function may be
/// called so.
[[nodiscard]] bool isCelReserved(std::string_view word);

} // namespace streamgauge
