// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/worker.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace streamgauge {

namespace {

constexpr DurationNs timer_period_ns = 50 * ns_per_ms;

DurationNs monotonic()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

} // namespace

Worker::Worker(std::uint32_t number, Shard::Context context, AlertBook &book, const TakeOrder &order)
    : number_(number)
    , book_(book)
    , order_(order)
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
    {
        const std::scoped_lock lock(mutex_);
        if (new_sources_.empty())
            return;
        for (std::shared_ptr<SourceInput> &source : new_sources_) {
            // A live source that cannot be reached must not hold up the others.
            const bool heard = source->info().time_basis == TimeBasis::Arrival;
            intakes_.push_back({ .source = std::move(source), .part = {}, .heard = heard });
        }
        new_sources_.clear();
    }
    awaitStreams();
}

void Worker::awaitStreams()
{
    const bool awaiting =
        std::ranges::any_of(intakes_, [](const Intake &intake) { return !intake.heard || intake.awaiting; });
    if (std::exchange(awaiting_, awaiting) == awaiting)
        return;
    const std::scoped_lock held(shard_.lock);
    shard_.await(awaiting);
}

void Worker::noteHeard(Intake &intake, WorkItem::What what)
{
    const bool was_heard = std::exchange(intake.heard, true);
    const bool ends = what == WorkItem::What::GoOn || what == WorkItem::What::End;
    const bool awaiting = what == WorkItem::What::Await || (intake.awaiting && !ends);
    if (std::exchange(intake.awaiting, awaiting) != awaiting || !was_heard)
        awaitStreams();
}

void Worker::run(const std::stop_token &stop)
{
    while (true) {
        takeNewSources();
        const bool moved =
            order_.is_judged_by.load(std::memory_order_relaxed) && intakes_.size() > 1 ? serveInOrder() : serveInTurn();
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

bool Worker::serveInTurn()
{
    bool moved = false;
    for (Intake &intake : intakes_) {
        moved |= serve(intake);
        book_.dispatch();
    }
    return moved;
}

bool Worker::serveInOrder()
{
    // More than one only where they were served in turn until now.
    bool moved = false;
    bool under_way = false;
    for (Intake &intake : intakes_) {
        if (!intake.part.batch)
            continue;
        under_way = true;
        moved |= serve(intake);
    }
    if (!under_way) {
        if (Intake *next = nextInOrder(); next != nullptr)
            moved = serve(*next);
        for (Intake &intake : intakes_) {
            if (!intake.part.batch && intake.source->queue(number_).finished())
                moved |= serve(intake);
        }
    }
    book_.dispatch();
    return moved;
}

Worker::Intake *Worker::nextInOrder()
{
    const auto first = [this] {
        Intake *found = nullptr;
        std::uint64_t least = 0;
        for (Intake &intake : intakes_) {
            const auto number = intake.source->queue(number_).front([](const WorkItem &item) { return item.number; });
            if (number && (found == nullptr || *number < least)) {
                found = &intake;
                least = *number;
            }
        }
        return found;
    };
    // What was taken before the one found now may have come into a queue behind the look at it; not so the second time,
    // since it was in before the one found.
    return first() == nullptr ? nullptr : first();
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
        // Its streams are known to the rules only now.
        noteHeard(intake, WorkItem::What::Batch);
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
        endQueue(intake);
        return true;
    }
    follow(intake, *item);
    return true;
}

void Worker::follow(Intake &intake, WorkItem &item)
{
    switch (item.what) {
    case WorkItem::What::Batch: intake.part.batch = std::move(item.batch); return;
    case WorkItem::What::Checkpoint: intake.source->partDone(*item.checkpoint); return;
    case WorkItem::What::Time: {
        const std::scoped_lock held(shard_.lock);
        for (const std::string &stream : *item.streams)
            shard_.advance(stream, item.advance_to_ns);
        break;
    }
    case WorkItem::What::End: {
        const std::scoped_lock held(shard_.lock);
        for (std::size_t index = 0; item.streams && index < item.streams->size(); ++index)
            shard_.flush((*item.streams)[index]);
        break;
    }
    case WorkItem::What::Await:
    case WorkItem::What::GoOn: break;
    }
    noteHeard(intake, item.what);
}

void Worker::endQueue(Intake &intake)
{
    {
        const std::scoped_lock held(shard_.lock);
        for (const StreamInfoPtr &stream : intake.source->streams())
            shard_.flush(stream->stream());
    }
    intake.ended = true;
    noteHeard(intake, WorkItem::What::End);
    intake.source->workerEnded();
}

void Worker::runTimers()
{
    for (const Intake &intake : intakes_)
        intake.source->tick();
    shard_.trim();
}

} // namespace streamgauge
