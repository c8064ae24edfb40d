// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celfunctions.h"
#include "engine/cel/celoperators.h"
#include "engine/cel/celtime.h"

#include <array>

namespace streamgauge {

namespace {

template <CelTimePart part> CelValue timestampPart(CelFrame &, CelArguments arguments)
{
    const bool zoned = arguments.size() == 2;
    if (zoned && arguments[1].kind() != CelKind::String)
        return noOverload("the time part", arguments);
    if (arguments[0].kind() == CelKind::Timestamp)
        return celTimePart(part, arguments[0].instant(), zoned ? arguments[1].text() : "UTC");
    const bool of_duration = part == CelTimePart::Hours || part == CelTimePart::Minutes || part == CelTimePart::Seconds
        || part == CelTimePart::Milliseconds;
    if (of_duration && !zoned && arguments[0].kind() == CelKind::Duration)
        return celDurationPart(part, arguments[0].duration());
    return noOverload("the time part", arguments);
}

template <CelTimePart part> constexpr CelBuiltin partFunction(std::string_view function)
{
    return { function, CelStyle::Member, 1, 2, CelKind::Int, timestampPart<part> };
}

} // namespace

std::span<const CelBuiltin> celTimeFunctions()
{
    static constexpr std::array<CelBuiltin, 10> table {
        partFunction<CelTimePart::FullYear>("getFullYear"),   partFunction<CelTimePart::Month>("getMonth"),
        partFunction<CelTimePart::Date>("getDate"),           partFunction<CelTimePart::DayOfMonth>("getDayOfMonth"),
        partFunction<CelTimePart::DayOfWeek>("getDayOfWeek"), partFunction<CelTimePart::DayOfYear>("getDayOfYear"),
        partFunction<CelTimePart::Hours>("getHours"),         partFunction<CelTimePart::Minutes>("getMinutes"),
        partFunction<CelTimePart::Seconds>("getSeconds"),     partFunction<CelTimePart::Milliseconds>("getMilliseconds")
    };
    return table;
}

} // namespace streamgauge
