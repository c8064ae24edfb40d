// SPDX-License-Identifier: GPL-3.0-or-later
// How TableStore keeps the rows of keyless streams: equal ones stand in a ring, of which the index knows the one that
// changed first, so that each step costs the same however many are equal.
#include "engine/stores/tablestore.h"

#include <algorithm>
#include <array>

namespace streamgauge {

namespace {

/// More choices of columns than this are not remembered: later changes do not find rows that came with others.
constexpr std::size_t most_column_choices = 32;

/// As text that sorts like the number; all are as long.
std::array<char, 16> numberText(std::uint64_t number)
{
    std::array<char, 16> text {};
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, number >>= 4)
        *digit = "0123456789abcdef"[number & 15];
    return text;
}

std::uint64_t hashOf(const RowLayout::Content &content)
{
    constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15;
    return keyHash(content.cells) * odd + keyHash(content.texts);
}

} // namespace

std::uint32_t TableStore::findContent(const Stream &stream, const char *block, std::uint64_t hash)
{
    const RowLayout &layout = stream.currentLayout();
    const RowLayout::Content wanted = layout.content(block);
    return stream.index.find(hash, [&](std::uint32_t slot) {
        const Row &row = stream.row(slot);
        if (row.next_equal == KeyIndex::none)
            return false;
        const char *other = row.block.get();
        if (row.layout != stream.current) {
            stream.layouts[row.layout]->convert(other, layout, compared_);
            other = compared_.data();
        }
        return layout.content(other) == wanted;
    });
}

/// The row that has this image: that before a change, else that after it.
std::uint32_t TableStore::findImage(Stream &stream, const Batch &batch, std::uint32_t row, std::string_view left_out)
{
    const bool is_change = batch.op(row) == Op::Updated || batch.op(row) == Op::Deleted;
    const std::array<char, 16> no_number = numberText(0);
    const RowLayout &layout = stream.currentLayout();
    layout.image({ no_number.data(), no_number.size() }, batch, row, is_change && batch.hasBefore(), left_out, image_);
    return findContent(stream, image_.data(), hashOf(layout.content(image_.data())));
}

/// The row the event is about; none when it brings a new one.
std::uint32_t TableStore::findNamed(Stream &stream, const Batch &batch, std::uint32_t row)
{
    if (batch.op(row) == Op::Created || (batch.op(row) == Op::Snapshot && stream.snapshot_began == 0))
        return KeyIndex::none;
    const std::uint32_t slot = findImage(stream, batch, row, {});
    if (batch.op(row) == Op::Snapshot) {
        const bool named_already = slot != KeyIndex::none && stream.row(slot).change > stream.snapshot_began;
        return named_already ? KeyIndex::none : slot;
    }
    std::uint32_t incomplete = slot;
    for (std::size_t i = 0; incomplete == KeyIndex::none && i < stream.absent_columns.size(); ++i)
        incomplete = findImage(stream, batch, row, stream.absent_columns[i]);
    return incomplete;
}

void TableStore::applyKeyless(Stream &stream, const Batch &batch, std::uint32_t row)
{
    std::uint32_t slot = findNamed(stream, batch, row);
    if (batch.op(row) == Op::Deleted) {
        if (slot != KeyIndex::none)
            remove(stream, slot);
        return;
    }
    std::array<char, 16> number = numberText(change_ + 1);
    const char *old = nullptr;
    if (slot == KeyIndex::none) {
        slot = takeSlot(stream);
        share_.take(allocation_overhead_bytes);
    } else {
        leaveEquals(stream, slot);
        const Row &known = stream.row(slot);
        std::ranges::copy(RowLayout::key(known.block.get(), *stream.layouts[known.layout]), number.begin());
        old = known.block.get();
        if (known.layout != stream.current) {
            stream.layouts[known.layout]->convert(old, stream.currentLayout(), converted_);
            old = converted_.data();
        }
    }
    stream.currentLayout().merge(old, { number.data(), number.size() }, batch, row, scratch_);
    Row &target = stream.row(slot);
    target.layout = stream.current;
    keep(target, scratch_);
    joinEquals(stream, slot);
    markChanged(stream, slot, batch, row);
    trim();
}

/// Last, as it is marked as changed next.
void TableStore::joinEquals(Stream &stream, std::uint32_t slot)
{
    Row &row = stream.row(slot);
    const RowLayout &layout = stream.currentLayout();
    std::string absent = layout.absentColumns(row.block.get());
    if (!absent.empty() && stream.absent_columns.size() < most_column_choices
        && std::ranges::find(stream.absent_columns, absent) == stream.absent_columns.end())
        stream.absent_columns.push_back(std::move(absent));
    const std::uint64_t hash = hashOf(layout.content(row.block.get()));
    const std::uint32_t first = findContent(stream, row.block.get(), hash);
    if (first == KeyIndex::none) {
        row.next_equal = slot;
        row.previous_equal = slot;
        share_.take(index(stream, slot, hash));
        return;
    }
    row.tag = static_cast<std::uint32_t>(hash);
    row.next_equal = first;
    row.previous_equal = stream.row(first).previous_equal;
    stream.row(row.previous_equal).next_equal = slot;
    stream.row(first).previous_equal = slot;
}

void TableStore::leaveEquals(Stream &stream, std::uint32_t slot)
{
    Row &row = stream.row(slot);
    if (row.next_equal == slot) {
        stream.index.erase(row.tag, slot);
        return;
    }
    // Before the first of a ring stands its last, which changed later.
    if (stream.row(row.previous_equal).change > row.change)
        stream.index.replace(row.tag, slot, row.next_equal);
    stream.row(row.previous_equal).next_equal = row.next_equal;
    stream.row(row.next_equal).previous_equal = row.previous_equal;
}

} // namespace streamgauge
