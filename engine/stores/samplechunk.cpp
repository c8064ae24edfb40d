// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/samplechunk.h"

#include "engine/stores/bytebudget.h"

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::uint16_t first_capacity = 4;

std::size_t blocksIn(std::size_t samples)
{
    return samples / SampleChunk::block_samples;
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
    return sizeof(SampleChunk) + capacity * sizeof(Sample) + blocksIn(capacity) * sizeof(ValueRange)
        + 2 * allocation_overhead_bytes;
}

void SampleChunk::grow()
{
    const auto capacity = static_cast<std::uint16_t>(capacity_ == 0 ? first_capacity : capacity_ * 2);
    auto samples = std::make_unique_for_overwrite<Sample[]>(capacity);
    std::copy_n(samples_.get(), count_, samples.get());
    if (blocksIn(capacity) > 0) {
        auto blocks = std::make_unique_for_overwrite<ValueRange[]>(blocksIn(capacity));
        std::copy_n(blocks_.get(), blocksIn(count_), blocks.get());
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

void SampleChunk::sumUpBlock(std::size_t block)
{
    ValueRange range = ValueRange::empty();
    for (std::size_t i = block * block_samples; i < (block + 1) * block_samples; ++i)
        range.add(samples_[i].value);
    blocks_[block] = range;
}

void SampleChunk::rebuildFrom(std::size_t index)
{
    for (std::size_t block = index / block_samples; block < blocksIn(count_); ++block)
        sumUpBlock(block);
    range_ = ValueRange::empty();
    addRange(0, count_, range_);
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
    const std::size_t first_block = (begin + block_samples - 1) / block_samples;
    const std::size_t last_block = blocksIn(end);
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
