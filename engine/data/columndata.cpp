// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/columndata.h"

namespace streamgauge {

bool ColumnData::usesWords() const
{
    return isNumeric(kind_) || kind_ == ValueKind::Timestamp;
}

bool ColumnData::usesText() const
{
    return kind_ >= ValueKind::Decimal && kind_ != ValueKind::Timestamp;
}

std::optional<double> ColumnData::numberAt(std::size_t row) const
{
    if (!has(row))
        return std::nullopt;
    switch (kind_) {
    case ValueKind::Bool: return boolAt(row) ? 1.0 : 0.0;
    case ValueKind::Int64: return static_cast<double>(intAt(row));
    case ValueKind::UInt64: return static_cast<double>(uintAt(row));
    case ValueKind::Double:
    case ValueKind::Decimal: return doubleAt(row);
    case ValueKind::Timestamp:
        if (intAt(row) == no_instant)
            return std::nullopt;
        return static_cast<double>(intAt(row));
    default: return std::nullopt;
    }
}

void ColumnData::appendMissing(CellState state)
{
    states_.push_back(state);
    if (usesWords())
        words_.push_back(0);
    if (usesText() || text_.size() > 0)
        text_.append({});
}

void ColumnData::appendTimestamp(std::int64_t instant_ns)
{
    appendWord(static_cast<std::uint64_t>(instant_ns));
    if (text_.size() > 0)
        text_.append({});
}

void ColumnData::appendTimestampText(std::string_view text)
{
    while (text_.size() < states_.size())
        text_.append({});
    appendWord(static_cast<std::uint64_t>(no_instant));
    text_.append(text);
}

void ColumnData::reserve(std::size_t rows)
{
    states_.reserve(rows);
    if (usesWords())
        words_.reserve(rows);
    if (usesText())
        text_.reserve(rows);
}

void ColumnData::truncate(std::size_t rows)
{
    states_.resize(rows);
    if (usesWords())
        words_.resize(rows);
    if (text_.size() > rows)
        text_.truncate(rows);
}

std::size_t ColumnData::memoryBytes() const
{
    return sizeof(ColumnData) + states_.capacity() * sizeof(CellState) + words_.capacity() * sizeof(std::uint64_t)
        + text_.memoryBytes();
}

} // namespace streamgauge
