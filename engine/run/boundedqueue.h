// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace streamgauge {

/// What a full queue does with the next item.
enum class WhenFull : std::uint8_t {
    Block,     ///< the producer waits
    DropOldest ///< the oldest droppable items make room; their rows are counted
};

/// What an item counts against the bounds. Items of 0 rows (commands, checkpoints) are never dropped.
struct QueueWeight {
    std::size_t rows = 0;
    std::size_t bytes = 0;
    bool droppable = true;
};

/// First in, first out between threads; bounded in rows and in bytes. An item larger than a bound still passes
/// once the queue is empty. All calls are thread-safe.
template <typename T> class BoundedQueue
{
public:
    BoundedQueue(std::size_t bound_rows, std::size_t bound_bytes, WhenFull when_full = WhenFull::Block)
        : bound_rows_(bound_rows)
        , bound_bytes_(bound_bytes)
        , when_full_(when_full)
    {
    }

    /// Called after each push and after finish(), outside the lock. Set before the queue is shared.
    void onPush(std::function<void()> callback) { on_push_ = std::move(callback); }
    /// Receives each dropped item, on the pushing thread, outside the lock. Set before the queue is shared.
    void onDrop(std::function<void(T)> callback) { on_drop_ = std::move(callback); }

    /// False when the queue was finished or aborted, or `stop` was requested while it was full: the item was not taken.
    bool push(T item, QueueWeight weight, const std::stop_token &stop = {})
    {
        std::vector<Entry> dropped;
        {
            std::unique_lock lock(mutex_);
            if (when_full_ == WhenFull::DropOldest)
                makeRoom(weight, dropped);
            else
                changed_.wait(lock, stop, [&] { return finished_ || fits(weight); });
            const bool refused = finished_ || (when_full_ == WhenFull::Block && !fits(weight));
            if (refused)
                return false;
            rows_ += weight.rows;
            bytes_ += weight.bytes;
            items_.push_back({ std::move(item), weight });
        }
        changed_.notify_all();
        for (Entry &entry : dropped) {
            if (on_drop_)
                on_drop_(std::move(entry.item));
        }
        if (on_push_)
            on_push_();
        return true;
    }

    /// Waits until a push of this weight will not wait while nobody else pushes. False when none will be taken any more.
    bool waitForRoom(QueueWeight weight)
    {
        std::unique_lock lock(mutex_);
        if (when_full_ == WhenFull::Block)
            changed_.wait(lock, [&] { return finished_ || fits(weight); });
        return !finished_;
    }

    /// What `look` makes of the oldest item; nullopt when there is none. `look` must not call the queue.
    template <typename Look>
    [[nodiscard]] auto front(const Look &look) const -> std::optional<decltype(look(std::declval<const T &>()))>
    {
        const std::scoped_lock lock(mutex_);
        if (items_.empty())
            return std::nullopt;
        return look(items_.front().item);
    }

    /// The oldest item; nullopt when there is none within the timeout, or none will come (see finished()).
    [[nodiscard]] std::optional<T> pop(DurationNs timeout_ns = 0)
    {
        std::optional<T> item;
        {
            std::unique_lock lock(mutex_);
            if (timeout_ns > 0)
                changed_.wait_for(lock, std::chrono::nanoseconds(timeout_ns), [&] { return finished_ || !items_.empty(); });
            if (items_.empty())
                return std::nullopt;
            Entry entry = std::move(items_.front());
            items_.pop_front();
            rows_ -= entry.weight.rows;
            bytes_ -= entry.weight.bytes;
            item.emplace(std::move(entry.item));
        }
        changed_.notify_all();
        return item;
    }

    /// No more pushes; what is inside can still be popped.
    void finish()
    {
        {
            const std::scoped_lock lock(mutex_);
            finished_ = true;
        }
        changed_.notify_all();
        if (on_push_)
            on_push_();
    }

    /// No more pushes, and what is inside is thrown away. Returns the rows thrown away; they are not in droppedRows().
    std::uint64_t abort()
    {
        std::deque<Entry> thrown;
        std::uint64_t rows = 0;
        {
            const std::scoped_lock lock(mutex_);
            finished_ = true;
            thrown.swap(items_);
            rows = rows_;
            rows_ = 0;
            bytes_ = 0;
        }
        changed_.notify_all();
        if (on_push_)
            on_push_();
        return rows;
    }

    /// Finished and empty: no item will ever come.
    [[nodiscard]] bool finished() const
    {
        const std::scoped_lock lock(mutex_);
        return finished_ && items_.empty();
    }
    /// While nobody else pushes, a push of this weight will not wait.
    [[nodiscard]] bool hasRoom(const QueueWeight &weight) const
    {
        const std::scoped_lock lock(mutex_);
        return fits(weight);
    }
    [[nodiscard]] bool empty() const
    {
        const std::scoped_lock lock(mutex_);
        return items_.empty();
    }
    [[nodiscard]] std::size_t rows() const
    {
        const std::scoped_lock lock(mutex_);
        return rows_;
    }
    [[nodiscard]] std::size_t bytes() const
    {
        const std::scoped_lock lock(mutex_);
        return bytes_;
    }
    [[nodiscard]] std::uint64_t droppedRows() const
    {
        const std::scoped_lock lock(mutex_);
        return dropped_rows_;
    }
    [[nodiscard]] std::size_t boundRows() const { return bound_rows_; }

private:
    struct Entry {
        T item;
        QueueWeight weight;
    };

    [[nodiscard]] bool fits(const QueueWeight &weight) const
    {
        return items_.empty() || (rows_ + weight.rows <= bound_rows_ && bytes_ + weight.bytes <= bound_bytes_);
    }

    void makeRoom(const QueueWeight &weight, std::vector<Entry> &dropped)
    {
        for (auto it = items_.begin(); it != items_.end() && !fits(weight);) {
            if (it->weight.rows == 0 || !it->weight.droppable) {
                ++it;
                continue;
            }
            rows_ -= it->weight.rows;
            bytes_ -= it->weight.bytes;
            dropped_rows_ += it->weight.rows;
            dropped.push_back(std::move(*it));
            it = items_.erase(it);
        }
    }

    const std::size_t bound_rows_;
    const std::size_t bound_bytes_;
    const WhenFull when_full_;
    std::function<void()> on_push_;
    std::function<void(T)> on_drop_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Entry> items_;
    std::size_t rows_ = 0;
    std::size_t bytes_ = 0;
    std::uint64_t dropped_rows_ = 0;
    bool finished_ = false;
};

} // namespace streamgauge
