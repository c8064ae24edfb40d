// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/source/connector.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Keys that are not the stream's own, one for each row of a block.
struct OwnKeys {
    TextColumn texts;
    std::vector<std::uint64_t> hashes;
};

/// Rows of one batch that a rule judges, in order.
struct RowBlock {
    const BatchPtr &shared;
    const Batch &batch;
    std::span<const std::uint32_t> rows;  ///< ascending
    std::span<const TimeNs> times_ns;     ///< rule time of each
    std::span<const std::uint32_t> marks; ///< ascending indices into `rows`: deleted rows and stream-wide operations
    TimeBasis basis = TimeBasis::Arrival; ///< which of a row's times is its rule time
    const OwnKeys *own_keys = nullptr;    ///< null: the stream's

    [[nodiscard]] std::string_view key(std::size_t index) const
    {
        return own_keys == nullptr ? batch.key(rows[index]) : own_keys->texts.at(index);
    }
    [[nodiscard]] std::uint64_t keyHash(std::size_t index) const
    {
        return own_keys == nullptr ? batch.keyHash(rows[index]) : own_keys->hashes[index];
    }
};

} // namespace streamgauge
