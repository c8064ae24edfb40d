// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/batchtap.h"
#include "engine/run/bell.h"
#include "engine/run/boundedqueue.h"
#include "engine/run/engine.h"
#include "engine/run/sharedbatch.h"
#include "engine/run/streamregistry.h"
#include "engine/run/takeorder.h"
#include "engine/stores/eventlog.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace streamgauge {

/// A resume position on its way through all workers.
struct Checkpoint {
    PositionStore::Entry entry;
    std::atomic<std::uint32_t> parts_left = 0;
};

using StreamNames = std::shared_ptr<const std::vector<std::string>>;

/// What one worker takes from the queue of one source.
struct WorkItem {
    enum class What : std::uint8_t { Batch, Time, Checkpoint, Await, GoOn, End };
    What what = What::Batch;
    std::uint64_t number = 0;                  ///< in the order of taking; 0: that does not matter
    std::shared_ptr<SharedBatch> batch {};     ///< Batch
    std::shared_ptr<Checkpoint> checkpoint {}; ///< Checkpoint
    TimeNs advance_to_ns = no_time;            ///< Time
    StreamNames streams {};                    ///< that Time concerns or that End, as named in the engine
};

using WorkQueue = BoundedQueue<WorkItem>;

/// What a worker counts of the rows it has judged and stored.
struct RowCounts {
    std::uint64_t created = 0;
    std::uint64_t updated = 0;
    std::uint64_t deleted = 0;
    std::uint64_t snapshot = 0;
    std::uint64_t late = 0;
    TimeNs latest_arrival_ns = 0;
    TimeNs latest_event_ns = no_time;
    [[nodiscard]] std::uint64_t events() const { return created + updated + deleted + snapshot; }
};

/// The engine's end of one source: takes batches from the connector's thread, splits them over the workers' queues,
/// and gathers what the workers report back. Batches and timers pass all queues, and the tap, in one order: what a tap
/// heard, judged again, gives the same alerts. The EventSink part is called by the connector's thread only, the
/// rest is thread-safe.
class SourceInput final : public EventSink
{
public:
    struct Context {
        const Clock &clock;
        StreamRegistry &streams;
        EventLog &events;
        std::vector<Bell *> bells;                 ///< one per worker
        std::atomic<DurationNs> &last_activity_ns; ///< of the engine, by the steady clock
        TapSlot &tap;
        TakeOrder &order;
    };
    SourceInput(std::string source, ConnectorInfo info, const EngineOptions &options, Context context);

    bool push(BatchPtr batch) override;
    void checkpoint(std::string position) override;
    void alive() override { }
    void advanceTime(TimeNs time_ns) override;
    void advanceStreams(TimeNs time_ns, const std::vector<std::string> &streams) override;
    void awaitStreams(bool on) override;
    void ended() override;
    void report(Problem problem) override { static_cast<void>(problem); }
    void progress(std::string, std::uint64_t, std::uint64_t) override { }
    void gap(TimeNs from_ns, TimeNs to_ns, std::string reason) override;
    void countLate(std::uint64_t events) override { late_.fetch_add(events, std::memory_order_relaxed); }
    void countDuplicates(std::uint64_t events) override { duplicates_.fetch_add(events, std::memory_order_relaxed); }
    void countDropped(std::uint64_t events) override { dropped_.fetch_add(events, std::memory_order_relaxed); }

    /// Names the data history positions belong to. Set before the connector runs.
    void onIdentity(std::function<std::string()> identity) { identity_ = std::move(identity); }
    /// See SourceSpec::sent_column. Set before the connector runs.
    void setSentColumn(std::string column) { sent_column_ = std::move(column); }
    [[nodiscard]] const std::string &sentColumn() const { return sent_column_; }
    /// The connector has ended: the queues run empty and then end.
    void finish();

    // Called by workers.
    /// Lets the timers of a live source run up to now, every timer_period_ns at most. Never waits.
    void tick();
    [[nodiscard]] WorkQueue &queue(std::uint32_t worker) { return *queues_[worker]; }
    void partDone(SharedBatch &batch);
    void partDone(Checkpoint &checkpoint);
    void count(StreamInfo &stream, const RowCounts &counts);
    /// The worker has met the end of its queue.
    void workerEnded();

    [[nodiscard]] const std::string &source() const { return source_; }
    [[nodiscard]] const ConnectorInfo &info() const { return info_; }
    /// Blocks until every worker has met the end of its queue. Precondition: finish() was called, workers run.
    void waitUntilDrained() const;
    [[nodiscard]] bool idle() const { return in_flight_.load(std::memory_order_acquire) == 0; }
    [[nodiscard]] std::vector<StreamInfoPtr> streams() const;
    [[nodiscard]] std::vector<Gap> gaps() const;
    /// The latest time the source's events or advanceTime() named; no_time before.
    [[nodiscard]] TimeNs eventTime() const { return event_time_ns_.load(std::memory_order_relaxed); }
    /// The last position everything before which was taken.
    [[nodiscard]] PositionStore::Entry position() const;
    /// The position when it has changed since the last call.
    [[nodiscard]] std::optional<PositionStore::Entry> unsavedPosition();
    /// A live source's timers, and with them its alerts, wait because the wall clock was set back by over a second.
    [[nodiscard]] std::optional<Problem> clockSetBack() const;
    /// Fills the counted part.
    void fill(SourceStatus &status) const;

private:
    struct KnownSchema {
        SchemaPtr theirs;
        SchemaPtr ours; ///< with the stream's name in the engine
        StreamInfoPtr stream;
    };
    [[nodiscard]] const KnownSchema &knownSchema(const SchemaPtr &schema);
    void waitForRoom(const SharedBatch *shared);
    [[nodiscard]] bool isFor(std::uint32_t worker, const SharedBatch &shared) const;
    [[nodiscard]] static QueueWeight weightFor(std::uint32_t worker, const SharedBatch &shared);
    void take(TimeNs time_ns, const std::vector<std::string> &streams);
    // While the order of taking is held.
    void enqueue(const std::shared_ptr<SharedBatch> &shared);
    void enqueueTime(TimeNs time_ns, const std::vector<std::string> &streams);
    void enqueueCommand(const WorkItem &item);
    [[nodiscard]] bool tickIsDue(DurationNs steady_ns) const;
    void dropped(std::uint32_t worker, const WorkItem &item);
    [[nodiscard]] std::string identity();
    void raiseEventTime(TimeNs time_ns);
    /// The instant, by the wall clock, up to which timers run.
    [[nodiscard]] TimeNs timersRunTo();

    static constexpr DurationNs timer_period_ns = 50 * ns_per_ms;

    const std::string source_;
    const ConnectorInfo info_;
    std::string sent_column_;
    Context context_;
    std::vector<std::unique_ptr<WorkQueue>> queues_;
    std::function<std::string()> identity_;
    std::string last_identity_;
    DurationNs identity_asked_ns_ = 0;
    std::unordered_map<std::string, KnownSchema> schemas_; ///< by the connector's stream name

    std::mutex push_mutex_; ///< held by whoever fills the queues
    DurationNs ticked_ns_ = 0;
    StreamNames taken_streams_; ///< of the batches taken so far

    std::atomic<bool> finished_ = false;
    std::atomic<std::uint32_t> workers_left_;
    std::atomic<std::uint64_t> in_flight_ = 0; ///< batches and checkpoints some worker has not done
    std::atomic<TimeNs> event_time_ns_ = no_time;
    std::atomic<TimeNs> timers_ns_ = no_time; ///< the latest instant that timers ran to
    std::atomic<std::uint64_t> created_ = 0;
    std::atomic<std::uint64_t> updated_ = 0;
    std::atomic<std::uint64_t> deleted_ = 0;
    std::atomic<std::uint64_t> snapshot_ = 0;
    std::atomic<std::uint64_t> dropped_ = 0;
    std::atomic<std::uint64_t> late_ = 0;
    std::atomic<std::uint64_t> duplicates_ = 0;
    std::atomic<DurationNs> lag_ns_ = 0;
    std::atomic<TimeNs> last_arrival_ns_ = 0;

    mutable std::mutex mutex_;
    std::vector<StreamInfoPtr> streams_;
    std::vector<Gap> gaps_;
    PositionStore::Entry position_;
    bool position_unsaved_ = false;
};

} // namespace streamgauge
