// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tablerows.h"

namespace streamgauge {

TableRows::Slot TableRows::find(std::string_view key, std::uint64_t hash) const
{
    return index_.find(hash, [&](Slot slot) {
        const RowRef &row = (*this)[slot].row;
        return row.batch->key(row.row) == key;
    });
}

TableRows::Slot TableRows::add(const RowRef &row, std::int64_t now_ms)
{
    Slot slot = none;
    if (free_slots_.empty()) {
        slot = static_cast<Slot>(arrivals_.size());
        arrivals_.push_back(0);
        if (slot / page_rows == pages_.size())
            pages_.push_back(std::make_unique<Entry[]>(page_rows));
    } else {
        slot = free_slots_.back();
        free_slots_.pop_back();
    }
    (*this)[slot] = { row, now_ms, {} };
    arrivals_[slot] = ++last_arrival_;
    index_.insert(row.batch->keyHash(row.row), slot);
    return slot;
}

void TableRows::remove(Slot slot)
{
    Entry &entry = (*this)[slot];
    index_.erase(entry.row.batch->keyHash(entry.row.row), slot);
    entry = {};
    arrivals_[slot] = 0;
    free_slots_.push_back(slot);
}

} // namespace streamgauge
