// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// How far a reader of events came.
struct EntriesRead {
    std::uint64_t next = 0; ///< number to go on with
    std::uint64_t end = 0;  ///< number behind the newest there was
};

/// The recent raw events of all streams in the order they were stored, as references to their batches, under a byte
/// budget: the oldest batches go first. Thread-safe; no call holds its lock longer than a few hundred entries need.
class EventLog
{
public:
    static constexpr std::uint64_t end = std::numeric_limits<std::uint64_t>::max();

    struct Entry {
        std::uint64_t number = 0; ///< grows by one an entry
        BatchPtr batch;
        std::vector<std::uint32_t> left_out; ///< ascending rows that were dropped before they were judged
        std::uint64_t events = 0;            ///< told by isEvent(), without those left out
        std::uint64_t stream_events = 0;     ///< of its stream up to and with this entry, since the start
        std::uint64_t all_events = 0;        ///< of all streams, likewise
        /// Whether a row is to be shown: not left out, and not the mark around a snapshot.
        [[nodiscard]] bool isEvent(std::uint32_t row) const;
    };

    explicit EventLog(std::size_t budget_bytes)
        : budget_bytes_(budget_bytes)
    {
    }

    void add(BatchPtr batch, std::vector<std::uint32_t> left_out = {});
    /// Lets go of a stream's entries; its counts begin anew.
    void forget(std::string_view stream);

    /// At most `most` entries of a stream (empty: all) numbered below `below`, newest first.
    [[nodiscard]] std::vector<Entry> newestBelow(std::string_view stream, std::uint64_t below, std::size_t most) const;
    /// At most `most` entries of a stream numbered from `from` on, oldest first.
    [[nodiscard]] std::vector<Entry> oldestFrom(std::string_view stream, std::uint64_t from, std::size_t most) const;
    /// Number the next entry gets.
    [[nodiscard]] std::uint64_t nextNumber() const;
    /// Events ever added to a stream (empty: all).
    [[nodiscard]] std::uint64_t eventCount(std::string_view stream) const;
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    struct Stream {
        std::deque<std::uint64_t> numbers;
        std::uint64_t events = 0;
    };
    [[nodiscard]] const Entry &entry(std::uint64_t number) const { return entries_[number - first_number_]; }
    void dropOldest();

    const std::size_t budget_bytes_;
    mutable std::mutex mutex_;
    std::deque<Entry> entries_; ///< batch null: forgotten
    std::uint64_t first_number_ = 0;
    std::uint64_t all_events_ = 0;
    std::size_t bytes_ = 0;
    std::map<std::string, Stream, std::less<>> streams_;
};

} // namespace streamgauge
