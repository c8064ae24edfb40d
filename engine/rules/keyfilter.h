// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace streamgauge {

/// Says of most keys that they are not in a set, from their hash alone and in one read: a counting filter. One thread.
class KeyFilter
{
public:
    /// False: it is certainly not in the set.
    [[nodiscard]] bool mayHold(std::uint64_t hash) const { return counts_[hash & mask_] != 0; }
    /// True when the set has outgrown the filter: call reset() and add all hashes anew.
    [[nodiscard]] bool crowded() const { return held_ > counts_.size() / cells_per_key; }

    void add(std::uint64_t hash)
    {
        ++held_;
        std::uint8_t &count = counts_[hash & mask_];
        count = static_cast<std::uint8_t>(count + (count < full ? 1 : 0));
    }
    /// Precondition: it was added.
    void remove(std::uint64_t hash)
    {
        --held_;
        // How many a full cell holds is not known, so it stays full until the next reset.
        std::uint8_t &count = counts_[hash & mask_];
        count = static_cast<std::uint8_t>(count - (count < full ? 1 : 0));
    }
    /// Empty, with room for `keys`.
    void reset(std::size_t keys)
    {
        std::size_t cells = least_cells;
        while (cells / cells_per_key < keys)
            cells *= 2;
        held_ = 0;
        mask_ = cells - 1;
        std::vector<std::uint8_t>(cells).swap(counts_);
    }
    [[nodiscard]] std::size_t memoryBytes() const { return counts_.capacity(); }

private:
    static constexpr std::size_t least_cells = 1'024;
    static constexpr std::size_t cells_per_key = 16;
    static constexpr std::uint8_t full = UINT8_MAX;

    std::size_t held_ = 0;
    std::uint64_t mask_ = least_cells - 1;
    std::vector<std::uint8_t> counts_ = std::vector<std::uint8_t>(least_cells);
};

} // namespace streamgauge
