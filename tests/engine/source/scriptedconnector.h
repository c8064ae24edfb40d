// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/connector.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace streamgauge {

/// What a ScriptedConnector does and did; outlives it. Thread-safe.
class Script
{
public:
    using Run = std::function<RunEnd(std::stop_token, EventSink &)>;

    /// The runs in turn; when they are used up, a run lasts until it is stopped.
    void then(Run run)
    {
        const std::lock_guard lock(mutex_);
        runs_.push_back(std::move(run));
    }
    void thenFail(ErrorKind kind, const std::string &message = "lost")
    {
        then([=](std::stop_token, EventSink &) {
            return RunEnd { RunEnd::Reason::Failed, { kind, message, "here", "mend it" } };
        });
    }
    /// The answers of identify() in turn; the last one stays.
    void identifyAs(Result<std::string> identity)
    {
        const std::lock_guard lock(mutex_);
        identities_.push_back(std::move(identity));
    }

    [[nodiscard]] std::vector<RunStart> starts() const
    {
        const std::lock_guard lock(mutex_);
        return starts_;
    }
    [[nodiscard]] std::size_t runs() const { return starts().size(); }
    [[nodiscard]] int identifications() const
    {
        const std::lock_guard lock(mutex_);
        return identifications_;
    }

    static RunEnd untilStopped(std::stop_token stop)
    {
        std::mutex mutex;
        std::condition_variable_any stopped;
        std::unique_lock lock(mutex);
        stopped.wait(lock, stop, [] { return false; });
        return {};
    }

private:
    friend class ScriptedConnector;

    Run nextRun(const RunStart &start)
    {
        const std::lock_guard lock(mutex_);
        starts_.push_back(start);
        if (runs_.empty())
            return [](std::stop_token stop, EventSink &) { return untilStopped(std::move(stop)); };
        Run run = std::move(runs_.front());
        runs_.pop_front();
        return run;
    }
    Result<std::string> nextIdentity()
    {
        const std::lock_guard lock(mutex_);
        ++identifications_;
        if (identities_.empty())
            return std::string("server 1");
        Result<std::string> identity = identities_.front();
        if (identities_.size() > 1)
            identities_.pop_front();
        return identity;
    }

    mutable std::mutex mutex_;
    std::deque<Run> runs_;
    std::deque<Result<std::string>> identities_;
    std::vector<RunStart> starts_;
    int identifications_ = 0;
};

class ScriptedConnector final : public Connector
{
public:
    explicit ScriptedConnector(Script &script)
        : script_(script)
    {
    }
    std::vector<Finding> check(std::stop_token) override { return {}; }
    Result<Catalog> browse(std::stop_token) override { return Catalog {}; }
    Result<std::string> identify(std::stop_token) override { return script_.nextIdentity(); }
    RunEnd run(std::stop_token stop, const RunStart &start, EventSink &sink) override
    {
        return script_.nextRun(start)(std::move(stop), sink);
    }

private:
    Script &script_;
};

/// Keeps what passed the supervision. Thread-safe.
class RecordingSink final : public EventSink
{
public:
    bool push(BatchPtr batch) override
    {
        std::unique_lock lock(mutex_);
        ++pushes_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !blocked_; });
        rows_ += batch->rows();
        return accepting_;
    }
    void checkpoint(std::string position) override { note("checkpoint " + position); }
    void alive() override { note("alive"); }
    void advanceTime(TimeNs time_ns) override { note("time " + std::to_string(time_ns)); }
    void report(Problem problem) override { note("problem " + problem.text); }
    void progress(std::string what, std::uint64_t, std::uint64_t) override { note("progress " + what); }
    void gap(TimeNs from_ns, TimeNs to_ns, std::string reason) override
    {
        note("gap " + std::to_string(from_ns) + " " + std::to_string(to_ns) + " " + reason);
    }
    void countLate(std::uint64_t events) override { note("late " + std::to_string(events)); }
    void countDuplicates(std::uint64_t events) override { note("duplicates " + std::to_string(events)); }
    void countDropped(std::uint64_t events) override { note("dropped " + std::to_string(events)); }

    void setBlocked(bool blocked)
    {
        const std::lock_guard lock(mutex_);
        blocked_ = blocked;
        changed_.notify_all();
    }
    void setAccepting(bool accepting)
    {
        const std::lock_guard lock(mutex_);
        accepting_ = accepting;
    }
    [[nodiscard]] std::size_t rows() const
    {
        const std::lock_guard lock(mutex_);
        return rows_;
    }
    [[nodiscard]] int pushes() const
    {
        const std::lock_guard lock(mutex_);
        return pushes_;
    }
    [[nodiscard]] std::vector<std::string> notes() const
    {
        const std::lock_guard lock(mutex_);
        return notes_;
    }

private:
    void note(std::string text)
    {
        const std::lock_guard lock(mutex_);
        notes_.push_back(std::move(text));
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> notes_;
    std::size_t rows_ = 0;
    int pushes_ = 0;
    bool blocked_ = false;
    bool accepting_ = true;
};

} // namespace streamgauge
