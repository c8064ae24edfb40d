// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celfunctions.h"
#include "engine/cel/celoperators.h"
#include "engine/cel/celtext.h"
#include "engine/cel/celtime.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace streamgauge {

namespace {

constexpr double two_to_63 = 9223372036854775808.0;
constexpr double two_to_64 = 18446744073709551616.0;

CelValue outOfRange()
{
    return CelValue::ofStaticError("the number does not fit into that type");
}

CelValue unreadable(std::string_view text, std::string_view as)
{
    constexpr std::size_t most_shown = 40;
    return CelValue::ofError('"' + std::string(text.substr(0, most_shown)) + "\" is no " + std::string(as));
}

template <typename Integer> std::optional<Integer> readInteger(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    Integer value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

CelValue toInt(CelFrame &, CelArguments arguments)
{
    const CelValue &value = arguments[0];
    switch (value.kind()) {
    case CelKind::Int: return value;
    case CelKind::Uint: return value.integer() < 0 ? outOfRange() : CelValue::ofInt(value.integer());
    case CelKind::Double: {
        const double number = value.number();
        return number > -two_to_63 && number < two_to_63 ? CelValue::ofInt(static_cast<std::int64_t>(number)) : outOfRange();
    }
    case CelKind::String: {
        const auto number = readInteger<std::int64_t>(value.text());
        return number ? CelValue::ofInt(*number) : unreadable(value.text(), "int");
    }
    case CelKind::Timestamp: return CelValue::ofInt(value.instant().seconds);
    default: return noOverload("int", arguments);
    }
}

CelValue toUint(CelFrame &, CelArguments arguments)
{
    const CelValue &value = arguments[0];
    switch (value.kind()) {
    case CelKind::Uint: return value;
    case CelKind::Int: return value.integer() < 0 ? outOfRange() : CelValue::ofUint(value.unsignedInteger());
    case CelKind::Double: {
        const double number = value.number();
        return number >= 0 && number < two_to_64 ? CelValue::ofUint(static_cast<std::uint64_t>(number)) : outOfRange();
    }
    case CelKind::String: {
        const auto number = readInteger<std::uint64_t>(value.text());
        return number ? CelValue::ofUint(*number) : unreadable(value.text(), "uint");
    }
    default: return noOverload("uint", arguments);
    }
}

std::optional<double> readDouble(std::string_view text)
{
    if (text == "NaN")
        return std::numeric_limits<double>::quiet_NaN();
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    double value = 0;
    if (text == "Infinity" || text == "inf" || text == "Inf") {
        value = std::numeric_limits<double>::infinity();
    } else {
        const bool digit = !text.empty() && ((text.front() >= '0' && text.front() <= '9') || text.front() == '.');
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (!digit || error == std::errc::invalid_argument || end != text.data() + text.size())
            return std::nullopt;
        if (error == std::errc::result_out_of_range)
            value = std::strtod(std::string(text).c_str(), nullptr);
        if (std::isinf(value))
            return std::nullopt;
    }
    return negative ? -value : value;
}

CelValue toDouble(CelFrame &, CelArguments arguments)
{
    const CelValue &value = arguments[0];
    switch (value.kind()) {
    case CelKind::Double: return value;
    case CelKind::Int:
    case CelKind::Uint: return CelValue::ofDouble(*value.asNumber());
    case CelKind::String: {
        const auto number = readDouble(value.text());
        return number ? CelValue::ofDouble(*number) : unreadable(value.text(), "double");
    }
    default: return noOverload("double", arguments);
    }
}

CelValue toBool(CelFrame &, CelArguments arguments)
{
    const CelValue &value = arguments[0];
    if (value.kind() == CelKind::Bool)
        return value;
    if (value.kind() != CelKind::String)
        return noOverload("bool", arguments);
    for (const std::string_view yes : { "1", "t", "T", "true", "TRUE", "True" }) {
        if (value.text() == yes)
            return CelValue::ofBool(true);
    }
    for (const std::string_view no : { "0", "f", "F", "false", "FALSE", "False" }) {
        if (value.text() == no)
            return CelValue::ofBool(false);
    }
    return unreadable(value.text(), "bool");
}

CelValue toString(CelFrame &frame, CelArguments arguments)
{
    const CelValue &value = arguments[0];
    switch (value.kind()) {
    case CelKind::String: return value;
    case CelKind::Bool:
    case CelKind::Int:
    case CelKind::Uint:
    case CelKind::Double:
    case CelKind::Timestamp:
    case CelKind::Duration: return CelValue::adopting(CelKind::String, celDisplayText(value));
    case CelKind::Bytes:
        if (!isUtf8(value.text()))
            return CelValue::ofStaticError("the bytes are not UTF-8");
        return frame.spendBytes(value.text().size()) ? CelValue::ofString(value.text()) : tooManyBytes();
    default: return noOverload("string", arguments);
    }
}

CelValue toBytes(CelFrame &frame, CelArguments arguments)
{
    const CelValue &value = arguments[0];
    if (value.kind() == CelKind::Bytes)
        return value;
    if (value.kind() != CelKind::String)
        return noOverload("bytes", arguments);
    return frame.spendBytes(value.text().size()) ? CelValue::ofBytes(value.text()) : tooManyBytes();
}

CelValue toDyn(CelFrame &, CelArguments arguments)
{
    return arguments[0];
}

CelValue typeOf(CelFrame &, CelArguments arguments)
{
    return CelValue::ofType(name(arguments[0].kind()));
}

CelValue toTimestamp(CelFrame &, CelArguments arguments)
{
    const CelValue &value = arguments[0];
    switch (value.kind()) {
    case CelKind::Timestamp: return value;
    case CelKind::Int:
        return isCelInstant(value.integer()) ? CelValue::ofTimestamp(CelInstant { value.integer(), 0 })
                                             : CelValue::ofStaticError("the timestamp is outside the years 0001 to 9999");
    case CelKind::String: {
        const auto instant = parseCelTimestamp(value.text());
        return instant ? CelValue::ofTimestamp(*instant) : unreadable(value.text(), "timestamp (2026-11-20T21:05:00Z)");
    }
    default: return noOverload("timestamp", arguments);
    }
}

CelValue toDuration(CelFrame &, CelArguments arguments)
{
    const CelValue &value = arguments[0];
    switch (value.kind()) {
    case CelKind::Duration: return value;
    case CelKind::Int: {
        DurationNs duration_ns = 0;
        return __builtin_mul_overflow(value.integer(), ns_per_s, &duration_ns) ? outOfRange()
                                                                               : CelValue::ofDuration(duration_ns);
    }
    case CelKind::String: {
        const auto duration_ns = parseCelDuration(value.text());
        return duration_ns ? CelValue::ofDuration(*duration_ns) : unreadable(value.text(), "duration (1h30m, 250ms)");
    }
    default: return noOverload("duration", arguments);
    }
}

} // namespace

std::span<const CelBuiltin> celConversionFunctions()
{
    static constexpr std::array<CelBuiltin, 10> table {
        { { "int", CelStyle::Global, 1, 1, CelKind::Int, toInt },
          { "uint", CelStyle::Global, 1, 1, CelKind::Uint, toUint },
          { "double", CelStyle::Global, 1, 1, CelKind::Double, toDouble },
          { "bool", CelStyle::Global, 1, 1, CelKind::Bool, toBool },
          { "string", CelStyle::Global, 1, 1, CelKind::String, toString },
          { "bytes", CelStyle::Global, 1, 1, CelKind::Bytes, toBytes },
          { "dyn", CelStyle::Global, 1, 1, CelKind::Dyn, toDyn },
          { "type", CelStyle::Global, 1, 1, CelKind::Type, typeOf },
          { "timestamp", CelStyle::Global, 1, 1, CelKind::Timestamp, toTimestamp },
          { "duration", CelStyle::Global, 1, 1, CelKind::Duration, toDuration } }
    };
    return table;
}

} // namespace streamgauge
