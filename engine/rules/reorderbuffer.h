// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/source/connector.h"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Puts the rows of one rule's streams in the order of event time; of equal times, in that of the streams as the rule
/// names them, and of one stream in that of arrival. A row waits until no stream can bring an earlier one. Each stream
/// answers for itself, so that the order does not depend on how far one of them was read ahead of another: nothing will
/// come that is older than its newest event minus the disorder. One that is idle for over a second, by its rows' rule
/// time and by advance(), answers with rule time minus the disorder; at once where its events never bore another time
/// than rule time. Rows older than their stream has answered for are late: counted and left out. A stream that has not
/// been heard of is waited for during the first second of rule time. One thread.
class ReorderBuffer
{
public:
    /// Beyond either, the oldest rows do not wait any longer.
    static constexpr std::size_t most_rows = 1'000'000;
    static constexpr std::size_t most_bytes = 256UL << 20; ///< of the batches they are in
    /// How far an event may be ahead of its rule time; more is taken as just that, and counted.
    static constexpr DurationNs most_ahead_ns = 5 * ns_per_s;
    static constexpr DurationNs idle_after_ns = ns_per_s;

    /// `streams`: each once.
    ReorderBuffer(DurationNs disorder_ns, const std::vector<std::string> &streams);

    /// Precondition: the batch is of one of the streams.
    void add(const BatchPtr &batch, std::span<const std::uint32_t> rows, TimeBasis basis);
    /// Rule time of a stream has come to `now_ns`. No effect on one that has not been heard of.
    void advance(std::string_view stream, TimeNs now_ns);
    /// No row of the stream will follow; what waits for it alone is due.
    void end(std::string_view stream);
    /// While on, streams that have not been heard of are waited for without end.
    void await(bool on);

    /// Rows of one batch whose turn it is.
    struct Run {
        BatchPtr batch;
        std::vector<std::uint32_t> rows; ///< ascending
        std::vector<TimeNs> times_ns;
    };
    /// The next of them; false when none is due.
    [[nodiscard]] bool next(Run &run);
    /// Up to where event time has come once next() gives no more: no older row will be given. At the end of all streams,
    /// where the last of them left it; no_time before any.
    [[nodiscard]] TimeNs now() const;

    [[nodiscard]] std::uint64_t late() const { return late_; }
    [[nodiscard]] std::uint64_t clamped() const { return clamped_; }
    [[nodiscard]] std::size_t waiting() const { return heap_.size(); }
    [[nodiscard]] std::size_t memoryBytes() const { return bytes_ + heap_.capacity() * sizeof(Entry); }

private:
    static constexpr TimeNs end_of_time = std::numeric_limits<TimeNs>::max();

    struct Held {
        BatchPtr batch;
        std::size_t rows = 0; ///< that wait
    };
    struct Entry {
        TimeNs time_ns;
        std::uint64_t number; ///< the stream's, and in it that of the row
        std::uint32_t held;
        std::uint32_t row;
    };
    struct Stream {
        std::string name;
        TimeNs newest_ns = no_time;
        TimeNs idle_ns = no_time; ///< what rule time answers for
        TimeNs rule_time_ns = no_time;
        std::uint64_t rows = 0;
        bool by_rule_time = true; ///< its events bear no other
        bool heard = false;
        bool ended = false;
    };
    /// A row's turn.
    struct Turn {
        TimeNs time_ns = no_time;
        std::uint32_t stream = 0;
        friend auto operator<=>(const Turn &, const Turn &) = default;
    };
    static constexpr unsigned row_bits = 48;

    static bool later(const Entry &a, const Entry &b)
    {
        return a.time_ns != b.time_ns ? a.time_ns > b.time_ns : a.number > b.number;
    }
    static Turn turnOf(const Entry &entry)
    {
        return { entry.time_ns, static_cast<std::uint32_t>(entry.number >> row_bits) };
    }
    [[nodiscard]] std::uint32_t find(std::string_view stream) const;
    [[nodiscard]] TimeNs earlier(TimeNs time_ns) const;
    /// By more than `by_ns`.
    [[nodiscard]] static bool isAhead(TimeNs time_ns, TimeNs of_ns, DurationNs by_ns);
    /// No row of the stream that is older will be taken.
    [[nodiscard]] TimeNs answer(const Stream &stream) const;
    [[nodiscard]] bool isWaitedFor(const Stream &stream) const;
    void goOn(Stream &stream);
    /// The event time of a row as it is taken.
    [[nodiscard]] TimeNs timeOf(Stream &stream, const Batch &batch, std::uint32_t row, TimeBasis basis);
    void noteRuleTime(Stream &stream, TimeNs time_ns);
    void settle();
    [[nodiscard]] std::uint32_t hold(const BatchPtr &batch);
    Entry pop();

    const DurationNs disorder_ns_;
    std::vector<Stream> streams_;
    std::vector<Held> held_;
    std::vector<std::uint32_t> free_;
    std::vector<Entry> heap_; ///< the oldest first
    Turn due_;                ///< rows up to it are due
    TimeNs began_ns_ = no_time;
    TimeNs rule_time_ns_ = no_time; ///< of the stream that is furthest
    bool awaiting_ = false;
    std::size_t bytes_ = 0;
    std::uint64_t late_ = 0;
    std::uint64_t clamped_ = 0;
};

} // namespace streamgauge
