// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/distinctwindow.h"

#include "engine/windows/feedrows.h"

#include <bit>
#include <functional>

namespace streamgauge {

void DistinctWindow::add(std::uint32_t slot, TimeNs time_ns, double value)
{
    if (std::isnan(value)) {
        ++unusable_samples_;
        advance(slot, time_ns);
        return;
    }
    addHash(slot, time_ns, spreadBits(std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value)));
}

void DistinctWindow::addText(std::uint32_t slot, TimeNs time_ns, std::string_view value)
{
    addHash(slot, time_ns, spreadBits(std::hash<std::string_view>()(value)));
}

void DistinctWindow::addHash(std::uint32_t slot, TimeNs time_ns, std::uint64_t hash)
{
    Slot *entry = slots_.find(slot);
    if (entry == nullptr) {
        if (memoryBytes() + slots_.bytesToMake(slot) > limits_.most_bytes) {
            ++evicted_samples_;
            return;
        }
        entry = &slots_.make(slot);
    }
    if (isLate(*entry, time_ns)) {
        ++late_samples_;
        return;
    }
    advanceTo(*entry, time_ns);
    if (!makeRoom(*entry, hash))
        return;
    entry->newest_ns = time_ns;
    if (spec_.events > 0) {
        entry->values.touch(hash, ++entry->entered);
        dropUpTo(*entry, entry->entered - static_cast<std::int64_t>(spec_.events));
    } else {
        entry->values.touch(hash, time_ns);
    }
}

bool DistinctWindow::isLate(const Slot &entry, TimeNs time_ns) const
{
    if (time_ns < entry.newest_ns)
        return true;
    if (hasEnds())
        return time_ns < entry.ended_ns;
    if (spec_.events > 0)
        return false;
    const TimeNs ended_ns = after(entry.newest_ns, spec_.span_ns);
    const bool in_ended = spec_.shape == WindowShape::Session && entry.clock_ns >= ended_ns && time_ns < ended_ns;
    return in_ended || after(time_ns, spec_.span_ns) <= entry.clock_ns;
}

void DistinctWindow::advance(std::uint32_t slot, TimeNs now_ns)
{
    if (Slot *entry = slots_.find(slot))
        advanceTo(*entry, now_ns);
}

void DistinctWindow::advanceTo(Slot &entry, TimeNs now_ns)
{
    if (now_ns <= entry.clock_ns)
        return;
    entry.clock_ns = now_ns;
    if (hasEnds())
        endWindows(entry);
    else if (spec_.shape == WindowShape::Sliding && spec_.events == 0)
        dropUpTo(entry, before(now_ns, spec_.span_ns));
    else if (spec_.shape == WindowShape::Session && !entry.values.empty()
             && after(entry.values.newestAt(), spec_.span_ns) <= now_ns)
        entry.values.clear(arena_);
    if (entry.values.empty())
        entry.values.clear(arena_);
}

void DistinctWindow::endWindows(Slot &entry)
{
    const TimeNs end_ns = ends_.lastUpTo(entry.clock_ns);
    if (end_ns <= entry.ended_ns)
        return;
    entry.ended_ns = end_ns;
    if (entry.newest_ns == no_instant_yet)
        return;
    dropUpTo(entry, before(ends_.beginOf(end_ns), 1));
    entry.ended_size = entry.values.size();
    entry.any_ended = true;
    dropUpTo(entry, before(ends_.keptFrom(end_ns), 1));
}

void DistinctWindow::dropUpTo(Slot &entry, std::int64_t at)
{
    while (!entry.values.empty() && entry.values.oldestAt() <= at)
        entry.values.dropOldest();
}

bool DistinctWindow::makeRoom(Slot &entry, std::uint64_t hash)
{
    if (entry.values.size() >= limits_.most_samples_per_key && !entry.values.contains(hash)) {
        ++evicted_samples_;
        entry.values.dropOldest();
    }
    if (!entry.values.needsRoomFor(hash))
        return true;
    if (memoryBytes() + BlockArena::bytesOf(entry.values.bytesToGrow()) <= limits_.most_bytes) {
        entry.values.grow(arena_);
        return true;
    }
    ++evicted_samples_;
    if (entry.values.empty())
        return false;
    entry.values.dropOldest();
    return true;
}

std::optional<double> DistinctWindow::value(std::uint32_t slot) const
{
    const Slot *entry = slots_.find(slot);
    if (!hasEnds())
        return entry == nullptr ? 0 : entry->values.size();
    return entry != nullptr && entry->any_ended ? std::optional<double>(entry->ended_size) : std::nullopt;
}

TimeNs DistinctWindow::nextChange(std::uint32_t slot) const
{
    const Slot *entry = slots_.find(slot);
    if (entry == nullptr || spec_.events > 0)
        return never;
    if (hasEnds())
        return entry->values.empty() && entry->ended_size == 0 ? never : ends_.nextAfter(entry->ended_ns);
    if (entry->values.empty())
        return never;
    const bool session = spec_.shape == WindowShape::Session;
    return after(session ? entry->values.newestAt() : entry->values.oldestAt(), spec_.span_ns);
}

void DistinctWindow::forget(std::uint32_t slot)
{
    Slot *entry = slots_.find(slot);
    if (entry == nullptr)
        return;
    entry->values.clear(arena_);
    slots_.erase(slot);
}

void DistinctWindow::feed(const FeedRows &rows, const FeedResults &results)
{
    feedEach(*this, rows, results);
}

std::size_t DistinctWindow::memoryBytes() const
{
    return sizeof(*this) + slots_.memoryBytes() + arena_.memoryBytes();
}

std::size_t DistinctWindow::mostBytesPerKey(const WindowSpec &spec, const WindowLimits &limits)
{
    std::size_t values = limits.most_samples_per_key;
    if (spec.events > 0)
        values = std::min<std::size_t>(values, spec.events + 1);
    return sizeof(Slot) + RecencySet::mostBytes(values);
}

} // namespace streamgauge
