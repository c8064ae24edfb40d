// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/samplechunk.h"

#include "engine/stores/bytebudget.h"

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::uint16_t first_capacity = 4;

std::size_t blocksFor(std::size_t samples)
{
    return (samples + SampleChunk::block_samples - 1) / SampleChunk::block_samples;
}

} // namespace

ValueRange ValueRange::empty()
{
    return { std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity() };
}

SampleChunk::SampleChunk(const Sample &first)
    : range_(ValueRange::empty())
{
    append(first);
}

std::size_t SampleChunk::bytesFor(std::size_t capacity)
{
    return sizeof(SampleChunk) + capacity * sizeof(Sample) + blocksFor(capacity) * sizeof(ValueRange)
        + 2 * allocation_overhead_bytes;
}

void SampleChunk::grow()
{
    const auto capacity = static_cast<std::uint16_t>(capacity_ == 0 ? first_capacity : capacity_ * 2);
    auto samples = std::make_unique_for_overwrite<Sample[]>(capacity);
    std::copy_n(samples_.get(), count_, samples.get());
    if (blocksFor(capacity) != blocksFor(capacity_)) {
        auto blocks = std::make_unique_for_overwrite<ValueRange[]>(blocksFor(capacity));
        std::copy_n(blocks_.get(), blocksFor(count_), blocks.get());
        blocks_ = std::move(blocks);
    }
    samples_ = std::move(samples);
    capacity_ = capacity;
}

void SampleChunk::insert(const Sample &sample)
{
    const Sample *const begin = samples_.get();
    const Sample *const place = std::upper_bound(
        begin, begin + count_, sample.time_ns, [](TimeNs time_ns, const Sample &other) { return time_ns < other.time_ns; });
    insertAt(static_cast<std::size_t>(place - begin), sample);
}

void SampleChunk::insertAt(std::size_t index, const Sample &sample)
{
    if (count_ == capacity_)
        grow();
    Sample *const place = samples_.get() + index;
    Sample *const end = samples_.get() + count_;
    std::move_backward(place, end, end + 1);
    *place = sample;
    ++count_;
    rebuildFrom(index);
}

Sample SampleChunk::takeLast()
{
    const Sample last = samples_[--count_];
    rebuildFrom(count_);
    return last;
}

void SampleChunk::rebuildFrom(std::size_t index)
{
    for (std::size_t block = index / block_samples; block < blocksFor(count_); ++block) {
        const std::size_t begin = block * block_samples;
        const std::size_t end = std::min<std::size_t>(begin + block_samples, count_);
        blocks_[block] = ValueRange::empty();
        for (std::size_t i = begin; i < end; ++i)
            blocks_[block].add(samples_[i].value);
    }
    range_ = ValueRange::empty();
    for (std::size_t block = 0; block < blocksFor(count_); ++block)
        range_.add(blocks_[block]);
    last_time_ns_ = samples_[count_ - 1U].time_ns;
}

std::size_t SampleChunk::lowerBound(TimeNs time_ns, std::size_t begin) const
{
    const Sample *const found =
        std::lower_bound(samples_.get() + begin, samples_.get() + count_, time_ns,
                         [](const Sample &sample, TimeNs bound_ns) { return sample.time_ns < bound_ns; });
    return static_cast<std::size_t>(found - samples_.get());
}

void SampleChunk::addRange(std::size_t begin, std::size_t end, ValueRange &range) const
{
    const std::size_t first_block = blocksFor(begin);
    const std::size_t last_block = end == count_ ? blocksFor(end) : end / block_samples;
    if (first_block >= last_block) {
        for (std::size_t i = begin; i < end; ++i)
            range.add(samples_[i].value);
        return;
    }
    for (std::size_t i = begin; i < first_block * block_samples; ++i)
        range.add(samples_[i].value);
    for (std::size_t block = first_block; block < last_block; ++block)
        range.add(blocks_[block]);
    for (std::size_t i = last_block * block_samples; i < end; ++i)
        range.add(samples_[i].value);
}

} // namespace streamgauge
