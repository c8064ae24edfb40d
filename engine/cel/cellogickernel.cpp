// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/cellogickernel.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::uint8_t true_code = 1;

void conjoin(const std::uint8_t *__restrict operand, std::uint8_t *__restrict out, std::size_t size)
{
    for (std::size_t lane = 0; lane < size; ++lane) {
        const std::uint8_t worse = std::max(operand[lane], out[lane]);
        out[lane] = std::min(operand[lane], out[lane]) == 0 ? 0 : worse;
    }
}

void disjoin(const std::uint8_t *__restrict operand, std::uint8_t *__restrict out, std::size_t size)
{
    for (std::size_t lane = 0; lane < size; ++lane) {
        const std::uint8_t worse = std::max(operand[lane], out[lane]);
        out[lane] = operand[lane] == true_code || out[lane] == true_code ? true_code : worse;
    }
}

class LogicKernel final : public CelKernel
{
public:
    LogicKernel(bool conjunction, std::vector<CelKernelPtr> operands, unsigned registers)
        : CelKernel(CelKind::Bool, true, registers)
        , conjunction_(conjunction)
        , operands_(std::move(operands))
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode) const override
    {
        CelRegister &out = frame.registers[base];
        const CelLanes first = operands_.front()->run(frame, base + 1, CelCode::NoData);
        std::copy_n(first.codes, frame.size(), out.codes.data());
        for (std::size_t at = 1; at < operands_.size(); ++at) {
            const CelLanes operand = operands_[at]->run(frame, base + 1, CelCode::NoData);
            (conjunction_ ? conjoin : disjoin)(operand.codes, out.codes.data(), frame.size());
        }
        return { nullptr, out.codes.data() };
    }

private:
    bool conjunction_;
    std::vector<CelKernelPtr> operands_;
};

class NotKernel final : public CelKernel
{
public:
    explicit NotKernel(CelKernelPtr operand)
        : CelKernel(CelKind::Bool, true, 1 + operand->registers())
        , operand_(std::move(operand))
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode) const override
    {
        CelRegister &out = frame.registers[base];
        const CelLanes operand = operand_->run(frame, base + 1, CelCode::NoData);
        for (std::size_t lane = 0; lane < frame.size(); ++lane)
            out.codes[lane] = operand.codes[lane] <= true_code ? operand.codes[lane] ^ true_code : operand.codes[lane];
        return { nullptr, out.codes.data() };
    }

private:
    CelKernelPtr operand_;
};

class ConditionKernel final : public CelKernel
{
public:
    explicit ConditionKernel(CelKernelPtr values)
        : CelKernel(CelKind::Bool, true, 1 + values->registers())
        , values_(std::move(values))
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode) const override
    {
        CelRegister &out = frame.registers[base];
        const CelLanes values = values_->run(frame, base + 1, CelCode::NoData);
        for (std::size_t lane = 0; lane < frame.size(); ++lane)
            out.codes[lane] = values.codes[lane] == 0 ? static_cast<std::uint8_t>(values.words[lane]) : values.codes[lane];
        return { nullptr, out.codes.data() };
    }

private:
    CelKernelPtr values_;
};

class ValuesKernel final : public CelKernel
{
public:
    explicit ValuesKernel(CelKernelPtr condition)
        : CelKernel(CelKind::Bool, false, 1 + condition->registers())
        , condition_(std::move(condition))
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode nulls) const override
    {
        CelRegister &out = frame.registers[base];
        const CelLanes condition = condition_->run(frame, base + 1, nulls);
        for (std::size_t lane = 0; lane < frame.size(); ++lane) {
            out.words[lane] = condition.codes[lane] & true_code;
            out.codes[lane] = condition.codes[lane] <= true_code ? 0 : condition.codes[lane];
        }
        return { out.words.data(), out.codes.data() };
    }

private:
    CelKernelPtr condition_;
};

class ConditionalKernel final : public CelKernel
{
public:
    ConditionalKernel(CelKernelPtr condition, CelKernelPtr yes, CelKernelPtr no)
        : CelKernel(yes->kind() == CelKind::Null ? no->kind() : yes->kind(), false,
                    1 + std::max({ condition->registers(), 1 + yes->registers(), 2 + no->registers() }))
        , condition_(std::move(condition))
        , yes_(std::move(yes))
        , no_(std::move(no))
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode nulls) const override
    {
        CelRegister &out = frame.registers[base];
        const CelLanes condition = condition_->run(frame, base + 1, CelCode::NoData);
        const CelLanes yes = yes_->run(frame, base + 2, nulls);
        const CelLanes no = no_->run(frame, base + 3, nulls);
        for (std::size_t lane = 0; lane < frame.size(); ++lane) {
            const bool chosen = condition.codes[lane] == true_code;
            const std::uint8_t value_code = chosen ? yes.codes[lane] : no.codes[lane];
            out.words[lane] = chosen ? yes.words[lane] : no.words[lane];
            out.codes[lane] = condition.codes[lane] <= true_code ? value_code : condition.codes[lane];
        }
        return { out.words.data(), out.codes.data() };
    }

private:
    CelKernelPtr condition_;
    CelKernelPtr yes_;
    CelKernelPtr no_;
};

bool canDecide(const CelKernelPtr &kernel)
{
    return kernel && kernel->kind() == CelKind::Bool;
}

} // namespace

CelKernelPtr asCondition(CelKernelPtr kernel)
{
    if (!kernel || kernel->condition())
        return kernel;
    return canDecide(kernel) ? std::make_unique<ConditionKernel>(std::move(kernel)) : nullptr;
}

CelKernelPtr asValues(CelKernelPtr kernel)
{
    if (!kernel || !kernel->condition())
        return kernel;
    return std::make_unique<ValuesKernel>(std::move(kernel));
}

CelKernelPtr makeLogicKernel(bool conjunction, std::vector<CelKernelPtr> operands)
{
    unsigned registers = 0;
    for (CelKernelPtr &operand : operands) {
        if (!canDecide(operand))
            return nullptr;
        operand = asCondition(std::move(operand));
        registers = std::max(registers, operand->registers());
    }
    return std::make_unique<LogicKernel>(conjunction, std::move(operands), 1 + registers);
}

CelKernelPtr makeNotKernel(CelKernelPtr operand)
{
    return canDecide(operand) ? std::make_unique<NotKernel>(asCondition(std::move(operand))) : nullptr;
}

CelKernelPtr makeConditionalKernel(CelKernelPtr condition, CelKernelPtr yes, CelKernelPtr no)
{
    if (!canDecide(condition) || !yes || !no)
        return nullptr;
    const bool null = yes->kind() == CelKind::Null || no->kind() == CelKind::Null;
    if (yes->kind() != no->kind() && !null)
        return nullptr;
    return std::make_unique<ConditionalKernel>(asCondition(std::move(condition)), asValues(std::move(yes)),
                                               asValues(std::move(no)));
}

} // namespace streamgauge
