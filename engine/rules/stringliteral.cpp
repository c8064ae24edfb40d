// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/stringliteral.h"

#include "engine/cel/celquoted.h"

#include <utility>

namespace streamgauge {

bool startsStringLiteral(std::string_view text)
{
    return startsCelQuoted(text);
}

std::variant<ReadLiteral, LiteralFault> readStringLiteral(std::string_view text)
{
    CelQuoted quoted = readCelQuoted(text);
    if (quoted.bytes)
        return LiteralFault { 0, "bytes cannot be a threshold", "a number, a text in quotes, true or false" };
    if (!quoted.fault.empty())
        return LiteralFault { quoted.length, std::move(quoted.fault), std::move(quoted.expected) };
    return ReadLiteral { std::move(quoted.value), quoted.length };
}

} // namespace streamgauge
