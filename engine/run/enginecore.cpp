// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/enginecore.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <condition_variable>
#include <thread>

namespace streamgauge {

namespace {

std::uint32_t workersFor(const EngineOptions &options)
{
    if (options.workers > 0)
        return options.workers;
    return std::max(std::thread::hardware_concurrency(), 2U) - 1;
}

} // namespace

EngineCore::EngineCore(const EngineOptions &options, const Clock &clock, PositionStore *positions)
    : options_(options)
    , clock_(clock)
    , positions_(positions)
    , alerts_(options.alert_history)
    , events_(options.event_budget_bytes)
    , series_budget_(options.series_budget_bytes, workersFor(options))
    , table_budget_(options.table_budget_bytes, workersFor(options))
    , last_activity_ns_(clock.steady())
{
    const Shard::Context context { clock_, alerts_, latency_, series_budget_, table_budget_ };
    for (std::uint32_t worker = 0; worker < workersFor(options); ++worker)
        workers_.push_back(std::make_unique<Worker>(worker, context, alerts_, order_));
    onAlert({});
}

void EngineCore::onAlert(std::function<void(const Alert &)> callback)
{
    alerts_.onAlert([this, callback = std::move(callback)](const Alert &alert) {
        if (const auto tap = tap_.get())
            tap->alerted(alert);
        if (callback)
            callback(alert);
    });
}

void EngineCore::start()
{
    const std::scoped_lock life(life_mutex_);
    if (started_ || stopped_)
        return;
    started_ = true;
    std::vector<Bell *> bells;
    for (const auto &worker : workers_)
        bells.push_back(&worker->bell());
    // Rules that wait for what other sources say must know of them before the first one speaks.
    const std::vector<SourcePtr> sources = allSources();
    for (const auto &worker : workers_) {
        for (const SourcePtr &source : sources)
            worker->add(source->input);
    }
    for (const auto &worker : workers_)
        worker->start(bells);
    housekeeper_ = std::jthread([this](const std::stop_token &stop) { keepHouse(stop); });
    last_activity_ns_.store(clock_.steady(), std::memory_order_relaxed);
    for (const SourcePtr &source : sources)
        source->connector->start();
}

void EngineCore::stop()
{
    const std::scoped_lock life(life_mutex_);
    if (stopped_)
        return;
    stopped_ = true;
    const std::vector<SourcePtr> sources = allSources();
    {
        // Side by side: each connector may take a while to notice.
        std::vector<std::jthread> stoppers;
        for (const SourcePtr &source : sources)
            stoppers.emplace_back([&connector = *source->connector] { connector.stop(); });
    }
    for (const SourcePtr &source : sources)
        source->input->finish();
    for (const auto &worker : workers_)
        worker->stop();
    alerts_.dispatch();
    if (housekeeper_.joinable()) {
        housekeeper_.request_stop();
        housekeeper_.join();
    }
    for (const SourcePtr &source : sources)
        savePosition(*source);
}

Result<void> EngineCore::addSource(SourceSpec spec, std::unique_ptr<Connector> connector)
{
    const std::scoped_lock life(life_mutex_);
    if (stopped_)
        return Error { ErrorKind::Cancelled, "the engine has stopped", spec.name, {} };
    if (findSource(spec.name))
        return Error { ErrorKind::Configuration, "there is a source of this name already", spec.name,
                       "choose another name" };

    auto source = std::make_shared<Source>();
    std::vector<Bell *> bells;
    for (const auto &worker : workers_)
        bells.push_back(&worker->bell());
    source->input = std::make_shared<SourceInput>(
        spec.name, spec.info, options_,
        SourceInput::Context { clock_, streams_, events_, std::move(bells), last_activity_ns_, tap_, order_ });
    source->input->setSentColumn(spec.sent_column);
    std::optional<PositionStore::Entry> resume;
    if (positions_ != nullptr && spec.info.resume) {
        const std::scoped_lock lock(save_mutex_);
        resume = positions_->load(spec.name);
    }
    ConnectorWorkerOptions options;
    options.source = spec.name;
    options.info = spec.info;
    options.snapshot = spec.snapshot;
    options.gap_policy = spec.gap_policy;
    options.seed = keyHash(spec.name) ^ static_cast<std::uint64_t>(clock_.now());
    source->connector =
        std::make_unique<ConnectorWorker>(std::move(options), std::move(connector), *source->input, clock_, resume);
    source->input->onIdentity([worker = source->connector.get()] { return worker->status().identity; });
    source->spec = std::move(spec);
    {
        const std::scoped_lock lock(mutex_);
        sources_.emplace(source->spec.name, source);
    }
    if (started_)
        startSource(*source);
    return {};
}

void EngineCore::startSource(Source &source)
{
    last_activity_ns_.store(clock_.steady(), std::memory_order_relaxed);
    for (const auto &worker : workers_)
        worker->add(source.input);
    source.connector->start();
}

void EngineCore::removeSource(const std::string &name)
{
    const std::scoped_lock life(life_mutex_);
    const SourcePtr source = findSource(name);
    if (!source || stopped_)
        return;
    source->connector->stop();
    source->input->finish();
    if (started_)
        source->input->waitUntilDrained();
    savePosition(*source);
    const std::scoped_lock lock(mutex_);
    sources_.erase(name);
}

void EngineCore::forgetStreams(const std::vector<std::string> &kept_sources)
{
    const std::scoped_lock life(life_mutex_);
    for (const StreamInfoPtr &stream : streams_.all()) {
        if (!findSource(stream->source()) && std::ranges::find(kept_sources, stream->source()) == kept_sources.end())
            forgetStream(*stream);
    }
    alerts_.dispatch();
}

void EngineCore::forgetStream(const StreamInfo &stream)
{
    const TimeNs now_ns = ruleTime(stream.stream());
    for (const auto &worker : workers_) {
        Shard::Remains remains;
        const std::scoped_lock held(worker->shard().lock);
        remains = worker->shard().forget(stream.stream(), now_ns);
    }
    events_.forget(stream.stream());
    streams_.forget(stream.stream());
    const std::scoped_lock lock(mutex_);
    stream_rates_.erase(stream.stream());
}

void EngineCore::retrySource(const std::string &name)
{
    const std::scoped_lock life(life_mutex_);
    const SourcePtr source = findSource(name);
    if (source && started_ && !stopped_)
        source->connector->retry();
}

EngineCore::SourcePtr EngineCore::findSource(const std::string &name) const
{
    const std::scoped_lock lock(mutex_);
    const auto found = sources_.find(name);
    return found == sources_.end() ? nullptr : found->second;
}

std::vector<EngineCore::SourcePtr> EngineCore::allSources() const
{
    const std::scoped_lock lock(mutex_);
    std::vector<SourcePtr> all;
    all.reserve(sources_.size());
    for (const auto &[name, source] : sources_)
        all.push_back(source);
    return all;
}

std::shared_ptr<SourceInput> EngineCore::inputOf(const StreamInfo &stream) const
{
    const SourcePtr source = findSource(stream.source());
    return source ? source->input : nullptr;
}

TimeNs EngineCore::ruleTime(const std::string &stream) const
{
    const StreamInfoPtr info = streams_.find(stream);
    const auto input = info ? inputOf(*info) : nullptr;
    if (input && input->info().time_basis != TimeBasis::Arrival && input->eventTime() != no_time)
        return input->eventTime();
    return clock_.now();
}

TimeNs EngineCore::streamTime(const StreamInfo &stream, TimeNs latest_ns) const
{
    const auto input = inputOf(stream);
    if (!input || input->info().time_basis != TimeBasis::Arrival)
        return std::max(latest_ns, input ? input->eventTime() : latest_ns);
    const TimeNs now_ns = clock_.now();
    // A server's clock may run a little ahead of ours; a stray sample in the far future does not move the window.
    constexpr DurationNs tolerated_ns = 60 * ns_per_s;
    return latest_ns > now_ns && latest_ns - now_ns <= tolerated_ns ? latest_ns : now_ns;
}

std::vector<Gap> EngineCore::gapsOf(const StreamInfo &stream) const
{
    const auto input = inputOf(stream);
    return input ? input->gaps() : std::vector<Gap>();
}

Result<void> EngineCore::acknowledge(std::uint64_t episode, Acknowledgement acknowledgement)
{
    if (acknowledgement.time_ns == 0)
        acknowledgement.time_ns = clock_.now();
    for (const auto &worker : workers_) {
        const std::scoped_lock held(worker->shard().lock);
        if (!worker->shard().rules.acknowledge(episode, acknowledgement, alerts_))
            continue;
        alerts_.dispatch();
        return {};
    }
    return Error { ErrorKind::Input, "there is no open alert with this number", "alert " + std::to_string(episode),
                   "it may have ended meanwhile" };
}

bool EngineCore::idleFor(DurationNs quiet_ns) const
{
    for (const SourcePtr &source : allSources()) {
        if (!source->input->idle())
            return false;
        const SourceSupervision supervision = source->connector->status();
        const bool first_try =
            supervision.state == SourceState::Connecting && supervision.attempt <= 1 && supervision.reconnects == 0;
        if (first_try || supervision.state == SourceState::Snapshotting)
            return false;
    }
    return clock_.steady() - last_activity_ns_.load(std::memory_order_relaxed) >= quiet_ns;
}

void EngineCore::savePosition(Source &source)
{
    if (positions_ == nullptr)
        return;
    const std::scoped_lock lock(save_mutex_);
    const std::optional<PositionStore::Entry> entry = source.input->unsavedPosition();
    if (!entry)
        return;
    if (const Result<void> saved = positions_->save(source.spec.name, *entry); !saved.ok())
        spdlog::error("source {}: position not saved: {}", source.spec.name, saved.error().text());
}

void EngineCore::keepHouse(const std::stop_token &stop)
{
    constexpr auto period = std::chrono::milliseconds(125);
    std::mutex mutex;
    std::condition_variable_any woken;
    bool save = false;
    while (!stop.stop_requested()) {
        noteRates();
        // Every other turn: at most every 250 ms.
        save = !save;
        if (save) {
            for (const SourcePtr &source : allSources())
                savePosition(*source);
        }
        std::unique_lock lock(mutex);
        woken.wait_for(lock, stop, period, [] { return false; });
    }
}

void EngineCore::noteRates()
{
    const DurationNs now_ns = clock_.steady();
    const std::vector<StreamInfoPtr> streams = streams_.all();
    const std::scoped_lock lock(mutex_);
    for (const auto &[name, source] : sources_) {
        SourceStatus counted;
        source->input->fill(counted);
        source->rate.note(now_ns, counted.created + counted.updated + counted.deleted + counted.snapshot);
    }
    for (const StreamInfoPtr &stream : streams)
        stream_rates_[stream->stream()].note(now_ns, stream->events.load(std::memory_order_relaxed));
}

} // namespace streamgauge
