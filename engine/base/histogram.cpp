// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/histogram.h"

#include <algorithm>
#include <cmath>

namespace streamgauge {

std::uint64_t Histogram::count() const noexcept
{
    std::uint64_t total = 0;
    for (const auto &bucket : counts_)
        total += bucket.load(std::memory_order_relaxed);
    return total;
}

std::uint64_t Histogram::middleOf(std::size_t bucket) noexcept
{
    if (bucket < sub_buckets)
        return bucket;
    const std::size_t shift = bucket / sub_buckets - 1;
    const std::uint64_t low = (sub_buckets + bucket % sub_buckets) << shift;
    return low + ((std::uint64_t { 1 } << shift) >> 1);
}

std::uint64_t Histogram::quantile(double share) const noexcept
{
    const std::uint64_t total = count();
    if (total == 0)
        return 0;
    const double rank = std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(total));
    const std::uint64_t wanted = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(rank), 1, total);
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        seen += counts_[bucket].load(std::memory_order_relaxed);
        if (seen >= wanted)
            return std::min(middleOf(bucket), most());
    }
    return most();
}

void Histogram::add(const Histogram &other) noexcept
{
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        if (const auto more = other.counts_[bucket].load(std::memory_order_relaxed); more > 0)
            counts_[bucket].fetch_add(more, std::memory_order_relaxed);
    }
    const std::uint64_t value = other.most();
    std::uint64_t most_here = most_.load(std::memory_order_relaxed);
    while (value > most_here && !most_.compare_exchange_weak(most_here, value, std::memory_order_relaxed)) { }
}

} // namespace streamgauge
