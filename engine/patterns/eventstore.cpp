// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/eventstore.h"

#include "engine/data/batchbuilder.h"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::uint32_t block_rows = 4'096;
/// Below it, copying blocks together is not worth while.
constexpr std::size_t least_gap_bytes = 64UL << 10;

void copyCell(const ColumnData &from, std::uint32_t row, ColumnData &to)
{
    if (!from.has(row))
        return to.appendMissing(from.state(row));
    switch (from.kind()) {
    case ValueKind::Bool: return to.appendBool(from.boolAt(row));
    case ValueKind::Int64: return to.appendInt(from.intAt(row));
    case ValueKind::UInt64: return to.appendUInt(from.uintAt(row));
    case ValueKind::Double: return to.appendDouble(from.doubleAt(row));
    case ValueKind::Decimal: return to.appendDecimal(from.textAt(row), from.doubleAt(row));
    case ValueKind::Timestamp:
        if (from.intAt(row) == ColumnData::no_instant)
            return to.appendTimestampText(from.textAt(row));
        return to.appendTimestamp(from.intAt(row));
    case ValueKind::String:
    case ValueKind::Bytes:
    case ValueKind::Json: return to.appendText(from.textAt(row));
    }
}

/// For each column of `to` the one of `from` it is filled from; no_slot: none.
std::vector<std::uint32_t> columnMap(const Schema &from, const Schema &to, const std::vector<bool> &kept)
{
    std::vector<std::uint32_t> map(to.columns.size(), no_slot);
    for (std::size_t column = 0; column < to.columns.size(); ++column) {
        const auto source = kept[column] ? from.find(to.columns[column].name) : std::nullopt;
        if (source && from.columns[*source].kind == to.columns[column].kind)
            map[column] = static_cast<std::uint32_t>(*source);
    }
    return map;
}

void copyRow(const Batch &from, std::uint32_t row, std::span<const std::uint32_t> map, BatchBuilder &to)
{
    for (std::size_t column = 0; column < map.size(); ++column) {
        if (map[column] == no_slot)
            to.after(column).appendMissing(CellState::Absent);
        else
            copyCell(from.after(map[column]), row, to.after(column));
    }
    to.setTimes(from.eventTime(row), from.arrivalTime(row), from.sentTime(row));
    to.endRow(from.op(row), from.key(row));
}

} // namespace

void EventStore::shape(std::size_t stream, const Schema &schema, const std::vector<bool> &kept)
{
    if (shapes_.size() <= stream)
        shapes_.resize(stream + 1);
    Shape &shape = shapes_[stream];
    auto stored = std::make_shared<Schema>(schema);
    const auto last = std::find(kept.rbegin(), kept.rend(), true);
    stored->columns.resize(static_cast<std::size_t>(kept.rend() - last));
    // The batches of the store carry their keys along; their key columns may not be kept.
    stored->key_columns.clear();
    shape.kept = kept;
    shape.kept.resize(stored->columns.size());
    for (std::size_t column = 0; column < stored->columns.size(); ++column) {
        if (!kept[column])
            stored->columns[column].kind = ValueKind::String;
    }
    shape.schema = std::move(stored);
    copy(keptOf(stream), stream);
}

void EventStore::open(const Batch &batch, std::size_t stream)
{
    open_ = &batch;
    open_stream_ = stream;
}

std::uint32_t EventStore::note(std::uint32_t row, TimeNs time_ns, std::uint64_t number)
{
    const std::uint32_t id = events_.take();
    Event &event = events_[id];
    event.row = row;
    event.holders = 1;
    event.time_ns = time_ns;
    event.number = number;
    fresh_.push_back(id);
    return id;
}

void EventStore::release(std::uint32_t id)
{
    Event &event = events_[id];
    // One of the open batch is given back by close(), so that its number is not used again before.
    if (--event.holders > 0 || event.block == no_slot)
        return;
    live_cell_bytes_ -= event.cell_bytes;
    dropRow(event.block);
    events_.give(id);
}

void EventStore::dropRow(std::uint32_t block)
{
    Block &entry = blocks_[block];
    if (--entry.held > 0)
        return;
    block_bytes_ -= entry.batch->memoryBytes();
    entry = Block();
    free_blocks_.push_back(block);
}

void EventStore::close()
{
    std::erase_if(fresh_, [&](std::uint32_t id) {
        if (events_[id].holders > 0)
            return false;
        events_.give(id);
        return true;
    });
    copy(fresh_, open_stream_);
    fresh_.clear();
    open_ = nullptr;
    tidy();
}

void EventStore::copy(const std::vector<std::uint32_t> &events, std::size_t stream)
{
    if (events.empty())
        return;
    const Shape &shape = shapes_[stream];
    BatchBuilder builder(shape.schema);
    std::vector<std::uint32_t> map;
    const Schema *mapped = nullptr;
    std::size_t begun = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event &event = events_[events[i]];
        const Batch &from = batch(event);
        if (mapped != &from.schema()) {
            mapped = &from.schema();
            map = columnMap(*mapped, *shape.schema, shape.kept);
        }
        copyRow(from, event.row, map, builder);
        if (builder.rows() == block_rows || i + 1 == events.size()) {
            finishBlock(builder, stream, &events[begun]);
            // The batch this schema belonged to may be gone.
            mapped = nullptr;
            begun = i + 1;
        }
    }
}

void EventStore::finishBlock(BatchBuilder &builder, std::size_t stream, const std::uint32_t *events)
{
    BatchPtr batch = builder.finish();
    const auto rows = static_cast<std::uint32_t>(batch->rows());
    // Without what a batch costs by itself, so that many small blocks are worth copying together.
    const auto share = static_cast<std::uint32_t>((batch->memoryBytes() - sizeof(Batch)) / rows);
    std::uint32_t number = static_cast<std::uint32_t>(blocks_.size());
    if (free_blocks_.empty()) {
        blocks_.emplace_back();
    } else {
        number = free_blocks_.back();
        free_blocks_.pop_back();
    }
    block_bytes_ += batch->memoryBytes();
    blocks_[number] = { std::move(batch), stream, rows };
    for (std::uint32_t row = 0; row < rows; ++row) {
        Event &event = events_[events[row]];
        if (event.block != no_slot) {
            live_cell_bytes_ -= event.cell_bytes;
            dropRow(event.block);
        }
        event.block = number;
        event.row = row;
        event.cell_bytes = share;
        live_cell_bytes_ += share;
    }
}

std::vector<std::uint32_t> EventStore::keptOf(std::size_t stream) const
{
    std::vector<std::uint32_t> events;
    for (std::uint32_t id = 0; id < events_.end(); ++id) {
        const Event &event = events_[id];
        if (event.holders > 0 && event.block != no_slot && blocks_[event.block].stream == stream)
            events.push_back(id);
    }
    std::ranges::sort(events, {}, [&](std::uint32_t id) { return events_[id].number; });
    return events;
}

void EventStore::tidy()
{
    if (blocks_.size() == free_blocks_.size()) {
        std::vector<Block>().swap(blocks_);
        std::vector<std::uint32_t>().swap(free_blocks_);
        return;
    }
    if (block_bytes_ <= 2 * live_cell_bytes_ + least_gap_bytes)
        return;
    for (std::size_t stream = 0; stream < shapes_.size(); ++stream)
        copy(keptOf(stream), stream);
}

std::size_t EventStore::memoryBytes() const
{
    return events_.memoryBytes() + block_bytes_ + blocks_.capacity() * sizeof(Block)
        + free_blocks_.capacity() * sizeof(std::uint32_t) + fresh_.capacity() * sizeof(std::uint32_t);
}

} // namespace streamgauge
