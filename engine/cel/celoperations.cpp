// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celoperations.h"

#include <algorithm>
#include <array>
#include <utility>

namespace streamgauge {

CelOperation::~CelOperation() = default;

CelKernelPtr CelOperation::kernel() const
{
    return nullptr;
}

CelValue notBool(CelValue value)
{
    return value.isError() ? value : noOverload("a condition", { &value, 1 });
}

bool isCelKey(CelKind kind)
{
    return kind == CelKind::Bool || kind == CelKind::Int || kind == CelKind::Uint || kind == CelKind::String;
}

CelFailure::CelFailure(const std::string &message, std::size_t offset)
    : CelOperation(CelKind::Dyn, offset)
    , error_(CelValue::ofError(message))
{
    error_.setOffset(offset);
}

CelValue CelVariableRead::evaluate(CelFrame &frame) const
{
    if (variable_ >= frame.input.variables.size())
        return placed(CelValue::ofStaticError("the variable has no value"));
    return placed(frame.input.variables[variable_].borrow());
}

CelUnary::CelUnary(bool negates_bool, CelOperationPtr operand, std::size_t offset)
    : CelOperation(negates_bool ? CelKind::Bool : operand->kind(), offset)
    , negates_bool_(negates_bool)
    , operand_(std::move(operand))
{
}

CelValue CelUnary::evaluate(CelFrame &frame) const
{
    CelValue operand = operand_->evaluate(frame);
    return placed(negates_bool_ ? celNot(std::move(operand)) : celNegate(std::move(operand)));
}

CelBinaryOperation::CelBinaryOperation(CelBinary op, CelOperationPtr left, CelOperationPtr right, CelKind kind,
                                       std::size_t offset)
    : CelOperation(kind, offset)
    , op_(op)
    , left_(std::move(left))
    , right_(std::move(right))
{
}

CelValue CelBinaryOperation::evaluate(CelFrame &frame) const
{
    CelValue left = left_->evaluate(frame);
    CelValue right = right_->evaluate(frame);
    if (left.kind() == CelKind::Double && right.kind() == CelKind::Double) {
        const double a = left.number();
        const double b = right.number();
        switch (op_) {
        case CelBinary::Less: return CelValue::ofBool(a < b);
        case CelBinary::LessOrEqual: return CelValue::ofBool(a <= b);
        case CelBinary::Greater: return CelValue::ofBool(a > b);
        case CelBinary::GreaterOrEqual: return CelValue::ofBool(a >= b);
        default: break;
        }
    }
    return placed(celApply(op_, frame, std::move(left), std::move(right)));
}

CelLogic::CelLogic(bool conjunction, CelOperations operands, std::size_t offset)
    : CelOperation(CelKind::Bool, offset)
    , conjunction_(conjunction)
    , operands_(std::move(operands))
{
}

CelValue CelLogic::evaluate(CelFrame &frame) const
{
    CelValue result = CelValue::ofBool(conjunction_);
    for (const CelOperationPtr &operand : operands_) {
        CelValue value = operand->evaluate(frame);
        if (value.kind() == CelKind::Bool) {
            if (value.boolean() != conjunction_)
                return value;
            continue;
        }
        CelValue error = placed(notBool(std::move(value)));
        result = result.isError() ? worseError(std::move(result), std::move(error)) : std::move(error);
    }
    return result;
}

CelConditional::CelConditional(CelOperationPtr condition, CelOperationPtr yes, CelOperationPtr no, std::size_t offset)
    : CelOperation(yes->kind() == no->kind() || no->kind() == CelKind::Null ? yes->kind()
                       : yes->kind() == CelKind::Null                       ? no->kind()
                                                                            : CelKind::Dyn,
                   offset)
    , condition_(std::move(condition))
    , yes_(std::move(yes))
    , no_(std::move(no))
{
}

CelValue CelConditional::evaluate(CelFrame &frame) const
{
    CelValue condition = condition_->evaluate(frame);
    if (condition.kind() != CelKind::Bool)
        return placed(notBool(std::move(condition)));
    return (condition.boolean() ? yes_ : no_)->evaluate(frame);
}

namespace {

constexpr std::size_t few_arguments = 4;

/// Evaluates the arguments and gives them to `call`; the first error among them is the result instead.
template <typename Call> CelValue callWith(CelFrame &frame, const CelOperations &arguments, Call call)
{
    const auto fill = [&](std::span<CelValue> values) -> CelValue {
        for (std::size_t at = 0; at < arguments.size(); ++at) {
            values[at] = arguments[at]->evaluate(frame);
            if (values[at].isError())
                return std::move(values[at]);
        }
        return call(CelArguments(values));
    };
    if (arguments.size() <= few_arguments) {
        std::array<CelValue, few_arguments> values;
        return fill(std::span(values).first(arguments.size()));
    }
    std::vector<CelValue> values(arguments.size());
    return fill(values);
}

/// Functions read their texts from end to end.
bool spendTexts(CelFrame &frame, CelArguments values)
{
    return std::all_of(values.begin(), values.end(), [&](const CelValue &value) { return frame.spendReading(value); });
}

} // namespace

CelCall::CelCall(const CelBuiltin &function, CelOperations arguments, std::size_t offset)
    : CelOperation(function.result, offset)
    , function_(&function)
    , arguments_(std::move(arguments))
{
}

CelValue CelCall::evaluate(CelFrame &frame) const
{
    return placed(callWith(frame, arguments_, [&](CelArguments values) {
        return spendTexts(frame, values) ? function_->call(frame, values) : tooManySteps();
    }));
}

CelHostCall::CelHostCall(CelFunction function, CelOperations arguments, std::size_t offset)
    : CelOperation(function.result, offset)
    , function_(std::move(function))
    , arguments_(std::move(arguments))
{
}

CelValue CelHostCall::evaluate(CelFrame &frame) const
{
    return placed(callWith(frame, arguments_, [&](CelArguments values) { return function_.call(values); }));
}

CelMatch::CelMatch(CelOperationPtr text, CelRegex regex, std::size_t offset)
    : CelOperation(CelKind::Bool, offset)
    , text_(std::move(text))
    , regex_(std::move(regex))
{
}

CelValue CelMatch::evaluate(CelFrame &frame) const
{
    CelValue text = text_->evaluate(frame);
    if (text.kind() == CelKind::String) {
        if (!frame.spendReading(text.text().size() * cel_match_cost))
            return placed(tooManySteps());
        return CelValue::ofBool(regex_.matches(text.text()));
    }
    return placed(text.isError() ? std::move(text) : noOverload("matches", { &text, 1 }));
}

CelListMaker::CelListMaker(CelOperations elements, std::vector<bool> optional, std::size_t offset)
    : CelOperation(CelKind::List, offset)
    , elements_(std::move(elements))
    , optional_(std::move(optional))
{
}

CelValue CelListMaker::evaluate(CelFrame &frame) const
{
    std::vector<CelValue> values;
    values.reserve(elements_.size());
    for (std::size_t at = 0; at < elements_.size(); ++at) {
        CelValue value = elements_[at]->evaluate(frame);
        if (value.isError())
            return value;
        if (optional_.empty() || !optional_[at]) {
            values.push_back(std::move(value));
            continue;
        }
        if (value.kind() != CelKind::Optional)
            return placed(noOverload("[?]", { &value, 1 }));
        if (value.optionalValue() != nullptr)
            values.push_back(*value.optionalValue());
    }
    if (!frame.spendBytes(values.size() * sizeof(CelValue)))
        return placed(tooManyBytes());
    return CelValue::ofList(std::move(values));
}

CelMapMaker::CelMapMaker(CelOperations parts, std::vector<bool> optional, std::size_t offset)
    : CelOperation(CelKind::Map, offset)
    , parts_(std::move(parts))
    , optional_(std::move(optional))
{
}

CelValue CelMapMaker::evaluate(CelFrame &frame) const
{
    std::vector<CelValue::Entry> entries;
    entries.reserve(parts_.size() / 2);
    for (std::size_t at = 0; at < parts_.size(); at += 2) {
        CelValue key = parts_[at]->evaluate(frame);
        if (key.isError())
            return key;
        if (!isCelKey(key.kind()))
            return placed(noOverload("a map's key", { &key, 1 }));
        CelValue value = parts_[at + 1]->evaluate(frame);
        if (value.isError())
            return value;
        if (!optional_.empty() && optional_[at / 2]) {
            if (value.kind() != CelKind::Optional)
                return placed(noOverload("{?}", { &value, 1 }));
            if (value.optionalValue() == nullptr)
                continue;
            value = CelValue(*value.optionalValue());
        }
        entries.emplace_back(std::move(key), std::move(value));
    }
    if (!frame.spendBytes(entries.size() * sizeof(CelValue::Entry)))
        return placed(tooManyBytes());
    CelValue map = CelValue::ofMap(std::move(entries));
    for (const auto &[key, value] : map.entries()) {
        if (map.find(key) != &value)
            return placed(CelValue::ofError("the key " + celDisplayText(key) + " stands twice in the map"));
    }
    return map;
}

} // namespace streamgauge
