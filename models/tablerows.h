// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"
#include "engine/stores/keyindex.h"

#include <memory>
#include <string_view>
#include <vector>

namespace streamgauge {

/// The rows a table model holds, by slot and by key. A slot is a row's as long as the row lives. Grows without moving
/// what is there. One thread.
class TableRows
{
public:
    using Slot = std::uint32_t;
    static constexpr Slot none = KeyIndex::none;
    struct Entry {
        RowRef row;
        std::int64_t born_ms = 0;             ///< 0: first contents
        std::vector<std::int64_t> changed_ms; ///< by column; empty while the row has not changed since
    };

    [[nodiscard]] Slot find(std::string_view key, std::uint64_t hash) const;
    [[nodiscard]] Slot find(const RowRef &row) const { return find(row.batch->key(row.row), row.batch->keyHash(row.row)); }
    /// Precondition: its key is not held.
    [[nodiscard]] Slot add(const RowRef &row, std::int64_t now_ms);
    /// Precondition: a row is there.
    void remove(Slot slot);

    [[nodiscard]] Entry &operator[](Slot slot) { return pages_[slot / page_rows][slot % page_rows]; }
    [[nodiscard]] const Entry &operator[](Slot slot) const { return pages_[slot / page_rows][slot % page_rows]; }
    /// Which one it was to come; no two rows have the same. 0: the slot is free.
    [[nodiscard]] std::uint64_t arrival(Slot slot) const { return arrivals_[slot]; }
    [[nodiscard]] std::uint64_t lastArrival() const { return last_arrival_; }
    [[nodiscard]] std::size_t count() const { return index_.size(); }
    /// Free ones too.
    [[nodiscard]] std::size_t slots() const { return arrivals_.size(); }

private:
    static constexpr Slot page_rows = 1'024;

    std::vector<std::unique_ptr<Entry[]>> pages_;
    std::vector<std::uint64_t> arrivals_; ///< by slot
    std::vector<Slot> free_slots_;
    KeyIndex index_;
    std::uint64_t last_arrival_ = 0;
};

} // namespace streamgauge
