// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celaccessoperations.h"

#include "engine/cel/celcompare.h"
#include "engine/cel/celoperators.h"

#include <array>
#include <cmath>
#include <utility>

namespace streamgauge {

namespace {

/// A part of a container that may be missing: nullptr when it is. Precondition: container is a map or list that
/// takes this key.
const CelValue *findPart(const CelValue &container, const CelValue &key)
{
    if (container.kind() == CelKind::Map)
        return container.find(key);
    const auto elements = container.elements();
    if (compareNumbers(key, CelValue::ofInt(0)) < 0 || !(compareNumbers(key, CelValue::ofUint(elements.size())) < 0))
        return nullptr;
    return &elements[static_cast<std::size_t>(*key.asNumber())];
}

bool isWhole(const CelValue &number)
{
    return number.kind() != CelKind::Double || number.number() == std::trunc(number.number());
}

bool takesKey(const CelValue &container, const CelValue &key)
{
    return (container.kind() == CelKind::Map && !key.isNull())
        || (container.kind() == CelKind::List && isNumber(key.kind()) && isWhole(key));
}

/// container?.key: through an optional, too.
CelValue optionalPart(const CelValue &container, const CelValue &key)
{
    if (container.kind() == CelKind::Optional)
        return container.optionalValue() == nullptr ? CelValue::noOptional() : optionalPart(*container.optionalValue(), key);
    if (!takesKey(container, key)) {
        const std::array<CelValue, 2> operands { container, key };
        return noOverload("[?]", operands);
    }
    const CelValue *part = findPart(container, key);
    return part == nullptr ? CelValue::noOptional() : CelValue::ofOptional(*part);
}

CelValue selected(const CelValue &operand, const CelValue &name)
{
    if (operand.kind() == CelKind::Map)
        return celIndex(operand, name);
    if (operand.kind() != CelKind::Optional)
        return noOverload("a field", { &operand, 1 });
    if (operand.optionalValue() != nullptr && operand.optionalValue()->kind() != CelKind::Map)
        return CelValue::ofError("no such key: " + std::string(name.text()));
    return optionalPart(operand, name);
}

CelValue tested(const CelValue &operand, const CelValue &name)
{
    if (operand.kind() == CelKind::Optional)
        return operand.optionalValue() == nullptr ? CelValue::ofBool(false) : tested(*operand.optionalValue(), name);
    return operand.kind() == CelKind::Map ? CelValue::ofBool(operand.find(name) != nullptr)
                                          : noOverload("has()", { &operand, 1 });
}

} // namespace

CelSelect::CelSelect(CelOperationPtr operand, const std::string &name, Mode mode, std::size_t offset)
    : CelOperation(mode == Mode::Test           ? CelKind::Bool
                       : mode == Mode::Optional ? CelKind::Optional
                                                : CelKind::Dyn,
                   offset)
    , operand_(std::move(operand))
    , name_(CelValue::ofString(name))
    , mode_(mode)
{
}

CelValue CelSelect::evaluate(CelFrame &frame) const
{
    CelValue operand = operand_->evaluate(frame);
    if (operand.isError())
        return operand;
    switch (mode_) {
    case Mode::Read: return placed(selected(operand, name_));
    case Mode::Optional: return placed(optionalPart(operand, name_));
    case Mode::Test: break;
    }
    return placed(tested(operand, name_));
}

CelIndex::CelIndex(CelOperationPtr operand, CelOperationPtr key, bool optional, std::size_t offset)
    : CelOperation(optional ? CelKind::Optional : CelKind::Dyn, offset)
    , operand_(std::move(operand))
    , key_(std::move(key))
    , optional_(optional)
{
}

CelValue CelIndex::evaluate(CelFrame &frame) const
{
    CelValue operand = operand_->evaluate(frame);
    if (operand.isError())
        return operand;
    CelValue key = key_->evaluate(frame);
    if (key.isError())
        return key;
    if (!frame.spendReading(key))
        return placed(tooManySteps());
    const bool through = optional_ || operand.kind() == CelKind::Optional;
    return placed(through ? optionalPart(operand, key) : celIndex(operand, key));
}

CelOrElse::CelOrElse(CelOperationPtr operand, CelOperationPtr other, bool unwraps, std::size_t offset)
    : CelOperation(unwraps ? CelKind::Dyn : CelKind::Optional, offset)
    , operand_(std::move(operand))
    , other_(std::move(other))
    , unwraps_(unwraps)
{
}

CelValue CelOrElse::evaluate(CelFrame &frame) const
{
    CelValue operand = operand_->evaluate(frame);
    if (operand.kind() != CelKind::Optional)
        return placed(operand.isError() ? std::move(operand) : noOverload(unwraps_ ? "orValue" : "or", { &operand, 1 }));
    if (operand.optionalValue() == nullptr)
        return other_->evaluate(frame);
    return unwraps_ ? CelValue(*operand.optionalValue()) : std::move(operand);
}

} // namespace streamgauge
