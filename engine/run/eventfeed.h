// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/enginecore.h"

namespace streamgauge {

/// Follows the raw events of one or all streams. One thread.
class EventFeed
{
public:
    EventFeed(const EngineCore &core, EventQuery query);

    /// Events since the last call (the first time: those still held); nullopt when there are none.
    [[nodiscard]] std::optional<EventDelta> next();

private:
    [[nodiscard]] bool matches(const EventLog::Entry &entry, std::uint32_t row) const;

    const EventLog &log_;
    const EventQuery query_;
    const std::uint64_t key_hash_;
    std::uint64_t seen_number_ = 0; ///< entries below were read
    std::uint64_t seen_events_ = 0; ///< of the stream, all keys
};

/// Calls `row` for each event still held with event time in [from, to), oldest first.
void forEachEvent(const EngineCore &core, const std::string &stream, TimeNs from_ns, TimeNs to_ns,
                  const std::function<bool(const RowRef &)> &row);

/// Calls `entry` for each batch of events still held that is numbered from `from` on, oldest first, up to the newest at the
/// beginning. False from `entry` ends it.
EntriesRead forEachEntry(const EventLog &log, std::uint64_t from, const std::function<bool(const EventLog::Entry &)> &entry);

} // namespace streamgauge
