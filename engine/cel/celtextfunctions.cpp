// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celfunctions.h"
#include "engine/cel/celoperators.h"
#include "engine/cel/celregex.h"
#include "engine/cel/celtext.h"

#include <array>
#include <string>

namespace streamgauge {

namespace {

bool areTexts(CelArguments arguments, CelKind kind)
{
    return arguments[0].kind() == kind && arguments[1].kind() == kind;
}

CelValue size(CelFrame &, CelArguments arguments)
{
    const CelValue &value = arguments[0];
    const auto count = [](std::size_t size) { return CelValue::ofInt(static_cast<std::int64_t>(size)); };
    switch (value.kind()) {
    case CelKind::String: return count(codePoints(value.text()));
    case CelKind::Bytes: return count(value.text().size());
    case CelKind::List: return count(value.elements().size());
    case CelKind::Map: return count(value.entries().size());
    default: return noOverload("size", arguments);
    }
}

CelValue contains(CelFrame &frame, CelArguments arguments)
{
    if (!areTexts(arguments, CelKind::String) && !areTexts(arguments, CelKind::Bytes))
        return noOverload("contains", arguments);
    if (!frame.spendSearch(arguments[0].text().size(), arguments[1].text().size()))
        return tooManySteps();
    return CelValue::ofBool(arguments[0].text().find(arguments[1].text()) != std::string_view::npos);
}

CelValue startsWith(CelFrame &, CelArguments arguments)
{
    if (!areTexts(arguments, CelKind::String) && !areTexts(arguments, CelKind::Bytes))
        return noOverload("startsWith", arguments);
    return CelValue::ofBool(arguments[0].text().starts_with(arguments[1].text()));
}

CelValue endsWith(CelFrame &, CelArguments arguments)
{
    if (!areTexts(arguments, CelKind::String) && !areTexts(arguments, CelKind::Bytes))
        return noOverload("endsWith", arguments);
    return CelValue::ofBool(arguments[0].text().ends_with(arguments[1].text()));
}

CelValue matches(CelFrame &frame, CelArguments arguments)
{
    if (!areTexts(arguments, CelKind::String))
        return noOverload("matches", arguments);
    // Compiling is what costs; what it may cost is bounded by the pattern's length.
    constexpr std::size_t steps_per_byte = 200;
    if (!frame.spendSteps(1'000 + arguments[1].text().size() * steps_per_byte)
        || !frame.spendReading(arguments[0].text().size() * cel_match_cost))
        return tooManySteps();
    const CelRegex regex(arguments[1].text());
    const std::string fault = regex.fault();
    return fault.empty() ? CelValue::ofBool(regex.matches(arguments[0].text()))
                         : CelValue::ofError("no regular expression: " + fault);
}

} // namespace

std::span<const CelBuiltin> celTextFunctions()
{
    static constexpr std::array<CelBuiltin, 5> table { { { "size", CelStyle::Both, 1, 1, CelKind::Int, size },
                                                         { "contains", CelStyle::Member, 2, 2, CelKind::Bool, contains },
                                                         { "startsWith", CelStyle::Member, 2, 2, CelKind::Bool, startsWith },
                                                         { "endsWith", CelStyle::Member, 2, 2, CelKind::Bool, endsWith },
                                                         { "matches", CelStyle::Both, 2, 2, CelKind::Bool, matches } } };
    return table;
}

} // namespace streamgauge
