// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/source/connectorworker.h"

#include "engine/source/supervision.h"

#include <mutex>
#include <thread>
#include <utility>

namespace streamgauge {

struct ConnectorWorker::Parts {
    Supervision supervision;
    std::mutex thread_mutex;
    std::jthread thread;
};

ConnectorWorker::ConnectorWorker(ConnectorWorkerOptions options, std::unique_ptr<Connector> connector, EventSink &sink,
                                 const Clock &clock, std::optional<PositionStore::Entry> resume)
    : parts_(new Parts { Supervision(std::move(options), std::move(connector), sink, clock, std::move(resume)), {}, {} })
{
}

ConnectorWorker::~ConnectorWorker()
{
    stop();
}

void ConnectorWorker::start()
{
    const std::lock_guard lock(parts_->thread_mutex);
    if (!parts_->thread.joinable())
        parts_->thread =
            std::jthread([parts = parts_.get()](std::stop_token stop) { parts->supervision.run(std::move(stop)); });
}

void ConnectorWorker::stop()
{
    const std::lock_guard lock(parts_->thread_mutex);
    if (!parts_->thread.joinable())
        return;
    parts_->thread.request_stop();
    parts_->thread.join();
}

void ConnectorWorker::retry()
{
    parts_->supervision.retry();
}

SourceSupervision ConnectorWorker::status() const
{
    return parts_->supervision.status();
}

} // namespace streamgauge
