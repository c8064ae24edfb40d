// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace streamgauge {

/// Blocks of 2^k bytes for many small states: small ones share slabs without a header of their own, and a slab goes back
/// to the system with its last block. One thread; blocks still out end with the arena.
class BlockArena
{
public:
    static constexpr std::size_t least_bytes = 32;

    BlockArena() = default;
    BlockArena(const BlockArena &) = delete;
    BlockArena &operator=(const BlockArena &) = delete;

    /// Not initialised, aligned to 16. Precondition: a power of two, at least least_bytes.
    [[nodiscard]] void *allocate(std::size_t bytes);
    /// Precondition: allocated with the same number of bytes.
    void release(void *block, std::size_t bytes);
    [[nodiscard]] std::size_t memoryBytes() const { return memory_bytes_; }
    /// A block's share of the arena's memory.
    [[nodiscard]] static constexpr std::size_t bytesOf(std::size_t block_bytes)
    {
        return block_bytes > most_shared_bytes ? block_bytes + large_overhead : block_bytes + block_bytes / 4;
    }

private:
    static constexpr std::size_t slab_bytes = 4'096;
    static constexpr std::size_t most_shared_bytes = 512;
    /// What the system's allocator and the list of large blocks take for one.
    static constexpr std::size_t large_overhead = 48;
    static constexpr std::size_t sizes = 5; ///< 32 to 512

    struct FreeBlock {
        FreeBlock *next;
    };
    struct Slab {
        FreeBlock *free = nullptr;
        std::uint32_t used = 0;
        std::uint32_t untouched = 0; ///< offset of the first block never given out
        std::uint32_t place = 0;     ///< in its Shelf's slabs
        std::uint32_t open_place = 0;
        [[nodiscard]] bool full(std::size_t bytes) const { return free == nullptr && untouched + bytes > slab_bytes; }
    };
    struct SlabDeleter {
        void operator()(Slab *slab) const;
    };
    struct LargeDeleter {
        void operator()(std::byte *block) const;
    };
    struct Shelf {
        std::vector<std::unique_ptr<Slab, SlabDeleter>> slabs;
        std::vector<Slab *> open; ///< with room
    };
    /// In front of a large block.
    struct LargeHeader {
        std::size_t place;
    };
    static constexpr std::size_t header_bytes = 64;
    static constexpr std::size_t large_header_bytes = 16;

    [[nodiscard]] void *allocateLarge(std::size_t bytes);
    void releaseLarge(void *block, std::size_t bytes);
    [[nodiscard]] Slab *addSlab(Shelf &shelf);
    static void close(Shelf &shelf, const Slab &slab);

    std::array<Shelf, sizes> shelves_;
    std::vector<std::unique_ptr<std::byte, LargeDeleter>> large_;
    std::size_t memory_bytes_ = 0;
};

} // namespace streamgauge
