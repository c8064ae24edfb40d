// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/compositejoin.h"

#include "engine/patterns/timespan.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

CompositeJoin::CompositeJoin(CompositeSpec spec, const CompositeLimits &limits)
    : spec_(std::move(spec))
    , limits_(limits)
    , event_keys_(spec_.streams.size(), EventKeys(spec_.key_fields))
    , schemas_(spec_.streams.size())
{
}

void CompositeJoin::bind(std::size_t record, const SchemaPtr &schema)
{
    if (sameShape(schemas_[record], schema))
        return;
    schemas_[record] = schema;
    event_keys_[record].bind(*schema);
    std::vector<bool> kept(schema->columns.size());
    for (const PatternField &field : spec_.read) {
        const auto column = schema->find(field.field);
        if (field.alias == spec_.streams[record].alias && column)
            kept[*column] = true;
    }
    events_.shape(record, *schema, kept);
}

void CompositeJoin::take(const Batch &batch, std::span<const std::uint32_t> rows, TimeBasis basis, CompositeSink &sink)
{
    const auto found = std::ranges::find(spec_.streams, batch.schema().stream, &JoinedStream::stream);
    if (found == spec_.streams.end())
        return;
    const auto record = static_cast<std::size_t>(found - spec_.streams.begin());
    bind(record, batch.schemaPtr());
    events_.open(batch, record);
    for (const std::uint32_t row : rows) {
        const TimeNs time_ns = basis == TimeBasis::Event ? batch.eventTime(row) : batch.arrivalTime(row);
        if (batch.op(row) == Op::Reset)
            endStream(record, time_ns, sink);
        else if (!isStreamWide(batch.op(row)))
            takeRow(batch, row, time_ns, record, sink);
        enforceBounds(sink);
    }
    events_.close();
    enforceBounds(sink);
    events_.tidy();
}

void CompositeJoin::takeRow(const Batch &batch, std::uint32_t row, TimeNs time_ns, std::size_t record, CompositeSink &sink)
{
    EventKeys &keys = event_keys_[record];
    if (!keys.read(batch, row)) {
        ++without_key_;
        return;
    }
    std::uint32_t key = keys_.find(keys.hash(), keys.text());
    if (batch.op(row) == Op::Deleted) {
        if (key != no_slot)
            endRecord(key, record, time_ns, sink);
        return;
    }
    if (key == no_slot) {
        key = keys_.insert(keys.hash(), keys.text());
        keys_[key].events.assign(spec_.streams.size(), no_slot);
    }
    State &state = keys_[key];
    state.clock_ns = std::max(state.clock_ns, time_ns);
    expire(key, state.clock_ns, sink);
    if (state.events[record] != no_slot)
        events_.release(state.events[record]);
    state.events[record] = events_.note(row, state.clock_ns, ++events_seen_);
    tell(key, state.clock_ns, sink);
    settle(key);
}

void CompositeJoin::endStream(std::size_t record, TimeNs time_ns, CompositeSink &sink)
{
    for (std::uint32_t key = 0; key < keys_.end(); ++key) {
        if (keys_.entry(key).used)
            endRecord(key, record, time_ns, sink);
    }
}

void CompositeJoin::endRecord(std::uint32_t key, std::size_t record, TimeNs time_ns, CompositeSink &sink)
{
    State &state = keys_[key];
    state.clock_ns = std::max(state.clock_ns, time_ns);
    expire(key, state.clock_ns, sink);
    if (state.events[record] != no_slot) {
        events_.release(std::exchange(state.events[record], no_slot));
        tell(key, state.clock_ns, sink);
    }
    settle(key);
}

TimeNs CompositeJoin::endOf(std::uint32_t event) const
{
    return event == no_slot ? TimerHeap::never : endOfSpan(events_[event].time_ns, spec_.within_ns);
}

TimeNs CompositeJoin::nextEnd(const State &state) const
{
    TimeNs next_ns = TimerHeap::never;
    for (const std::uint32_t event : state.events)
        next_ns = std::min(next_ns, endOf(event));
    return next_ns;
}

void CompositeJoin::expire(std::uint32_t key, TimeNs now_ns, CompositeSink &sink)
{
    State &state = keys_[key];
    for (TimeNs end_ns = nextEnd(state); end_ns <= now_ns; end_ns = nextEnd(state)) {
        for (std::uint32_t &event : state.events) {
            if (endOf(event) == end_ns)
                events_.release(std::exchange(event, no_slot));
        }
        tell(key, end_ns, sink);
    }
}

void CompositeJoin::tell(std::uint32_t key, TimeNs time_ns, CompositeSink &sink)
{
    records_.clear();
    for (const std::uint32_t event : keys_[key].events) {
        if (event == no_slot)
            records_.emplace_back();
        else
            records_.push_back({ &events_.batch(events_[event]), events_[event].row });
    }
    sink.joined(keys_.entry(key).key, time_ns, records_);
}

void CompositeJoin::settle(std::uint32_t key)
{
    const TimeNs next_ns = nextEnd(keys_[key]);
    if (std::ranges::all_of(keys_[key].events, [](std::uint32_t event) { return event == no_slot; })) {
        timers_.set(key, TimerHeap::never);
        keys_.erase(key);
    } else if (timers_.due(key) == TimerHeap::never) {
        timers_.set(key, next_ns);
    }
}

void CompositeJoin::advance(TimeNs now_ns, CompositeSink &sink)
{
    while (!timers_.empty() && timers_.firstDue() <= now_ns) {
        const std::uint32_t key = timers_.firstId();
        const TimeNs end_ns = nextEnd(keys_[key]);
        if (end_ns > timers_.firstDue()) {
            timers_.set(key, end_ns);
            continue;
        }
        keys_[key].clock_ns = std::max(keys_[key].clock_ns, end_ns);
        expire(key, end_ns, sink);
        settle(key);
    }
    events_.tidy();
}

void CompositeJoin::enforceBounds(CompositeSink &sink)
{
    while (keys_.size() > limits_.most_keys || (!timers_.empty() && liveBytes() > limits_.most_bytes)) {
        const std::uint32_t key = timers_.firstId();
        State &state = keys_[key];
        if (const TimeNs end_ns = nextEnd(state); end_ns > timers_.firstDue()) {
            timers_.set(key, end_ns);
            continue;
        }
        ++dropped_;
        for (std::uint32_t &event : state.events) {
            if (event != no_slot)
                events_.release(std::exchange(event, no_slot));
        }
        tell(key, state.clock_ns, sink);
        settle(key);
    }
}

std::size_t CompositeJoin::liveBytes() const
{
    // Blocks of events may hold as many bytes of gaps.
    const std::size_t key_bytes = sizeof(KeySlots<State>::Entry) + spec_.streams.size() * sizeof(std::uint32_t) + 48;
    return 2 * events_.liveBytes() + keys_.size() * key_bytes;
}

CompositeStatus CompositeJoin::status() const
{
    const std::size_t records_bytes = keys_.size() * spec_.streams.size() * sizeof(std::uint32_t);
    return { keys_.size(),
             sizeof(CompositeJoin) + events_.memoryBytes() + keys_.memoryBytes() + timers_.memoryBytes() + records_bytes,
             dropped_, without_key_ };
}

} // namespace streamgauge
