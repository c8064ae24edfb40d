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

void KeyIndex::erase(std::uint64_t hash, std::uint32_t id)
{
    std::size_t hole = static_cast<std::uint32_t>(hash) & mask();
    while (slots_[hole].id != id)
        hole = (hole + 1) & mask();
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
