// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of EngineCore: which worker judges which, and what all of them are told.
#include "engine/rules/alertmachine.h"
#include "engine/run/enginecore.h"
#include "engine/run/tablefeed.h"

namespace streamgauge {

Result<void> EngineCore::setRule(const RuleSpec &spec)
{
    const std::scoped_lock order(rules_mutex_);
    const TimeNs now_ns = ruleTime(spec.stream);
    const bool at_home = RuleShard::needsHome(spec);
    const std::uint32_t home = homeOf(spec.name, workerCount());
    // The home comes first: the shards hold the same rules, so that only the first can refuse.
    for (std::uint32_t turn = 0; turn < workerCount(); ++turn) {
        Shard &shard = workers_[(home + turn) % workerCount()]->shard();
        const std::scoped_lock held(shard.lock);
        if (at_home && turn > 0)
            shard.rules.removeRule(spec.name, now_ns, alerts_, true);
        else if (Result<void> set = shard.rules.setRule(spec, now_ns, alerts_); !set.ok())
            return set;
    }
    rules_.insert_or_assign(spec.name, spec);
    tellHomes();
    alerts_.dispatch();
    return {};
}

void EngineCore::removeRule(const std::string &name)
{
    const std::scoped_lock order(rules_mutex_);
    const auto known = rules_.find(name);
    if (known == rules_.end())
        return;
    const TimeNs now_ns = ruleTime(known->second.stream);
    for (const auto &worker : workers_) {
        const std::scoped_lock held(worker->shard().lock);
        worker->shard().rules.removeRule(name, now_ns, alerts_);
    }
    rules_.erase(known);
    tellHomes();
    alerts_.dispatch();
}

Result<void> EngineCore::pauseRule(const std::string &name, bool paused)
{
    const std::scoped_lock order(rules_mutex_);
    const auto known = rules_.find(name);
    if (known == rules_.end())
        return Error { ErrorKind::Input, "there is no rule of this name", name, {} };
    const TimeNs now_ns = ruleTime(known->second.stream);
    for (const auto &worker : workers_) {
        const std::scoped_lock held(worker->shard().lock);
        worker->shard().rules.pauseRule(name, paused, now_ns, alerts_);
    }
    alerts_.dispatch();
    return {};
}

void EngineCore::tellHomes()
{
    std::map<std::string, std::uint64_t> homes;
    bool in_order = false;
    for (const auto &[name, spec] : rules_) {
        in_order = in_order || (!spec.event_time && RuleShard::streamsOf(spec).size() > 1);
        if (!RuleShard::needsHome(spec))
            continue;
        for (const std::string &stream : RuleShard::streamsOf(spec))
            homes[stream] |= std::uint64_t { 1 } << homeOf(name, workerCount());
    }
    streams_.setHomes(std::move(homes));
    order_.is_judged_by.store(in_order, std::memory_order_relaxed);
}

void EngineCore::setFunctions(const RuleFunctions &functions)
{
    const std::scoped_lock order(rules_mutex_);
    for (const auto &worker : workers_) {
        const std::scoped_lock held(worker->shard().lock);
        worker->shard().rules.setFunctions(functions);
    }
}

Shard &EngineCore::shardFor(const std::string &rule, const std::string &key) const
{
    const auto known = rules_.find(rule);
    const bool at_home = known != rules_.end() && RuleShard::needsHome(known->second);
    return workers_[at_home ? homeOf(rule, workerCount()) : workerOf(keyHash(key), workerCount())]->shard();
}

void EngineCore::restoreAlerts(const std::vector<Alert> &alerts, TimeNs down_since_ns)
{
    const std::scoped_lock order(rules_mutex_);
    const TimeNs now_ns = clock_.now();
    for (const Alert &alert : alerts) {
        if (alert.state == AlertState::Normal || alert.state == AlertState::Resolved)
            continue;
        Shard &shard = shardFor(alert.rule, alert.key);
        const std::scoped_lock held(shard.lock);
        if (shard.rules.restore(alert, down_since_ns, now_ns, alerts_))
            continue;
        // Who was told that it fired must hear that it does so no more.
        Alert ended = alert;
        ended.state = alert.fired_at_ns == 0 ? AlertState::Normal : AlertState::Resolved;
        ended.resolved_at_ns = alert.fired_at_ns == 0 ? 0 : now_ns;
        ended.reason = name(AlertReason::RuleRemoved);
        alerts_.changed(ended, alert.state);
    }
    alerts_.dispatch();
}

Result<RuleProbe> EngineCore::probeRule(const std::string &rule, const std::string &key) const
{
    const std::scoped_lock order(rules_mutex_);
    const auto known = rules_.find(rule);
    if (known == rules_.end())
        return Error { ErrorKind::Input, "there is no rule of this name", rule, {} };
    RowRef newest;
    if (known->second.kind == RuleKind::Expression && known->second.key.empty()) {
        forEachRow(*this, known->second.stream, [&](const RowRef &row) {
            // All rows of a keyless stream are one key to rules.
            const bool keyless = row.batch->schema().keyless;
            if (keyless ? !key.empty() : row.batch->key(row.row) != key)
                return true;
            if (!newest.batch || newest.batch->arrivalTime(newest.row) <= row.batch->arrivalTime(row.row))
                newest = row;
            return keyless;
        });
    }
    Shard &shard = shardFor(rule, key);
    const std::scoped_lock held(shard.lock);
    auto probe = shard.rules.probe(rule, key, newest);
    if (!probe)
        return Error { ErrorKind::Internal, "the rule is not judged by its worker", rule, {} };
    return std::move(*probe);
}

} // namespace streamgauge
