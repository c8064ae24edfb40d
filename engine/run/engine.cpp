// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/engine.h"

#include "engine/run/enginecore.h"
#include "engine/run/engineview.h"

namespace streamgauge {

struct Engine::Parts {
    std::shared_ptr<EngineCore> core;
    std::atomic<std::uint64_t> sequence = 0;
};

Engine::Engine(EngineOptions options, const Clock &clock, PositionStore *positions)
    : parts_(std::make_unique<Parts>())
{
    parts_->core = std::make_shared<EngineCore>(options, clock, positions);
}

Engine::~Engine()
{
    stop();
}

void Engine::start()
{
    parts_->core->start();
}

void Engine::stop()
{
    parts_->core->stop();
}

Result<void> Engine::addSource(SourceSpec spec, std::unique_ptr<Connector> connector)
{
    return parts_->core->addSource(std::move(spec), std::move(connector));
}

void Engine::removeSource(const std::string &name)
{
    parts_->core->removeSource(name);
}

void Engine::forgetStreams(const std::vector<std::string> &kept_sources)
{
    parts_->core->forgetStreams(kept_sources);
}

void Engine::retrySource(const std::string &name)
{
    parts_->core->retrySource(name);
}

Result<void> Engine::setRule(RuleSpec spec)
{
    return parts_->core->setRule(spec);
}

void Engine::removeRule(const std::string &name)
{
    parts_->core->removeRule(name);
}

Result<void> Engine::pauseRule(const std::string &name, bool paused)
{
    return parts_->core->pauseRule(name, paused);
}

void Engine::setFunctions(std::vector<CelFunction> functions)
{
    parts_->core->setFunctions(std::make_shared<const std::vector<CelFunction>>(std::move(functions)));
}

Result<RuleProbe> Engine::probeRule(const std::string &rule, const std::string &key) const
{
    return parts_->core->probeRule(rule, key);
}

void Engine::restoreAlerts(const std::vector<Alert> &alerts, TimeNs down_since_ns)
{
    parts_->core->restoreAlerts(alerts, down_since_ns);
}

Result<void> Engine::acknowledge(std::uint64_t episode, Acknowledgement acknowledgement)
{
    return parts_->core->acknowledge(episode, std::move(acknowledgement));
}

void Engine::watchAlerts(AlertWatcher &watcher, std::uint64_t last_episode)
{
    parts_->core->alerts().startEpisodesAfter(last_episode);
    parts_->core->alerts().setWatcher(&watcher);
}

std::unique_ptr<View> Engine::openView()
{
    auto view = std::make_unique<EngineView>(parts_->core);
    view->start();
    return view;
}

SnapshotPtr Engine::status() const
{
    auto snapshot = std::make_shared<Snapshot>(parts_->core->describe());
    snapshot->sequence = ++parts_->sequence;
    snapshot->time_ns = parts_->core->clock().now();
    snapshot->alerts = parts_->core->alerts().alerts(true);
    return snapshot;
}

void Engine::onAlert(std::function<void(const Alert &)> callback)
{
    parts_->core->onAlert(std::move(callback));
}

void Engine::setTap(std::shared_ptr<BatchTap> tap)
{
    parts_->core->setTap(std::move(tap));
}

bool Engine::idleFor(DurationNs quiet_ns) const
{
    return parts_->core->idleFor(quiet_ns);
}

void Engine::forEachRow(const std::string &stream, const std::function<bool(const RowRef &)> &row) const
{
    streamgauge::forEachRow(*parts_->core, stream, row);
}

void Engine::forEachEvent(const std::string &stream, TimeNs from_ns, TimeNs to_ns,
                          const std::function<bool(const RowRef &)> &row) const
{
    streamgauge::forEachEvent(*parts_->core, stream, from_ns, to_ns, row);
}

EntriesRead Engine::forEachEntry(std::uint64_t from, const std::function<bool(const EventLog::Entry &)> &entry) const
{
    return streamgauge::forEachEntry(parts_->core->events(), from, entry);
}

void Engine::forEachSample(const SeriesRef &series, TimeNs from_ns, TimeNs to_ns,
                           const std::function<bool(TimeNs, double)> &sample) const
{
    streamgauge::forEachSample(*parts_->core, series, from_ns, to_ns, sample);
}

} // namespace streamgauge
