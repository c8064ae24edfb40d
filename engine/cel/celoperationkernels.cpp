// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celarithmetickernel.h"
#include "engine/cel/celcomparekernel.h"
#include "engine/cel/celfieldkernel.h"
#include "engine/cel/cellogickernel.h"
#include "engine/cel/celoperations.h"
#include "engine/cel/celrecordoperations.h"

#include <string>
#include <utility>
#include <vector>

namespace streamgauge {

namespace {

/// The texts of a constant text, or of the constant set that stands for a list of texts.
std::vector<std::string> textsOf(const CelValue &constant, bool set)
{
    std::vector<std::string> texts;
    if (!set && constant.kind() == CelKind::String)
        texts.emplace_back(constant.text());
    if (!set || constant.kind() != CelKind::Map)
        return texts;
    for (const auto &[key, value] : constant.entries()) {
        if (key.kind() == CelKind::String)
            texts.emplace_back(key.text());
    }
    return texts;
}

/// field == "text", field != "text", field in ["text", "text"]
CelKernelPtr textKernel(CelBinary op, const CelOperation &field, const CelOperation &other)
{
    const auto *const read = dynamic_cast<const CelFieldRead *>(&field);
    if (read == nullptr || other.constant() == nullptr || !read->textColumn())
        return nullptr;
    std::vector<std::string> texts = textsOf(*other.constant(), op == CelBinary::In);
    return texts.empty() ? nullptr : makeTextKernel(*read->textColumn(), std::move(texts), op == CelBinary::NotEqual);
}

} // namespace

CelKernelPtr CelConstant::kernel() const
{
    return makeConstantKernel(value_);
}

CelKernelPtr CelVariableRead::kernel() const
{
    return makeVariableKernel(variable_, kind());
}

CelKernelPtr CelUnary::kernel() const
{
    return negates_bool_ ? makeNotKernel(operand_->kernel()) : makeNegateKernel(operand_->kernel());
}

CelKernelPtr CelBinaryOperation::kernel() const
{
    if (isArithmetic(op_))
        return makeArithmeticKernel(op_, left_->kernel(), right_->kernel());
    if (isOrdering(op_))
        return makeCompareKernel(op_, left_->kernel(), right_->kernel());
    if (CelKernelPtr kernel = textKernel(op_, *left_, *right_))
        return kernel;
    if (op_ == CelBinary::In)
        return nullptr;
    CelKernelPtr mirrored = textKernel(op_, *right_, *left_);
    return mirrored ? std::move(mirrored) : makeCompareKernel(op_, left_->kernel(), right_->kernel());
}

CelKernelPtr CelLogic::kernel() const
{
    std::vector<CelKernelPtr> operands;
    for (const CelOperationPtr &operand : operands_)
        operands.push_back(operand->kernel());
    return makeLogicKernel(conjunction_, std::move(operands));
}

CelKernelPtr CelCall::kernel() const
{
    return function_->name == "double" ? makeDoubleKernel(arguments_.front()->kernel()) : nullptr;
}

CelKernelPtr CelConditional::kernel() const
{
    return makeConditionalKernel(condition_->kernel(), yes_->kernel(), no_->kernel());
}

} // namespace streamgauge
