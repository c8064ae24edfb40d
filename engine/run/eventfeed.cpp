// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/eventfeed.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::size_t entries_per_lock = 256;

} // namespace

EventFeed::EventFeed(const EngineCore &core, EventQuery query)
    : log_(core.events())
    , query_(std::move(query))
    , key_hash_(keyHash(query_.key))
{
}

bool EventFeed::matches(const EventLog::Entry &entry, std::uint32_t row) const
{
    if (!query_.key.empty() && (entry.batch->keyHash(row) != key_hash_ || entry.batch->key(row) != query_.key))
        return false;
    return entry.isEvent(row);
}

std::optional<EventDelta> EventFeed::next()
{
    EventDelta delta;
    std::uint64_t below = EventLog::end;
    std::uint64_t newest = seen_number_;
    std::uint64_t all_events = seen_events_;
    bool more = true;
    // From the newest back, so that those beyond the limit need only be counted.
    while (more) {
        const std::vector<EventLog::Entry> entries = log_.newestBelow(query_.stream, below, entries_per_lock);
        if (below == EventLog::end && !entries.empty() && entries.front().number >= seen_number_) {
            newest = entries.front().number + 1;
            all_events = query_.stream.empty() ? entries.front().all_events : entries.front().stream_events;
        }
        more = !entries.empty();
        for (const EventLog::Entry &entry : entries) {
            below = entry.number;
            const bool full_without_key = query_.key.empty() && delta.events.size() >= query_.max_events;
            more = entry.number >= seen_number_ && !full_without_key;
            if (!more)
                break;
            for (auto row = static_cast<std::uint32_t>(entry.batch->rows()); row-- > 0;) {
                if (!matches(entry, row))
                    continue;
                if (delta.events.size() < query_.max_events)
                    delta.events.push_back({ entry.batch, row });
                else if (!query_.key.empty())
                    ++delta.skipped;
            }
        }
    }
    // A stream that was forgotten begins to count anew.
    seen_events_ = std::min(seen_events_, all_events - delta.events.size());
    // What is no longer held counts as skipped too; of one key it cannot be known.
    if (query_.key.empty())
        delta.skipped = all_events - seen_events_ - delta.events.size();
    seen_number_ = newest;
    seen_events_ = all_events;
    if (delta.events.empty() && delta.skipped == 0)
        return std::nullopt;
    std::reverse(delta.events.begin(), delta.events.end());
    return delta;
}

void forEachEvent(const EngineCore &core, const std::string &stream, TimeNs from_ns, TimeNs to_ns,
                  const std::function<bool(const RowRef &)> &row)
{
    const std::uint64_t end = core.events().nextNumber();
    std::uint64_t from = 0;
    while (true) {
        const std::vector<EventLog::Entry> entries = core.events().oldestFrom(stream, from, entries_per_lock);
        for (const EventLog::Entry &entry : entries) {
            if (entry.number >= end)
                return;
            from = entry.number + 1;
            for (std::uint32_t i = 0; i < entry.batch->rows(); ++i) {
                const TimeNs time_ns = entry.batch->eventTime(i);
                if (time_ns >= from_ns && time_ns < to_ns && entry.isEvent(i) && !row({ entry.batch, i }))
                    return;
            }
        }
        if (entries.empty())
            return;
    }
}

EntriesRead forEachEntry(const EventLog &log, std::uint64_t from, const std::function<bool(const EventLog::Entry &)> &entry)
{
    EntriesRead read { from, log.nextNumber() };
    while (read.next < read.end) {
        const std::vector<EventLog::Entry> entries = log.oldestFrom({}, read.next, entries_per_lock);
        if (entries.empty())
            read.next = read.end;
        for (const EventLog::Entry &held : entries) {
            read.next = std::min(held.number + 1, read.end);
            if (held.number >= read.end || !entry(held))
                return read;
        }
    }
    return read;
}

} // namespace streamgauge
