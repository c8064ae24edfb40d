// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace streamgauge {

/// At most one timer for each of many small ids, by time and then by id. One thread; O(log n).
class TimerHeap
{
public:
    static constexpr TimeNs never = INT64_MAX;

    /// Sets or moves the timer of `id`; `never` removes it.
    void set(std::uint32_t id, TimeNs due_ns);
    /// `never` when it has none.
    [[nodiscard]] TimeNs due(std::uint32_t id) const { return has(id) ? entries_[places_[id]].due_ns : never; }
    [[nodiscard]] bool has(std::uint32_t id) const { return id < places_.size() && places_[id] != nowhere; }
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    /// Preconditions: !empty().
    [[nodiscard]] TimeNs firstDue() const { return entries_.front().due_ns; }
    [[nodiscard]] std::uint32_t firstId() const { return entries_.front().id; }
    /// Moves each timer that ends before `time_ns` to what `later(id)` says: one time, not before `time_ns` nor `never`,
    /// or nullopt, which leaves it. O(n): for when that is many of them.
    template <typename Later> void postpone(TimeNs time_ns, const Later &later)
    {
        for (Entry &entry : entries_) {
            if (entry.due_ns >= time_ns)
                continue;
            if (const std::optional<TimeNs> due_ns = later(entry.id))
                entry.due_ns = *due_ns;
        }
        order();
    }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    void clear();
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    struct Entry {
        TimeNs due_ns;
        std::uint32_t id;
        friend bool operator<(const Entry &a, const Entry &b)
        {
            return a.due_ns != b.due_ns ? a.due_ns < b.due_ns : a.id < b.id;
        }
    };
    static constexpr std::uint32_t nowhere = UINT32_MAX;
    /// Of an entry; with more than two the heap is flatter, and all of one entry's lie together.
    static constexpr std::size_t children = 4;

    void put(std::size_t place, Entry entry)
    {
        entries_[place] = entry;
        places_[entry.id] = static_cast<std::uint32_t>(place);
    }
    /// Makes a heap of entries in any order.
    void order();
    void rise(std::size_t place, Entry entry);
    void sink(std::size_t place, Entry entry);
    void place(std::size_t at, Entry entry);

    std::vector<Entry> entries_;        ///< a heap, the earliest first
    std::vector<std::uint32_t> places_; ///< by id, into entries_
};

} // namespace streamgauge
