// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/source/connector.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// Puts the rows of one rule's streams in the order of event time (of equal times, in that of arrival). A row waits
/// until the watermark has passed it: the newest event time minus the disorder, of the stream that is furthest behind.
/// A live stream that is idle for over a second, by its rows' arrival and by advance(), has the wall clock minus the
/// disorder. Rows older than the watermark are late: counted and left out. One thread.
class ReorderBuffer
{
public:
    /// Beyond either, the oldest rows do not wait any longer.
    static constexpr std::size_t most_rows = 1'000'000;
    static constexpr std::size_t most_bytes = 256UL << 20; ///< of the batches they are in
    /// How far a live event may be ahead of its arrival; more is taken as just that, and counted.
    static constexpr DurationNs most_ahead_ns = 5 * ns_per_s;
    static constexpr DurationNs idle_after_ns = ns_per_s;

    explicit ReorderBuffer(DurationNs disorder_ns)
        : disorder_ns_(disorder_ns)
    {
    }

    void add(const BatchPtr &batch, std::span<const std::uint32_t> rows, TimeBasis basis);
    /// The time of a stream has come to `now_ns`.
    void advance(const std::string &stream, TimeNs now_ns);
    /// No row of the stream will follow; what waits for it alone is due.
    void end(const std::string &stream);

    /// Rows of one batch whose turn it is.
    struct Run {
        BatchPtr batch;
        std::vector<std::uint32_t> rows; ///< ascending
        std::vector<TimeNs> times_ns;
    };
    /// The next of them; false when none is due.
    [[nodiscard]] bool next(Run &run);
    /// No row older than this will be given; no_time before any.
    [[nodiscard]] TimeNs watermark() const { return watermark_ns_; }

    [[nodiscard]] std::uint64_t late() const { return late_; }
    [[nodiscard]] std::uint64_t clamped() const { return clamped_; }
    [[nodiscard]] std::size_t waiting() const { return heap_.size(); }
    [[nodiscard]] std::size_t memoryBytes() const { return bytes_ + heap_.capacity() * sizeof(Entry); }
    void clear();

private:
    struct Held {
        BatchPtr batch;
        std::size_t rows = 0; ///< that wait
    };
    struct Entry {
        TimeNs time_ns;
        std::uint64_t number; ///< in the order of arrival
        std::uint32_t held;
        std::uint32_t row;
    };
    struct Stream {
        TimeNs newest_ns = no_time;
        TimeNs idle_ns = no_time; ///< watermark from the wall clock
        TimeNs arrival_ns = no_time;
        TimeBasis basis = TimeBasis::Arrival;
        bool ended = false;
    };
    static bool later(const Entry &a, const Entry &b)
    {
        return a.time_ns != b.time_ns ? a.time_ns > b.time_ns : a.number > b.number;
    }
    void raiseWatermark();
    [[nodiscard]] TimeNs watermarkOf(const Stream &stream) const;
    [[nodiscard]] std::uint32_t hold(const BatchPtr &batch);
    Entry pop();

    const DurationNs disorder_ns_;
    std::map<std::string, Stream, std::less<>> streams_;
    std::vector<Held> held_;
    std::vector<std::uint32_t> free_;
    std::vector<Entry> heap_; ///< the oldest first
    TimeNs watermark_ns_ = no_time;
    std::uint64_t arrived_ = 0;
    std::size_t bytes_ = 0;
    std::uint64_t late_ = 0;
    std::uint64_t clamped_ = 0;
};

} // namespace streamgauge
