// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace streamgauge {

inline constexpr std::uint32_t no_slot = UINT32_MAX;

/// Many small objects by number. Numbers stay while an object lives and are used again afterwards; the last object's
/// end gives the memory back but for one chunk. One thread.
template <typename T> class Pool
{
public:
    [[nodiscard]] std::uint32_t take()
    {
        ++used_;
        if (!free_.empty()) {
            const std::uint32_t slot = free_.back();
            free_.pop_back();
            return slot;
        }
        if (end_ == chunks_.size() * chunk_objects)
            chunks_.push_back(std::make_unique<std::array<T, chunk_objects>>());
        return end_++;
    }
    void give(std::uint32_t slot)
    {
        (*this)[slot] = T();
        free_.push_back(slot);
        if (--used_ == 0) {
            chunks_.resize(1);
            free_.clear();
            if (free_.capacity() > chunk_objects)
                free_.shrink_to_fit();
            end_ = 0;
        }
    }
    [[nodiscard]] T &operator[](std::uint32_t slot) { return (*chunks_[slot / chunk_objects])[slot % chunk_objects]; }
    [[nodiscard]] const T &operator[](std::uint32_t slot) const
    {
        return (*chunks_[slot / chunk_objects])[slot % chunk_objects];
    }
    /// All numbers ever given are below it.
    [[nodiscard]] std::uint32_t end() const { return end_; }
    [[nodiscard]] std::size_t used() const { return used_; }
    [[nodiscard]] std::size_t memoryBytes() const
    {
        return chunks_.size() * sizeof(std::array<T, chunk_objects>) + chunks_.capacity() * sizeof(void *)
            + free_.capacity() * sizeof(std::uint32_t);
    }

private:
    static constexpr std::size_t chunk_objects = 256;

    std::vector<std::unique_ptr<std::array<T, chunk_objects>>> chunks_;
    std::vector<std::uint32_t> free_;
    std::uint32_t end_ = 0;
    std::size_t used_ = 0;
};

} // namespace streamgauge
