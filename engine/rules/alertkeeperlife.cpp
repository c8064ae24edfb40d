// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to alerts from outside of their conditions, and what is told of them.
#include "engine/rules/alertkeeper.h"

#include <utility>

namespace streamgauge {

void AlertKeeper::endKey(Slot slot, AlertReason reason, TimeNs time_ns, AlertOutput &out)
{
    runTimersBefore(slot, time_ns, out);
    KeySlot &entry = keys_[slot];
    const Before was = before(entry.main.alert);
    machine_.end(entry.main.alert, reason, time_ns);
    // What is gone is not missed.
    entry.main.alert.silent = true;
    follow(slot, entry.main, was, out);
    if (entry.unknown) {
        const Before unknown_was = before(entry.unknown->alert);
        unknown_machine_.end(entry.unknown->alert, reason, time_ns);
        follow(slot, *entry.unknown, unknown_was, out);
    }
    values_.forgotten(slot);
    settle(slot);
}

void AlertKeeper::endKeys(AlertReason reason, TimeNs time_ns, bool unnamed_only, AlertOutput &out)
{
    // Erasing the last key empties the table, so its end is read anew each time.
    for (Slot slot = 0; slot < keys_.slotEnd(); ++slot) {
        if (keys_[slot].used && (!unnamed_only || keys_[slot].snapshot != snapshot_))
            endKey(slot, reason, time_ns, out);
    }
}

bool AlertKeeper::acknowledge(std::uint64_t episode, const Acknowledgement &acknowledgement, AlertOutput &out)
{
    for (Slot slot = 0; slot < keys_.slotEnd(); ++slot) {
        KeySlot &entry = keys_[slot];
        if (!entry.used)
            continue;
        for (AlertInstance *instance : { &entry.main, entry.unknown.get() }) {
            if (instance == nullptr || instance->episode != episode || !instance->alert.open())
                continue;
            instance->acknowledged = std::make_unique<Acknowledgement>(acknowledgement);
            settle(slot);
            out.changed(alertOf(entry, *instance), instance->alert.state);
            return true;
        }
    }
    return false;
}

void AlertKeeper::restore(const Alert &alert, std::uint64_t hash, TimeNs down_since_ns, TimeNs now_ns, AlertOutput &out)
{
    const Slot slot = take(hash, alert.key);
    if (slot == KeyTable::none)
        return;
    KeySlot &entry = keys_[slot];
    const bool of_unknown = alert.condition.empty();
    if (of_unknown && !entry.unknown)
        entry.unknown = std::make_unique<AlertInstance>();
    AlertInstance &instance = of_unknown ? *entry.unknown : entry.main;
    (of_unknown ? unknown_machine_ : machine_).restore(instance.alert, alert, down_since_ns, now_ns);
    if (of_unknown)
        instance.alert.reason = alert.reason.starts_with("error") ? AlertReason::Error : AlertReason::NoData;
    instance.episode = alert.episode;
    if (alert.acknowledged)
        instance.acknowledged = std::make_unique<Acknowledgement>(*alert.acknowledged);
    keys_.setValue(slot, alert.value);
    if (!alert.summary.empty())
        keys_.setSummary(slot, alert.summary);
    count(instance.alert.state, 1);
    const bool another = !of_unknown && alert.condition != alert_.condition;
    if (!another && now_ns - down_since_ns <= AlertMachine::outage_tolerance_ns) {
        settle(slot);
        out.changed(alertOf(entry, instance), instance.alert.state);
        return;
    }
    const Before was = before(instance.alert);
    machine_.end(instance.alert, another ? AlertReason::Updated : AlertReason::LongOutage, now_ns);
    follow(slot, instance, was, out);
    // `now_ns` is the wall clock; the key's own may be that of a recording.
    instance.alert = KeyAlert();
    settle(slot);
}

const Alert &AlertKeeper::alertOf(const KeySlot &entry, const AlertInstance &instance)
{
    const KeyAlert &alert = instance.alert;
    const bool of_unknown = &instance != &entry.main;
    alert_.episode = instance.episode;
    alert_.key = entry.key;
    alert_.severity = (of_unknown ? unknown_machine_ : machine_).severity(alert);
    alert_.state = alert.state;
    alert_.active_at_ns = alert.active_at_ns;
    alert_.fired_at_ns = alert.fired_at_ns == no_time ? 0 : alert.fired_at_ns;
    alert_.resolved_at_ns = alert.state == AlertState::Resolved ? alert.resolved_at_ns : 0;
    alert_.value = entry.value;
    alert_.reason = name(alert.reason);
    if (alert.reason == AlertReason::Error && !last_error_.empty())
        alert_.reason += ": " + last_error_;
    alert_.reopened_count = alert.reopened_count;
    alert_.flapping = alert.flaps.flapping();
    alert_.summary = entry.summary ? *entry.summary : std::string();
    if (instance.acknowledged)
        alert_.acknowledged = *instance.acknowledged;
    else
        alert_.acknowledged.reset();
    if (!of_unknown)
        return alert_;
    unknown_alert_ = alert_;
    unknown_alert_.condition.clear();
    unknown_alert_.summary.clear();
    return unknown_alert_;
}

void AlertKeeper::fill(RuleStatus &status) const
{
    status.evaluations = evaluations_;
    status.fired = fired_;
    status.resolved = resolved_;
    status.firing = firing_;
    status.pending = pending_;
    status.flapping = flapping_;
    status.errors = errors_;
    status.last_error = last_error_;
    status.keys = keys_.size();
}

std::size_t AlertKeeper::memoryBytes() const
{
    return keys_.memoryBytes() + timers_.memoryBytes() + watched_keys_.memoryBytes() + touched_.capacity() * sizeof(Slot);
}

} // namespace streamgauge
