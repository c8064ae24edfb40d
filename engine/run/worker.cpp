// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/worker.h"

#include <algorithm>
#include <chrono>

namespace streamgauge {

namespace {

constexpr DurationNs timer_period_ns = 50 * ns_per_ms;

DurationNs monotonic()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

} // namespace

Worker::Worker(std::uint32_t number, Shard::Context context, AlertBook &book)
    : number_(number)
    , book_(book)
    , shard_(number, context)
{
}

void Worker::start(std::vector<Bell *> bells)
{
    bells_ = std::move(bells);
    thread_ = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

void Worker::stop()
{
    if (!thread_.joinable())
        return;
    thread_.request_stop();
    bell_.ring();
    thread_.join();
}

void Worker::add(std::shared_ptr<SourceInput> source)
{
    {
        const std::scoped_lock lock(mutex_);
        new_sources_.push_back(std::move(source));
    }
    bell_.ring();
}

void Worker::takeNewSources()
{
    const std::scoped_lock lock(mutex_);
    for (std::shared_ptr<SourceInput> &source : new_sources_)
        intakes_.push_back({ std::move(source), {}, false });
    new_sources_.clear();
}

void Worker::run(const std::stop_token &stop)
{
    while (true) {
        takeNewSources();
        bool moved = false;
        for (Intake &intake : intakes_) {
            moved |= serve(intake);
            book_.dispatch();
        }
        std::erase_if(intakes_, [](const Intake &intake) { return intake.ended; });
        const DurationNs now_ns = monotonic();
        if (now_ns - timers_run_ns_ >= timer_period_ns) {
            timers_run_ns_ = now_ns;
            runTimers();
            book_.dispatch();
        }
        if (moved)
            continue;
        if (stop.stop_requested() && intakes_.empty())
            return;
        bell_.wait(timer_period_ns - std::min(timer_period_ns, monotonic() - timers_run_ns_));
    }
}

bool Worker::serve(Intake &intake)
{
    if (!intake.part.batch)
        return fetch(intake);
    const Shard::Step step = shard_.step(intake.part, *intake.source, woken_);
    for (const std::uint32_t worker : woken_)
        bells_[worker]->ring();
    woken_.clear();
    if (step == Shard::Step::Done) {
        intake.source->partDone(*intake.part.batch);
        intake.part = {};
    }
    return step != Shard::Step::Waiting;
}

bool Worker::fetch(Intake &intake)
{
    WorkQueue &queue = intake.source->queue(number_);
    std::optional<WorkItem> item = queue.pop();
    if (!item) {
        if (!queue.finished())
            return false;
        const std::scoped_lock held(shard_.lock);
        for (const StreamInfoPtr &stream : intake.source->streams())
            shard_.flush(stream->stream());
        intake.ended = true;
        intake.source->workerEnded();
        return true;
    }
    if (item->batch) {
        intake.part.batch = std::move(item->batch);
    } else if (item->checkpoint) {
        intake.source->partDone(*item->checkpoint);
    } else {
        const std::scoped_lock held(shard_.lock);
        if (item->streams) {
            for (const std::string &stream : *item->streams)
                shard_.advance(stream, item->advance_to_ns);
            return true;
        }
        for (const StreamInfoPtr &stream : intake.source->streams())
            shard_.advance(stream->stream(), item->advance_to_ns);
    }
    return true;
}

void Worker::runTimers()
{
    for (const Intake &intake : intakes_)
        intake.source->tick();
    shard_.trim();
}

} // namespace streamgauge
