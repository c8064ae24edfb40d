// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/connector.h"

#include <atomic>
#include <thread>

namespace streamgauge {

/// One run of a connector on a thread of its own; stops and joins at the end.
class ConnectorRun
{
public:
    /// Both must outlive the run.
    ConnectorRun(Connector &connector, RunStart start, EventSink &sink)
        : thread_([this, &connector, start = std::move(start), &sink](std::stop_token stop) {
            end_ = connector.run(std::move(stop), start, sink);
            ended_ = true;
        })
    {
    }
    ~ConnectorRun() { stop(); }
    ConnectorRun(const ConnectorRun &) = delete;
    ConnectorRun &operator=(const ConnectorRun &) = delete;

    [[nodiscard]] bool ended() const { return ended_; }
    /// Asks for the end and waits for it.
    RunEnd stop()
    {
        thread_.request_stop();
        return wait();
    }
    /// Waits for an end of its own.
    RunEnd wait()
    {
        if (thread_.joinable())
            thread_.join();
        return end_;
    }

private:
    RunEnd end_;
    std::atomic<bool> ended_ = false;
    std::jthread thread_;
};

} // namespace streamgauge
