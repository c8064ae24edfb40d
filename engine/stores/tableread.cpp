// SPDX-License-Identifier: GPL-3.0-or-later
// How TableStore is read in steps while it changes between them.
#include "engine/stores/tablestore.h"

namespace streamgauge {

void TableStore::appendRow(const Stream &stream, const Row &row, const RowLayout &layout, BatchBuilder &builder)
{
    const RowLayout &own = *stream.layouts[row.layout];
    if (own.schema() == layout.schema()) {
        layout.appendCells(row.block.get(), builder);
    } else {
        std::string converted;
        own.convert(row.block.get(), layout, converted);
        layout.appendCells(converted.data(), builder);
    }
    builder.setTimes(row.event_ns, row.arrival_ns);
    builder.endRow(row.op, RowLayout::key(row.block.get(), own));
}

bool TableStore::beginRead(std::string_view name, TableCursor &cursor) const
{
    const Stream *stream = findStream(name);
    if (stream == nullptr)
        return false;
    if (!cursor.all && stream->changed <= cursor.seen)
        return false;
    cursor.all = cursor.all || stream->forgotten_removal > cursor.seen;
    cursor.reading = true;
    cursor.target = change_;
    cursor.slot = cursor.all ? 0 : stream->newest;
    cursor.reached = change_ + 1;
    return true;
}

bool TableStore::read(std::string_view name, TableCursor &cursor, std::size_t most, const RowLayout &layout,
                      BatchBuilder &builder) const
{
    const Stream *stream = findStream(name);
    const bool done = stream == nullptr
        || (cursor.all ? readAll(*stream, cursor, most, layout, builder)
                       : readChanges(*stream, cursor, most, layout, builder));
    if (done)
        endRead(cursor);
    return done;
}

void TableStore::endRead(TableCursor &cursor)
{
    cursor.all = false;
    cursor.reading = false;
    cursor.seen = cursor.target;
}

bool TableStore::readAll(const Stream &stream, TableCursor &cursor, std::size_t most, const RowLayout &layout,
                         BatchBuilder &builder)
{
    // Rows keep their slots: what comes into a slot already passed has a change after the target.
    for (std::size_t visited = 0; cursor.slot < stream.slots; ++cursor.slot, ++visited) {
        if (visited == most)
            return false;
        const Row &row = stream.row(cursor.slot);
        if (row.block != nullptr)
            appendRow(stream, row, layout, builder);
    }
    return true;
}

bool TableStore::readChanges(const Stream &stream, TableCursor &cursor, std::size_t most, const RowLayout &layout,
                             BatchBuilder &builder)
{
    // From the newest change to the oldest. When the row to go on from has changed itself meanwhile, it and all
    // that changed since the target lie before the place again.
    std::uint32_t slot = cursor.slot;
    const bool moved = slot != KeyIndex::none
        && (stream.row(slot).block == nullptr || stream.row(slot).change >= cursor.reached || stream.row(slot).change == 0);
    if (moved)
        slot = stream.newest;
    for (std::size_t read = 0; slot != KeyIndex::none; slot = stream.row(slot).older) {
        const Row &row = stream.row(slot);
        if (row.change <= cursor.seen)
            return true;
        if (row.change > cursor.target || row.change >= cursor.reached)
            continue;
        if (read++ == most) {
            cursor.slot = slot;
            return false;
        }
        appendRow(stream, row, layout, builder);
        cursor.reached = row.change;
    }
    return true;
}

void TableStore::readRemoved(std::string_view name, const TableCursor &cursor, std::vector<std::string> &keys) const
{
    const Stream *stream = findStream(name);
    if (stream == nullptr || cursor.all)
        return;
    for (auto removal = stream->removals.rbegin(); removal != stream->removals.rend(); ++removal) {
        if (removal->change <= cursor.seen)
            return;
        if (find(*stream, removal->key, keyHash(removal->key)) == KeyIndex::none)
            keys.push_back(removal->key);
    }
}

std::uint32_t TableStore::locate(std::string_view name, std::uint32_t slot, std::uint32_t most,
                                 std::vector<Located> &rows) const
{
    const Stream *stream = findStream(name);
    if (stream == nullptr)
        return 0;
    const std::uint32_t end = std::min(stream->slots, slot + most);
    for (; slot < end; ++slot) {
        const Row &row = stream->row(slot);
        if (row.block != nullptr)
            rows.push_back({ std::string(RowLayout::key(row.block.get(), *stream->layouts[row.layout])), slot });
    }
    return slot < stream->slots ? slot : 0;
}

bool TableStore::readRow(std::string_view name, const Located &place, const RowLayout &layout, BatchBuilder &builder) const
{
    const Stream *stream = findStream(name);
    const Row *row = stream == nullptr || place.slot >= stream->slots ? nullptr : &stream->row(place.slot);
    if (row == nullptr || row->block == nullptr
        || RowLayout::key(row->block.get(), *stream->layouts[row->layout]) != place.key)
        return false;
    appendRow(*stream, *row, layout, builder);
    return true;
}

} // namespace streamgauge
