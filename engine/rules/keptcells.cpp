// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/keptcells.h"

#include <bit>

namespace streamgauge {

namespace {

bool hasText(ValueKind kind)
{
    switch (kind) {
    case ValueKind::Decimal:
    case ValueKind::String:
    case ValueKind::Bytes:
    case ValueKind::Timestamp:
    case ValueKind::Json: return true;
    default: return false;
    }
}

/// The text of a cell that has one.
std::string_view cellTextView(const ColumnData &data, std::uint32_t row)
{
    const bool instant = data.kind() == ValueKind::Timestamp && data.intAt(row) != ColumnData::no_instant;
    return instant ? std::string_view() : data.textAt(row);
}

} // namespace

KeptCells::KeptCells(const Schema &schema, std::vector<std::size_t> columns)
{
    Schema reduced;
    reduced.stream = schema.stream;
    reduced.simulated = schema.simulated;
    for (const std::size_t column : columns) {
        reduced.columns.push_back(schema.columns[column]);
        kept_.push_back({ column, schema.columns[column].kind, {}, {}, {} });
    }
    schema_ = std::make_shared<const Schema>(std::move(reduced));
}

void KeptCells::keep(std::uint32_t slot, const Batch &batch, std::uint32_t row)
{
    for (Kept &kept : kept_) {
        const ColumnData &data = batch.after(kept.column);
        if (slot >= kept.states.size()) {
            kept.states.resize(slot + 1, CellState::Absent);
            kept.words.resize(slot + 1);
            if (hasText(kept.kind))
                kept.texts.resize(slot + 1);
        }
        // A row without the column says nothing about it.
        if (data.state(row) == CellState::Absent)
            continue;
        kept.states[slot] = data.state(row);
        kept.words[slot] = data.words().empty() ? 0 : data.words()[row];
        if (!hasText(kept.kind))
            continue;
        std::string &text = kept.texts[slot];
        text_bytes_ -= text.capacity();
        text = data.has(row) ? cellTextView(data, row) : std::string_view();
        text_bytes_ += text.capacity();
    }
}

void KeptCells::forget(std::uint32_t slot)
{
    for (Kept &kept : kept_) {
        if (slot >= kept.states.size())
            continue;
        kept.states[slot] = CellState::Absent;
        if (!hasText(kept.kind))
            continue;
        text_bytes_ -= kept.texts[slot].capacity();
        kept.texts[slot] = std::string();
        text_bytes_ += kept.texts[slot].capacity();
    }
}

void KeptCells::append(std::uint32_t slot, std::string_view key, BatchBuilder &builder) const
{
    for (std::size_t index = 0; index < kept_.size(); ++index)
        appendCell(kept_[index], slot, builder.after(index));
    builder.endRow(Op::Updated, key);
}

void KeptCells::appendCell(const Kept &kept, std::uint32_t slot, ColumnData &out)
{
    if (slot >= kept.states.size() || kept.states[slot] != CellState::Value) {
        out.appendMissing(slot < kept.states.size() ? kept.states[slot] : CellState::Absent);
        return;
    }
    const std::uint64_t word = kept.words[slot];
    switch (kept.kind) {
    case ValueKind::Bool: out.appendBool(word != 0); return;
    case ValueKind::Int64: out.appendInt(static_cast<std::int64_t>(word)); return;
    case ValueKind::UInt64: out.appendUInt(word); return;
    case ValueKind::Double: out.appendDouble(std::bit_cast<double>(word)); return;
    case ValueKind::Decimal: out.appendDecimal(kept.texts[slot], std::bit_cast<double>(word)); return;
    case ValueKind::Timestamp:
        if (static_cast<std::int64_t>(word) == ColumnData::no_instant)
            out.appendTimestampText(kept.texts[slot]);
        else
            out.appendTimestamp(static_cast<std::int64_t>(word));
        return;
    case ValueKind::String:
    case ValueKind::Bytes:
    case ValueKind::Json: out.appendText(kept.texts[slot]); return;
    }
}

std::size_t KeptCells::memoryBytes() const
{
    std::size_t bytes = text_bytes_;
    for (const Kept &kept : kept_) {
        bytes += kept.states.capacity() * sizeof(CellState) + kept.words.capacity() * sizeof(std::uint64_t)
            + kept.texts.capacity() * sizeof(std::string);
    }
    return bytes;
}

} // namespace streamgauge
