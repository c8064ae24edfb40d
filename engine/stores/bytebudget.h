// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>

namespace streamgauge {

/// One bound in bytes over the stores of all workers. Thread-safe.
class ByteBudget
{
public:
    /// `sharers`: how many BudgetShares draw on it.
    explicit ByteBudget(std::size_t bound_bytes, std::size_t sharers = 1)
        : bound_bytes_(bound_bytes)
        , fair_share_bytes_(bound_bytes / (sharers == 0 ? 1 : sharers))
    {
    }

    [[nodiscard]] std::size_t boundBytes() const { return bound_bytes_; }
    [[nodiscard]] std::size_t fairShareBytes() const { return fair_share_bytes_; }
    [[nodiscard]] std::size_t usedBytes() const { return used_bytes_.load(std::memory_order_relaxed); }

private:
    friend class BudgetShare;

    const std::size_t bound_bytes_;
    const std::size_t fair_share_bytes_;
    std::atomic<std::size_t> used_bytes_ = 0;
};

/// What one store has taken of a budget. One thread at a time; the budget outlives it.
class BudgetShare
{
public:
    explicit BudgetShare(ByteBudget &budget)
        : budget_(budget)
    {
    }
    ~BudgetShare() { give(bytes_); }
    BudgetShare(const BudgetShare &) = delete;
    BudgetShare &operator=(const BudgetShare &) = delete;

    void take(std::size_t bytes)
    {
        bytes_ += bytes;
        budget_.used_bytes_.fetch_add(bytes, std::memory_order_relaxed);
    }
    void give(std::size_t bytes)
    {
        bytes_ -= bytes;
        budget_.used_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
    }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    /// The budget is overdrawn and this store holds more than its fair share. A store may use what others leave.
    [[nodiscard]] bool mustGive() const
    {
        return budget_.usedBytes() > budget_.boundBytes() && bytes_ > budget_.fairShareBytes();
    }

private:
    ByteBudget &budget_;
    std::size_t bytes_ = 0;
};

/// What the allocator adds to each block, about.
inline constexpr std::size_t allocation_overhead_bytes = 16;

} // namespace streamgauge
