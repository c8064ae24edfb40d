// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/recencyset.h"

#include <algorithm>
#include <bit>
#include <memory>

namespace streamgauge {

namespace {

/// Of the places, 7 in 8 are filled before the table grows.
constexpr std::size_t fill_parts = 8;

} // namespace

std::uint32_t RecencySet::homeOf(std::uint64_t key) const
{
    return static_cast<std::uint32_t>(((key >> 32) * places_) >> 32);
}

std::uint32_t RecencySet::placeOf(std::uint64_t key) const
{
    std::uint32_t place = homeOf(key);
    while (entries_[place].hash != 0 && entries_[place].hash != key)
        place = next(place);
    return place;
}

bool RecencySet::contains(std::uint64_t hash) const
{
    return places_ > 0 && entries_[placeOf(keyOf(hash))].hash != 0;
}

bool RecencySet::needsRoomFor(std::uint64_t hash) const
{
    const std::size_t most = places_ - (places_ + fill_parts - 1) / fill_parts;
    return size_ >= most && !contains(hash);
}

std::size_t RecencySet::bytesToGrow() const
{
    constexpr std::size_t first_bytes = 128;
    return std::max(first_bytes, std::size_t { bytes_ } * 2);
}

void RecencySet::grow(BlockArena &arena)
{
    const std::size_t bytes = bytesToGrow();
    RecencySet wider;
    wider.entries_ = static_cast<Entry *>(arena.allocate(bytes));
    wider.bytes_ = static_cast<std::uint32_t>(bytes);
    wider.places_ = static_cast<std::uint32_t>(bytes / sizeof(Entry));
    std::uninitialized_fill_n(wider.entries_, wider.places_, Entry());
    for (std::uint32_t place = oldest_; place != nowhere; place = entries_[place].newer)
        wider.touch(entries_[place].hash, entries_[place].at);
    clear(arena);
    *this = wider;
}

void RecencySet::touch(std::uint64_t hash, std::int64_t at)
{
    const std::uint64_t key = keyOf(hash);
    const std::uint32_t place = placeOf(key);
    if (entries_[place].hash == 0) {
        entries_[place].hash = key;
        ++size_;
    } else if (place == newest_) {
        entries_[place].at = at;
        return;
    } else {
        unlink(entries_[place]);
    }
    append(place, at);
}

void RecencySet::append(std::uint32_t place, std::int64_t at)
{
    Entry &entry = entries_[place];
    entry.at = at;
    entry.older = newest_;
    entry.newer = nowhere;
    (newest_ == nowhere ? oldest_ : entries_[newest_].newer) = place;
    newest_ = place;
}

void RecencySet::unlink(const Entry &entry)
{
    (entry.older == nowhere ? oldest_ : entries_[entry.older].newer) = entry.newer;
    (entry.newer == nowhere ? newest_ : entries_[entry.newer].older) = entry.older;
}

void RecencySet::dropOldest()
{
    const std::uint32_t place = oldest_;
    unlink(entries_[place]);
    --size_;
    closeGap(place);
}

void RecencySet::closeGap(std::uint32_t gap)
{
    // Entries behind the gap move up unless that would put them before their own place.
    for (std::uint32_t place = next(gap); entries_[place].hash != 0; place = next(place)) {
        const std::uint32_t home = homeOf(entries_[place].hash);
        const std::uint32_t from_home = place >= home ? place - home : place + places_ - home;
        const std::uint32_t from_gap = place >= gap ? place - gap : place + places_ - gap;
        if (from_home < from_gap)
            continue;
        const Entry moved = entries_[place];
        entries_[gap] = moved;
        (moved.older == nowhere ? oldest_ : entries_[moved.older].newer) = gap;
        (moved.newer == nowhere ? newest_ : entries_[moved.newer].older) = gap;
        gap = place;
    }
    entries_[gap] = Entry();
}

void RecencySet::clear(BlockArena &arena)
{
    if (entries_ != nullptr)
        arena.release(entries_, bytes_);
    *this = RecencySet();
}

std::size_t RecencySet::mostBytes(std::size_t values)
{
    // Growing is due at 7/8 of the places and doubles them, and 24 bytes do not fill a power of two.
    return BlockArena::bytesOf(
        std::bit_ceil(std::max<std::size_t>(values, 4) * sizeof(Entry) * fill_parts / (fill_parts - 2)));
}

} // namespace streamgauge
