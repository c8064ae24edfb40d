// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/keyindex.h"

namespace streamgauge {

void KeyIndex::insert(std::uint64_t hash, std::uint32_t id)
{
    if ((size_ + 1) * 4 > slots_.size() * 3)
        grow();
    place({ static_cast<std::uint32_t>(hash), id });
    ++size_;
}

void KeyIndex::place(Slot slot)
{
    std::size_t i = slot.tag & mask();
    while (slots_[i].id != none)
        i = (i + 1) & mask();
    slots_[i] = slot;
}

std::size_t KeyIndex::placeOf(std::uint64_t hash, std::uint32_t id) const
{
    std::size_t i = static_cast<std::uint32_t>(hash) & mask();
    while (slots_[i].id != id)
        i = (i + 1) & mask();
    return i;
}

void KeyIndex::replace(std::uint64_t hash, std::uint32_t id, std::uint32_t by)
{
    slots_[placeOf(hash, id)].id = by;
}

void KeyIndex::erase(std::uint64_t hash, std::uint32_t id)
{
    std::size_t hole = placeOf(hash, id);
    // Entries behind the hole move up unless that would put them before their own place.
    for (std::size_t i = (hole + 1) & mask(); slots_[i].id != none; i = (i + 1) & mask()) {
        const std::size_t home = slots_[i].tag & mask();
        if (((i - home) & mask()) >= ((i - hole) & mask())) {
            slots_[hole] = slots_[i];
            hole = i;
        }
    }
    slots_[hole] = Slot();
    --size_;
}

void KeyIndex::grow()
{
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 8 : slots_.size() * 2));
    for (const Slot &slot : old) {
        if (slot.id != none)
            place(slot);
    }
}

} // namespace streamgauge
