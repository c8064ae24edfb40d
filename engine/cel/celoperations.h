// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celfunctions.h"
#include "engine/cel/celoperation.h"
#include "engine/cel/celoperators.h"
#include "engine/cel/celregex.h"
#include "engine/cel/celscope.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace streamgauge {

class CelConstant final : public CelOperation
{
public:
    CelConstant(CelValue value, std::size_t offset)
        : CelOperation(value.kind(), offset)
        , value_(std::move(value))
    {
    }
    [[nodiscard]] CelValue evaluate(CelFrame &) const override { return value_.borrow(); }
    [[nodiscard]] const CelValue *constant() const override { return &value_; }
    [[nodiscard]] CelKernelPtr kernel() const override;

private:
    CelValue value_;
};

/// Fails at each evaluation, because names that mean nothing are no fault before they are read.
class CelFailure final : public CelOperation
{
public:
    CelFailure(const std::string &message, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &) const override { return error_.borrow(); }

private:
    CelValue error_;
};

class CelVariableRead final : public CelOperation
{
public:
    CelVariableRead(std::size_t variable, CelKind kind, std::size_t offset)
        : CelOperation(kind, offset)
        , variable_(variable)
    {
    }
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;
    [[nodiscard]] CelKernelPtr kernel() const override;

private:
    std::size_t variable_;
};

/// A variable that a macro binds.
class CelLocalRead final : public CelOperation
{
public:
    CelLocalRead(std::size_t local, CelKind kind, std::size_t offset)
        : CelOperation(kind, offset)
        , local_(local)
    {
    }
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override { return frame.locals[local_].borrow(); }

private:
    std::size_t local_;
};

class CelClockRead final : public CelOperation
{
public:
    explicit CelClockRead(std::size_t offset)
        : CelOperation(CelKind::Timestamp, offset)
    {
    }
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override { return CelValue::ofTimestamp(frame.input.now_ns); }
};

class CelUnary final : public CelOperation
{
public:
    CelUnary(bool negates_bool, CelOperationPtr operand, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;
    [[nodiscard]] CelKernelPtr kernel() const override;

private:
    bool negates_bool_;
    CelOperationPtr operand_;
};

class CelBinaryOperation final : public CelOperation
{
public:
    CelBinaryOperation(CelBinary op, CelOperationPtr left, CelOperationPtr right, CelKind kind, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;
    [[nodiscard]] CelKernelPtr kernel() const override;

private:
    CelBinary op_;
    CelOperationPtr left_;
    CelOperationPtr right_;
};

/// && and ||: an operand that decides absorbs the errors of all others, whatever their order.
class CelLogic final : public CelOperation
{
public:
    CelLogic(bool conjunction, CelOperations operands, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;
    [[nodiscard]] CelKernelPtr kernel() const override;

private:
    bool conjunction_;
    CelOperations operands_;
};

class CelConditional final : public CelOperation
{
public:
    CelConditional(CelOperationPtr condition, CelOperationPtr yes, CelOperationPtr no, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;
    [[nodiscard]] CelKernelPtr kernel() const override;

private:
    CelOperationPtr condition_;
    CelOperationPtr yes_;
    CelOperationPtr no_;
};

class CelCall final : public CelOperation
{
public:
    CelCall(const CelBuiltin &function, CelOperations arguments, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;
    [[nodiscard]] CelKernelPtr kernel() const override;

private:
    const CelBuiltin *function_;
    CelOperations arguments_;
};

class CelHostCall final : public CelOperation
{
public:
    CelHostCall(CelFunction function, CelOperations arguments, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    CelFunction function_;
    CelOperations arguments_;
};

/// matches() with a pattern that is known.
class CelMatch final : public CelOperation
{
public:
    CelMatch(CelOperationPtr text, CelRegex regex, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    CelOperationPtr text_;
    CelRegex regex_;
};

class CelListMaker final : public CelOperation
{
public:
    CelListMaker(CelOperations elements, std::vector<bool> optional, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    CelOperations elements_;
    std::vector<bool> optional_;
};

class CelMapMaker final : public CelOperation
{
public:
    /// `parts`: key, value, key, value...
    CelMapMaker(CelOperations parts, std::vector<bool> optional, std::size_t offset);
    [[nodiscard]] CelValue evaluate(CelFrame &frame) const override;

private:
    CelOperations parts_;
    std::vector<bool> optional_;
};

/// What a condition needs and `value` is not: its error, or that it is no bool.
[[nodiscard]] CelValue notBool(CelValue value);
[[nodiscard]] bool isCelKey(CelKind kind);

} // namespace streamgauge
