// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/alertbook.h"
#include "engine/run/shard.h"

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace streamgauge {

/// One thread of the data plane: takes from its queue of every source in turn, a short step each, so that no source
/// waits for another's large batch, or, while some rule joins streams as they come, in the order of taking; runs the
/// timers of live streams. Public calls are thread-safe.
class Worker
{
public:
    /// All outlive it.
    Worker(std::uint32_t number, Shard::Context context, AlertBook &book, const TakeOrder &order);
    ~Worker() { stop(); }

    /// `bells` by worker.
    void start(std::vector<Bell *> bells);
    /// Takes what the queues hold, which must have been finished, then joins. Idempotent.
    void stop();
    void add(std::shared_ptr<SourceInput> source);

    [[nodiscard]] Shard &shard() { return shard_; }
    [[nodiscard]] const Shard &shard() const { return shard_; }
    [[nodiscard]] Bell &bell() { return bell_; }

private:
    /// One source as this worker sees it.
    struct Intake {
        std::shared_ptr<SourceInput> source;
        PartProgress part; ///< batch is null between batches
        bool ended = false;
        bool heard = false;    ///< it has said something, or was heard live from the beginning
        bool awaiting = false; ///< some stream of it may still bring old events
    };

    void run(const std::stop_token &stop);
    void takeNewSources();
    /// True when it moved on.
    [[nodiscard]] bool serve(Intake &intake);
    [[nodiscard]] bool serveInTurn();
    [[nodiscard]] bool serveInOrder();
    /// The one whose next item was taken first; null: nothing is there.
    [[nodiscard]] Intake *nextInOrder();
    [[nodiscard]] bool fetch(Intake &intake);
    void follow(Intake &intake, WorkItem &item);
    void noteHeard(Intake &intake, WorkItem::What what);
    void endQueue(Intake &intake);
    void awaitStreams();
    void runTimers();

    const std::uint32_t number_;
    AlertBook &book_;
    const TakeOrder &order_;
    Shard shard_;
    Bell bell_;
    std::vector<Bell *> bells_;
    std::vector<Intake> intakes_; ///< of the thread
    std::vector<std::uint32_t> woken_;
    DurationNs timers_run_ns_ = 0;
    bool awaiting_ = false;

    std::mutex mutex_;
    std::vector<std::shared_ptr<SourceInput>> new_sources_;
    std::jthread thread_;
};

} // namespace streamgauge
