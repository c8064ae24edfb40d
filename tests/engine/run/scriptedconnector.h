// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/engine.h"

#include <condition_variable>
#include <functional>
#include <mutex>

namespace streamgauge::test {

/// Runs a function with the sink, then ends or waits to be stopped.
class ScriptedConnector final : public Connector
{
public:
    using Script = std::function<void(std::stop_token, const RunStart &, EventSink &)>;
    explicit ScriptedConnector(Script script, bool ends = true)
        : script_(std::move(script))
        , ends_(ends)
    {
    }

    std::vector<Finding> check(std::stop_token) override { return {}; }
    Result<Catalog> browse(std::stop_token) override { return Catalog(); }
    Result<std::string> identify(std::stop_token) override { return std::string("server-1"); }
    RunEnd run(std::stop_token stop, const RunStart &start, EventSink &sink) override
    {
        script_(stop, start, sink);
        if (ends_ && !stop.stop_requested())
            return { RunEnd::Reason::Finished, {} };
        std::mutex mutex;
        std::condition_variable_any woken;
        std::unique_lock lock(mutex);
        woken.wait(lock, stop, [] { return false; });
        return { RunEnd::Reason::Stopped, {} };
    }

private:
    const Script script_;
    const bool ends_;
};

inline SourceSpec spec(const std::string &name, TimeBasis basis = TimeBasis::Event, bool can_ask_again = true)
{
    SourceSpec spec;
    spec.name = name;
    spec.info.kind = "scripted";
    spec.info.resume = true;
    spec.info.can_ask_again = can_ask_again;
    spec.info.time_basis = basis;
    return spec;
}

/// Remembers what is saved, and can look at the engine meanwhile.
class MemoryPositions final : public PositionStore
{
public:
    std::optional<Entry> load(const std::string &source) override
    {
        const std::scoped_lock lock(mutex_);
        const auto found = entries_.find(source);
        return found == entries_.end() ? std::nullopt : std::optional<Entry>(found->second);
    }
    Result<void> save(const std::string &source, const Entry &entry) override
    {
        if (on_save)
            on_save(entry);
        const std::scoped_lock lock(mutex_);
        entries_[source] = entry;
        return {};
    }
    /// Set before the engine starts.
    std::function<void(const Entry &)> on_save;

private:
    std::mutex mutex_;
    std::map<std::string, Entry> entries_;
};

/// A door a test opens.
class Gate
{
public:
    void open()
    {
        {
            const std::scoped_lock lock(mutex_);
            open_ = true;
        }
        changed_.notify_all();
    }
    void pass()
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

} // namespace streamgauge::test
