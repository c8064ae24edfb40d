// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of a feed: how they come, what happens without an event, how they go.
#include "engine/rules/letfeed.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

LetFeed::Slot LetFeed::take(std::uint64_t hash, std::string_view key)
{
    if (const Slot known = keys_.find(hash, key); known != no_slot || keys_.size() >= RuleShard::most_keys)
        return known;
    const Slot slot = keys_.insert(hash, key);
    keys_[slot].snapshot = snapshot_;
    return slot;
}

LetFeed::Slot LetFeed::takeHinted(const RowBlock &block, std::size_t index)
{
    const std::uint64_t hash = block.key_hashes[index];
    const std::string_view key = block.key(index);
    Slot slot = block.slot_hints.empty() ? no_slot : block.slot_hints[index];
    if (!keys_.holds(slot, hash, key)) {
        slot = take(hash, key);
        if (slot == no_slot)
            return slot;
        if (!block.slot_hints.empty())
            block.slot_hints[index] = slot;
    }
    if (Known &known = keys_[slot]; known.snapshot != snapshot_)
        known.snapshot = snapshot_;
    return slot;
}

void LetFeed::makeRoom()
{
    for (LetReader *reader : readers_)
        reader->makeRoom();
    settleReleased();
}

void LetFeed::settle(Slot slot)
{
    if (!states_.remembers(slot) && !keepIfHeld(slot))
        return;
    // A later one is found when the earlier ends, which spares moving it with each event.
    const TimeNs next_ns = programs_ ? states_.nextChange(slot) : never;
    if (next_ns < timers_.due(slot))
        timers_.set(slot, next_ns);
}

bool LetFeed::keepIfHeld(Slot slot)
{
    // Forgetting the last key empties the table.
    if (slot >= keys_.end() || !keys_.entry(slot).used)
        return false;
    bool held = false;
    for (LetReader *reader : readers_)
        held |= reader->holds(slot);
    if (held)
        return true;
    timers_.set(slot, never);
    forget(slot);
    keys_.erase(slot);
    if (keys_.size() == 0)
        timers_.clear();
    return false;
}

void LetFeed::forget(Slot slot)
{
    states_.forget(slot);
    if (kept_)
        kept_->forget(slot);
}

void LetFeed::settleReleased()
{
    // Settling lets readers release more, of slots that are settled by then.
    const std::vector<Slot> released = std::exchange(released_, {});
    for (const Slot slot : released)
        settle(slot);
    released_.clear();
}

void LetFeed::advance(TimeNs now_ns, AlertOutput &out)
{
    // Timers left at an earlier time than they have now are moved one by one while they are few.
    constexpr std::size_t few_part = 16;
    const auto unchanged_until = [&](Slot slot) {
        const TimeNs next_ns = programs_ ? states_.nextChange(slot) : never;
        return next_ns >= now_ns && next_ns != never ? std::optional(next_ns) : std::nullopt;
    };
    std::size_t moved = 0;
    std::vector<Slot> due;
    while (!timers_.empty() && timers_.firstDue() < now_ns) {
        due.clear();
        while (!timers_.empty() && timers_.firstDue() < now_ns && instants_.slots.size() < most_noted
               && due.size() < most_noted) {
            const Slot slot = timers_.firstId();
            if (const auto next_ns = unchanged_until(slot)) {
                if (++moved == timers_.size() / few_part)
                    timers_.postpone(now_ns, unchanged_until);
                else
                    timers_.set(slot, *next_ns);
                continue;
            }
            due.push_back(slot);
            catchUp(slot, now_ns);
            timers_.set(slot, never);
        }
        events_.clear();
        judge(out);
        for (const Slot slot : due)
            settle(slot);
    }
    for (LetReader *reader : readers_)
        reader->runTimers(now_ns, out);
    settleReleased();
}

void LetFeed::judgeMark(const RowBlock &block, std::size_t index, AlertOutput &out)
{
    const TimeNs time_ns = block.times_ns[index];
    switch (block.batch.op(block.rows[index])) {
    case Op::Deleted: keyGone(block.key_hashes[index], block.key(index), time_ns, out); return;
    case Op::Reset: endKeys(AlertReason::Reset, time_ns, false, out); return;
    case Op::SnapshotBegin:
        ++snapshot_;
        in_snapshot_ = true;
        return;
    case Op::SnapshotEnd:
        if (std::exchange(in_snapshot_, false))
            endKeys(AlertReason::MissingSeries, time_ns, true, out);
        return;
    default: return;
    }
}

void LetFeed::keyGone(std::uint64_t hash, std::string_view key, TimeNs time_ns, AlertOutput &out)
{
    const Slot slot = keys_.find(hash, key);
    if (slot == no_slot)
        return;
    catchUpKey(slot, time_ns, out);
    endKey(slot, AlertReason::Deleted, time_ns, out);
    settleReleased();
}

void LetFeed::catchUpKey(Slot slot, TimeNs time_ns, AlertOutput &out)
{
    events_.clear();
    catchUp(slot, time_ns);
    judge(out);
}

void LetFeed::endKey(Slot slot, AlertReason reason, TimeNs time_ns, AlertOutput &out)
{
    forget(slot);
    timers_.set(slot, never);
    for (LetReader *reader : readers_)
        reader->endKey(slot, reason, time_ns, out);
    settle(slot);
}

void LetFeed::endKeys(AlertReason reason, TimeNs time_ns, bool unnamed_only, AlertOutput &out)
{
    for (Slot slot = 0; slot < keys_.end(); ++slot) {
        if (keys_.entry(slot).used)
            catchUpKey(slot, time_ns, out);
    }
    // Forgetting the last key empties the table, so its end is read anew each time.
    for (Slot slot = 0; slot < keys_.end(); ++slot) {
        if (keys_.entry(slot).used && (!unnamed_only || keys_[slot].snapshot != snapshot_))
            endKey(slot, reason, time_ns, out);
    }
    settleReleased();
}

void LetFeed::fill(RuleStatus &status) const
{
    std::size_t bytes = sizeof(LetFeed) + keys_.memoryBytes() + timers_.memoryBytes() + states_.memoryBytes()
        + (kept_ ? kept_->memoryBytes() : 0) + run_of_.capacity() * sizeof(std::uint32_t);
    status.memory_bytes += bytes / readers_.size();
    status.bytes_per_key = sizeof(KeySlot) + sizeof(KeySlots<Known>::Entry) + states_.mostBytesPerKey();
    status.evicted += states_.evicted();
    status.keys = keys_.size();
    status.cost_ns = cost_.costPerRow() / static_cast<double>(readers_.size());
}

} // namespace streamgauge
