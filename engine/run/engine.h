// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/cel/celscope.h"
#include "engine/rules/ruleprobe.h"
#include "engine/rules/rulespec.h"
#include "engine/run/alertwatcher.h"
#include "engine/run/snapshot.h"
#include "engine/source/connector.h"
#include "engine/stores/eventlog.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace streamgauge {

class BatchTap;

struct EngineOptions {
    std::uint32_t workers = 0; ///< 0: cores − 1, at least 1
    std::size_t series_budget_bytes = 256ULL << 20;
    std::size_t table_budget_bytes = 256ULL << 20;
    std::size_t event_budget_bytes = 64ULL << 20;
    std::size_t queue_rows = 65'536;       ///< per source and worker
    std::size_t queue_bytes = 64ULL << 20; ///< per source and worker
    std::size_t alert_history = 10'000;    ///< resolved alerts kept in memory
};

/// Where resume positions outlive the process. Called from engine threads, one at a time.
class PositionStore
{
public:
    struct Entry {
        std::string position;
        std::string identity;
        friend bool operator==(const Entry &, const Entry &) = default;
    };
    virtual ~PositionStore() = default;
    [[nodiscard]] virtual std::optional<Entry> load(const std::string &source) = 0;
    virtual Result<void> save(const std::string &source, const Entry &entry) = 0;
};

/// What to do when the history a source should resume from is gone.
enum class GapPolicy { Snapshot, SkipAhead, Stop };

struct SourceSpec {
    std::string name; ///< unique
    ConnectorInfo info;
    bool snapshot = true; ///< ignored when the connector cannot
    GapPolicy gap_policy = GapPolicy::Snapshot;
    /// A column that says when each event was sent, for the latency figures; empty: what the connector says.
    std::string sent_column {};
};

/// One consumer's window onto the engine: it registers queries and takes snapshots that answer them. A thread
/// of the engine builds each snapshot ahead, and builds the next only after the last was taken, so no delta
/// is ever lost. All calls are thread-safe and none waits for ingest.
class View
{
public:
    virtual ~View() = default;
    virtual QueryId add(Query query) = 0;
    /// Replaces a query (zoom, pan) and keeps its id. A changed table or event query starts anew.
    virtual void change(QueryId id, Query query) = 0;
    virtual void remove(QueryId id) = 0;
    /// The newest snapshot since the last take, or nullptr.
    [[nodiscard]] virtual SnapshotPtr take() = 0;
    /// The answers of a taken snapshot are on the screen now; counts for Snapshot::commit_to_screen.
    virtual void painted(const Snapshot &snapshot) = 0;
    /// How often snapshots are made at most. Default 60 per second.
    virtual void setRate(double snapshots_per_second) = 0;
};

/// The data plane: sources, workers, rules, stores. Public calls are thread-safe; callbacks come from engine
/// threads. Stop order inside stop(): connectors, queues, workers.
class Engine
{
public:
    /// `clock` outlives the engine; `positions` may be null (nothing is remembered).
    Engine(EngineOptions options, const Clock &clock, PositionStore *positions = nullptr);
    ~Engine();
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    /// Starts the workers. Sources added before start() begin then.
    void start();
    /// Idempotent; joins all threads. Everything already pushed is judged and stored first.
    void stop();

    [[nodiscard]] Result<void> addSource(SourceSpec spec, std::unique_ptr<Connector> connector);
    /// Stops it and keeps what its streams stored. Returns after its thread ended.
    void removeSource(const std::string &name);
    /// Gives back all that is kept of the streams of removed sources, except of those named: rows, samples, events, and
    /// what rules remember of them (their open alerts resolve as "deleted").
    void forgetStreams(const std::vector<std::string> &kept_sources);
    /// Wakes a waiting back-off, or starts a stopped or failed source again.
    void retrySource(const std::string &name);

    /// Adds, or replaces the rule of that name: open alerts of a rule whose condition changed resolve as "updated".
    [[nodiscard]] Result<void> setRule(RuleSpec spec);
    void removeRule(const std::string &name);
    /// A paused rule judges nothing; its open alerts resolve as "paused". Error Input for an unknown name.
    [[nodiscard]] Result<void> pauseRule(const std::string &name, bool paused);
    /// Functions rules may call beside CEL's own (lookup, model); for the rules set from now on.
    void setFunctions(std::vector<CelFunction> functions);
    /// What a rule makes of a key now: its lets, its condition, its state. A pass over the stream's rows: for an editor,
    /// not for every key. Error Input for an unknown rule.
    [[nodiscard]] Result<RuleProbe> probeRule(const std::string &rule, const std::string &key) const;
    /// Takes up what was open when the program ended, see RuleShard::restore(). After the rules are set, before start().
    /// Alerts of rules there are no more resolve as "rule removed".
    void restoreAlerts(const std::vector<Alert> &alerts, TimeNs down_since_ns);
    /// `acknowledgement.time_ns` 0: now. Error Input when no such episode is open.
    [[nodiscard]] Result<void> acknowledge(std::uint64_t episode, Acknowledgement acknowledgement);
    /// Before any rule is set: `watcher` outlives the engine. Episodes up to `last_episode` belong to earlier runs.
    void watchAlerts(AlertWatcher &watcher, std::uint64_t last_episode);

    [[nodiscard]] std::unique_ptr<View> openView();
    /// Status without queries; for headless runs and tests.
    [[nodiscard]] SnapshotPtr status() const;

    /// Called on each change of an alert's state (not on value updates), from the worker's thread; keep it short.
    void onAlert(std::function<void(const Alert &)> callback);

    /// From now on `tap` hears everything that is judged (a recorder); null: nobody. Set before start(), it misses nothing.
    void setTap(std::shared_ptr<BatchTap> tap);

    /// True when every source is at its end or silent, and every queue is empty, for `quiet_ns`.
    [[nodiscard]] bool idleFor(DurationNs quiet_ns) const;

    /// Calls `row` for the latest row of every key of a stream, sorted by key; the stream may go on meanwhile.
    /// False from `row` ends it. For --tables and CSV export.
    void forEachRow(const std::string &stream, const std::function<bool(const RowRef &)> &row) const;
    /// Raw events of a stream still held, oldest first, with event time in [from, to).
    void forEachEvent(const std::string &stream, TimeNs from_ns, TimeNs to_ns,
                      const std::function<bool(const RowRef &)> &row) const;
    /// The same by batches and of all streams: those numbered from `from` on, up to the newest at the beginning. False from
    /// `entry` ends it. Goes on later with EntriesRead::next.
    EntriesRead forEachEntry(std::uint64_t from, const std::function<bool(const EventLog::Entry &)> &entry) const;
    /// Raw samples of a series still held, oldest first, in [from, to).
    void forEachSample(const SeriesRef &series, TimeNs from_ns, TimeNs to_ns,
                       const std::function<bool(TimeNs, double)> &sample) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace streamgauge
