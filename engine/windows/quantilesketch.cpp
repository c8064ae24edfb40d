// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/quantilesketch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace streamgauge {

namespace {

constexpr double gamma = (1 + QuantileSketch::relative_error) / (1 - QuantileSketch::relative_error);
const double log_gamma = std::log(gamma);
/// Puts the least positive double, whose logarithm to the base gamma is about -37222, above bucket 0.
constexpr int first_bucket = 37'300;
/// Above that of the greatest double.
constexpr int infinite_bucket = 72'900;
constexpr std::size_t most_pages = 2UL * infinite_bucket / 32 + 2;

} // namespace

int QuantileSketch::bucket(double value)
{
    if (value == 0)
        return 0;
    const double magnitude = std::abs(value);
    const int index =
        std::isinf(value) ? infinite_bucket : first_bucket + static_cast<int>(std::ceil(std::log(magnitude) / log_gamma));
    return value > 0 ? index : -index;
}

double QuantileSketch::valueOf(int bucket)
{
    if (bucket == 0)
        return 0;
    const int index = std::abs(bucket);
    double magnitude = std::numeric_limits<double>::infinity();
    if (index != infinite_bucket)
        magnitude = std::min(std::exp((index - first_bucket) * log_gamma + std::log(2 / (gamma + 1))),
                             std::numeric_limits<double>::max());
    return bucket > 0 ? magnitude : -magnitude;
}

std::size_t QuantileSketch::pageIndex(std::int32_t number) const
{
    const auto found = std::ranges::lower_bound(pages(), number, {}, &Page::number);
    return static_cast<std::size_t>(found - pages().begin());
}

void QuantileSketch::addMany(int bucket, std::uint32_t many, BlockArena &arena)
{
    const std::int32_t number = bucket >> 5;
    const std::size_t index = pageIndex(number);
    if (index == page_count_ || pages_[index].number != number)
        insertPage(index, number, arena);
    Page &page = pages_[index];
    if (many > std::numeric_limits<std::uint32_t>::max() - page.size)
        return;
    page.counts[bucket & (page_buckets - 1)] += many;
    page.size += many;
    size_ += many;
}

void QuantileSketch::remove(int bucket, BlockArena &arena)
{
    const std::size_t index = pageIndex(bucket >> 5);
    Page &page = pages_[index];
    --page.counts[bucket & (page_buckets - 1)];
    --size_;
    if (--page.size == 0)
        removePage(index, arena);
}

void QuantileSketch::merge(const QuantileSketch &other, BlockArena &arena)
{
    for (const Page &page : other.pages()) {
        for (int i = 0; i < page_buckets; ++i) {
            if (page.counts[i] > 0)
                addMany(page.number * page_buckets + i, page.counts[i], arena);
        }
    }
}

void QuantileSketch::clear(BlockArena &arena)
{
    for (const Page &page : pages())
        arena.release(page.counts, page_buckets * sizeof(std::uint32_t));
    if (pages_ != nullptr)
        arena.release(pages_, page_capacity_bytes_);
    *this = QuantileSketch();
}

int QuantileSketch::bucketAt(std::uint64_t rank) const
{
    const Page *page = pages_;
    for (; rank >= page->size; ++page)
        rank -= page->size;
    int i = 0;
    for (; rank >= page->counts[i]; ++i)
        rank -= page->counts[i];
    return page->number * page_buckets + i;
}

void QuantileSketch::insertPage(std::size_t index, std::int32_t number, BlockArena &arena)
{
    if ((page_count_ + 1) * sizeof(Page) > page_capacity_bytes_) {
        const std::size_t bytes = std::max(BlockArena::least_bytes, std::size_t { page_capacity_bytes_ } * 2);
        auto *wider = static_cast<Page *>(arena.allocate(bytes));
        if (pages_ != nullptr) {
            std::memcpy(wider, pages_, page_count_ * sizeof(Page));
            arena.release(pages_, page_capacity_bytes_);
        }
        pages_ = wider;
        page_capacity_bytes_ = static_cast<std::uint32_t>(bytes);
    }
    constexpr std::size_t counts_bytes = page_buckets * sizeof(std::uint32_t);
    auto *counts = static_cast<std::uint32_t *>(arena.allocate(counts_bytes));
    std::memset(counts, 0, counts_bytes);
    std::memmove(pages_ + index + 1, pages_ + index, (page_count_ - index) * sizeof(Page));
    pages_[index] = { number, 0, counts };
    ++page_count_;
}

void QuantileSketch::removePage(std::size_t index, BlockArena &arena)
{
    arena.release(pages_[index].counts, page_buckets * sizeof(std::uint32_t));
    --page_count_;
    std::memmove(pages_ + index, pages_ + index + 1, (page_count_ - index) * sizeof(Page));
    if (page_count_ == 0)
        clear(arena);
}

std::size_t QuantileSketch::mostBytes(std::size_t samples)
{
    const std::size_t page_count = std::min(samples, most_pages);
    const std::size_t table_bytes = std::max(BlockArena::least_bytes, std::bit_ceil(page_count * sizeof(Page)));
    return page_count * BlockArena::bytesOf(page_buckets * sizeof(std::uint32_t)) + BlockArena::bytesOf(table_bytes);
}

} // namespace streamgauge
