// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/rules/alert.h"
#include "engine/source/connector.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace streamgauge {

enum class SourceState : std::uint8_t { Connecting, Snapshotting, Streaming, Waiting, Stopped, Finished, Failed };
[[nodiscard]] std::string_view name(SourceState state);

struct Gap {
    TimeNs from_ns = 0;
    TimeNs to_ns = 0;
    std::string reason;
    friend bool operator==(const Gap &, const Gap &) = default;
};

/// Everything a user may ask about one source's health.
struct SourceStatus {
    std::string name;
    std::string kind;
    SourceState state = SourceState::Connecting;
    bool simulated = false;
    std::uint32_t attempt = 0;     ///< since the last data; 0 when it runs
    std::uint32_t reconnects = 0;  ///< in its whole life
    DurationNs next_try_in_ns = 0; ///< Waiting only
    Error last_error;              ///< message empty when there is none
    std::uint64_t created = 0;
    std::uint64_t updated = 0;
    std::uint64_t deleted = 0;
    std::uint64_t snapshot = 0;
    std::uint64_t dropped = 0;
    std::uint64_t late = 0;
    std::uint64_t duplicates = 0;
    std::vector<Gap> gaps;
    std::string position; ///< last one whose events all rules and stores have taken
    std::string identity;
    std::vector<Problem> problems; ///< newest last, repeated ones merged, at most 100
    double events_per_second = 0;  ///< over the last second
    DurationNs lag_ns = 0;         ///< arrival to judged, of the newest event
    TimeNs last_event_ns = 0;      ///< arrival of the newest event; 0 before the first
    std::size_t queued_rows = 0;
    std::size_t queue_bound_rows = 0;
    std::string progress_what;
    std::uint64_t progress_done = 0;
    std::uint64_t progress_expected = 0;
};

struct StreamStatus {
    SchemaPtr schema; ///< of the newest generation seen
    std::string source;
    std::uint64_t events = 0;
    std::uint64_t keys = 0;
    std::uint64_t evicted_keys = 0; ///< rows pushed out of the table store by its budget
    double events_per_second = 0;
    TimeNs last_event_ns = 0;      ///< arrival
    TimeNs last_event_time_ns = 0; ///< event time
};

struct RuleStatus {
    RuleSpec spec;
    std::uint64_t evaluations = 0;
    std::uint64_t fired = 0;
    std::uint64_t resolved = 0;
    std::uint64_t firing = 0;
    std::uint64_t pending = 0;
    std::uint64_t errors = 0;
    std::string last_error;
    std::size_t keys = 0; ///< that the rule remembers something of
    std::size_t memory_bytes = 0;
    std::size_t bytes_per_key = 0; ///< what one key can take at most; 0: not known
    double cost_ns = 0;            ///< of one event on one core, measured now and then
    bool paused = false;
    std::uint64_t flapping = 0;   ///< keys
    std::uint64_t late = 0;       ///< events left out, as they came after their turn in event time
    std::uint64_t clamped = 0;    ///< events whose time was too far ahead of their arrival
    std::size_t waiting_rows = 0; ///< for their turn in event time
    std::uint64_t evicted = 0;    ///< samples windows gave up at a bound
    std::uint64_t dropped = 0;    ///< partial matches or joined events given up at a bound
};

struct LatencyStatus {
    double p50_us = 0;
    double p95_us = 0;
    double p99_us = 0;
    double max_us = 0;
    std::uint64_t count = 0;
};

struct MemoryStatus {
    std::size_t series_bytes = 0;
    std::size_t series_budget_bytes = 0;
    std::size_t table_bytes = 0;
    std::size_t table_budget_bytes = 0;
    std::size_t event_bytes = 0;
    std::size_t event_budget_bytes = 0;
};

/// One numeric field of one key.
struct SeriesRef {
    std::string stream;
    std::string key;
    std::string field;
    friend auto operator<=>(const SeriesRef &, const SeriesRef &) = default;
};

/// Asks for a series at screen resolution. With `follow_span_ns` the range is the last span up to now (the
/// source's time), else [from, to).
struct SeriesQuery {
    SeriesRef series;
    TimeNs from_ns = 0;
    TimeNs to_ns = 0;
    DurationNs follow_span_ns = 0;
    std::uint32_t pixels = 800; ///< width of the plot; at most this many cells come back
    friend bool operator==(const SeriesQuery &, const SeriesQuery &) = default;
};

/// What one pixel column shows: every sample in it lies within [min, max].
struct SeriesCell {
    TimeNs time_ns = 0; ///< of the first sample in it
    TimeNs last_time_ns = 0;
    double first = 0;
    double min = 0;
    double max = 0;
    double last = 0;
    std::uint32_t count = 0;
    bool after_gap = false; ///< the line is broken before this cell
};

struct SeriesSlice {
    TimeNs from_ns = 0; ///< the range actually answered (follow resolved)
    TimeNs to_ns = 0;
    std::vector<SeriesCell> cells; ///< by time; decimated when any count > 1
    bool has_latest = false;
    double latest = 0;
    TimeNs latest_time_ns = 0; ///< event time of the newest sample, in or out of the range
    TimeNs latest_arrival_ns = 0;
    TimeNs oldest_ns = 0; ///< oldest sample still held
    std::uint64_t held_samples = 0;
};

/// Follows the latest rows of a stream: all at first (up to max_rows), then the changes; in answers of at most 8192 rows.
struct TableQuery {
    std::string stream;
    std::size_t max_rows = 100'000;
    friend bool operator==(const TableQuery &, const TableQuery &) = default;
};
struct RowRef {
    BatchPtr batch;
    std::uint32_t row = 0;
};
struct TableDelta {
    SchemaPtr schema;   ///< nullptr: the stream is there no more
    bool reset = false; ///< forget what was shown before applying the rest
    /// Created or updated; merged images (no Absent cell that was ever known). Rows of a keyless stream have numbers of
    /// their own for keys.
    std::vector<RowRef> changed;
    std::vector<std::string> removed; ///< keys
    std::uint64_t total_rows = 0;     ///< in the store, may exceed max_rows
};

/// Follows raw events. Empty stream: all streams. Empty key: all keys.
struct EventQuery {
    std::string stream;
    std::string key;
    std::size_t max_events = 2'000; ///< per answer; older ones beyond it are skipped and counted
    friend bool operator==(const EventQuery &, const EventQuery &) = default;
};
struct EventDelta {
    std::vector<RowRef> events; ///< oldest first
    std::uint64_t skipped = 0;
};

/// All keys of a stream that have numeric series, for field trees and "one line per key" charts.
struct KeysQuery {
    std::string stream;
    std::size_t max_keys = 1'000;
    friend bool operator==(const KeysQuery &, const KeysQuery &) = default;
};
struct KeysAnswer {
    std::vector<std::string> keys; ///< sorted
    std::uint64_t total = 0;
};

using Query = std::variant<SeriesQuery, TableQuery, EventQuery, KeysQuery>;
using Answer = std::variant<std::monostate, SeriesSlice, TableDelta, EventDelta, KeysAnswer>;
using QueryId = std::uint64_t;

/// What the engine looked like at one instant. Immutable; may be read from any thread.
struct Snapshot {
    std::uint64_t sequence = 0;
    TimeNs time_ns = 0; ///< wall clock when it was made
    std::vector<SourceStatus> sources;
    std::vector<StreamStatus> streams;
    std::vector<RuleStatus> rules;
    /// All open alerts and the recent resolved ones, newest first; the same pointer while nothing changed.
    std::shared_ptr<const std::vector<Alert>> alerts;
    LatencyStatus commit_to_rule;
    /// Until a desk has painted it. One value a frame: that of the event which waited longest, so no event of the
    /// frame took longer.
    LatencyStatus commit_to_screen;
    TimeNs oldest_commit_ns = no_time; ///< of the events it is the first to answer with; no_time: not known
    MemoryStatus memory;
    std::uint32_t workers = 0;
    std::map<QueryId, Answer> answers; ///< only queries with something new
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace streamgauge
