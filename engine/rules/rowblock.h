// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/source/connector.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace streamgauge {

/// Rows of one batch that a rule judges, in order.
struct RowBlock {
    const BatchPtr &shared;
    const Batch &batch;
    std::span<const std::uint32_t> rows; ///< ascending
    std::span<const TimeNs> times_ns;    ///< rule time of each
    std::span<const std::uint64_t> key_hashes;
    std::span<const std::uint32_t> marks; ///< ascending indices into `rows`: deleted rows and stream-wide operations
    TimeBasis basis = TimeBasis::Arrival; ///< which of a row's times is its rule time
    const TextColumn *own_keys = nullptr; ///< the keys of `rows`; null: the stream's
    /// By row: where the last feed of windows found the key among its own, for the next to look there first; any number
    /// will do. Empty where no two share the block.
    std::span<std::uint32_t> slot_hints;

    [[nodiscard]] std::string_view key(std::size_t index) const
    {
        return own_keys == nullptr ? batch.key(rows[index]) : own_keys->at(index);
    }
    /// In the order of the rows: `take_rows(begin, end)` with those between marks, `take_mark(index)` with each mark.
    template <typename TakeRows, typename TakeMark> void split(const TakeRows &take_rows, const TakeMark &take_mark) const
    {
        std::size_t begin = 0;
        for (const std::uint32_t mark : marks) {
            take_rows(begin, mark);
            take_mark(mark);
            begin = mark + std::size_t { 1 };
        }
        take_rows(begin, rows.size());
    }
};

} // namespace streamgauge
