// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/absencematcher.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

AbsenceMatcher::AbsenceMatcher(AbsenceSpec spec, std::size_t key_bound)
    : spec_(std::move(spec))
    , key_bound_(key_bound)
    , event_keys_(spec_.key_fields)
    , expecting_(!spec_.expected.empty())
{
}

void AbsenceMatcher::take(const Batch &batch, std::span<const std::uint32_t> rows, TimeBasis basis, AbsenceSink &sink)
{
    if (batch.schema().stream != spec_.stream || rows.empty())
        return;
    if (schema_ != batch.schemaPtr()) {
        schema_ = batch.schemaPtr();
        event_keys_.bind(*schema_);
    }
    for (const std::uint32_t row : rows) {
        const TimeNs time_ns = basis == TimeBasis::Event ? batch.eventTime(row) : batch.arrivalTime(row);
        const Op op = batch.op(row);
        expectAll(time_ns);
        if (op == Op::Reset) {
            for (std::uint32_t key = 0; key < keys_.end(); ++key) {
                if (keys_.entry(key).used)
                    forget(key, time_ns, sink);
            }
        } else if (isStreamWide(op)) {
            continue;
        } else if (!event_keys_.read(batch, row)) {
            ++without_key_;
        } else if (op != Op::Deleted) {
            seen(event_keys_.hash(), event_keys_.text(), time_ns, sink);
        } else if (const auto key = keys_.find(event_keys_.hash(), event_keys_.text()); key != no_slot) {
            forget(key, time_ns, sink);
        }
    }
}

void AbsenceMatcher::expectAll(TimeNs now_ns)
{
    if (!std::exchange(expecting_, false))
        return;
    for (const std::string &key : spec_.expected) {
        if (keys_.find(keyHash(key), key) == no_slot)
            add(keyHash(key), key, now_ns);
    }
}

void AbsenceMatcher::add(std::uint64_t hash, std::string_view key, TimeNs time_ns)
{
    if (keys_.size() >= key_bound_) {
        ++dropped_;
        return;
    }
    const std::uint32_t slot = keys_.insert(hash, key);
    keys_[slot].last_ns = time_ns;
    timers_.set(slot, endOf(keys_[slot]));
}

void AbsenceMatcher::seen(std::uint64_t hash, std::string_view key, TimeNs time_ns, AbsenceSink &sink)
{
    const std::uint32_t slot = keys_.find(hash, key);
    if (slot == no_slot)
        return add(hash, key, time_ns);
    State &state = keys_[slot];
    if (!state.absent && endOf(state) < time_ns)
        tellAbsent(slot, sink);
    if (state.absent) {
        tellOver(slot, std::max(time_ns, endOf(state)), sink);
        state.last_ns = std::max(time_ns, endOf(state));
        timers_.set(slot, endOf(state));
    }
    state.last_ns = std::max(state.last_ns, time_ns);
}

void AbsenceMatcher::forget(std::uint32_t key, TimeNs time_ns, AbsenceSink &sink)
{
    const State &state = keys_[key];
    if (!state.absent && endOf(state) < time_ns)
        tellAbsent(key, sink);
    if (state.absent)
        tellOver(key, std::max(time_ns, endOf(state)), sink);
    timers_.set(key, TimerHeap::never);
    keys_.erase(key);
}

void AbsenceMatcher::tellAbsent(std::uint32_t key, AbsenceSink &sink)
{
    State &state = keys_[key];
    state.absent = true;
    ++absent_;
    timers_.set(key, TimerHeap::never);
    sink.absent(keys_.entry(key).key, endOf(state), state.last_ns);
}

void AbsenceMatcher::tellOver(std::uint32_t key, TimeNs time_ns, AbsenceSink &sink)
{
    keys_[key].absent = false;
    --absent_;
    sink.over(keys_.entry(key).key, time_ns);
}

void AbsenceMatcher::advance(TimeNs now_ns, AbsenceSink &sink)
{
    expectAll(now_ns);
    while (!timers_.empty() && timers_.firstDue() < now_ns) {
        const std::uint32_t key = timers_.firstId();
        const TimeNs end_ns = endOf(keys_[key]);
        if (end_ns > timers_.firstDue())
            timers_.set(key, end_ns);
        else
            tellAbsent(key, sink);
    }
}

AbsenceStatus AbsenceMatcher::status() const
{
    return { keys_.size(), absent_, sizeof(AbsenceMatcher) + keys_.memoryBytes() + timers_.memoryBytes(), dropped_,
             without_key_ };
}

} // namespace streamgauge
