// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/blockarena.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace streamgauge {

/// Counts of samples by buckets whose width grows with the value: DDSketch (Masson, Rim, Lee, VLDB 2019) with relative
/// error 1 %, for all doubles but NaN, none of its buckets collapsed, so that what was added can be taken again and
/// sketches can be merged without loss. Buckets lie in pages of 32 that exist while they count something.
/// From 2^32 - 1 samples in one page on, further ones in it are not counted. 24 bytes without samples; the pages lie in an
/// arena that its owner hands in and to which clear() gives them back.
class QuantileSketch
{
public:
    static constexpr double relative_error = 0.01;
    /// Most memory one add() may take.
    static constexpr std::size_t most_growth_bytes = 128UL << 10;

    /// The bucket of a value; buckets rise with it. 0 is that of zero alone.
    [[nodiscard]] static int bucket(double value);
    /// Within relative_error of all values of the bucket.
    [[nodiscard]] static double valueOf(int bucket);

    void add(int bucket, BlockArena &arena) { addMany(bucket, 1, arena); }
    /// Precondition: added before.
    void remove(int bucket, BlockArena &arena);
    void merge(const QuantileSketch &other, BlockArena &arena);
    void clear(BlockArena &arena);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The bucket of the sample with `rank` samples below it. Precondition: rank < size().
    [[nodiscard]] int bucketAt(std::uint64_t rank) const;
    /// What a sketch of so many samples takes at most.
    [[nodiscard]] static std::size_t mostBytes(std::size_t samples);

private:
    static constexpr int page_buckets = 32;
    struct Page {
        std::int32_t number = 0; ///< of its first bucket / page_buckets
        std::uint32_t size = 0;  ///< sum of the counts
        std::uint32_t *counts = nullptr;
    };

    void addMany(int bucket, std::uint32_t many, BlockArena &arena);
    [[nodiscard]] std::size_t pageIndex(std::int32_t number) const;
    void insertPage(std::size_t index, std::int32_t number, BlockArena &arena);
    void removePage(std::size_t index, BlockArena &arena);
    [[nodiscard]] std::span<const Page> pages() const { return { pages_, page_count_ }; }

    Page *pages_ = nullptr; ///< rising numbers
    std::uint32_t page_count_ = 0;
    std::uint32_t page_capacity_bytes_ = 0;
    std::uint64_t size_ = 0;
};

/// floor(quantile * (size - 1)) of the quantile as it is written in decimal: 0.29 of 101 samples has rank 29.
[[nodiscard]] inline std::uint64_t quantileRank(double quantile, std::uint64_t size)
{
    const double rank = quantile * static_cast<double>(size - 1);
    return std::min(size - 1, static_cast<std::uint64_t>(rank + rank * 0x1p-51));
}

} // namespace streamgauge
