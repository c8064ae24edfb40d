// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>

namespace streamgauge {

/// Counts of non-negative values in log-linear buckets: a quantile is within 1/64 of the true value, of any size.
/// 15 KiB. record() may run on any number of threads without a lock; the readers see each recorded value once its
/// record() has returned.
class Histogram
{
public:
    void record(std::uint64_t value) noexcept
    {
        counts_[bucketOf(value)].fetch_add(1, std::memory_order_relaxed);
        std::uint64_t most = most_.load(std::memory_order_relaxed);
        while (value > most && !most_.compare_exchange_weak(most, value, std::memory_order_relaxed)) { }
    }

    [[nodiscard]] std::uint64_t count() const noexcept;
    /// Exact; 0 without values.
    [[nodiscard]] std::uint64_t most() const noexcept { return most_.load(std::memory_order_relaxed); }
    /// The value that `share` (0 to 1) of all values do not exceed; 0 without values.
    [[nodiscard]] std::uint64_t quantile(double share) const noexcept;
    /// Adds what `other` has counted.
    void add(const Histogram &other) noexcept;

private:
    static constexpr unsigned sub_bits = 5;
    static constexpr std::size_t sub_buckets = 1U << sub_bits;
    static constexpr std::size_t buckets = (64 - sub_bits + 1) * sub_buckets;

    // Values below sub_buckets have a bucket each; above, each power of two is cut into sub_buckets equal parts.
    [[nodiscard]] static constexpr std::size_t bucketOf(std::uint64_t value) noexcept
    {
        if (value < sub_buckets)
            return value;
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - sub_bits;
        return (shift + 1) * sub_buckets + ((value >> shift) & (sub_buckets - 1));
    }
    [[nodiscard]] static std::uint64_t middleOf(std::size_t bucket) noexcept;

    std::array<std::atomic<std::uint64_t>, buckets> counts_ {};
    std::atomic<std::uint64_t> most_ { 0 };
};

} // namespace streamgauge
