// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/reorderbuffer.h"

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

constexpr TimeNs end_of_time = std::numeric_limits<TimeNs>::max();

TimeNs earlier(TimeNs time_ns, DurationNs by_ns)
{
    TimeNs difference_ns = 0;
    return __builtin_sub_overflow(time_ns, by_ns, &difference_ns) ? no_time : difference_ns;
}

} // namespace

TimeNs ReorderBuffer::watermarkOf(const Stream &stream) const
{
    if (stream.ended)
        return end_of_time;
    return std::max(stream.idle_ns, stream.newest_ns == no_time ? no_time : earlier(stream.newest_ns, disorder_ns_));
}

void ReorderBuffer::raiseWatermark()
{
    TimeNs least_ns = end_of_time;
    for (const auto &[name, stream] : streams_)
        least_ns = std::min(least_ns, watermarkOf(stream));
    watermark_ns_ = std::max(watermark_ns_, least_ns);
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

void ReorderBuffer::add(const BatchPtr &batch, std::span<const std::uint32_t> rows, TimeBasis basis)
{
    Stream &stream = streams_[batch->schema().stream];
    stream.basis = basis;
    if (stream.ended) {
        stream.ended = false;
        // It goes on after all; what was judged stays judged.
        watermark_ns_ = watermark_ns_ == end_of_time ? stream.newest_ns : watermark_ns_;
    }
    std::uint32_t place = std::numeric_limits<std::uint32_t>::max();
    for (const std::uint32_t row : rows) {
        TimeNs time_ns = batch->eventTime(row);
        if (basis == TimeBasis::Arrival) {
            const TimeNs arrival_ns = batch->arrivalTime(row);
            if (stream.arrival_ns != no_time && arrival_ns - stream.arrival_ns > idle_after_ns)
                stream.idle_ns = std::max(stream.idle_ns, earlier(arrival_ns, disorder_ns_));
            stream.arrival_ns = std::max(stream.arrival_ns, arrival_ns);
            if (time_ns > arrival_ns + most_ahead_ns) {
                time_ns = arrival_ns + most_ahead_ns;
                ++clamped_;
            }
        }
        raiseWatermark();
        if (time_ns < watermark_ns_) {
            ++late_;
            continue;
        }
        stream.newest_ns = std::max(stream.newest_ns, time_ns);
        if (place == std::numeric_limits<std::uint32_t>::max())
            place = hold(batch);
        ++held_[place].rows;
        heap_.push_back({ time_ns, arrived_++, place, row });
        std::push_heap(heap_.begin(), heap_.end(), later);
    }
    raiseWatermark();
}

void ReorderBuffer::advance(const std::string &stream, TimeNs now_ns)
{
    const auto found = streams_.find(stream);
    if (found == streams_.end() || found->second.ended)
        return;
    Stream &known = found->second;
    const bool idle = known.arrival_ns != no_time && now_ns - known.arrival_ns > idle_after_ns;
    if (known.basis == TimeBasis::Event || idle)
        known.idle_ns = std::max(known.idle_ns, earlier(now_ns, disorder_ns_));
    raiseWatermark();
}

void ReorderBuffer::end(const std::string &stream)
{
    const auto found = streams_.find(stream);
    if (found == streams_.end())
        return;
    found->second.ended = true;
    raiseWatermark();
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
        if (first.time_ns > watermark_ns_ && !crowded)
            break;
        const bool same = run.rows.empty() || (first.held == place && first.row > run.rows.back());
        if (!same)
            break;
        if (crowded)
            watermark_ns_ = std::max(watermark_ns_, first.time_ns);
        place = first.held;
        run.batch = held_[place].batch;
        const Entry taken = pop();
        run.rows.push_back(taken.row);
        run.times_ns.push_back(taken.time_ns);
    }
    return !run.rows.empty();
}

void ReorderBuffer::clear()
{
    heap_.clear();
    held_.clear();
    free_.clear();
    bytes_ = 0;
}

} // namespace streamgauge
