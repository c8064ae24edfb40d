// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/threshold.h"

#include <string>
#include <string_view>
#include <variant>

namespace streamgauge {

struct ReadLiteral {
    LiteralValue value;
    std::size_t length = 0; ///< bytes of the text it took
};

/// Why a text is no literal: where in it, what is wrong, what was expected.
struct LiteralFault {
    std::size_t offset = 0;
    std::string message;
    std::string expected;
};

/// Reads the CEL literal a text begins with: bool, int, uint, double or string; bytes, null, lists and maps are faults.
[[nodiscard]] std::variant<ReadLiteral, LiteralFault> readLiteral(std::string_view text);

/// CEL notation, the shortest that reads back as the same value of the same type. Precondition: a double is finite.
[[nodiscard]] std::string literalText(const LiteralValue &literal);
/// In double quotes, with CEL's escapes.
void appendQuoted(std::string &out, std::string_view text);

/// CEL's IDENT that is no keyword: may stand behind "event." unquoted.
[[nodiscard]] bool isIdentifier(std::string_view text);
[[nodiscard]] constexpr bool isIdentifierChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

} // namespace streamgauge
