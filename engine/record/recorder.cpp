// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/record/recorder.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

namespace streamgauge {

namespace {

constexpr std::size_t small_item_bytes = 256;

DurationNs monotonic()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

} // namespace

Recorder::Recorder(RecorderOptions options, const Clock &clock, std::unique_ptr<RecordWriter> writer)
    : options_(std::move(options))
    , clock_(clock)
    , started_ns_(clock.now())
    , writer_(std::move(writer))
    , queue_(options_.queue_rows, options_.queue_bytes)
{
}

Result<std::shared_ptr<Recorder>> Recorder::start(RecorderOptions options, const Clock &clock)
{
    auto writer = RecordWriter::create(options.file, clock.now(), options.workspace);
    if (!writer)
        return writer.error();
    std::shared_ptr<Recorder> recorder(new Recorder(std::move(options), clock, std::move(writer.value())));
    recorder->thread_ = std::jthread([self = recorder.get()] { self->run(); });
    return recorder;
}

Recorder::~Recorder()
{
    static_cast<void>(finish());
}

Recorder::SourcePtr Recorder::sourceOf(const std::string &name, const ConnectorInfo &info)
{
    const std::scoped_lock lock(mutex_);
    SourcePtr &source = sources_[name];
    if (!source)
        source = std::make_shared<const RecordedSource>(recordedSource(name, info));
    return source;
}

void Recorder::put(Item item, QueueWeight weight)
{
    if (!recording_.load(std::memory_order_acquire))
        return;
    static_cast<void>(queue_.push(std::move(item), weight));
}

void Recorder::waitForRoom(const ConnectorInfo &info, const BatchPtr &batch)
{
    const QueueWeight weight { batch->rows(), batch->memoryBytes(), false };
    if (!info.can_ask_again || !recording_.load(std::memory_order_acquire) || queue_.hasRoom(weight))
        return;
    const DurationNs began_ns = monotonic();
    static_cast<void>(queue_.waitForRoom(weight));
    waits_.fetch_add(1, std::memory_order_relaxed);
    waited_ns_.fetch_add(monotonic() - began_ns, std::memory_order_relaxed);
}

void Recorder::taken(const std::string &source, const ConnectorInfo &info, const BatchPtr &batch)
{
    waitForRoom(info, batch);
    const QueueWeight weight { batch->rows(), batch->memoryBytes(), false };
    const bool lost = !recording_.load(std::memory_order_acquire) || (!info.can_ask_again && !queue_.hasRoom(weight));
    if (!lost && queue_.push(TakenBatch { sourceOf(source, info), batch }, weight))
        return;
    dropped_rows_.fetch_add(batch->rows(), std::memory_order_relaxed);
    const std::scoped_lock lock(mutex_);
    const TimeNs from_ns = batch->arrivalTime(0);
    const auto [place, added] =
        dropped_.try_emplace(source, RecordedGap { source, { from_ns, from_ns, "the recorder could not keep up" } });
    place->second.gap.to_ns = std::max(place->second.gap.to_ns, batch->arrivalTime(batch->rows() - 1));
}

void Recorder::advanced(const std::string &source, const ConnectorInfo &info, TimeNs time_ns,
                        const std::vector<std::string> &streams)
{
    put(ClockStep { sourceOf(source, info), time_ns, streams }, { 0, small_item_bytes, false });
}

void Recorder::gap(const std::string &source, const Gap &gap)
{
    put(RecordedGap { source, gap }, { 0, small_item_bytes, false });
}

void Recorder::alerted(const Alert &alert)
{
    put(alert, { 0, small_item_bytes, false });
}

void Recorder::addProblem(const std::string &source, const Problem &problem)
{
    put(RecordedProblem { source, problem }, { 0, small_item_bytes, false });
}

void Recorder::addNote(const RecordingNote &note)
{
    put(note, { 0, small_item_bytes, false });
}

Result<void> Recorder::write(const Item &item)
{
    if (const auto *taken = std::get_if<TakenBatch>(&item))
        return writer_->addBatch(*taken->source, taken->batch);
    if (const auto *step = std::get_if<ClockStep>(&item))
        return writer_->addTime(*step->source, step->time_ns, step->streams);
    if (const auto *gap = std::get_if<RecordedGap>(&item))
        return writer_->addGap(*gap);
    if (const auto *problem = std::get_if<RecordedProblem>(&item))
        return writer_->addProblem(*problem);
    if (const auto *note = std::get_if<RecordingNote>(&item))
        return writer_->addNote(*note);
    return writer_->addAlert(std::get<Alert>(item));
}

void Recorder::run()
{
    DurationNs flush_at_ns = monotonic() + options_.flush_every_ns;
    while (!queue_.finished()) {
        Result<void> done;
        const DurationNs left_ns = flush_at_ns - monotonic();
        if (left_ns > 0) {
            if (const auto item = queue_.pop(left_ns))
                done = write(*item);
        }
        if (monotonic() >= flush_at_ns) {
            done = done ? writer_->flush() : done;
            flush_at_ns = monotonic() + options_.flush_every_ns;
            bytes_.store(writer_->sizeBytes(), std::memory_order_relaxed);
            rows_.store(done ? writer_->rows() : rows_.load(), std::memory_order_relaxed);
        }
        if (!done) {
            stopBy(done.error());
            return;
        }
    }
}

void Recorder::stopBy(const Error &error)
{
    spdlog::error("recording stopped: {}", error.text());
    {
        const std::scoped_lock lock(mutex_);
        if (error_.message.empty())
            error_ = error;
    }
    recording_.store(false, std::memory_order_release);
    dropped_rows_.fetch_add(queue_.abort(), std::memory_order_relaxed);
}

void Recorder::writeDropped()
{
    const std::scoped_lock lock(mutex_);
    for (const auto &[source, gap] : dropped_)
        static_cast<void>(writer_->addGap(gap));
}

Result<void> Recorder::finish()
{
    const std::scoped_lock once(finish_mutex_);
    if (thread_.joinable()) {
        queue_.finish();
        thread_.join();
        if (recording_.load(std::memory_order_acquire)) {
            writeDropped();
            if (auto closed = writer_->close(clock_.now()); closed)
                rows_.store(writer_->rows(), std::memory_order_relaxed);
            else
                stopBy(closed.error());
        }
        bytes_.store(writer_->sizeBytes(), std::memory_order_relaxed);
        writer_.reset();
        recording_.store(false, std::memory_order_release);
    }
    const std::scoped_lock lock(mutex_);
    return error_.message.empty() ? Result<void>() : error_;
}

RecorderStatus Recorder::status() const
{
    RecorderStatus status;
    status.file = options_.file;
    status.recording = recording_.load(std::memory_order_acquire);
    status.started_ns = started_ns_;
    status.rows = rows_.load(std::memory_order_relaxed);
    status.bytes = bytes_.load(std::memory_order_relaxed);
    status.queued_rows = queue_.rows();
    status.queue_bound_rows = queue_.boundRows();
    status.waits = waits_.load(std::memory_order_relaxed);
    status.waited_ns = waited_ns_.load(std::memory_order_relaxed);
    status.dropped_rows = dropped_rows_.load(std::memory_order_relaxed);
    const std::scoped_lock lock(mutex_);
    status.error = error_;
    return status;
}

} // namespace streamgauge
