// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/blockarena.h"

#include <cstddef>
#include <cstdint>

namespace streamgauge {

/// Different values by their hashes, each with the instant (or running number) it was last seen at, in that order.
/// Open addressing in one block of an arena that its owner hands in and to which clear() gives it back. 32 bytes when empty.
class RecencySet
{
public:
    [[nodiscard]] std::uint32_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    /// Not inside yet and no place is free: grow() must come before touch().
    [[nodiscard]] bool needsRoomFor(std::uint64_t hash) const;
    /// What grow() allocates.
    [[nodiscard]] std::size_t bytesToGrow() const;
    void grow(BlockArena &arena);
    /// `at` never falls. Precondition: !needsRoomFor(hash).
    void touch(std::uint64_t hash, std::int64_t at);
    [[nodiscard]] bool contains(std::uint64_t hash) const;
    /// Preconditions: !empty().
    [[nodiscard]] std::int64_t oldestAt() const { return entries_[oldest_].at; }
    [[nodiscard]] std::int64_t newestAt() const { return entries_[newest_].at; }
    void dropOldest();
    void clear(BlockArena &arena);
    /// What a set of so many values takes at most.
    [[nodiscard]] static std::size_t mostBytes(std::size_t values);

private:
    static constexpr std::uint32_t nowhere = UINT32_MAX;
    struct Entry {
        std::uint64_t hash = 0; ///< 0: free
        std::int64_t at = 0;
        std::uint32_t older = nowhere;
        std::uint32_t newer = nowhere;
    };

    [[nodiscard]] static std::uint64_t keyOf(std::uint64_t hash) { return hash == 0 ? 1 : hash; }
    [[nodiscard]] std::uint32_t homeOf(std::uint64_t key) const;
    [[nodiscard]] std::uint32_t next(std::uint32_t place) const { return place + 1 == places_ ? 0 : place + 1; }
    /// Where the key is, or the free place it would get.
    [[nodiscard]] std::uint32_t placeOf(std::uint64_t key) const;
    void append(std::uint32_t place, std::int64_t at);
    void unlink(const Entry &entry);
    void closeGap(std::uint32_t gap);

    Entry *entries_ = nullptr;
    std::uint32_t places_ = 0;
    std::uint32_t size_ = 0;
    std::uint32_t bytes_ = 0;
    std::uint32_t oldest_ = nowhere;
    std::uint32_t newest_ = nowhere;
};

/// Spreads a value over all 64 bits; different values give different hashes (Steele, Lea, Flood: SplittableRandom, 2014).
[[nodiscard]] constexpr std::uint64_t spreadBits(std::uint64_t bits)
{
    bits = (bits ^ (bits >> 30)) * 0xBF58'476D'1CE4'E5B9;
    bits = (bits ^ (bits >> 27)) * 0x94D0'49BB'1331'11EB;
    return bits ^ (bits >> 31);
}

} // namespace streamgauge
