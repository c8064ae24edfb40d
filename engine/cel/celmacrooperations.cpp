// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celmacrooperations.h"

#include "engine/cel/celoperations.h"
#include "engine/cel/celoperators.h"

#include <utility>

namespace streamgauge {

namespace {

CelKind kindOf(CelMacroKind macro)
{
    switch (macro) {
    case CelMacroKind::All:
    case CelMacroKind::Exists:
    case CelMacroKind::ExistsOne: return CelKind::Bool;
    case CelMacroKind::TransformMap:
    case CelMacroKind::TransformMapEntry: return CelKind::Map;
    default: return CelKind::List;
    }
}

std::size_t bytesOf(const CelValue &value)
{
    return sizeof(CelValue) + (value.kind() == CelKind::String || value.kind() == CelKind::Bytes ? value.text().size() : 0);
}

} // namespace

CelComprehension::CelComprehension(Parts parts, std::size_t offset)
    : CelOperation(kindOf(parts.macro), offset)
    , parts_(std::move(parts))
{
}

bool CelComprehension::bind(CelFrame &frame, const CelValue &range, std::size_t turn) const
{
    const bool pairs = parts_.locals.size() == 2;
    CelValue &first = frame.locals[parts_.locals[0]];
    if (range.kind() == CelKind::Map) {
        const CelValue::Entry &entry = range.entries()[turn];
        first = entry.first.borrow();
        if (pairs)
            frame.locals[parts_.locals[1]] = entry.second.borrow();
    } else if (pairs) {
        first = CelValue::ofInt(static_cast<std::int64_t>(turn));
        frame.locals[parts_.locals[1]] = range.elements()[turn].borrow();
    } else {
        first = range.elements()[turn].borrow();
    }
    return frame.spendSteps(parts_.steps);
}

CelValue CelComprehension::wanted(CelFrame &frame) const
{
    if (!parts_.condition)
        return CelValue::ofBool(true);
    CelValue value = parts_.condition->evaluate(frame);
    return value.kind() == CelKind::Bool ? std::move(value) : placed(notBool(std::move(value)));
}

CelValue CelComprehension::evaluate(CelFrame &frame) const
{
    CelValue range = parts_.range->evaluate(frame);
    if (range.isError())
        return range;
    if (range.kind() != CelKind::List && range.kind() != CelKind::Map)
        return placed(noOverload("the macro", { &range, 1 }));
    const std::size_t turns = range.kind() == CelKind::List ? range.elements().size() : range.entries().size();
    switch (parts_.macro) {
    case CelMacroKind::All:
    case CelMacroKind::Exists: return quantify(frame, range, turns);
    case CelMacroKind::ExistsOne: return countOne(frame, range, turns);
    case CelMacroKind::TransformMap:
    case CelMacroKind::TransformMapEntry: return collectMap(frame, range, turns);
    default: return collect(frame, range, turns);
    }
}

CelValue CelComprehension::quantify(CelFrame &frame, const CelValue &range, std::size_t turns) const
{
    const bool all = parts_.macro == CelMacroKind::All;
    CelValue result = CelValue::ofBool(all);
    for (std::size_t turn = 0; turn < turns; ++turn) {
        if (!bind(frame, range, turn))
            return placed(tooManySteps());
        CelValue value = parts_.body->evaluate(frame);
        if (value.kind() == CelKind::Bool) {
            if (value.boolean() != all)
                return value;
            continue;
        }
        CelValue error = placed(notBool(std::move(value)));
        error.own();
        result = result.isError() ? worseError(std::move(result), std::move(error)) : std::move(error);
    }
    return result;
}

CelValue CelComprehension::countOne(CelFrame &frame, const CelValue &range, std::size_t turns) const
{
    std::size_t count = 0;
    for (std::size_t turn = 0; turn < turns; ++turn) {
        if (!bind(frame, range, turn))
            return placed(tooManySteps());
        CelValue value = parts_.body->evaluate(frame);
        if (value.kind() != CelKind::Bool)
            return placed(notBool(std::move(value)));
        count += value.boolean() ? 1 : 0;
    }
    return CelValue::ofBool(count == 1);
}

CelValue CelComprehension::collect(CelFrame &frame, const CelValue &range, std::size_t turns) const
{
    std::vector<CelValue> collected;
    for (std::size_t turn = 0; turn < turns; ++turn) {
        if (!bind(frame, range, turn))
            return placed(tooManySteps());
        if (parts_.condition) {
            CelValue want = wanted(frame);
            if (want.isError())
                return want;
            if (!want.boolean())
                continue;
        }
        CelValue value = parts_.body->evaluate(frame);
        if (parts_.macro == CelMacroKind::Filter) {
            if (value.kind() != CelKind::Bool)
                return placed(notBool(std::move(value)));
            if (!value.boolean())
                continue;
            value = frame.locals[parts_.locals[0]].borrow();
        }
        if (value.isError())
            return value;
        if (!frame.spendBytes(bytesOf(value)))
            return placed(tooManyBytes());
        // The next turn binds the variables anew.
        value.own();
        collected.push_back(std::move(value));
    }
    return CelValue::ofList(std::move(collected));
}

CelValue CelComprehension::collectMap(CelFrame &frame, const CelValue &range, std::size_t turns) const
{
    std::vector<CelValue::Entry> collected;
    const auto add = [&](const CelValue &key, const CelValue &value) {
        collected.emplace_back(key, value);
        return frame.spendBytes(bytesOf(key) + bytesOf(value));
    };
    for (std::size_t turn = 0; turn < turns; ++turn) {
        if (!bind(frame, range, turn))
            return placed(tooManySteps());
        CelValue want = wanted(frame);
        if (want.isError())
            return want;
        if (!want.boolean())
            continue;
        CelValue value = parts_.body->evaluate(frame);
        if (value.isError())
            return value;
        if (parts_.macro == CelMacroKind::TransformMap) {
            if (!add(frame.locals[parts_.locals[0]], value))
                return placed(tooManyBytes());
            continue;
        }
        if (value.kind() != CelKind::Map)
            return placed(noOverload("transformMapEntry", { &value, 1 }));
        for (const auto &[key, entry] : value.entries()) {
            if (!add(key, entry))
                return placed(tooManyBytes());
        }
    }
    CelValue map = CelValue::ofMap(std::move(collected));
    for (const auto &[key, value] : map.entries()) {
        if (map.find(key) != &value)
            return placed(CelValue::ofError("the key " + celDisplayText(key) + " comes twice"));
    }
    return map;
}

CelBinding::CelBinding(std::size_t local, CelOperationPtr value, CelOperationPtr body, std::size_t offset)
    : CelOperation(body->kind(), offset)
    , local_(local)
    , value_(std::move(value))
    , body_(std::move(body))
{
}

CelValue CelBinding::evaluate(CelFrame &frame) const
{
    CelValue value = value_->evaluate(frame);
    if (value.isError())
        return value;
    if (!frame.spendSteps(1))
        return placed(tooManySteps());
    frame.locals[local_] = std::move(value);
    return body_->evaluate(frame);
}

CelOptionalMapping::CelOptionalMapping(std::size_t local, CelOperationPtr operand, CelOperationPtr body, bool flat,
                                       std::size_t offset)
    : CelOperation(CelKind::Optional, offset)
    , local_(local)
    , operand_(std::move(operand))
    , body_(std::move(body))
    , flat_(flat)
{
}

CelValue CelOptionalMapping::evaluate(CelFrame &frame) const
{
    CelValue operand = operand_->evaluate(frame);
    if (operand.kind() != CelKind::Optional)
        return placed(operand.isError() ? std::move(operand) : noOverload(flat_ ? "optFlatMap" : "optMap", { &operand, 1 }));
    if (operand.optionalValue() == nullptr)
        return operand;
    frame.locals[local_] = *operand.optionalValue();
    CelValue value = body_->evaluate(frame);
    if (value.isError())
        return value;
    if (!flat_)
        return CelValue::ofOptional(std::move(value));
    return value.kind() == CelKind::Optional ? std::move(value) : placed(noOverload("optFlatMap", { &value, 1 }));
}

} // namespace streamgauge
