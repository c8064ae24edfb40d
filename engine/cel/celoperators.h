// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celframe.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace streamgauge {

enum class CelBinary : std::uint8_t {
    Multiply,
    Divide,
    Modulo,
    Add,
    Subtract,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    In
};
[[nodiscard]] std::optional<CelBinary> celBinary(std::string_view symbol);
[[nodiscard]] constexpr bool isOrdering(CelBinary op)
{
    return op >= CelBinary::Less && op <= CelBinary::GreaterOrEqual;
}
[[nodiscard]] constexpr bool isArithmetic(CelBinary op)
{
    return op <= CelBinary::Subtract;
}

/// The kind the operator gives for operands of these kinds; Dyn when they tell too little, Error when none fits.
[[nodiscard]] CelKind celResultKind(CelBinary op, CelKind left, CelKind right);

/// Errors among the operands become the result: the worse one, the left one of two alike.
[[nodiscard]] CelValue celApply(CelBinary op, CelFrame &frame, CelValue left, CelValue right);
[[nodiscard]] CelValue celNegate(CelValue operand);
[[nodiscard]] CelValue celNot(CelValue operand);
/// container[key]
[[nodiscard]] CelValue celIndex(const CelValue &container, const CelValue &key);

/// Precondition: one of them is an error.
[[nodiscard]] CelValue worseError(CelValue left, CelValue right);
/// What a function makes of arguments it has no overload for: fault NoData when one is null, else Other.
[[nodiscard]] CelValue noOverload(std::string_view function, std::span<const CelValue> arguments);

} // namespace streamgauge
