// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/blockarena.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace streamgauge {

struct Sample {
    std::int64_t at = 0; ///< ns since 1970 UTC, or a running number
    double value = 0;
};

/// Samples in order, in a block of an arena that its owner hands in and to which release() must give it back.
/// 24 bytes without samples.
class SampleRing
{
public:
    static constexpr std::size_t least_capacity = BlockArena::least_bytes / sizeof(Sample);

    [[nodiscard]] std::uint32_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t capacity() const { return samples_ == nullptr ? 0 : std::size_t { 1 } << capacity_log2_; }
    [[nodiscard]] bool full() const { return size_ == capacity(); }
    /// Precondition of the accessors: that sample is there.
    [[nodiscard]] const Sample &operator[](std::uint32_t index) const { return samples_[(head_ + index) & mask()]; }
    [[nodiscard]] const Sample &front() const { return samples_[head_]; }
    [[nodiscard]] const Sample &back() const { return (*this)[size_ - 1]; }
    /// Precondition: !full().
    void push(Sample sample)
    {
        samples_[(head_ + size_) & mask()] = sample;
        ++size_;
    }
    void dropFront()
    {
        head_ = (head_ + 1) & mask();
        --size_;
    }
    void dropBack() { --size_; }

    /// Precondition: a power of two, at least size() and least_capacity.
    void setCapacity(std::size_t capacity, BlockArena &arena)
    {
        auto *samples = static_cast<Sample *>(arena.allocate(capacity * sizeof(Sample)));
        const std::uint32_t before_end = std::min(size_, static_cast<std::uint32_t>(this->capacity()) - head_);
        if (size_ > 0) {
            std::memcpy(samples, samples_ + head_, before_end * sizeof(Sample));
            std::memcpy(samples + before_end, samples_, (size_ - before_end) * sizeof(Sample));
        }
        const std::uint32_t kept = size_;
        release(arena);
        samples_ = samples;
        size_ = kept;
        capacity_log2_ = static_cast<std::uint8_t>(std::countr_zero(capacity));
    }
    void release(BlockArena &arena)
    {
        if (samples_ != nullptr)
            arena.release(samples_, capacity() * sizeof(Sample));
        *this = SampleRing();
    }
    /// The lines the next push() and expiry touch.
    void prefetch() const
    {
        if (samples_ == nullptr)
            return;
        __builtin_prefetch(samples_ + ((head_ + size_) & mask()), 1);
        __builtin_prefetch(samples_ + head_, 0);
    }

private:
    [[nodiscard]] std::uint32_t mask() const { return (std::uint32_t { 1 } << capacity_log2_) - 1; }

    Sample *samples_ = nullptr;
    std::uint32_t head_ = 0;
    std::uint32_t size_ = 0;
    std::uint8_t capacity_log2_ = 0;
};

} // namespace streamgauge
