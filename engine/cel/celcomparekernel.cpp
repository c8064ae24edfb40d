// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celcomparekernel.h"

#include "engine/cel/celcompare.h"
#include "engine/cel/celdoublelanes.h"
#include "engine/cel/cellogickernel.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <utility>

namespace streamgauge {

namespace {

template <CelBinary op, typename Left, typename Right> bool holds(Left left, Right right)
{
    if constexpr (std::is_same_v<Left, Right>) {
        switch (op) {
        case CelBinary::Less: return left < right;
        case CelBinary::LessOrEqual: return left <= right;
        case CelBinary::Greater: return left > right;
        case CelBinary::GreaterOrEqual: return left >= right;
        case CelBinary::Equal: return left == right;
        default: return left != right;
        }
    } else {
        const std::partial_ordering order = compareNumbers(left, right);
        switch (op) {
        case CelBinary::Less: return order < 0;
        case CelBinary::LessOrEqual: return order <= 0;
        case CelBinary::Greater: return order > 0;
        case CelBinary::GreaterOrEqual: return order >= 0;
        case CelBinary::Equal: return order == 0;
        default: return order != 0;
        }
    }
}

constexpr bool isEquality(CelBinary op)
{
    return op == CelBinary::Equal || op == CelBinary::NotEqual;
}

/// The outcome of a lane whose words compare as `result`. A null equals a null and nothing else; errors stay what
/// they are. Without branches, so that it runs over many lanes at once.
template <CelBinary op> std::uint8_t judged(std::uint8_t left, std::uint8_t right, std::uint8_t result)
{
    const std::uint8_t worse = std::max(left, right);
    if constexpr (!isEquality(op))
        return std::max(worse, result);
    const std::uint8_t nulls = (left == right) == (op == CelBinary::Equal) ? 1 : 0;
    const std::uint8_t missing = worse == code(CelCode::Null) ? nulls : worse;
    return worse == 0 ? result : missing;
}

constexpr CelCode nullsFor(CelBinary op)
{
    return isEquality(op) ? CelCode::Null : CelCode::NoData;
}

template <CelBinary op, typename Left, typename Right> class CompareKernel final : public CelKernel
{
public:
    CompareKernel(CelKernelPtr left, CelKernelPtr right)
        : CelKernel(CelKind::Bool, true, 1 + std::max(left->registers(), 1 + right->registers()))
        , left_(std::move(left))
        , right_(std::move(right))
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode) const override
    {
        const CelLanes left = left_->run(frame, base + 1, nullsFor(op));
        const CelLanes right = right_->run(frame, base + 2, nullsFor(op));
        compare(left, right, frame.registers[base].codes.data(), frame.size());
        return { nullptr, frame.registers[base].codes.data() };
    }

private:
    static void compare(CelLanes left, CelLanes right, std::uint8_t *__restrict out, std::size_t size)
    {
        if constexpr (std::is_same_v<Left, double> && std::is_same_v<Right, double>) {
            compareDoubleLanes<op>(left.words, right.words, out, size);
        } else {
            for (std::size_t lane = 0; lane < size; ++lane)
                out[lane] =
                    holds<op>(std::bit_cast<Left>(left.words[lane]), std::bit_cast<Right>(right.words[lane])) ? 1 : 0;
        }
        for (std::size_t lane = 0; lane < size; ++lane)
            out[lane] = judged<op>(left.codes[lane], right.codes[lane], out[lane]);
    }

    CelKernelPtr left_;
    CelKernelPtr right_;
};

template <CelBinary op, typename Number> class CompareConstantKernel final : public CelKernel
{
public:
    CompareConstantKernel(CelKernelPtr left, Number right)
        : CelKernel(CelKind::Bool, true, 1 + left->registers())
        , left_(std::move(left))
        , right_(right)
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode) const override
    {
        const CelLanes left = left_->run(frame, base + 1, nullsFor(op));
        compare(left, right_, frame.registers[base].codes.data(), frame.size());
        return { nullptr, frame.registers[base].codes.data() };
    }

private:
    static void compare(CelLanes left, Number right, std::uint8_t *__restrict out, std::size_t size)
    {
        if constexpr (std::is_same_v<Number, double>) {
            compareDoubleLanes<op>(left.words, right, out, size);
        } else {
            for (std::size_t lane = 0; lane < size; ++lane)
                out[lane] = holds<op>(std::bit_cast<Number>(left.words[lane]), right) ? 1 : 0;
        }
        for (std::size_t lane = 0; lane < size; ++lane)
            out[lane] = judged<op>(left.codes[lane], 0, out[lane]);
    }

    CelKernelPtr left_;
    Number right_;
};

template <typename Make> CelKernelPtr withOperator(CelBinary op, Make make)
{
    switch (op) {
    case CelBinary::Less: return make.template operator()<CelBinary::Less>();
    case CelBinary::LessOrEqual: return make.template operator()<CelBinary::LessOrEqual>();
    case CelBinary::Greater: return make.template operator()<CelBinary::Greater>();
    case CelBinary::GreaterOrEqual: return make.template operator()<CelBinary::GreaterOrEqual>();
    case CelBinary::Equal: return make.template operator()<CelBinary::Equal>();
    default: return make.template operator()<CelBinary::NotEqual>();
    }
}

template <typename Left, typename Right> CelKernelPtr compareAs(CelBinary op, CelKernelPtr left, CelKernelPtr right)
{
    return withOperator(op, [&]<CelBinary known>() -> CelKernelPtr {
        return std::make_unique<CompareKernel<known, Left, Right>>(std::move(left), std::move(right));
    });
}

template <typename Left> CelKernelPtr compareLeftAs(CelBinary op, CelKernelPtr left, CelKernelPtr right)
{
    switch (right->kind()) {
    case CelKind::Int: return compareAs<Left, std::int64_t>(op, std::move(left), std::move(right));
    case CelKind::Double: return compareAs<Left, double>(op, std::move(left), std::move(right));
    default: return compareAs<Left, std::uint64_t>(op, std::move(left), std::move(right));
    }
}

template <typename Number> CelKernelPtr compareConstantAs(CelBinary op, CelKernelPtr left, Number right)
{
    return withOperator(op, [&]<CelBinary known>() -> CelKernelPtr {
        return std::make_unique<CompareConstantKernel<known, Number>>(std::move(left), right);
    });
}

/// The whole number that stands for `constant` where a whole number is compared with it; nullopt when there is none.
std::optional<double> wholeFor(CelBinary op, double constant)
{
    switch (op) {
    case CelBinary::Less:
    case CelBinary::GreaterOrEqual: return std::ceil(constant);
    case CelBinary::LessOrEqual:
    case CelBinary::Greater: return std::floor(constant);
    default: return constant == std::trunc(constant) ? std::optional(constant) : std::nullopt;
    }
}

/// The constant in the other operand's type, if the comparison means the same with it.
template <typename Number> std::optional<Number> constantAs(CelBinary op, const CelKernel &constant)
{
    constexpr double exact = 9007199254740992.0; // 2^53: doubles below hold every whole number
    const std::uint64_t word = *constant.constant();
    if constexpr (std::is_same_v<Number, double>) {
        if (constant.kind() == CelKind::Double)
            return std::bit_cast<double>(word);
        const double number = constant.kind() == CelKind::Int ? static_cast<double>(static_cast<std::int64_t>(word))
                                                              : static_cast<double>(word);
        return std::fabs(number) < exact ? std::optional(number) : std::nullopt;
    } else {
        if (constant.kind() == CelKind::Double) {
            const auto whole = wholeFor(op, std::bit_cast<double>(word));
            const bool fits = whole && std::fabs(*whole) < exact && (std::is_signed_v<Number> || *whole >= 0);
            return fits ? std::optional(static_cast<Number>(*whole)) : std::nullopt;
        }
        const bool same = std::is_signed_v<Number> == (constant.kind() == CelKind::Int);
        const bool small = static_cast<std::int64_t>(word) >= 0;
        return same || small || constant.kind() == CelKind::Bool ? std::optional(static_cast<Number>(word)) : std::nullopt;
    }
}

template <typename Number> CelKernelPtr tryConstant(CelBinary op, CelKernelPtr &left, const CelKernel &right)
{
    const auto constant = constantAs<Number>(op, right);
    return constant ? compareConstantAs<Number>(op, std::move(left), *constant) : nullptr;
}

CelKernelPtr compareWithConstant(CelBinary op, CelKernelPtr &left, const CelKernel &right)
{
    switch (left->kind()) {
    case CelKind::Int: return tryConstant<std::int64_t>(op, left, right);
    case CelKind::Double: return tryConstant<double>(op, left, right);
    default: return tryConstant<std::uint64_t>(op, left, right);
    }
}

CelBinary mirrored(CelBinary op)
{
    switch (op) {
    case CelBinary::Less: return CelBinary::Greater;
    case CelBinary::LessOrEqual: return CelBinary::GreaterOrEqual;
    case CelBinary::Greater: return CelBinary::Less;
    case CelBinary::GreaterOrEqual: return CelBinary::LessOrEqual;
    default: return op;
    }
}

bool comparable(CelBinary op, CelKind left, CelKind right)
{
    const bool with_null = left == CelKind::Null || right == CelKind::Null;
    return (isNumber(left) && isNumber(right)) || (left == CelKind::Bool && right == CelKind::Bool)
        || (with_null && isEquality(op));
}

} // namespace

CelKernelPtr makeCompareKernel(CelBinary op, CelKernelPtr left, CelKernelPtr right)
{
    if (!left || !right || !comparable(op, left->kind(), right->kind()))
        return nullptr;
    left = asValues(std::move(left));
    right = asValues(std::move(right));
    if (left->constant() != nullptr && right->constant() == nullptr) {
        std::swap(left, right);
        op = mirrored(op);
    }
    if (right->constant() != nullptr && right->kind() != CelKind::Null) {
        if (CelKernelPtr kernel = compareWithConstant(op, left, *right))
            return kernel;
    }
    switch (left->kind()) {
    case CelKind::Int: return compareLeftAs<std::int64_t>(op, std::move(left), std::move(right));
    case CelKind::Double: return compareLeftAs<double>(op, std::move(left), std::move(right));
    default: return compareLeftAs<std::uint64_t>(op, std::move(left), std::move(right));
    }
}

} // namespace streamgauge
