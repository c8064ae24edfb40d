// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/backoff.h"
#include "engine/source/connectorworker.h"
#include "engine/source/problemlist.h"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace streamgauge {

/// The life of one connector: run() is its thread's body, and it is the sink the connector writes to. Everything
/// but status() and retry() happens on that thread.
class Supervision final : public EventSink
{
public:
    Supervision(ConnectorWorkerOptions options, std::unique_ptr<Connector> connector, EventSink &sink, const Clock &clock,
                std::optional<PositionStore::Entry> resume);

    void run(std::stop_token stop);
    /// Thread-safe.
    void retry();
    /// Thread-safe.
    [[nodiscard]] SourceSupervision status() const;

    bool push(BatchPtr batch) override;
    void checkpoint(std::string position) override;
    void alive() override;
    void advanceTime(TimeNs time_ns) override { sink_.advanceTime(time_ns); }
    void advanceStreams(TimeNs time_ns, const std::vector<std::string> &streams) override
    {
        sink_.advanceStreams(time_ns, streams);
    }
    void awaitStreams(bool on) override { sink_.awaitStreams(on); }
    void report(Problem problem) override;
    void progress(std::string what, std::uint64_t done, std::uint64_t expected) override;
    void gap(TimeNs from_ns, TimeNs to_ns, std::string reason) override;
    void countLate(std::uint64_t events) override { sink_.countLate(events); }
    void countDuplicates(std::uint64_t events) override { sink_.countDuplicates(events); }
    void countDropped(std::uint64_t events) override { sink_.countDropped(events); }

private:
    /// What follows a run.
    enum class Next { RunAgain, BackOff, Rest };

    Next runOnce();
    RunEnd runConnector(const RunStart &start);
    Result<RunStart> prepare();
    Result<void> checkIdentity();
    Next afterFailure(const Error &error);
    Next afterGap(const Error &error);
    void markGap(std::string reason);
    void followGapPolicy();
    void beginAnew();
    void heard();
    void rest(Next next);
    void setState(SourceState state);
    void setError(const Error &error, Problem::Severity severity);

    const ConnectorWorkerOptions options_;
    const std::unique_ptr<Connector> connector_;
    EventSink &sink_;
    const Clock &clock_;
    std::stop_token stop_;

    std::optional<PositionStore::Entry> resume_;
    bool wants_snapshot_ = false;
    bool snapshot_run_ = false; ///< the run under way was asked for one
    bool heard_in_run_ = false;
    bool owes_checkpoint_ = false; ///< rows were handed over behind the last one
    std::uint32_t batches_past_stop_ = 0;
    bool heard_since_gap_ = true;
    bool unresumable_loss_ = false; ///< a run was heard from and left no position
    SourceState resting_state_ = SourceState::Stopped;
    TimeNs last_heard_ns_ = no_time;
    Backoff backoff_;

    mutable std::mutex mutex_; ///< guards all below
    std::condition_variable_any wake_;
    SourceSupervision status_;
    ProblemList problems_;
    bool waiting_ = false;
    bool retry_requested_ = false;
    bool ever_heard_ = false;
    DurationNs next_try_steady_ns_ = 0;
};

} // namespace streamgauge
