// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celcompare.h"
#include "engine/cel/celfunctions.h"
#include "engine/cel/celoperators.h"

#include <array>
#include <cmath>
#include <limits>

namespace streamgauge {

namespace {

bool isNan(const CelValue &value)
{
    return value.kind() == CelKind::Double && std::isnan(value.number());
}

/// Of equal numbers the first. NaN alone is its own greatest; beside others there is none.
CelValue extreme(CelArguments arguments, bool greatest)
{
    const bool listed = arguments.size() == 1 && arguments[0].kind() == CelKind::List;
    const CelArguments values = listed ? CelArguments(arguments[0].elements()) : arguments;
    if (values.empty())
        return CelValue::ofStaticError("the greatest and least of nothing do not exist");
    const CelValue *best = nullptr;
    for (const CelValue &value : values) {
        if (!isNumber(value.kind()))
            return noOverload(greatest ? "math.greatest" : "math.least", { &value, 1 });
        if (values.size() > 1 && isNan(value))
            return CelValue::ofStaticError("NaN is neither greater nor less than a number");
        if (best == nullptr || (greatest ? compareNumbers(value, *best) > 0 : compareNumbers(value, *best) < 0))
            best = &value;
    }
    return *best;
}

CelValue greatest(CelFrame &, CelArguments arguments)
{
    return extreme(arguments, true);
}

CelValue least(CelFrame &, CelArguments arguments)
{
    return extreme(arguments, false);
}

template <double (*function)(double)> CelValue ofReal(CelFrame &, CelArguments arguments)
{
    return arguments[0].kind() == CelKind::Double ? CelValue::ofDouble(function(arguments[0].number()))
                                                  : noOverload("the math function", arguments);
}

double ceiling(double value)
{
    return std::ceil(value);
}

double floorOf(double value)
{
    return std::floor(value);
}

double rounded(double value)
{
    return std::round(value);
}

double truncated(double value)
{
    return std::trunc(value);
}

CelValue absolute(CelFrame &, CelArguments arguments)
{
    const CelValue &value = arguments[0];
    switch (value.kind()) {
    case CelKind::Uint: return value;
    case CelKind::Double: return CelValue::ofDouble(std::fabs(value.number()));
    case CelKind::Int:
        return value.integer() == std::numeric_limits<std::int64_t>::min()
            ? CelValue::ofStaticError("the result does not fit into 64 bits")
            : CelValue::ofInt(value.integer() < 0 ? -value.integer() : value.integer());
    default: return noOverload("math.abs", arguments);
    }
}

CelValue sign(CelFrame &, CelArguments arguments)
{
    const CelValue &value = arguments[0];
    switch (value.kind()) {
    case CelKind::Uint: return CelValue::ofUint(value.unsignedInteger() > 0 ? 1 : 0);
    case CelKind::Int: return CelValue::ofInt(value.integer() > 0 ? 1 : value.integer() < 0 ? -1 : 0);
    case CelKind::Double:
        if (std::isnan(value.number()))
            return value;
        return CelValue::ofDouble(value.number() > 0 ? 1 : value.number() < 0 ? -1 : 0);
    default: return noOverload("math.sign", arguments);
    }
}

CelValue squareRoot(CelFrame &, CelArguments arguments)
{
    const auto number = arguments[0].kind() == CelKind::Bool ? std::nullopt : arguments[0].asNumber();
    return number ? CelValue::ofDouble(std::sqrt(*number)) : noOverload("math.sqrt", arguments);
}

CelValue isNotANumber(CelFrame &, CelArguments arguments)
{
    return arguments[0].kind() == CelKind::Double ? CelValue::ofBool(std::isnan(arguments[0].number()))
                                                  : noOverload("math.isNaN", arguments);
}

CelValue isInfinite(CelFrame &, CelArguments arguments)
{
    return arguments[0].kind() == CelKind::Double ? CelValue::ofBool(std::isinf(arguments[0].number()))
                                                  : noOverload("math.isInf", arguments);
}

CelValue isFinite(CelFrame &, CelArguments arguments)
{
    return arguments[0].kind() == CelKind::Double ? CelValue::ofBool(std::isfinite(arguments[0].number()))
                                                  : noOverload("math.isFinite", arguments);
}

CelValue ofBits(CelKind kind, std::uint64_t bits)
{
    return kind == CelKind::Int ? CelValue::ofInt(static_cast<std::int64_t>(bits)) : CelValue::ofUint(bits);
}

bool isInteger(CelKind kind)
{
    return kind == CelKind::Int || kind == CelKind::Uint;
}

enum class BitOperation { And, Or, Xor };

template <BitOperation operation> CelValue bits(CelFrame &, CelArguments arguments)
{
    if (!isInteger(arguments[0].kind()) || arguments[0].kind() != arguments[1].kind())
        return noOverload("the bit operation", arguments);
    const std::uint64_t a = arguments[0].unsignedInteger();
    const std::uint64_t b = arguments[1].unsignedInteger();
    return ofBits(arguments[0].kind(),
                  operation == BitOperation::And      ? a & b
                      : operation == BitOperation::Or ? a | b
                                                      : a ^ b);
}

CelValue bitNot(CelFrame &, CelArguments arguments)
{
    return isInteger(arguments[0].kind()) ? ofBits(arguments[0].kind(), ~arguments[0].unsignedInteger())
                                          : noOverload("math.bitNot", arguments);
}

/// Bits shifted in are 0, to the right too; a shift by 64 and more leaves 0.
template <bool left> CelValue shift(CelFrame &, CelArguments arguments)
{
    if (!isInteger(arguments[0].kind()) || arguments[1].kind() != CelKind::Int)
        return noOverload("the shift", arguments);
    const std::int64_t by = arguments[1].integer();
    if (by < 0)
        return CelValue::ofStaticError("a shift by a negative number");
    const std::uint64_t value = arguments[0].unsignedInteger();
    const std::uint64_t result = by >= 64 ? 0 : left ? value << by : value >> by;
    return ofBits(arguments[0].kind(), result);
}

} // namespace

std::span<const CelBuiltin> celMathFunctions()
{
    constexpr auto real = CelKind::Double;
    static constexpr std::array<CelBuiltin, 18> table {
        { { "math.greatest", CelStyle::Global, 1, many_cel_arguments, CelKind::Dyn, greatest },
          { "math.least", CelStyle::Global, 1, many_cel_arguments, CelKind::Dyn, least },
          { "math.ceil", CelStyle::Global, 1, 1, real, ofReal<ceiling> },
          { "math.floor", CelStyle::Global, 1, 1, real, ofReal<floorOf> },
          { "math.round", CelStyle::Global, 1, 1, real, ofReal<rounded> },
          { "math.trunc", CelStyle::Global, 1, 1, real, ofReal<truncated> },
          { "math.abs", CelStyle::Global, 1, 1, CelKind::Dyn, absolute },
          { "math.sign", CelStyle::Global, 1, 1, CelKind::Dyn, sign },
          { "math.sqrt", CelStyle::Global, 1, 1, real, squareRoot },
          { "math.isNaN", CelStyle::Global, 1, 1, CelKind::Bool, isNotANumber },
          { "math.isInf", CelStyle::Global, 1, 1, CelKind::Bool, isInfinite },
          { "math.isFinite", CelStyle::Global, 1, 1, CelKind::Bool, isFinite },
          { "math.bitAnd", CelStyle::Global, 2, 2, CelKind::Dyn, bits<BitOperation::And> },
          { "math.bitOr", CelStyle::Global, 2, 2, CelKind::Dyn, bits<BitOperation::Or> },
          { "math.bitXor", CelStyle::Global, 2, 2, CelKind::Dyn, bits<BitOperation::Xor> },
          { "math.bitNot", CelStyle::Global, 1, 1, CelKind::Dyn, bitNot },
          { "math.bitShiftLeft", CelStyle::Global, 2, 2, CelKind::Dyn, shift<true> },
          { "math.bitShiftRight", CelStyle::Global, 2, 2, CelKind::Dyn, shift<false> } }
    };
    return table;
}

} // namespace streamgauge
