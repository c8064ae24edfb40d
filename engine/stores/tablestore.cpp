// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/tablestore.h"

#include <algorithm>
#include <cstring>

namespace streamgauge {

namespace {

constexpr std::size_t most_removals = 16'384;
constexpr std::size_t most_removal_bytes = 1U << 20;

} // namespace

TableStore::Stream &TableStore::streamOf(const SchemaPtr &schema)
{
    if (last_schema_ == schema)
        return *last_stream_;
    std::unique_ptr<Stream> &stream = streams_[schema->stream];
    if (!stream) {
        stream = std::make_unique<Stream>();
        // Who read a forgotten stream of this name begins anew.
        stream->forgotten_removal = ++change_;
    }
    const auto known = std::find_if(stream->layouts.begin(), stream->layouts.end(),
                                    [&](const auto &layout) { return *layout->schema() == *schema; });
    stream->current = static_cast<std::uint32_t>(known - stream->layouts.begin());
    if (known == stream->layouts.end())
        stream->layouts.push_back(std::make_shared<const RowLayout>(schema));
    last_schema_ = schema;
    last_stream_ = stream.get();
    return *stream;
}

TableStore::Stream *TableStore::findStream(std::string_view stream)
{
    const auto found = streams_.find(stream);
    return found == streams_.end() ? nullptr : found->second.get();
}

const TableStore::Stream *TableStore::findStream(std::string_view stream) const
{
    const auto found = streams_.find(stream);
    return found == streams_.end() ? nullptr : found->second.get();
}

std::uint32_t TableStore::find(const Stream &stream, std::string_view key, std::uint64_t hash)
{
    return stream.index.find(hash, [&](std::uint32_t slot) {
        const Row &row = stream.row(slot);
        return RowLayout::key(row.block.get(), *stream.layouts[row.layout]) == key;
    });
}

void TableStore::apply(const Batch &batch, std::uint32_t row)
{
    Stream &stream = streamOf(batch.schemaPtr());
    if (batch.schema().keyless)
        return applyKeyless(stream, batch, row);
    const std::uint64_t hash = batch.keyHash(row);
    std::uint32_t slot = find(stream, batch.key(row), hash);
    if (batch.op(row) == Op::Deleted) {
        if (slot != KeyIndex::none)
            remove(stream, slot);
        return;
    }
    const char *old = nullptr;
    if (slot == KeyIndex::none) {
        slot = addRow(stream, hash);
    } else {
        Row &known = stream.row(slot);
        old = known.block.get();
        if (known.layout != stream.current) {
            stream.layouts[known.layout]->convert(old, stream.currentLayout(), converted_);
            old = converted_.data();
        } else if (stream.currentLayout().mergeInPlace(known.block.get(), batch, row)) {
            markChanged(stream, slot, batch, row);
            return;
        }
    }
    write(stream, slot, old, batch, row);
}

void TableStore::write(Stream &stream, std::uint32_t slot, const char *old, const Batch &batch, std::uint32_t row)
{
    stream.currentLayout().merge(old, batch.key(row), batch, row, scratch_);
    Row &target = stream.row(slot);
    target.layout = stream.current;
    keep(target, scratch_);
    markChanged(stream, slot, batch, row);
    trim();
}

void TableStore::keep(Row &row, const std::string &block)
{
    if (block.size() > row.capacity_bytes || block.size() < row.capacity_bytes / 4) {
        // Room for texts that grow a little; a row that shrank much gives its memory back.
        const std::size_t capacity = row.block == nullptr ? block.size() : block.size() + block.size() / 8;
        auto larger = std::make_unique_for_overwrite<char[]>(capacity);
        share_.take(capacity);
        share_.give(row.capacity_bytes);
        row.block = std::move(larger);
        row.capacity_bytes = static_cast<std::uint32_t>(capacity);
    }
    std::memcpy(row.block.get(), block.data(), block.size());
}

std::uint32_t TableStore::takeSlot(Stream &stream)
{
    std::uint32_t slot = 0;
    if (!stream.free_slots.empty()) {
        slot = stream.free_slots.back();
        stream.free_slots.pop_back();
    } else {
        slot = stream.slots++;
        if (slot / page_rows == stream.pages.size()) {
            stream.pages.push_back(std::make_unique<Row[]>(page_rows));
            share_.take(page_rows * sizeof(Row));
        }
    }
    return slot;
}

/// Gives the bytes by which the index grew.
std::size_t TableStore::index(Stream &stream, std::uint32_t slot, std::uint64_t hash)
{
    const std::size_t before_bytes = stream.index.memoryBytes();
    stream.row(slot).tag = static_cast<std::uint32_t>(hash);
    stream.index.insert(hash, slot);
    return stream.index.memoryBytes() - before_bytes;
}

std::uint32_t TableStore::addRow(Stream &stream, std::uint64_t hash)
{
    const std::uint32_t slot = takeSlot(stream);
    share_.take(index(stream, slot, hash) + allocation_overhead_bytes);
    return slot;
}

void TableStore::unlink(Stream &stream, Row &row)
{
    (row.older == KeyIndex::none ? stream.oldest : stream.row(row.older).newer) = row.newer;
    (row.newer == KeyIndex::none ? stream.newest : stream.row(row.newer).older) = row.older;
    row.older = KeyIndex::none;
    row.newer = KeyIndex::none;
}

void TableStore::markChanged(Stream &stream, std::uint32_t slot, const Batch &batch, std::uint32_t source_row)
{
    Row &row = stream.row(slot);
    if (stream.newest != slot) {
        if (row.change != 0)
            unlink(stream, row);
        row.older = stream.newest;
        (stream.newest == KeyIndex::none ? stream.oldest : stream.row(stream.newest).newer) = slot;
        stream.newest = slot;
    }
    row.change = ++change_;
    row.event_ns = batch.eventTime(source_row);
    row.arrival_ns = batch.arrivalTime(source_row);
    row.op = batch.op(source_row);
    stream.changed = change_;
}

void TableStore::remove(Stream &stream, std::uint32_t slot)
{
    Row &row = stream.row(slot);
    unlink(stream, row);
    if (row.next_equal == KeyIndex::none)
        stream.index.erase(row.tag, slot);
    else
        leaveEquals(stream, slot);
    rememberRemoval(stream, RowLayout::key(row.block.get(), *stream.layouts[row.layout]));
    share_.give(row.capacity_bytes + allocation_overhead_bytes);
    row = Row();
    stream.free_slots.push_back(slot);
}

void TableStore::rememberRemoval(Stream &stream, std::string_view key)
{
    stream.changed = ++change_;
    stream.removals.push_back({ change_, std::string(key) });
    stream.removal_bytes += key.size() + sizeof(Removal);
    while (stream.removals.size() > most_removals || stream.removal_bytes > most_removal_bytes) {
        stream.forgotten_removal = stream.removals.front().change;
        stream.removal_bytes -= stream.removals.front().key.size() + sizeof(Removal);
        stream.removals.pop_front();
    }
}

MovedRow TableStore::takeOut(const std::string &name, std::string_view key, std::uint64_t hash)
{
    Stream *stream = findStream(name);
    const std::uint32_t slot = stream == nullptr ? KeyIndex::none : find(*stream, key, hash);
    if (slot == KeyIndex::none)
        return {};
    const Row &row = stream->row(slot);
    MovedRow moved { stream->layouts[row.layout], std::string(row.block.get(), row.capacity_bytes) };
    remove(*stream, slot);
    return moved;
}

void TableStore::putMoved(const MovedRow &moved, const Batch &batch, std::uint32_t row)
{
    Stream &stream = streamOf(batch.schemaPtr());
    const char *old = nullptr;
    if (!moved.block.empty()) {
        moved.layout->convert(moved.block.data(), stream.currentLayout(), converted_);
        old = converted_.data();
    }
    std::uint32_t slot = find(stream, batch.key(row), batch.keyHash(row));
    if (slot == KeyIndex::none)
        slot = addRow(stream, batch.keyHash(row));
    write(stream, slot, old, batch, row);
}

void TableStore::beginSnapshot(const SchemaPtr &schema)
{
    Stream &stream = streamOf(schema);
    stream.snapshot_began = ++change_;
}

std::uint64_t TableStore::snapshotBegan(const std::string &name) const
{
    const Stream *stream = findStream(name);
    return stream == nullptr ? 0 : stream->snapshot_began;
}

void TableStore::endSnapshot(const std::string &name)
{
    if (Stream *stream = findStream(name))
        stream->snapshot_began = 0;
}

bool TableStore::sweep(const std::string &name, std::uint64_t change, std::size_t most)
{
    Stream *stream = findStream(name);
    if (stream == nullptr)
        return true;
    while (stream->oldest != KeyIndex::none && stream->row(stream->oldest).change <= change) {
        if (most-- == 0)
            return false;
        remove(*stream, stream->oldest);
    }
    return true;
}

void TableStore::trim()
{
    while (share_.mustGive()) {
        Stream *victim = nullptr;
        for (const auto &[name, stream] : streams_) {
            if (stream->oldest == KeyIndex::none)
                continue;
            if (victim == nullptr || stream->row(stream->oldest).change < victim->row(victim->oldest).change)
                victim = stream.get();
        }
        if (victim == nullptr)
            return;
        ++victim->evicted;
        remove(*victim, victim->oldest);
    }
}

std::size_t TableStore::streamBytes(const Stream &stream)
{
    std::size_t bytes =
        stream.pages.size() * page_rows * sizeof(Row) + stream.index.memoryBytes() - KeyIndex().memoryBytes();
    for (std::uint32_t slot = stream.oldest; slot != KeyIndex::none; slot = stream.row(slot).newer)
        bytes += stream.row(slot).capacity_bytes + allocation_overhead_bytes;
    return bytes;
}

std::shared_ptr<const void> TableStore::forget(std::string_view name)
{
    const auto known = streams_.find(name);
    if (known == streams_.end())
        return nullptr;
    std::shared_ptr<const Stream> stream = std::move(known->second);
    share_.give(streamBytes(*stream));
    streams_.erase(known);
    last_schema_ = nullptr;
    last_stream_ = nullptr;
    return stream;
}

std::uint64_t TableStore::rowCount(std::string_view name) const
{
    const Stream *stream = findStream(name);
    return stream == nullptr ? 0 : stream->slots - stream->free_slots.size();
}

std::uint64_t TableStore::evictedCount(std::string_view name) const
{
    const Stream *stream = findStream(name);
    return stream == nullptr ? 0 : stream->evicted;
}

} // namespace streamgauge
