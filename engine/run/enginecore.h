// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/alertbook.h"
#include "engine/run/engine.h"
#include "engine/run/ratemeter.h"
#include "engine/run/worker.h"
#include "engine/source/connectorworker.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace streamgauge {

/// What Engine and its views share. All calls are thread-safe.
class EngineCore
{
public:
    EngineCore(const EngineOptions &options, const Clock &clock, PositionStore *positions);
    ~EngineCore() { stop(); }

    void start();
    void stop();
    Result<void> addSource(SourceSpec spec, std::unique_ptr<Connector> connector);
    void removeSource(const std::string &name);
    void forgetStreams(const std::vector<std::string> &kept_sources);
    void retrySource(const std::string &name);
    Result<void> setRule(const RuleSpec &spec);
    void removeRule(const std::string &name);
    Result<void> pauseRule(const std::string &name, bool paused);
    void setFunctions(const RuleFunctions &functions);
    void restoreAlerts(const std::vector<Alert> &alerts, TimeNs down_since_ns);
    [[nodiscard]] Result<RuleProbe> probeRule(const std::string &rule, const std::string &key) const;
    Result<void> acknowledge(std::uint64_t episode, Acknowledgement acknowledgement);
    [[nodiscard]] bool idleFor(DurationNs quiet_ns) const;

    [[nodiscard]] const Clock &clock() const { return clock_; }
    [[nodiscard]] AlertBook &alerts() { return alerts_; }
    [[nodiscard]] CommitLatency &latency() { return latency_; }
    void onAlert(std::function<void(const Alert &)> callback);
    void setTap(std::shared_ptr<BatchTap> tap) { tap_.set(std::move(tap)); }
    [[nodiscard]] const EventLog &events() const { return events_; }
    [[nodiscard]] const StreamRegistry &streams() const { return streams_; }
    [[nodiscard]] std::uint32_t workerCount() const { return static_cast<std::uint32_t>(workers_.size()); }
    [[nodiscard]] const Shard &shard(std::uint32_t worker) const { return workers_[worker]->shard(); }
    [[nodiscard]] const Shard &shardOfKey(std::string_view key) const
    {
        return shard(workerOf(keyHash(key), workerCount()));
    }
    /// Up to where a stream has come, for ranges that follow it; `latest_ns` is its newest sample.
    [[nodiscard]] TimeNs streamTime(const StreamInfo &stream, TimeNs latest_ns) const;
    [[nodiscard]] std::vector<Gap> gapsOf(const StreamInfo &stream) const;
    /// The snapshot's parts other than sequence, time, alerts and answers.
    [[nodiscard]] Snapshot describe() const;
    /// The same, at most 0.1 s old.
    [[nodiscard]] Snapshot describeCheaply() const;

private:
    struct Source {
        SourceSpec spec;
        std::shared_ptr<SourceInput> input;
        std::unique_ptr<ConnectorWorker> connector;
        RateMeter rate;
    };
    using SourcePtr = std::shared_ptr<Source>;

    void startSource(Source &source);
    [[nodiscard]] SourcePtr findSource(const std::string &name) const;
    [[nodiscard]] std::vector<SourcePtr> allSources() const;
    [[nodiscard]] TimeNs ruleTime(const std::string &stream) const;
    [[nodiscard]] std::shared_ptr<SourceInput> inputOf(const StreamInfo &stream) const;
    void tellHomes();
    void forgetStream(const StreamInfo &stream);
    [[nodiscard]] Shard &shardFor(const std::string &rule, const std::string &key) const;
    void savePosition(Source &source);
    void keepHouse(const std::stop_token &stop);
    void noteRates();
    [[nodiscard]] SourceStatus describe(const Source &source) const;
    [[nodiscard]] std::vector<StreamStatus> describeStreams() const;
    [[nodiscard]] std::vector<RuleStatus> describeRules() const;

    const EngineOptions options_;
    const Clock &clock_;
    PositionStore *const positions_;
    TapSlot tap_;
    TakeOrder order_;
    AlertBook alerts_;
    EventLog events_;
    StreamRegistry streams_;
    CommitLatency latency_;
    ByteBudget series_budget_;
    ByteBudget table_budget_;
    std::atomic<DurationNs> last_activity_ns_;
    std::vector<std::unique_ptr<Worker>> workers_;

    std::mutex life_mutex_; ///< held through start, stop, adding and removing
    bool started_ = false;
    bool stopped_ = false;
    mutable std::mutex mutex_;
    std::map<std::string, SourcePtr> sources_;
    std::map<std::string, RateMeter> stream_rates_;
    mutable std::mutex rules_mutex_;        ///< a rule is set or removed on all workers before the next
    std::map<std::string, RuleSpec> rules_; ///< by name; while rules_mutex_ is held
    std::mutex save_mutex_;

    mutable std::mutex described_mutex_;
    mutable Snapshot described_;
    mutable std::chrono::steady_clock::time_point described_at_;
    std::jthread housekeeper_;
};

} // namespace streamgauge
