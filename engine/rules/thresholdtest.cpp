// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/thresholdtest.h"

#include "engine/rules/literaltext.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace streamgauge {

namespace {

// Wide enough for every int and uint and for one step beyond.
__extension__ using Wide = __int128;

using Test = ThresholdCondition::Test;
using Constant = ThresholdCondition::Constant;
using WordRange = ThresholdCondition::WordRange;
using RealTest = ThresholdCondition::RealTest;

/// The integers on either side of a number; the same when it is one.
struct Neighbours {
    Wide floor = 0;
    Wide ceil = 0;
};

Neighbours neighbours(double value)
{
    constexpr double beyond = 0x1p66;
    const double clamped = std::clamp(value, -beyond, beyond);
    return { static_cast<Wide>(std::floor(clamped)), static_cast<Wide>(std::ceil(clamped)) };
}

Test wordTest(Comparison comparison, const Neighbours &value, Wide lowest, Wide highest)
{
    Wide low = lowest;
    Wide high = highest;
    switch (comparison) {
    case Comparison::Less: high = value.ceil - 1; break;
    case Comparison::LessOrEqual: high = value.floor; break;
    case Comparison::Greater: low = value.floor + 1; break;
    case Comparison::GreaterOrEqual: low = value.ceil; break;
    case Comparison::Equal:
    case Comparison::NotEqual:
        low = value.ceil;
        high = value.floor;
        break;
    }
    low = std::max(low, lowest);
    high = std::min(high, highest);
    const bool outside = comparison == Comparison::NotEqual;
    if (low > high)
        return Constant { outside };
    return WordRange { static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(high - low), outside };
}

Test realTest(Comparison comparison, Wide value)
{
    const auto nearest = static_cast<double>(value);
    if (static_cast<Wide>(nearest) == value)
        return RealTest { comparison, nearest };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const bool above = static_cast<Wide>(nearest) > value;
    const double next_below = above ? std::nextafter(nearest, -infinity) : nearest;
    const double next_above = above ? nearest : std::nextafter(nearest, infinity);
    switch (comparison) {
    case Comparison::Less:
    case Comparison::LessOrEqual: return RealTest { Comparison::LessOrEqual, next_below };
    case Comparison::Greater:
    case Comparison::GreaterOrEqual: return RealTest { Comparison::GreaterOrEqual, next_above };
    case Comparison::Equal: return Constant { false };
    case Comparison::NotEqual: return Constant { true };
    }
    return Constant { false };
}

std::optional<Wide> integer(const LiteralValue &value)
{
    if (const auto *number = std::get_if<std::int64_t>(&value))
        return *number;
    if (const auto *number = std::get_if<std::uint64_t>(&value))
        return *number;
    return std::nullopt;
}

std::string digits(const LiteralValue &value)
{
    std::string text = literalText(value);
    if (text.ends_with('u'))
        text.pop_back();
    return text;
}

std::optional<Test> numberTest(ValueKind kind, Comparison comparison, const LiteralValue &value)
{
    const auto whole = integer(value);
    const auto *real = std::get_if<double>(&value);
    if (!whole && real == nullptr)
        return std::nullopt;
    const Neighbours sides = whole ? Neighbours { *whole, *whole } : neighbours(*real);
    switch (kind) {
    case ValueKind::Int64:
        return wordTest(comparison, sides, std::numeric_limits<std::int64_t>::min(),
                        std::numeric_limits<std::int64_t>::max());
    case ValueKind::UInt64: return wordTest(comparison, sides, 0, std::numeric_limits<std::uint64_t>::max());
    case ValueKind::Double: return whole ? realTest(comparison, *whole) : RealTest { comparison, *real };
    case ValueKind::Decimal:
        return ThresholdCondition::DecimalTest { comparison, whole ? static_cast<double>(*whole) : *real, digits(value) };
    default: return std::nullopt;
    }
}

} // namespace

std::optional<Test> thresholdTest(ValueKind kind, Comparison comparison, const LiteralValue &value)
{
    if (const auto *text = std::get_if<std::string>(&value)) {
        if (kind != ValueKind::String)
            return std::nullopt;
        return ThresholdCondition::TextTest { comparison, *text };
    }
    if (const auto *flag = std::get_if<bool>(&value)) {
        if (kind != ValueKind::Bool)
            return std::nullopt;
        return wordTest(comparison, { *flag, *flag }, 0, 1);
    }
    return numberTest(kind, comparison, value);
}

} // namespace streamgauge
