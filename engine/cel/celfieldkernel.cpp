// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celfieldkernel.h"

#include "engine/cel/celprogram.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

namespace streamgauge {

CelKernel::~CelKernel() = default;

namespace {

static_assert(static_cast<int>(CellState::Absent) == 0 && static_cast<int>(CellState::Null) == 1
              && static_cast<int>(CellState::Value) == 2);

/// Three comparisons that a compiler turns into vector instructions.
void writeCodes(const CellState *__restrict states, std::uint8_t *__restrict codes, std::size_t size, CelCode nulls)
{
    const std::uint8_t null = code(nulls);
    for (std::size_t lane = 0; lane < size; ++lane) {
        const std::uint8_t missing = states[lane] == CellState::Null ? null : code(CelCode::Absent);
        codes[lane] = states[lane] == CellState::Value ? 0 : missing;
    }
}

class FieldKernel final : public CelKernel
{
public:
    FieldKernel(std::size_t column, CelKind kind)
        : CelKernel(kind, false, 1)
        , column_(column)
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode nulls) const override
    {
        const ColumnData &data = frame.batch.after(column_);
        CelRegister &out = frame.registers[base];
        if (frame.contiguous()) {
            writeCodes(data.states().data() + frame.rows.front(), out.codes.data(), frame.size(), nulls);
            return { data.words().data() + frame.rows.front(), out.codes.data() };
        }
        std::array<CellState, cel_block_rows> states;
        for (std::size_t lane = 0; lane < frame.size(); ++lane) {
            const std::uint32_t row = frame.rows[lane];
            states[lane] = data.states()[row];
            out.words[lane] = data.words()[row];
        }
        writeCodes(states.data(), out.codes.data(), frame.size(), nulls);
        return { out.words.data(), out.codes.data() };
    }

private:
    std::size_t column_;
};

class PresenceKernel final : public CelKernel
{
public:
    explicit PresenceKernel(std::size_t column)
        : CelKernel(CelKind::Bool, true, 1)
        , column_(column)
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode) const override
    {
        const auto states = frame.batch.after(column_).states();
        CelRegister &out = frame.registers[base];
        for (std::size_t lane = 0; lane < frame.size(); ++lane)
            out.codes[lane] = states[frame.rows[lane]] == CellState::Value ? 1 : 0;
        return { nullptr, out.codes.data() };
    }

private:
    std::size_t column_;
};

class VariableKernel final : public CelKernel
{
public:
    VariableKernel(std::size_t variable, CelKind kind)
        : CelKernel(kind, false, 1)
        , variable_(variable)
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode nulls) const override
    {
        CelRegister &out = frame.registers[base];
        if (variable_ >= frame.variables.size() || frame.variables[variable_].numbers.empty()) {
            std::fill_n(out.codes.begin(), frame.size(), code(CelCode::Error));
            std::fill_n(out.words.begin(), frame.size(), 0);
            return { out.words.data(), out.codes.data() };
        }
        const CelColumn &column = frame.variables[variable_];
        const double *numbers = column.numbers.data() + frame.first;
        if (kind() == CelKind::Double) {
            std::memcpy(out.words.data(), numbers, frame.size() * sizeof(double));
        } else {
            for (std::size_t lane = 0; lane < frame.size(); ++lane)
                out.words[lane] = wordOf(numbers[lane]);
        }
        writeCodes(column.states.data() + frame.first, out.codes.data(), frame.size(), nulls);
        return { out.words.data(), out.codes.data() };
    }

private:
    [[nodiscard]] std::uint64_t wordOf(double number) const
    {
        if (kind() == CelKind::Int)
            return static_cast<std::uint64_t>(celVariableInt(number));
        return number != 0 ? 1 : 0;
    }

    std::size_t variable_;
};

class ConstantKernel final : public CelKernel
{
public:
    ConstantKernel(CelKind kind, std::uint64_t word)
        : CelKernel(kind, false, 1)
        , word_(word)
    {
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode nulls) const override
    {
        CelRegister &out = frame.registers[base];
        std::fill_n(out.words.begin(), frame.size(), word_);
        std::fill_n(out.codes.begin(), frame.size(), kind() == CelKind::Null ? code(nulls) : code(CelCode::Value));
        return { out.words.data(), out.codes.data() };
    }
    const std::uint64_t *constant() const override { return &word_; }

private:
    std::uint64_t word_;
};

class TextKernel final : public CelKernel
{
public:
    TextKernel(std::size_t column, std::vector<std::string> texts, bool negated)
        : CelKernel(CelKind::Bool, true, 1)
        , column_(column)
        , texts_(std::move(texts))
        , negated_(negated)
    {
        std::sort(texts_.begin(), texts_.end());
    }

    CelLanes run(CelKernelFrame &frame, unsigned base, CelCode) const override
    {
        const ColumnData &data = frame.batch.after(column_);
        CelRegister &out = frame.registers[base];
        for (std::size_t lane = 0; lane < frame.size(); ++lane) {
            const std::uint32_t row = frame.rows[lane];
            if (data.state(row) == CellState::Absent)
                out.codes[lane] = code(CelCode::Absent);
            else
                out.codes[lane] = (data.has(row) && isOne(data.textAt(row))) != negated_ ? 1 : 0;
        }
        return { nullptr, out.codes.data() };
    }

private:
    [[nodiscard]] bool isOne(std::string_view text) const
    {
        constexpr std::size_t most_scanned = 6;
        if (texts_.size() > most_scanned)
            return std::binary_search(texts_.begin(), texts_.end(), text);
        return std::any_of(texts_.begin(), texts_.end(), [&](const std::string &candidate) {
            // Most texts differ here already, which saves the call.
            if (candidate.size() != text.size() || (!text.empty() && candidate.front() != text.front()))
                return false;
            return candidate == text;
        });
    }

    std::size_t column_;
    std::vector<std::string> texts_;
    bool negated_;
};

} // namespace

std::int64_t celVariableInt(double number)
{
    constexpr double two_to_63 = 9223372036854775808.0;
    if (!(number > -two_to_63))
        return std::numeric_limits<std::int64_t>::min();
    return number < two_to_63 ? static_cast<std::int64_t>(number) : std::numeric_limits<std::int64_t>::max();
}

CelKernelPtr makeFieldKernel(std::size_t column, ValueKind kind)
{
    switch (kind) {
    case ValueKind::Bool: return std::make_unique<FieldKernel>(column, CelKind::Bool);
    case ValueKind::Int64: return std::make_unique<FieldKernel>(column, CelKind::Int);
    case ValueKind::UInt64: return std::make_unique<FieldKernel>(column, CelKind::Uint);
    case ValueKind::Double:
    case ValueKind::Decimal: return std::make_unique<FieldKernel>(column, CelKind::Double);
    default: return nullptr;
    }
}

CelKernelPtr makePresenceKernel(std::size_t column)
{
    return std::make_unique<PresenceKernel>(column);
}

CelKernelPtr makeVariableKernel(std::size_t variable, CelKind kind)
{
    const bool fits = kind == CelKind::Double || kind == CelKind::Int || kind == CelKind::Bool;
    return fits ? std::make_unique<VariableKernel>(variable, kind) : nullptr;
}

CelKernelPtr makeConstantKernel(const CelValue &value)
{
    switch (value.kind()) {
    case CelKind::Null: return std::make_unique<ConstantKernel>(CelKind::Null, 0);
    case CelKind::Bool:
    case CelKind::Int:
    case CelKind::Uint: return std::make_unique<ConstantKernel>(value.kind(), value.unsignedInteger());
    case CelKind::Double:
        return std::make_unique<ConstantKernel>(CelKind::Double, std::bit_cast<std::uint64_t>(value.number()));
    default: return nullptr;
    }
}

CelKernelPtr makeTextKernel(std::size_t column, std::vector<std::string> texts, bool negated)
{
    return std::make_unique<TextKernel>(column, std::move(texts), negated);
}

} // namespace streamgauge
