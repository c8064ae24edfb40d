// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celoperators.h"

#include "engine/cel/celcompare.h"
#include "engine/cel/celtime.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::array<std::string_view, 12> symbols { "*", "/", "%", "+", "-", "<", "<=", ">", ">=", "==", "!=", "in" };

CelValue overflow()
{
    return CelValue::ofStaticError("the result does not fit into 64 bits");
}

CelValue byZero()
{
    return CelValue::ofStaticError("division by zero");
}

CelValue ofInteger(std::int64_t value)
{
    return CelValue::ofInt(value);
}

CelValue ofInteger(std::uint64_t value)
{
    return CelValue::ofUint(value);
}

template <typename Integer> CelValue integerArithmetic(CelBinary op, Integer left, Integer right)
{
    Integer result = 0;
    switch (op) {
    case CelBinary::Add: return __builtin_add_overflow(left, right, &result) ? overflow() : ofInteger(result);
    case CelBinary::Subtract: return __builtin_sub_overflow(left, right, &result) ? overflow() : ofInteger(result);
    case CelBinary::Multiply: return __builtin_mul_overflow(left, right, &result) ? overflow() : ofInteger(result);
    default: break;
    }
    if (right == 0)
        return byZero();
    if constexpr (std::is_signed_v<Integer>) {
        if (right == -1 && left == std::numeric_limits<Integer>::min())
            return op == CelBinary::Divide ? overflow() : ofInteger(Integer { 0 });
    }
    return ofInteger(op == CelBinary::Divide ? left / right : left % right);
}

std::optional<CelValue> doubleArithmetic(CelBinary op, double left, double right)
{
    switch (op) {
    case CelBinary::Add: return CelValue::ofDouble(left + right);
    case CelBinary::Subtract: return CelValue::ofDouble(left - right);
    case CelBinary::Multiply: return CelValue::ofDouble(left * right);
    case CelBinary::Divide: return CelValue::ofDouble(left / right);
    default: return std::nullopt;
    }
}

CelValue concatenateTexts(CelFrame &frame, const CelValue &left, const CelValue &right)
{
    const std::size_t size = left.text().size() + right.text().size();
    if (!frame.spendBytes(size))
        return tooManyBytes();
    std::string text;
    text.reserve(size);
    text.append(left.text()).append(right.text());
    return CelValue::adopting(left.kind(), std::move(text));
}

CelValue concatenateLists(CelFrame &frame, const CelValue &left, const CelValue &right)
{
    const std::size_t size = left.elements().size() + right.elements().size();
    if (!frame.spendBytes(size * sizeof(CelValue)))
        return tooManyBytes();
    std::vector<CelValue> elements;
    elements.reserve(size);
    elements.insert(elements.end(), left.elements().begin(), left.elements().end());
    elements.insert(elements.end(), right.elements().begin(), right.elements().end());
    return CelValue::ofList(std::move(elements));
}

std::optional<CelValue> timeArithmetic(CelBinary op, const CelValue &left, const CelValue &right)
{
    const bool adds = op == CelBinary::Add;
    if (!adds && op != CelBinary::Subtract)
        return std::nullopt;
    if (left.kind() == CelKind::Timestamp && right.kind() == CelKind::Duration)
        return celShift(left.instant(), right.duration(), !adds);
    if (adds && left.kind() == CelKind::Duration && right.kind() == CelKind::Timestamp)
        return celShift(right.instant(), left.duration(), false);
    if (!adds && left.kind() == CelKind::Timestamp && right.kind() == CelKind::Timestamp)
        return celDifference(left.instant(), right.instant());
    if (left.kind() != CelKind::Duration || right.kind() != CelKind::Duration)
        return std::nullopt;
    DurationNs result = 0;
    const bool over = adds ? __builtin_add_overflow(left.duration(), right.duration(), &result)
                           : __builtin_sub_overflow(left.duration(), right.duration(), &result);
    return over ? overflow() : CelValue::ofDuration(result);
}

std::optional<CelValue> arithmetic(CelBinary op, CelFrame &frame, const CelValue &left, const CelValue &right)
{
    if (left.kind() != right.kind())
        return timeArithmetic(op, left, right);
    switch (left.kind()) {
    case CelKind::Int: return integerArithmetic(op, left.integer(), right.integer());
    case CelKind::Uint: return integerArithmetic(op, left.unsignedInteger(), right.unsignedInteger());
    case CelKind::Double: return doubleArithmetic(op, left.number(), right.number());
    case CelKind::String:
    case CelKind::Bytes: return op == CelBinary::Add ? std::optional(concatenateTexts(frame, left, right)) : std::nullopt;
    case CelKind::List: return op == CelBinary::Add ? std::optional(concatenateLists(frame, left, right)) : std::nullopt;
    default: return timeArithmetic(op, left, right);
    }
}

bool holds(CelBinary op, std::partial_ordering order)
{
    switch (op) {
    case CelBinary::Less: return order < 0;
    case CelBinary::LessOrEqual: return order <= 0;
    case CelBinary::Greater: return order > 0;
    default: return order >= 0;
    }
}

bool isText(const CelValue &value)
{
    return value.kind() == CelKind::String || value.kind() == CelKind::Bytes;
}

bool spendOrder(CelFrame &frame, const CelValue &left, const CelValue &right)
{
    return !isText(left) || !isText(right) || frame.spendReading(std::min(left.text().size(), right.text().size()));
}

std::optional<CelValue> contained(CelFrame &frame, const CelValue &value, const CelValue &container)
{
    if (container.kind() == CelKind::Map)
        return frame.spendReading(value) ? CelValue::ofBool(container.find(value) != nullptr) : tooManySteps();
    if (container.kind() != CelKind::List)
        return std::nullopt;
    for (const CelValue &element : container.elements()) {
        if (celEqual(element, value, frame.steps_left))
            return CelValue::ofBool(true);
        if (frame.steps_left == 0)
            return tooManySteps();
    }
    return CelValue::ofBool(false);
}

CelKind arithmeticKind(CelBinary op, CelKind left, CelKind right)
{
    const bool sums = op == CelBinary::Add || op == CelBinary::Subtract;
    const auto is = [&](CelKind a, CelKind b) { return left == a && right == b; };
    if (sums && is(CelKind::Timestamp, CelKind::Duration))
        return CelKind::Timestamp;
    if (op == CelBinary::Add && is(CelKind::Duration, CelKind::Timestamp))
        return CelKind::Timestamp;
    if (op == CelBinary::Subtract && is(CelKind::Timestamp, CelKind::Timestamp))
        return CelKind::Duration;
    if (left != right)
        return CelKind::Error;
    switch (left) {
    case CelKind::Int:
    case CelKind::Uint: return left;
    case CelKind::Double: return op == CelBinary::Modulo ? CelKind::Error : left;
    case CelKind::String:
    case CelKind::Bytes:
    case CelKind::List: return op == CelBinary::Add ? left : CelKind::Error;
    case CelKind::Duration: return sums ? left : CelKind::Error;
    default: return CelKind::Error;
    }
}

bool canOrder(CelKind left, CelKind right)
{
    if (isNumber(left) && isNumber(right))
        return true;
    switch (left) {
    case CelKind::Bool:
    case CelKind::String:
    case CelKind::Bytes:
    case CelKind::Timestamp:
    case CelKind::Duration: return left == right;
    default: return false;
    }
}

} // namespace

std::optional<CelBinary> celBinary(std::string_view symbol)
{
    for (std::size_t at = 0; at < symbols.size(); ++at) {
        if (symbols[at] == symbol)
            return static_cast<CelBinary>(at);
    }
    return std::nullopt;
}

CelKind celResultKind(CelBinary op, CelKind left, CelKind right)
{
    if (op == CelBinary::In)
        return right == CelKind::List || right == CelKind::Map || right == CelKind::Dyn ? CelKind::Bool : CelKind::Error;
    const bool known = left != CelKind::Dyn && right != CelKind::Dyn;
    if (op == CelBinary::Equal || op == CelBinary::NotEqual) {
        const bool fits = !known || left == right || (isNumber(left) && isNumber(right)) || left == CelKind::Null
            || right == CelKind::Null;
        return fits ? CelKind::Bool : CelKind::Error;
    }
    if (isOrdering(op))
        return !known || canOrder(left, right) ? CelKind::Bool : CelKind::Error;
    return known ? arithmeticKind(op, left, right) : CelKind::Dyn;
}

CelValue worseError(CelValue left, CelValue right)
{
    if (!left.isError())
        return right;
    return right.isError() && right.fault() > left.fault() ? right : left;
}

CelValue noOverload(std::string_view function, std::span<const CelValue> arguments)
{
    for (const CelValue &argument : arguments) {
        if (argument.isNull())
            return CelValue::ofStaticError("null where a value is needed", CelFault::NoData);
    }
    std::string message(function);
    message += " does not take ";
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        message += at == 0 ? "" : at + 1 == arguments.size() ? " and " : ", ";
        message += name(arguments[at].kind());
    }
    return CelValue::ofError(std::move(message));
}

CelValue celApply(CelBinary op, CelFrame &frame, CelValue left, CelValue right)
{
    if (left.isError() || right.isError())
        return worseError(std::move(left), std::move(right));
    std::optional<CelValue> result;
    if (isArithmetic(op)) {
        result = arithmetic(op, frame, left, right);
    } else if (isOrdering(op)) {
        if (!spendOrder(frame, left, right))
            return tooManySteps();
        if (const auto order = celCompare(left, right))
            return CelValue::ofBool(holds(op, *order));
    } else if (op == CelBinary::In) {
        result = contained(frame, left, right);
    } else {
        const bool equal = celEqual(left, right, frame.steps_left);
        return frame.steps_left == 0 ? tooManySteps() : CelValue::ofBool(equal == (op == CelBinary::Equal));
    }
    if (result)
        return *std::move(result);
    const std::array<CelValue, 2> operands { std::move(left), std::move(right) };
    return noOverload(symbols[static_cast<std::size_t>(op)], operands);
}

CelValue celNegate(CelValue operand)
{
    switch (operand.kind()) {
    case CelKind::Error: return operand;
    case CelKind::Double: return CelValue::ofDouble(-operand.number());
    case CelKind::Int:
        return operand.integer() == std::numeric_limits<std::int64_t>::min() ? overflow()
                                                                             : CelValue::ofInt(-operand.integer());
    default: return noOverload("-", { &operand, 1 });
    }
}

CelValue celNot(CelValue operand)
{
    if (operand.kind() == CelKind::Bool)
        return CelValue::ofBool(!operand.boolean());
    return operand.isError() ? operand : noOverload("!", { &operand, 1 });
}

CelValue celIndex(const CelValue &container, const CelValue &key)
{
    const auto result = [&](const CelValue &found) { return container.borrowed() ? found.borrow() : found; };
    if (container.kind() == CelKind::Map) {
        if (key.kind() == CelKind::Null)
            return noOverload("[]", { &key, 1 });
        const CelValue *found = container.find(key);
        return found != nullptr ? result(*found)
                                : CelValue::ofError("no such key: " + celDisplayText(key), CelFault::NoData);
    }
    if (container.kind() != CelKind::List || !isNumber(key.kind())) {
        const std::array<CelValue, 2> operands { container, key };
        return noOverload("[]", operands);
    }
    const auto elements = container.elements();
    const double whole = key.kind() == CelKind::Double ? key.number() : 0;
    if (whole != std::trunc(whole))
        return CelValue::ofStaticError("the index is no whole number");
    if (compareNumbers(key, CelValue::ofInt(0)) < 0 || !(compareNumbers(key, CelValue::ofUint(elements.size())) < 0))
        return CelValue::ofStaticError("the index is outside the list");
    return result(elements[key.kind() == CelKind::Double ? static_cast<std::size_t>(whole) : key.unsignedInteger()]);
}

} // namespace streamgauge
