// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celarithmetickernel.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace streamgauge {

namespace {

template <CelBinary op> double calculate(double left, double right)
{
    switch (op) {
    case CelBinary::Add: return left + right;
    case CelBinary::Subtract: return left - right;
    case CelBinary::Multiply: return left * right;
    default: return left / right;
    }
}

/// True: there is no result.
template <CelBinary op, typename Integer> bool calculate(Integer left, Integer right, Integer &result)
{
    switch (op) {
    case CelBinary::Add: return __builtin_add_overflow(left, right, &result);
    case CelBinary::Subtract: return __builtin_sub_overflow(left, right, &result);
    case CelBinary::Multiply: return __builtin_mul_overflow(left, right, &result);
    default: break;
    }
    if (right == 0)
        return true;
    if constexpr (std::is_signed_v<Integer>) {
        if (right == -1)
            return op == CelBinary::Divide ? __builtin_sub_overflow(Integer { 0 }, left, &result) : (result = 0, false);
    }
    result = op == CelBinary::Divide ? left / right : left % right;
    return false;
}

template <CelBinary op, typename Number> class ArithmeticKernel final : public CelKernel
{
public:
    ArithmeticKernel(CelKernelPtr left, CelKernelPtr right)
        : CelKernel(left->kind(), false, 1 + std::max(left->registers(), 1 + right->registers()))
        , left_(std::move(left))
        , right_(std::move(right))
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode) const override
    {
        const CelLanes left = left_->run(frame, base + 1, CelCode::NoData);
        const CelLanes right = right_->run(frame, base + 2, CelCode::NoData);
        CelRegister &out = frame.registers[base];
        calculateAll(left, right, out.words.data(), out.codes.data(), frame.size());
        return { out.words.data(), out.codes.data() };
    }

private:
    static void calculateAll(CelLanes left, CelLanes right, std::uint64_t *__restrict words, std::uint8_t *__restrict codes,
                             std::size_t size)
    {
        for (std::size_t lane = 0; lane < size; ++lane)
            codes[lane] = std::max(left.codes[lane], right.codes[lane]);
        for (std::size_t lane = 0; lane < size; ++lane) {
            const auto a = std::bit_cast<Number>(left.words[lane]);
            const auto b = std::bit_cast<Number>(right.words[lane]);
            if constexpr (std::is_same_v<Number, double>) {
                words[lane] = std::bit_cast<std::uint64_t>(calculate<op>(a, b));
            } else {
                Number result = 0;
                const bool failed = calculate<op>(a, b, result);
                words[lane] = static_cast<std::uint64_t>(result);
                codes[lane] = failed && codes[lane] == 0 ? code(CelCode::Error) : codes[lane];
            }
        }
    }

    CelKernelPtr left_;
    CelKernelPtr right_;
};

class NegateKernel final : public CelKernel
{
public:
    explicit NegateKernel(CelKernelPtr operand)
        : CelKernel(operand->kind(), false, 1 + operand->registers())
        , operand_(std::move(operand))
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode) const override
    {
        const CelLanes operand = operand_->run(frame, base + 1, CelCode::NoData);
        CelRegister &out = frame.registers[base];
        constexpr std::uint64_t least = 1ULL << 63;
        for (std::size_t lane = 0; lane < frame.size(); ++lane) {
            const std::uint64_t word = operand.words[lane];
            out.words[lane] = kind() == CelKind::Double ? word ^ least : ~word + 1;
            const bool over = kind() == CelKind::Int && word == least && operand.codes[lane] == 0;
            out.codes[lane] = over ? code(CelCode::Error) : operand.codes[lane];
        }
        return { out.words.data(), out.codes.data() };
    }

private:
    CelKernelPtr operand_;
};

template <typename Number> class DoubleKernel final : public CelKernel
{
public:
    explicit DoubleKernel(CelKernelPtr operand)
        : CelKernel(CelKind::Double, false, operand->registers())
        , operand_(std::move(operand))
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode) const override
    {
        const CelLanes operand = operand_->run(frame, base, CelCode::NoData);
        // A double is one already; only what becomes of its nulls is settled here.
        if constexpr (std::is_same_v<Number, double>)
            return operand;
        // Where the operand left its words, or in their place: they are read before they are written.
        std::uint64_t *words = frame.registers[base].words.data();
        for (std::size_t lane = 0; lane < frame.size(); ++lane)
            words[lane] = std::bit_cast<std::uint64_t>(static_cast<double>(std::bit_cast<Number>(operand.words[lane])));
        return { words, operand.codes };
    }

private:
    CelKernelPtr operand_;
};

template <typename Number> CelKernelPtr arithmeticAs(CelBinary op, CelKernelPtr left, CelKernelPtr right)
{
    const auto make = [&]<CelBinary known>() -> CelKernelPtr {
        return std::make_unique<ArithmeticKernel<known, Number>>(std::move(left), std::move(right));
    };
    switch (op) {
    case CelBinary::Add: return make.template operator()<CelBinary::Add>();
    case CelBinary::Subtract: return make.template operator()<CelBinary::Subtract>();
    case CelBinary::Multiply: return make.template operator()<CelBinary::Multiply>();
    case CelBinary::Divide: return make.template operator()<CelBinary::Divide>();
    default: break;
    }
    if constexpr (!std::is_same_v<Number, double>)
        return make.template operator()<CelBinary::Modulo>();
    return nullptr;
}

} // namespace

CelKernelPtr makeArithmeticKernel(CelBinary op, CelKernelPtr left, CelKernelPtr right)
{
    if (!left || !right || left->kind() != right->kind() || !isArithmetic(op))
        return nullptr;
    switch (left->kind()) {
    case CelKind::Int: return arithmeticAs<std::int64_t>(op, std::move(left), std::move(right));
    case CelKind::Uint: return arithmeticAs<std::uint64_t>(op, std::move(left), std::move(right));
    case CelKind::Double: return arithmeticAs<double>(op, std::move(left), std::move(right));
    default: return nullptr;
    }
}

CelKernelPtr makeNegateKernel(CelKernelPtr operand)
{
    if (!operand || (operand->kind() != CelKind::Int && operand->kind() != CelKind::Double))
        return nullptr;
    return std::make_unique<NegateKernel>(std::move(operand));
}

CelKernelPtr makeDoubleKernel(CelKernelPtr operand)
{
    if (!operand)
        return nullptr;
    switch (operand->kind()) {
    case CelKind::Int: return std::make_unique<DoubleKernel<std::int64_t>>(std::move(operand));
    case CelKind::Uint: return std::make_unique<DoubleKernel<std::uint64_t>>(std::move(operand));
    case CelKind::Double: return std::make_unique<DoubleKernel<double>>(std::move(operand));
    default: return nullptr;
    }
}

} // namespace streamgauge
