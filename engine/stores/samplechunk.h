// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace streamgauge {

struct Sample {
    TimeNs time_ns = 0;
    double value = 0;
    friend bool operator==(const Sample &, const Sample &) = default;
};

/// Least and greatest of some samples; empty while min > max.
struct ValueRange {
    double min = 0;
    double max = 0;

    void add(double value)
    {
        min = value < min ? value : min;
        max = value > max ? value : max;
    }
    void add(const ValueRange &other)
    {
        min = other.min < min ? other.min : min;
        max = other.max > max ? other.max : max;
    }
    [[nodiscard]] static ValueRange empty();
};

/// Up to 1,024 samples in order of time, equal times in order of arrival, with the range of each 16 of them.
/// Never empty between calls of its owner. One thread.
class SampleChunk
{
public:
    static constexpr std::size_t most_samples = 1'024;
    static constexpr std::size_t block_samples = 16;

    explicit SampleChunk(const Sample &first);

    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] bool full() const { return count_ == most_samples; }
    [[nodiscard]] bool atCapacity() const { return count_ == capacity_; }
    [[nodiscard]] const Sample &at(std::size_t index) const { return samples_[index]; }
    [[nodiscard]] TimeNs firstTime() const { return samples_[0].time_ns; }
    [[nodiscard]] TimeNs lastTime() const { return last_time_ns_; }
    [[nodiscard]] const ValueRange &range() const { return range_; }
    /// When it last grew, in the owner's ticks.
    [[nodiscard]] std::uint64_t touched() const { return touched_; }
    void touch(std::uint64_t tick) { touched_ = tick; }
    /// Of this object and all it owns.
    [[nodiscard]] std::size_t memoryBytes() const { return bytesFor(capacity_); }

    /// Precondition: !full() and not before the last sample.
    void append(const Sample &sample)
    {
        if (count_ == capacity_)
            grow();
        samples_[count_] = sample;
        range_.add(sample.value);
        last_time_ns_ = sample.time_ns;
        if (++count_ % block_samples == 0)
            sumUpBlock(count_ / block_samples - 1U);
    }
    /// Puts it behind all samples not later than it. Precondition: !full().
    void insert(const Sample &sample);
    /// Puts it before all samples, which are not earlier. Precondition: !full().
    void insertFront(const Sample &sample) { insertAt(0, sample); }
    /// Precondition: count() > 1.
    [[nodiscard]] Sample takeLast();

    /// Index of the first sample at or after `time_ns`, from `begin` on; count() when there is none.
    [[nodiscard]] std::size_t lowerBound(TimeNs time_ns, std::size_t begin = 0) const;
    /// Widens `range` by the samples [begin, end).
    void addRange(std::size_t begin, std::size_t end, ValueRange &range) const;

private:
    [[nodiscard]] static std::size_t bytesFor(std::size_t capacity);
    void grow();
    void insertAt(std::size_t index, const Sample &sample);
    void rebuildFrom(std::size_t index);
    void sumUpBlock(std::size_t block);

    std::unique_ptr<Sample[]> samples_;
    std::unique_ptr<ValueRange[]> blocks_; ///< of complete blocks
    ValueRange range_;
    TimeNs last_time_ns_ = 0;
    std::uint64_t touched_ = 0;
    std::uint16_t count_ = 0;
    std::uint16_t capacity_ = 0;
};

} // namespace streamgauge
