// SPDX-License-Identifier: GPL-3.0-or-later
// What EngineCore tells about itself.
#include "engine/run/enginecore.h"

#include <algorithm>

namespace streamgauge {

namespace {

void addUp(RuleStatus &sum, const RuleStatus &part)
{
    sum.evaluations += part.evaluations;
    sum.fired += part.fired;
    sum.resolved += part.resolved;
    sum.firing += part.firing;
    sum.pending += part.pending;
    sum.errors += part.errors;
    sum.keys += part.keys;
    sum.memory_bytes += part.memory_bytes;
    sum.bytes_per_key = std::max(sum.bytes_per_key, part.bytes_per_key);
    sum.cost_ns = std::max(sum.cost_ns, part.cost_ns);
    sum.flapping += part.flapping;
    sum.late += part.late;
    sum.clamped += part.clamped;
    sum.waiting_rows += part.waiting_rows;
    sum.evicted += part.evicted;
    sum.dropped += part.dropped;
    if (sum.last_error.empty())
        sum.last_error = part.last_error;
}

} // namespace

SourceStatus EngineCore::describe(const Source &source) const
{
    SourceStatus status;
    SourceSupervision supervision = source.connector->status();
    source.input->fill(status);
    status.name = source.spec.name;
    status.kind = source.spec.info.kind;
    status.simulated = source.spec.info.simulated;
    status.state = supervision.state;
    status.attempt = supervision.attempt;
    status.reconnects = supervision.reconnects;
    status.next_try_in_ns = supervision.next_try_in_ns;
    status.last_error = std::move(supervision.last_error);
    status.gaps = std::move(supervision.gaps);
    status.problems = std::move(supervision.problems);
    if (auto problem = source.input->clockSetBack())
        status.problems.push_back(std::move(*problem));
    status.identity = std::move(supervision.identity);
    status.progress_what = std::move(supervision.progress_what);
    status.progress_done = supervision.progress_done;
    status.progress_expected = supervision.progress_expected;
    return status;
}

std::vector<StreamStatus> EngineCore::describeStreams() const
{
    std::vector<StreamStatus> streams;
    for (const StreamInfoPtr &info : streams_.all()) {
        StreamStatus status;
        status.schema = info->schema();
        status.source = info->source();
        status.events = info->events.load(std::memory_order_relaxed);
        status.last_event_ns = info->last_arrival_ns.load(std::memory_order_relaxed);
        status.last_event_time_ns = info->last_event_time_ns.load(std::memory_order_relaxed);
        for (const auto &worker : workers_) {
            const std::scoped_lock held(worker->shard().lock);
            status.keys += worker->shard().table.rowCount(info->stream());
            status.evicted_keys += worker->shard().table.evictedCount(info->stream());
        }
        if (status.schema)
            streams.push_back(std::move(status));
    }
    const std::scoped_lock lock(mutex_);
    for (StreamStatus &status : streams) {
        if (const auto rate = stream_rates_.find(status.schema->stream); rate != stream_rates_.end())
            status.events_per_second = rate->second.perSecond();
    }
    return streams;
}

std::vector<RuleStatus> EngineCore::describeRules() const
{
    std::map<std::string, RuleStatus> sums;
    for (const auto &worker : workers_) {
        std::vector<RuleStatus> parts;
        {
            const std::scoped_lock held(worker->shard().lock);
            parts = worker->shard().rules.status();
        }
        for (RuleStatus &part : parts) {
            const auto [entry, added] = sums.try_emplace(part.spec.name, part);
            if (!added)
                addUp(entry->second, part);
        }
    }
    std::vector<RuleStatus> rules;
    rules.reserve(sums.size());
    for (auto &[name, rule] : sums)
        rules.push_back(std::move(rule));
    return rules;
}

Snapshot EngineCore::describe() const
{
    Snapshot snapshot;
    for (const SourcePtr &source : allSources()) {
        snapshot.sources.push_back(describe(*source));
        const std::scoped_lock lock(mutex_);
        snapshot.sources.back().events_per_second = source->rate.perSecond();
    }
    snapshot.streams = describeStreams();
    snapshot.rules = describeRules();
    snapshot.commit_to_rule = latency_.toRule();
    snapshot.commit_to_screen = latency_.toScreen();
    snapshot.memory = { series_budget_.usedBytes(), series_budget_.boundBytes(), table_budget_.usedBytes(),
                        table_budget_.boundBytes(), events_.memoryBytes(),       options_.event_budget_bytes };
    snapshot.workers = workerCount();
    return snapshot;
}

Snapshot EngineCore::describeCheaply() const
{
    const std::scoped_lock lock(described_mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now - described_at_ >= std::chrono::milliseconds(100)) {
        described_ = describe();
        described_at_ = now;
    }
    return described_;
}

} // namespace streamgauge
