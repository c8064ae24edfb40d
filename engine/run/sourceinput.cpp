// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/sourceinput.h"

#include "engine/data/timetext.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::size_t most_gaps = 1'000;
/// How old the answer to "which history is this" may be when a position is kept under it.
constexpr DurationNs identity_age_ns = 100 * ns_per_ms;
constexpr std::size_t command_bytes = 128;

template <typename T> void raise(std::atomic<T> &value, T to)
{
    T now = value.load(std::memory_order_relaxed);
    while (now < to && !value.compare_exchange_weak(now, to, std::memory_order_relaxed)) { }
}

} // namespace

SourceInput::SourceInput(std::string source, ConnectorInfo info, const EngineOptions &options, Context context)
    : source_(std::move(source))
    , info_(std::move(info))
    , context_(std::move(context))
    , workers_left_(static_cast<std::uint32_t>(context_.bells.size()))
{
    const WhenFull when_full = info_.can_ask_again ? WhenFull::Block : WhenFull::DropOldest;
    for (std::uint32_t worker = 0; worker < context_.bells.size(); ++worker) {
        auto queue = std::make_unique<WorkQueue>(options.queue_rows, options.queue_bytes, when_full);
        queue->onPush([bell = context_.bells[worker]] { bell->ring(); });
        queue->onDrop([this, worker](const WorkItem &item) { dropped(worker, item); });
        queues_.push_back(std::move(queue));
    }
}

const SourceInput::KnownSchema &SourceInput::knownSchema(const SchemaPtr &schema)
{
    KnownSchema &known = schemas_[schema->stream];
    if (known.theirs == schema)
        return known;
    if (!known.stream) {
        known.stream = context_.streams.adopt(source_, schema->stream);
        const std::scoped_lock lock(mutex_);
        streams_.push_back(known.stream);
    }
    const bool same_content = known.theirs && *known.theirs == *schema;
    known.theirs = schema;
    if (known.stream->stream() == schema->stream) {
        known.ours = schema;
    } else if (!same_content) {
        auto renamed = std::make_shared<Schema>(*schema);
        renamed->stream = known.stream->stream();
        known.ours = std::move(renamed);
    }
    known.stream->setSchema(known.ours);
    return known;
}

bool SourceInput::push(BatchPtr batch)
{
    if (finished_.load(std::memory_order_acquire))
        return false;
    if (batch == nullptr || batch->rows() == 0)
        return true;
    const KnownSchema &known = knownSchema(batch->schemaPtr());
    if (known.ours != batch->schemaPtr())
        batch = withSchema(*batch, known.ours);
    const auto shared = split(std::move(batch), static_cast<std::uint32_t>(queues_.size()));
    shared->stream = known.stream;
    shared->home_workers = known.stream->home_workers.load(std::memory_order_relaxed);
    raiseEventTime(shared->latest_event_ns);
    const DurationNs steady_ns = context_.clock.steady();
    context_.last_activity_ns.store(steady_ns, std::memory_order_relaxed);
    const std::scoped_lock pushing(push_mutex_);
    waitForRoom(shared.get());
    const auto tap = context_.tap.get();
    if (tap)
        tap->waitForRoom(info_, shared->batch);
    const std::scoped_lock taking(context_.order.mutex);
    // A connector that always waits for room would never leave the workers a moment to tick.
    if (info_.time_basis == TimeBasis::Arrival && tickIsDue(steady_ns)) {
        ticked_ns_ = steady_ns;
        enqueueTime(std::min(timersRunTo(), shared->batch->arrivalTime(0)), {});
    }
    if (tap)
        tap->taken(source_, info_, shared->batch);
    enqueue(shared);
    return true;
}

bool SourceInput::tickIsDue(DurationNs steady_ns) const
{
    return steady_ns - ticked_ns_ >= timer_period_ns;
}

void SourceInput::tick()
{
    if (info_.time_basis != TimeBasis::Arrival)
        return;
    const std::unique_lock pushing(push_mutex_, std::try_to_lock);
    const DurationNs steady_ns = context_.clock.steady();
    if (!pushing.owns_lock() || !tickIsDue(steady_ns) || finished_.load(std::memory_order_acquire))
        return;
    for (const auto &queue : queues_) {
        if (!queue->hasRoom({ 0, command_bytes, false }))
            return;
    }
    const std::unique_lock taking(context_.order.mutex, std::try_to_lock);
    if (!taking.owns_lock())
        return;
    ticked_ns_ = steady_ns;
    enqueueTime(timersRunTo(), {});
}

bool SourceInput::isFor(std::uint32_t worker, const SharedBatch &shared) const
{
    // With event time all workers need to know how far it has come, even those that got no row.
    return info_.time_basis == TimeBasis::Event || shared.rowsFor(worker) > 0;
}

QueueWeight SourceInput::weightFor(std::uint32_t worker, const SharedBatch &shared)
{
    const std::size_t rows = shared.rowsFor(worker);
    const std::size_t bytes = shared.batch->memoryBytes() / shared.batch->rows() * rows;
    return { rows, bytes, shared.parts[worker].special_rows.empty() };
}

void SourceInput::waitForRoom(const SharedBatch *shared)
{
    // So that other sources go on while this one waits.
    for (std::uint32_t worker = 0; worker < queues_.size(); ++worker) {
        QueueWeight weight { 0, command_bytes, false };
        if (shared != nullptr && isFor(worker, *shared)) {
            weight = weightFor(worker, *shared);
            weight.bytes += command_bytes;
        }
        static_cast<void>(queues_[worker]->waitForRoom(weight));
    }
}

void SourceInput::take(TimeNs time_ns, const std::vector<std::string> &streams)
{
    raiseEventTime(time_ns);
    const std::scoped_lock pushing(push_mutex_);
    waitForRoom(nullptr);
    const std::scoped_lock taking(context_.order.mutex);
    enqueueTime(time_ns, streams);
}

void SourceInput::enqueueTime(TimeNs time_ns, const std::vector<std::string> &streams)
{
    if (const auto tap = context_.tap.get())
        tap->advanced(source_, info_, time_ns, streams);
    StreamNames names = streams.empty() ? taken_streams_ : std::make_shared<const std::vector<std::string>>(streams);
    if (names)
        enqueueCommand({ .what = WorkItem::What::Time,
                         .number = ++context_.order.last,
                         .advance_to_ns = time_ns,
                         .streams = std::move(names) });
}

void SourceInput::enqueueCommand(const WorkItem &item)
{
    for (const auto &queue : queues_)
        static_cast<void>(queue->push(item, { 0, command_bytes, false }));
}

void SourceInput::awaitStreams(bool on)
{
    const std::scoped_lock pushing(push_mutex_);
    enqueueCommand({ .what = on ? WorkItem::What::Await : WorkItem::What::GoOn });
}

void SourceInput::ended()
{
    // The clock of a live source goes on.
    if (info_.time_basis == TimeBasis::Arrival)
        return;
    const std::scoped_lock pushing(push_mutex_);
    enqueueCommand({ .what = WorkItem::What::End, .streams = taken_streams_ });
}

void SourceInput::enqueue(const std::shared_ptr<SharedBatch> &shared)
{
    const std::string &stream = shared->stream->stream();
    if (!taken_streams_ || std::ranges::find(*taken_streams_, stream) == taken_streams_->end()) {
        std::vector<std::string> names = taken_streams_ ? *taken_streams_ : std::vector<std::string>();
        names.push_back(stream);
        taken_streams_ = std::make_shared<const std::vector<std::string>>(std::move(names));
    }
    std::uint32_t parts = 0;
    for (std::uint32_t worker = 0; worker < queues_.size(); ++worker)
        parts += isFor(worker, *shared) ? 1 : 0;
    shared->parts_left.store(parts, std::memory_order_relaxed);
    in_flight_.fetch_add(1, std::memory_order_acq_rel);
    const WorkItem item { .what = WorkItem::What::Batch, .number = ++context_.order.last, .batch = shared };
    for (std::uint32_t worker = 0; worker < queues_.size(); ++worker) {
        if (isFor(worker, *shared) && !queues_[worker]->push(item, weightFor(worker, *shared)))
            dropped(worker, item);
    }
}

void SourceInput::dropped(std::uint32_t worker, const WorkItem &item)
{
    SharedBatch &batch = *item.batch;
    const SharedBatch::Part &part = batch.parts[worker];
    dropped_.fetch_add(batch.rowsFor(worker), std::memory_order_relaxed);
    {
        const std::scoped_lock lock(batch.left_out_mutex);
        if (part.rows.empty()) {
            for (std::uint32_t row = 0; row < part.row_count; ++row)
                batch.left_out.push_back(row);
        } else {
            batch.left_out.insert(batch.left_out.end(), part.rows.begin(), part.rows.end());
        }
    }
    partDone(batch);
}

void SourceInput::checkpoint(std::string position)
{
    auto checkpoint = std::make_shared<Checkpoint>();
    checkpoint->entry = { std::move(position), identity() };
    checkpoint->parts_left.store(static_cast<std::uint32_t>(queues_.size()), std::memory_order_relaxed);
    in_flight_.fetch_add(1, std::memory_order_acq_rel);
    for (const auto &queue : queues_) {
        // A refused checkpoint never completes, so its position is never saved.
        if (!queue->push({ .what = WorkItem::What::Checkpoint, .checkpoint = checkpoint }, { 0, command_bytes, false })) {
            in_flight_.fetch_sub(1, std::memory_order_acq_rel);
            return;
        }
    }
}

std::string SourceInput::identity()
{
    const DurationNs now_ns = context_.clock.steady();
    if (identity_ && (last_identity_.empty() || now_ns - identity_asked_ns_ >= identity_age_ns)) {
        last_identity_ = identity_();
        identity_asked_ns_ = now_ns;
    }
    return last_identity_;
}

void SourceInput::advanceTime(TimeNs time_ns)
{
    take(time_ns, {});
}

void SourceInput::advanceStreams(TimeNs time_ns, const std::vector<std::string> &streams)
{
    std::vector<std::string> ours;
    for (const std::string &stream : streams) {
        const auto known = schemas_.find(stream);
        if (known != schemas_.end() && known->second.stream)
            ours.push_back(known->second.stream->stream());
    }
    if (!ours.empty())
        take(time_ns, ours);
}

void SourceInput::raiseEventTime(TimeNs time_ns)
{
    raise(event_time_ns_, time_ns);
}

TimeNs SourceInput::timersRunTo()
{
    const TimeNs now_ns = context_.clock.now();
    raise(timers_ns_, now_ns);
    return now_ns;
}

std::optional<Problem> SourceInput::clockSetBack() const
{
    const TimeNs timers_ns = timers_ns_.load(std::memory_order_relaxed);
    if (timers_ns == no_time || timers_ns - context_.clock.now() <= ns_per_s)
        return std::nullopt;
    return Problem { Problem::Severity::Serious,
                     "this machine's clock was set back: for, keep_firing and the silence of a key wait until it shows "
                         + timeText(timers_ns, 0) + " UTC",
                     "", "Start the program again: open alerts go on by the new time, and nobody is told twice" };
}

void SourceInput::gap(TimeNs from_ns, TimeNs to_ns, std::string reason)
{
    const Gap gap { from_ns, to_ns, std::move(reason) };
    if (const auto tap = context_.tap.get())
        tap->gap(source_, gap);
    const std::scoped_lock lock(mutex_);
    gaps_.push_back(gap);
    if (gaps_.size() > most_gaps)
        gaps_.erase(gaps_.begin());
}

void SourceInput::finish()
{
    // What the tap heard last is in the queues before they end.
    const std::scoped_lock pushing(push_mutex_);
    finished_.store(true, std::memory_order_release);
    for (const auto &queue : queues_)
        queue->finish();
}

void SourceInput::workerEnded()
{
    workers_left_.fetch_sub(1, std::memory_order_acq_rel);
    workers_left_.notify_all();
}

void SourceInput::waitUntilDrained() const
{
    for (std::uint32_t left = workers_left_.load(); left != 0; left = workers_left_.load())
        workers_left_.wait(left);
}

void SourceInput::partDone(SharedBatch &batch)
{
    if (batch.parts_left.fetch_sub(1, std::memory_order_acq_rel) != 1)
        return;
    std::sort(batch.left_out.begin(), batch.left_out.end());
    context_.events.add(std::move(batch.batch), std::move(batch.left_out));
    context_.last_activity_ns.store(context_.clock.steady(), std::memory_order_relaxed);
    in_flight_.fetch_sub(1, std::memory_order_acq_rel);
}

void SourceInput::partDone(Checkpoint &checkpoint)
{
    if (checkpoint.parts_left.fetch_sub(1, std::memory_order_acq_rel) != 1)
        return;
    {
        const std::scoped_lock lock(mutex_);
        position_ = std::move(checkpoint.entry);
        position_unsaved_ = true;
    }
    in_flight_.fetch_sub(1, std::memory_order_acq_rel);
}

void SourceInput::count(StreamInfo &stream, const RowCounts &counts)
{
    created_.fetch_add(counts.created, std::memory_order_relaxed);
    updated_.fetch_add(counts.updated, std::memory_order_relaxed);
    deleted_.fetch_add(counts.deleted, std::memory_order_relaxed);
    snapshot_.fetch_add(counts.snapshot, std::memory_order_relaxed);
    late_.fetch_add(counts.late, std::memory_order_relaxed);
    stream.events.fetch_add(counts.events(), std::memory_order_relaxed);
    if (counts.events() == 0)
        return;
    raise(stream.last_arrival_ns, counts.latest_arrival_ns);
    raise(stream.last_event_time_ns, counts.latest_event_ns);
    raise(last_arrival_ns_, counts.latest_arrival_ns);
    lag_ns_.store(std::max<DurationNs>(context_.clock.now() - counts.latest_arrival_ns, 0), std::memory_order_relaxed);
}

std::vector<StreamInfoPtr> SourceInput::streams() const
{
    const std::scoped_lock lock(mutex_);
    return streams_;
}

std::vector<Gap> SourceInput::gaps() const
{
    const std::scoped_lock lock(mutex_);
    return gaps_;
}

PositionStore::Entry SourceInput::position() const
{
    const std::scoped_lock lock(mutex_);
    return position_;
}

std::optional<PositionStore::Entry> SourceInput::unsavedPosition()
{
    const std::scoped_lock lock(mutex_);
    if (!position_unsaved_)
        return std::nullopt;
    position_unsaved_ = false;
    return position_;
}

void SourceInput::fill(SourceStatus &status) const
{
    status.created = created_.load(std::memory_order_relaxed);
    status.updated = updated_.load(std::memory_order_relaxed);
    status.deleted = deleted_.load(std::memory_order_relaxed);
    status.snapshot = snapshot_.load(std::memory_order_relaxed);
    status.dropped = dropped_.load(std::memory_order_relaxed);
    status.late = late_.load(std::memory_order_relaxed);
    status.duplicates = duplicates_.load(std::memory_order_relaxed);
    status.lag_ns = lag_ns_.load(std::memory_order_relaxed);
    status.last_event_ns = last_arrival_ns_.load(std::memory_order_relaxed);
    status.position = position().position;
    for (const auto &queue : queues_) {
        status.queued_rows += queue->rows();
        status.queue_bound_rows += queue->boundRows();
    }
}

} // namespace streamgauge
