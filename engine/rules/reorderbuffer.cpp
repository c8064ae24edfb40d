// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/reorderbuffer.h"

#include <algorithm>

namespace streamgauge {

ReorderBuffer::ReorderBuffer(DurationNs disorder_ns, const std::vector<std::string> &streams)
    : disorder_ns_(disorder_ns)
{
    for (const std::string &stream : streams)
        streams_.push_back({ .name = stream });
}

std::uint32_t ReorderBuffer::find(std::string_view stream) const
{
    return static_cast<std::uint32_t>(std::ranges::find(streams_, stream, &Stream::name) - streams_.begin());
}

TimeNs ReorderBuffer::earlier(TimeNs time_ns) const
{
    TimeNs difference_ns = 0;
    return __builtin_sub_overflow(time_ns, disorder_ns_, &difference_ns) ? no_time : difference_ns;
}

bool ReorderBuffer::isAhead(TimeNs time_ns, TimeNs of_ns, DurationNs by_ns)
{
    return time_ns > of_ns
        && static_cast<std::uint64_t>(time_ns) - static_cast<std::uint64_t>(of_ns) > static_cast<std::uint64_t>(by_ns);
}

TimeNs ReorderBuffer::answer(const Stream &stream) const
{
    return std::max(stream.idle_ns, stream.newest_ns == no_time ? no_time : earlier(stream.newest_ns));
}

bool ReorderBuffer::isWaitedFor(const Stream &stream) const
{
    if (stream.heard)
        return !stream.ended;
    if (awaiting_)
        return true;
    const bool some_go_on = std::ranges::any_of(streams_, [](const Stream &other) { return other.heard && !other.ended; });
    return some_go_on && !isAhead(rule_time_ns_, began_ns_, idle_after_ns);
}

void ReorderBuffer::settle()
{
    Turn least { end_of_time, std::numeric_limits<std::uint32_t>::max() };
    for (std::uint32_t index = 0; index < streams_.size(); ++index) {
        if (isWaitedFor(streams_[index]))
            least = std::min(least, Turn { answer(streams_[index]), index });
    }
    due_ = std::max(due_, least);
}

TimeNs ReorderBuffer::now() const
{
    if (due_.time_ns != end_of_time)
        return due_.time_ns;
    TimeNs last_ns = no_time;
    for (const Stream &stream : streams_)
        last_ns = std::max({ last_ns, stream.idle_ns, stream.newest_ns });
    return last_ns;
}

void ReorderBuffer::goOn(Stream &stream)
{
    // What was judged at the end stays judged.
    if (due_.time_ns == end_of_time)
        due_ = { now(), 0 };
    stream.ended = false;
    stream.heard = true;
}

std::uint32_t ReorderBuffer::hold(const BatchPtr &batch)
{
    std::uint32_t place = static_cast<std::uint32_t>(held_.size());
    if (free_.empty()) {
        held_.emplace_back();
    } else {
        place = free_.back();
        free_.pop_back();
    }
    held_[place] = { batch, 0 };
    bytes_ += batch->memoryBytes();
    return place;
}

void ReorderBuffer::noteRuleTime(Stream &stream, TimeNs time_ns)
{
    const bool idle = stream.rule_time_ns != no_time && isAhead(time_ns, stream.rule_time_ns, idle_after_ns);
    if (idle || stream.by_rule_time)
        stream.idle_ns = std::max(stream.idle_ns, earlier(time_ns));
    if (began_ns_ == no_time)
        began_ns_ = time_ns;
    rule_time_ns_ = std::max(rule_time_ns_, time_ns);
}

TimeNs ReorderBuffer::timeOf(Stream &stream, const Batch &batch, std::uint32_t row, TimeBasis basis)
{
    TimeNs time_ns = batch.eventTime(row);
    const TimeNs rule_time_ns = basis == TimeBasis::Event ? time_ns : batch.arrivalTime(row);
    stream.by_rule_time = stream.by_rule_time && time_ns == rule_time_ns;
    noteRuleTime(stream, rule_time_ns);
    stream.rule_time_ns = std::max(stream.rule_time_ns, rule_time_ns);
    if (isAhead(time_ns, rule_time_ns, most_ahead_ns)) {
        time_ns = rule_time_ns + most_ahead_ns;
        ++clamped_;
    }
    return time_ns;
}

void ReorderBuffer::add(const BatchPtr &batch, std::span<const std::uint32_t> rows, TimeBasis basis)
{
    const std::uint32_t index = find(batch->schema().stream);
    Stream &stream = streams_[index];
    if (!stream.heard || stream.ended)
        goOn(stream);
    std::uint32_t place = std::numeric_limits<std::uint32_t>::max();
    for (const std::uint32_t row : rows) {
        const TimeNs time_ns = timeOf(stream, *batch, row, basis);
        const bool late = time_ns < answer(stream) || Turn { time_ns, index } < due_;
        stream.newest_ns = std::max(stream.newest_ns, time_ns);
        if (late) {
            ++late_;
            continue;
        }
        if (place == std::numeric_limits<std::uint32_t>::max())
            place = hold(batch);
        ++held_[place].rows;
        heap_.push_back({ time_ns, std::uint64_t { index } << row_bits | stream.rows++, place, row });
        std::push_heap(heap_.begin(), heap_.end(), later);
    }
    settle();
}

void ReorderBuffer::advance(std::string_view stream, TimeNs now_ns)
{
    const std::uint32_t index = find(stream);
    if (index == streams_.size() || !streams_[index].heard || streams_[index].ended)
        return;
    noteRuleTime(streams_[index], now_ns);
    settle();
}

void ReorderBuffer::end(std::string_view stream)
{
    const std::uint32_t index = find(stream);
    if (index == streams_.size() || !streams_[index].heard)
        return;
    streams_[index].ended = true;
    settle();
}

void ReorderBuffer::await(bool on)
{
    awaiting_ = on;
    settle();
}

ReorderBuffer::Entry ReorderBuffer::pop()
{
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Entry entry = heap_.back();
    heap_.pop_back();
    Held &held = held_[entry.held];
    if (--held.rows == 0) {
        bytes_ -= held.batch->memoryBytes();
        held.batch = nullptr;
        free_.push_back(entry.held);
    }
    return entry;
}

bool ReorderBuffer::next(Run &run)
{
    run.batch = nullptr;
    run.rows.clear();
    run.times_ns.clear();
    std::uint32_t place = 0;
    while (!heap_.empty()) {
        const Entry &first = heap_.front();
        const bool crowded = heap_.size() > most_rows || bytes_ > most_bytes;
        if (turnOf(first) > due_ && !crowded)
            break;
        const bool same = run.rows.empty() || (first.held == place && first.row > run.rows.back());
        if (!same)
            break;
        if (crowded)
            due_ = std::max(due_, turnOf(first));
        place = first.held;
        run.batch = held_[place].batch;
        const Entry taken = pop();
        run.rows.push_back(taken.row);
        run.times_ns.push_back(taken.time_ns);
    }
    return !run.rows.empty();
}

} // namespace streamgauge
