// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celfunctions.h"
#include "engine/cel/celoperators.h"

#include <array>
#include <vector>

namespace streamgauge {

namespace {

bool isZero(const CelValue &value)
{
    switch (value.kind()) {
    case CelKind::Null: return true;
    case CelKind::Bool: return !value.boolean();
    case CelKind::Int:
    case CelKind::Uint: return value.integer() == 0;
    case CelKind::Double: return value.number() == 0;
    case CelKind::String:
    case CelKind::Bytes: return value.text().empty();
    case CelKind::Duration: return value.duration() == 0;
    case CelKind::List: return value.elements().empty();
    case CelKind::Map: return value.entries().empty();
    default: return false;
    }
}

CelValue of(CelFrame &, CelArguments arguments)
{
    return CelValue::ofOptional(arguments[0]);
}

CelValue ofNonZeroValue(CelFrame &, CelArguments arguments)
{
    return isZero(arguments[0]) ? CelValue::noOptional() : CelValue::ofOptional(arguments[0]);
}

CelValue none(CelFrame &, CelArguments)
{
    return CelValue::noOptional();
}

CelValue hasValue(CelFrame &, CelArguments arguments)
{
    return arguments[0].kind() == CelKind::Optional ? CelValue::ofBool(arguments[0].optionalValue() != nullptr)
                                                    : noOverload("hasValue", arguments);
}

CelValue value(CelFrame &, CelArguments arguments)
{
    if (arguments[0].kind() != CelKind::Optional)
        return noOverload("value", arguments);
    const CelValue *held = arguments[0].optionalValue();
    return held != nullptr ? *held : CelValue::ofStaticError("optional.none() has no value");
}

CelValue unwrap(CelFrame &frame, CelArguments arguments)
{
    if (arguments[0].kind() != CelKind::List)
        return noOverload("optional.unwrap", arguments);
    if (!frame.spendBytes(arguments[0].elements().size() * sizeof(CelValue)))
        return tooManyBytes();
    std::vector<CelValue> held;
    for (const CelValue &element : arguments[0].elements()) {
        if (element.kind() != CelKind::Optional)
            return noOverload("optional.unwrap", { &element, 1 });
        if (element.optionalValue() != nullptr)
            held.push_back(*element.optionalValue());
    }
    return CelValue::ofList(std::move(held));
}

} // namespace

std::span<const CelBuiltin> celOptionalFunctions()
{
    constexpr auto optional = CelKind::Optional;
    static constexpr std::array<CelBuiltin, 7> table {
        { { "optional.of", CelStyle::Global, 1, 1, optional, of },
          { "optional.ofNonZeroValue", CelStyle::Global, 1, 1, optional, ofNonZeroValue },
          { "optional.none", CelStyle::Global, 0, 0, optional, none },
          { "hasValue", CelStyle::Member, 1, 1, CelKind::Bool, hasValue },
          { "value", CelStyle::Member, 1, 1, CelKind::Dyn, value },
          { "optional.unwrap", CelStyle::Global, 1, 1, CelKind::List, unwrap },
          { "unwrapOpt", CelStyle::Member, 1, 1, CelKind::List, unwrap } }
    };
    return table;
}

} // namespace streamgauge
