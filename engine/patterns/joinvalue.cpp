// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/joinvalue.h"

#include "engine/data/batch.h"

#include <bit>
#include <cmath>

namespace streamgauge {

namespace {

enum Tag : std::uint64_t { NullTag, BoolTag, WholeTag, NegativeTag, RealTag, TextTag, BytesTag, TimeTag };

std::uint64_t wholeHash(std::int64_t value)
{
    return mixedHash(value < 0 ? NegativeTag : WholeTag, static_cast<std::uint64_t>(value));
}

std::uint64_t realHash(double value)
{
    constexpr double least = -9223372036854775808.0; // -2^63
    constexpr double end = 18446744073709551616.0;   // 2^64
    if (value == std::trunc(value) && value >= least && value < end)
        return value < 0 ? wholeHash(static_cast<std::int64_t>(value))
                         : mixedHash(WholeTag, static_cast<std::uint64_t>(value));
    return mixedHash(RealTag, std::bit_cast<std::uint64_t>(value));
}

} // namespace

std::optional<std::uint64_t> joinHash(const ColumnData &cells, std::uint32_t row)
{
    if (cells.state(row) == CellState::Absent)
        return std::nullopt;
    if (cells.state(row) == CellState::Null)
        return mixedHash(NullTag, 0);
    switch (cells.kind()) {
    case ValueKind::Bool: return mixedHash(BoolTag, cells.boolAt(row) ? 1 : 0);
    case ValueKind::Int64: return wholeHash(cells.intAt(row));
    case ValueKind::UInt64: return mixedHash(WholeTag, cells.uintAt(row));
    case ValueKind::Double:
    case ValueKind::Decimal: return realHash(cells.doubleAt(row));
    case ValueKind::Timestamp:
        if (cells.intAt(row) != ColumnData::no_instant)
            return mixedHash(TimeTag, static_cast<std::uint64_t>(cells.intAt(row)));
        return mixedHash(TextTag, keyHash(cells.textAt(row)));
    case ValueKind::Bytes: return mixedHash(BytesTag, keyHash(cells.textAt(row)));
    case ValueKind::String:
    case ValueKind::Json: return mixedHash(TextTag, keyHash(cells.textAt(row)));
    }
    return std::nullopt;
}

} // namespace streamgauge
