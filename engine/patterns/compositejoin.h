// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/cel/celprogram.h"
#include "engine/data/batch.h"
#include "engine/patterns/eventkeys.h"
#include "engine/patterns/eventstore.h"
#include "engine/patterns/keyslots.h"
#include "engine/patterns/patternmatcher.h"
#include "engine/rules/timerheap.h"
#include "engine/source/connector.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

struct JoinedStream {
    std::string stream;
    std::string alias;
    friend bool operator==(const JoinedStream &, const JoinedStream &) = default;
};

/// "from cpu as c, disk as d key host within 10s"
struct CompositeSpec {
    std::vector<JoinedStream> streams;   ///< each once
    std::vector<std::string> key_fields; ///< of each stream; none: all events are one key
    DurationNs within_ns = 0;
    std::vector<PatternField> read; ///< fields kept of each event, beyond the call of take() that brought it
    friend bool operator==(const CompositeSpec &, const CompositeSpec &) = default;
};

class CompositeSink
{
public:
    virtual ~CompositeSink() = default;
    /// The latest events of a key have changed. `records`, in the order of the spec's streams and valid during the
    /// call: the latest event of each, or an unset one where none came within the time. An event counts from its own
    /// time until before that + within; its end is told at exactly that time. It must not call the join.
    virtual void joined(std::string_view key, TimeNs time_ns, std::span<const CelRow> records) = 0;
};

struct CompositeStatus {
    std::size_t keys = 0;
    std::size_t memory_bytes = 0;
    std::uint64_t dropped = 0;     ///< keys given up because a bound was reached; their events were told as over
    std::uint64_t without_key = 0; ///< events that lack a field of the key
};

struct CompositeLimits {
    std::size_t most_keys = 500'000;
    std::size_t most_bytes = 256UL << 20; ///< of memory_bytes, kept within about a tenth and 1 MiB
};

/// The latest event of each of several streams, by key, for conditions that read them together. One thread. Time never
/// runs backwards for a key. A deleted row ends its event, Reset those of its stream.
class CompositeJoin
{
public:
    /// Precondition: spec.within_ns > 0.
    explicit CompositeJoin(CompositeSpec spec, const CompositeLimits &limits = {});

    /// `rows` ascending. Batches of other streams have no effect.
    void take(const Batch &batch, std::span<const std::uint32_t> rows, TimeBasis basis, CompositeSink &sink);
    /// No event before `now_ns` will follow. Tells what is over by then, in the order of time.
    void advance(TimeNs now_ns, CompositeSink &sink);
    /// Before this instant advance() has nothing to do; INT64_MAX if never.
    [[nodiscard]] TimeNs nextDue() const { return timers_.empty() ? TimerHeap::never : timers_.firstDue(); }
    [[nodiscard]] CompositeStatus status() const;

private:
    struct State {
        TimeNs clock_ns = INT64_MIN;
        std::vector<std::uint32_t> events; ///< by record; no_slot: none
    };

    void bind(std::size_t record, const SchemaPtr &schema);
    void takeRow(const Batch &batch, std::uint32_t row, TimeNs time_ns, std::size_t record, CompositeSink &sink);
    void endStream(std::size_t record, TimeNs time_ns, CompositeSink &sink);
    void endRecord(std::uint32_t key, std::size_t record, TimeNs time_ns, CompositeSink &sink);
    /// Ends what is over by `now_ns`, each at its own time.
    void expire(std::uint32_t key, TimeNs now_ns, CompositeSink &sink);
    void tell(std::uint32_t key, TimeNs time_ns, CompositeSink &sink);
    void settle(std::uint32_t key);
    void enforceBounds(CompositeSink &sink);
    [[nodiscard]] TimeNs endOf(std::uint32_t event) const;
    [[nodiscard]] TimeNs nextEnd(const State &state) const;
    [[nodiscard]] std::size_t liveBytes() const;

    CompositeSpec spec_;
    CompositeLimits limits_;
    std::vector<EventKeys> event_keys_; ///< by record
    std::vector<SchemaPtr> schemas_;
    EventStore events_;
    KeySlots<State> keys_;
    TimerHeap timers_; ///< by key; not after its next end
    std::uint64_t events_seen_ = 0;
    std::vector<CelRow> records_;
    std::uint64_t dropped_ = 0;
    std::uint64_t without_key_ = 0;
};

} // namespace streamgauge
