// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/alertmachine.h"

#include <algorithm>

namespace streamgauge {

namespace {

DurationNs between(TimeNs from_ns, TimeNs to_ns)
{
    DurationNs length_ns = 0;
    return __builtin_sub_overflow(to_ns, from_ns, &length_ns) ? never : length_ns;
}

void thaw(KeyAlert &key, TimeNs time_ns)
{
    if (key.frozen_since_ns == no_time)
        return;
    key.due_ns = later(key.due_ns, between(key.frozen_since_ns, time_ns));
    key.frozen_since_ns = no_time;
}

/// Between alerts nothing is known of a key, whether its slot is kept or not: rows without the field start none.
void forgetOutcomes(KeyAlert &key)
{
    key.when = Outcome::False;
    key.clear = Outcome::False;
}

} // namespace

std::string_view name(AlertState state)
{
    switch (state) {
    case AlertState::Normal: return "normal";
    case AlertState::Pending: return "pending";
    case AlertState::Firing: return "firing";
    case AlertState::Recovering: return "recovering";
    case AlertState::Resolved: return "resolved";
    }
    return "unknown";
}

std::string_view name(AlertReason reason)
{
    switch (reason) {
    case AlertReason::None: return "";
    case AlertReason::Hysteresis: return "hysteresis";
    case AlertReason::NoData: return "no data";
    case AlertReason::Error: return "error";
    case AlertReason::Updated: return "updated";
    case AlertReason::RuleRemoved: return "rule removed";
    case AlertReason::Deleted: return "deleted";
    case AlertReason::Reset: return "reset";
    case AlertReason::MissingSeries: return "missing series";
    }
    return "unknown";
}

AlertMachine::AlertMachine(const RuleSpec &spec, DurationNs resolved_retention_ns)
    : for_ns_(spec.for_ns)
    , keep_firing_ns_(spec.keep_firing_ns)
    , no_data_after_ns_(spec.no_data_after_ns)
    , resolved_retention_ns_(resolved_retention_ns)
    , no_data_(spec.no_data)
    , has_clear_(!spec.clear.empty())
{
}

void AlertMachine::judge(KeyAlert &key, Outcome when, Outcome clear, TimeNs time_ns) const
{
    time_ns = std::max(time_ns, key.clock_ns);
    key.seen_ns = time_ns;
    key.silent = false;
    if (when != Outcome::Unchanged)
        key.when = when;
    if (clear != Outcome::Unchanged)
        key.clear = clear;
    const bool fired = key.state == AlertState::Firing || key.state == AlertState::Recovering;
    if (key.when != Outcome::False || !fired || !has_clear_) {
        apply(key, key.when, AlertReason::None, time_ns);
    } else if (key.clear == Outcome::False) {
        apply(key, Outcome::True, AlertReason::Hysteresis, time_ns);
    } else {
        apply(key, key.clear == Outcome::True ? Outcome::False : key.clear, AlertReason::None, time_ns);
    }
}

void AlertMachine::apply(KeyAlert &key, Outcome outcome, AlertReason reason, TimeNs time_ns) const
{
    key.clock_ns = std::max(time_ns, key.clock_ns);
    if (outcome == Outcome::Error) {
        hold(key, AlertReason::Error, time_ns);
        return;
    }
    if (outcome == Outcome::NoData) {
        reason = AlertReason::NoData;
        if (no_data_ == NoDataPolicy::Keep) {
            hold(key, reason, time_ns);
            return;
        }
        outcome = no_data_ == NoDataPolicy::Alert ? Outcome::True : Outcome::False;
    }
    thaw(key, time_ns);
    if (outcome == Outcome::True)
        applyTrue(key, reason, time_ns);
    else
        applyFalse(key, reason, time_ns);
}

void AlertMachine::applyTrue(KeyAlert &key, AlertReason reason, TimeNs time_ns) const
{
    switch (key.state) {
    case AlertState::Normal:
    case AlertState::Resolved: begin(key, time_ns); break;
    case AlertState::Pending:
        if (time_ns >= key.due_ns)
            fire(key, time_ns);
        break;
    case AlertState::Firing: break;
    case AlertState::Recovering:
        key.state = AlertState::Firing;
        key.due_ns = never;
        break;
    }
    key.reason = reason;
}

void AlertMachine::applyFalse(KeyAlert &key, AlertReason reason, TimeNs time_ns) const
{
    switch (key.state) {
    case AlertState::Normal:
    case AlertState::Resolved: return;
    case AlertState::Pending: end(key, reason, time_ns); return;
    case AlertState::Firing:
        key.reason = reason;
        if (keep_firing_ns_ > 0) {
            key.state = AlertState::Recovering;
            key.due_ns = later(time_ns, keep_firing_ns_);
        } else {
            resolve(key, time_ns);
        }
        return;
    case AlertState::Recovering:
        key.reason = reason;
        if (time_ns >= key.due_ns)
            resolve(key, time_ns);
        return;
    }
}

void AlertMachine::hold(KeyAlert &key, AlertReason reason, TimeNs time_ns)
{
    if (!key.open())
        return;
    key.reason = reason;
    if (key.frozen_since_ns == no_time)
        key.frozen_since_ns = time_ns;
}

void AlertMachine::begin(KeyAlert &key, TimeNs time_ns) const
{
    const bool reopened = key.resolved_at_ns != no_time && between(key.resolved_at_ns, time_ns) <= resolved_retention_ns_;
    key.reopened_count = reopened ? key.reopened_count + 1 : 0;
    if (!reopened)
        key.resolved_at_ns = no_time;
    key.active_at_ns = time_ns;
    key.fired_at_ns = no_time;
    key.state = AlertState::Pending;
    key.due_ns = later(time_ns, for_ns_);
    if (for_ns_ == 0)
        fire(key, time_ns);
}

void AlertMachine::fire(KeyAlert &key, TimeNs time_ns)
{
    key.state = AlertState::Firing;
    key.fired_at_ns = time_ns;
    key.due_ns = never;
}

void AlertMachine::resolve(KeyAlert &key, TimeNs time_ns)
{
    forgetOutcomes(key);
    key.state = AlertState::Resolved;
    key.resolved_at_ns = time_ns;
    key.due_ns = never;
    key.frozen_since_ns = no_time;
}

void AlertMachine::end(KeyAlert &key, AlertReason reason, TimeNs time_ns) const
{
    if (!key.open())
        return;
    time_ns = std::max(time_ns, key.clock_ns);
    key.clock_ns = time_ns;
    key.reason = reason;
    forgetOutcomes(key);
    if (key.fired_at_ns != no_time) {
        resolve(key, time_ns);
        return;
    }
    key.state = AlertState::Normal;
    key.due_ns = never;
    key.frozen_since_ns = no_time;
    // It did not come to a second alert.
    if (key.reopened_count > 0)
        --key.reopened_count;
}

void AlertMachine::runTimer(KeyAlert &key) const
{
    const TimeNs state_timer_ns = stateTimer(key);
    const TimeNs silence_timer_ns = silenceTimer(key);
    if (silence_timer_ns < state_timer_ns) {
        key.silent = true;
        apply(key, Outcome::NoData, AlertReason::NoData, std::max(silence_timer_ns, key.clock_ns));
        return;
    }
    if (!key.open()) {
        key.resolved_at_ns = no_time;
        return;
    }
    // A shortened duration may end in the past of what was judged already.
    const TimeNs time_ns = std::max(state_timer_ns, key.clock_ns);
    key.clock_ns = time_ns;
    if (key.state == AlertState::Pending)
        fire(key, time_ns);
    else if (key.state == AlertState::Recovering)
        resolve(key, time_ns);
}

void AlertMachine::adopt(KeyAlert &key, const AlertMachine &previous, TimeNs now_ns) const
{
    now_ns = std::max(now_ns, key.clock_ns);
    if (key.state == AlertState::Pending) {
        key.due_ns = later(key.due_ns, for_ns_ - previous.for_ns_);
    } else if (key.state == AlertState::Recovering) {
        key.due_ns = later(key.due_ns, keep_firing_ns_ - previous.keep_firing_ns_);
    } else if (key.state == AlertState::Firing && for_ns_ > previous.for_ns_
               && between(key.active_at_ns, now_ns) < for_ns_) {
        key.state = AlertState::Pending;
        key.fired_at_ns = no_time;
        key.due_ns = later(key.active_at_ns, for_ns_);
    }
}

} // namespace streamgauge
