// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/source/supervision.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::size_t most_gaps = 1'000;
constexpr std::uint32_t most_batches_past_stop = 1'000;

template <typename Call> auto guarded(const Call &call) -> Result<decltype(call())>
{
    try {
        return call();
    } catch (const std::exception &exception) {
        return Error { ErrorKind::Internal, std::string("the connector failed: ") + exception.what(), {}, {} };
    }
}

} // namespace

Supervision::Supervision(ConnectorWorkerOptions options, std::unique_ptr<Connector> connector, EventSink &sink,
                         const Clock &clock, std::optional<PositionStore::Entry> resume)
    : options_(std::move(options))
    , connector_(std::move(connector))
    , sink_(sink)
    , clock_(clock)
    , resume_(std::move(resume))
    , wants_snapshot_(options_.snapshot && options_.info.snapshot)
    , backoff_(options_.first_backoff_ns, options_.most_backoff_ns, options_.seed)
{
    if (!options_.info.resume || (resume_ && resume_->position.empty()))
        beginAnew();
}

void Supervision::run(std::stop_token stop)
{
    stop_ = std::move(stop);
    while (!stop_.stop_requested()) {
        const Next next = runOnce();
        if (next == Next::Rest)
            sink_.ended();
        if (next != Next::RunAgain && !stop_.stop_requested())
            rest(next);
    }
    const std::lock_guard lock(mutex_);
    if (status_.state != SourceState::Finished && status_.state != SourceState::Failed)
        status_.state = SourceState::Stopped;
}

Supervision::Next Supervision::runOnce()
{
    setState(SourceState::Connecting);
    const auto start = prepare();
    if (!start)
        return stop_.stop_requested() ? Next::Rest : afterFailure(start.error());
    snapshot_run_ = start->snapshot;
    heard_in_run_ = false;
    owes_checkpoint_ = false;
    batches_past_stop_ = 0;
    const RunEnd end = runConnector(*start);
    // What a broken snapshot handed over the next one replaces.
    const bool snapshot_only = snapshot_run_ && options_.info.resume;
    unresumable_loss_ = unresumable_loss_ || (heard_in_run_ && !resume_ && !snapshot_only);
    if (end.reason == RunEnd::Reason::Failed && !stop_.stop_requested())
        return afterFailure(end.error);
    if (end.reason == RunEnd::Reason::Finished) {
        beginAnew();
        unresumable_loss_ = false;
    }
    resting_state_ = end.reason == RunEnd::Reason::Finished ? SourceState::Finished : SourceState::Stopped;
    setState(resting_state_);
    return Next::Rest;
}

RunEnd Supervision::runConnector(const RunStart &start)
{
    auto end = guarded([&] { return connector_->run(stop_, start, *this); });
    return end ? *end : RunEnd { RunEnd::Reason::Failed, end.error() };
}

Result<RunStart> Supervision::prepare()
{
    if (auto checked = checkIdentity(); !checked)
        return checked.error();
    if (std::exchange(unresumable_loss_, false) && !resume_)
        markGap("the connection was lost and the source has no position to resume from");
    RunStart start;
    if (resume_)
        start.position = resume_->position;
    start.snapshot = wants_snapshot_;
    return start;
}

Result<void> Supervision::checkIdentity()
{
    if (!options_.info.resume)
        return {};
    const auto called = guarded([&] { return connector_->identify(stop_); });
    const auto &identity = called ? *called : Result<std::string>(called.error());
    if (!identity)
        return identity.error();
    {
        const std::lock_guard lock(mutex_);
        status_.identity = *identity;
    }
    if (!resume_ || resume_->identity.empty() || identity->empty() || resume_->identity == *identity)
        return {};
    const Error changed { ErrorKind::Gap,
                          "the source is another one: " + *identity + " in place of " + resume_->identity,
                          {},
                          "begin with a snapshot, or connect to the former server" };
    if (options_.gap_policy == GapPolicy::Stop)
        return changed;
    markGap(changed.message);
    followGapPolicy();
    return {};
}

Supervision::Next Supervision::afterFailure(const Error &error)
{
    if (error.kind == ErrorKind::Gap)
        return afterGap(error);
    const bool transient = error.kind == ErrorKind::Transient;
    setError(error, transient ? Problem::Severity::Warning : Problem::Severity::Serious);
    resting_state_ = transient ? SourceState::Waiting : SourceState::Failed;
    return transient ? Next::BackOff : Next::Rest;
}

Supervision::Next Supervision::afterGap(const Error &error)
{
    setError(error, Problem::Severity::Serious);
    markGap(error.message);
    if (options_.gap_policy == GapPolicy::Stop) {
        resting_state_ = SourceState::Failed;
        return Next::Rest;
    }
    followGapPolicy();
    resting_state_ = SourceState::Waiting;
    // A second gap before any data: the way out leads into the same wall.
    return std::exchange(heard_since_gap_, false) ? Next::RunAgain : Next::BackOff;
}

void Supervision::markGap(std::string reason)
{
    const TimeNs now_ns = clock_.now();
    gap(last_heard_ns_ == no_time ? now_ns : std::min(last_heard_ns_, now_ns), now_ns, std::move(reason));
}

void Supervision::followGapPolicy()
{
    resume_.reset();
    // The one this process begins with is still due when it was not taken yet.
    wants_snapshot_ = options_.info.snapshot && (wants_snapshot_ || options_.gap_policy == GapPolicy::Snapshot);
    unresumable_loss_ = false;
}

void Supervision::beginAnew()
{
    resume_.reset();
    wants_snapshot_ = options_.snapshot && options_.info.snapshot;
}

void Supervision::rest(Next next)
{
    const DurationNs wait_ns = next == Next::BackOff ? backoff_.next() : 0;
    std::unique_lock lock(mutex_);
    status_.state = resting_state_;
    status_.attempt = backoff_.failures();
    next_try_steady_ns_ = clock_.steady() + wait_ns;
    waiting_ = true;
    retry_requested_ = false;
    const auto retried = [this] { return retry_requested_; };
    if (next == Next::BackOff)
        wake_.wait_for(lock, stop_, std::chrono::nanoseconds(wait_ns), retried);
    else if (wake_.wait(lock, stop_, retried))
        backoff_.reset();
    waiting_ = false;
}

void Supervision::retry()
{
    const std::lock_guard lock(mutex_);
    if (!waiting_)
        return;
    retry_requested_ = true;
    wake_.notify_all();
}

SourceSupervision Supervision::status() const
{
    const std::lock_guard lock(mutex_);
    SourceSupervision status = status_;
    status.problems = problems_.all();
    if (status.state == SourceState::Waiting)
        status.next_try_in_ns = std::max<DurationNs>(next_try_steady_ns_ - clock_.steady(), 0);
    return status;
}

void Supervision::setState(SourceState state)
{
    const std::lock_guard lock(mutex_);
    status_.state = state;
    status_.progress_what.clear();
    status_.progress_done = 0;
    status_.progress_expected = 0;
}

void Supervision::setError(const Error &error, Problem::Severity severity)
{
    const std::lock_guard lock(mutex_);
    status_.last_error = error;
    problems_.add({ severity, error.message, error.place, error.remedy });
}

void Supervision::heard()
{
    last_heard_ns_ = clock_.now();
    if (std::exchange(heard_in_run_, true))
        return;
    heard_since_gap_ = true;
    backoff_.reset();
    const std::lock_guard lock(mutex_);
    status_.attempt = 0;
    status_.last_error = Error();
    if (std::exchange(ever_heard_, true))
        ++status_.reconnects;
    if (status_.state == SourceState::Connecting)
        status_.state = SourceState::Streaming;
}

bool Supervision::push(BatchPtr batch)
{
    // Without the checkpoint that follows soon, what was handed over since the last would come again in the next process.
    if (stop_.stop_requested() && (!owes_checkpoint_ || ++batches_past_stop_ > most_batches_past_stop))
        return false;
    heard();
    owes_checkpoint_ = options_.info.resume;
    return sink_.push(std::move(batch));
}

void Supervision::checkpoint(std::string position)
{
    owes_checkpoint_ = false;
    if (options_.info.resume && !position.empty()) {
        std::string identity;
        {
            const std::lock_guard lock(mutex_);
            identity = status_.identity;
        }
        resume_ = { position, std::move(identity) };
        wants_snapshot_ = false;
    }
    sink_.checkpoint(std::move(position));
}

void Supervision::alive()
{
    heard();
    sink_.alive();
}

void Supervision::report(Problem problem)
{
    const std::lock_guard lock(mutex_);
    problems_.add(std::move(problem));
}

void Supervision::progress(std::string what, std::uint64_t done, std::uint64_t expected)
{
    const std::lock_guard lock(mutex_);
    if (snapshot_run_)
        status_.state = what.empty() ? SourceState::Streaming : SourceState::Snapshotting;
    status_.progress_what = std::move(what);
    status_.progress_done = done;
    status_.progress_expected = expected;
}

void Supervision::gap(TimeNs from_ns, TimeNs to_ns, std::string reason)
{
    {
        const std::lock_guard lock(mutex_);
        if (status_.gaps.size() == most_gaps)
            status_.gaps.erase(status_.gaps.begin());
        status_.gaps.push_back({ from_ns, to_ns, reason });
    }
    sink_.gap(from_ns, to_ns, std::move(reason));
}

} // namespace streamgauge
