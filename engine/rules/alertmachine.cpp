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
    // An alert taken up again was put down by the wall clock. Where rule time is that of a recording, it goes on before
    // that instant, from where it stood: nothing of `for` was lost.
    const bool went_on = time_ns < key.frozen_since_ns && key.state == AlertState::Pending;
    if (!went_on)
        key.due_ns = later(key.due_ns, between(key.frozen_since_ns, time_ns));
    key.frozen_since_ns = no_time;
}

/// Between alerts nothing is known of a key, whether its slot is kept or not: rows without the field start none.
void forgetOutcomes(KeyAlert &key)
{
    key.last = Verdict();
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
    case AlertReason::Paused: return "paused";
    case AlertReason::RuleRemoved: return "rule removed";
    case AlertReason::Deleted: return "deleted";
    case AlertReason::Reset: return "reset";
    case AlertReason::MissingSeries: return "missing series";
    case AlertReason::LongOutage: return "long outage";
    }
    return "unknown";
}

AlertMachine::AlertMachine(const RuleSpec &spec, DurationNs resolved_retention_ns)
    : for_ns_(spec.for_ns)
    , keep_firing_ns_(spec.keep_firing_ns)
    , no_data_after_ns_(spec.no_data_after_ns)
    , resolved_retention_ns_(resolved_retention_ns)
    , no_data_(spec.no_data)
    , on_error_(spec.on_error)
    , flapping_(spec.flapping_detection)
{
    starts_.fill(watchesSilence());
    starts_[static_cast<std::size_t>(Outcome::True)] = true;
    starts_[static_cast<std::size_t>(Outcome::NoData)] |= tells(no_data_);
    starts_[static_cast<std::size_t>(Outcome::Error)] |= tells(on_error_);
    severities_[0] = spec.severity;
    has_clear_[0] = !spec.clear.empty();
    for (const LevelSpec &level : spec.levels) {
        if (levels_ == most_alert_levels)
            break;
        severities_[levels_] = level.severity;
        has_clear_[levels_] = !level.clear.empty();
        ++levels_;
    }
}

void AlertMachine::judge(KeyAlert &key, const Verdict &verdict, TimeNs time_ns) const
{
    key.seen_ns = std::max(time_ns, key.clock_ns);
    key.silent = false;
    judgeTime(key, verdict, time_ns);
}

void AlertMachine::judgeTime(KeyAlert &key, const Verdict &verdict, TimeNs time_ns) const
{
    carry(key.last, verdict);
    // What is silent has no data, whatever its windows still say.
    if (key.silent)
        return;
    const Judgement judgement = decide(key);
    const bool known = judgement.outcome == Outcome::True || judgement.outcome == Outcome::False;
    apply(key, judgement, std::max(time_ns, key.clock_ns));
    if (flapping_ && known)
        key.flaps.note(key.fired() ? key.level : 0);
}

AlertMachine::Judgement AlertMachine::decide(const KeyAlert &key) const
{
    const Verdict &last = key.last;
    const unsigned present = key.fired() ? key.level : 0;
    Outcome unknown = Outcome::False;
    for (unsigned level = levels_; level >= std::max(present, 1U); --level) {
        const Outcome when = last.when[level - 1];
        if (when == Outcome::True)
            return { when, level };
        if (unknown == Outcome::False)
            unknown = when;
    }
    if (unknown != Outcome::False)
        return { unknown };
    if (present > 0 && has_clear_[present - 1]) {
        const Outcome clear = last.clear[present - 1];
        if (clear == Outcome::False)
            return { Outcome::True, present, AlertReason::Hysteresis };
        if (clear != Outcome::True)
            return { clear };
    }
    for (unsigned level = present; level > 1; --level) {
        if (const Outcome when = last.when[level - 2]; when != Outcome::False)
            return { when, level - 1 };
    }
    return {};
}

void AlertMachine::apply(KeyAlert &key, Judgement judgement, TimeNs time_ns) const
{
    key.clock_ns = std::max(time_ns, key.clock_ns);
    key.unknown = Outcome::False;
    if (judgement.outcome == Outcome::NoData || judgement.outcome == Outcome::Error) {
        const bool error = judgement.outcome == Outcome::Error;
        const NoDataPolicy policy = error ? on_error_ : no_data_;
        judgement.reason = error ? AlertReason::Error : AlertReason::NoData;
        if (policy == NoDataPolicy::NoData)
            key.unknown = judgement.outcome;
        if (policy == NoDataPolicy::NoData || policy == NoDataPolicy::Keep) {
            hold(key, judgement.reason, time_ns);
            return;
        }
        judgement.outcome = policy == NoDataPolicy::Alert ? Outcome::True : Outcome::False;
        judgement.level = std::max<unsigned>(key.open() ? key.level : 0, 1);
    }
    thaw(key, time_ns);
    if (judgement.outcome == Outcome::True)
        applyTrue(key, judgement, time_ns);
    else
        applyFalse(key, judgement.reason, time_ns);
}

void AlertMachine::applyTrue(KeyAlert &key, const Judgement &judgement, TimeNs time_ns) const
{
    key.level = static_cast<std::uint8_t>(judgement.level);
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
    key.reason = judgement.reason;
}

void AlertMachine::applyFalse(KeyAlert &key, AlertReason reason, TimeNs time_ns) const
{
    switch (key.state) {
    case AlertState::Normal:
    case AlertState::Resolved: return;
    case AlertState::Pending: abandon(key, reason); return;
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
    key.unknown = Outcome::False;
    key.flaps = FlapHistory();
    if (!key.open())
        return;
    time_ns = std::max(time_ns, key.clock_ns);
    key.clock_ns = time_ns;
    if (key.fired_at_ns == no_time) {
        abandon(key, reason);
        return;
    }
    key.reason = reason;
    resolve(key, time_ns);
}

void AlertMachine::abandon(KeyAlert &key, AlertReason reason)
{
    forgetOutcomes(key);
    key.reason = reason;
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
    // At one instant the outcome comes first: a key without data does not reach the end of `for`.
    if (silence_timer_ns <= state_timer_ns) {
        key.silent = true;
        apply(key, { Outcome::NoData }, std::max(silence_timer_ns, key.clock_ns));
        return;
    }
    if (!key.open()) {
        key.resolved_at_ns = no_time;
        // As for a key that is forgotten with this timer.
        key.flaps = FlapHistory();
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

void AlertMachine::restore(KeyAlert &key, const Alert &alert, TimeNs down_since_ns, TimeNs now_ns) const
{
    // The wall clock was set back since: what was ahead of it goes back with it.
    const bool is_ahead = std::max(alert.active_at_ns, alert.fired_at_ns) > now_ns;
    const DurationNs set_back_ns = is_ahead ? std::max<DurationNs>(between(now_ns, down_since_ns), 0) : 0;
    const TimeNs active_at_ns = alert.active_at_ns - set_back_ns;
    down_since_ns = std::max(down_since_ns - set_back_ns, active_at_ns);
    key.state = alert.state;
    key.level = 1;
    for (unsigned level = 0; level < levels_; ++level) {
        if (severities_[level] == alert.severity)
            key.level = static_cast<std::uint8_t>(level + 1);
    }
    key.reopened_count = alert.reopened_count;
    key.active_at_ns = active_at_ns;
    key.fired_at_ns = alert.fired_at_ns == 0 ? no_time : alert.fired_at_ns - set_back_ns;
    key.due_ns = never;
    if (alert.state == AlertState::Pending)
        key.due_ns = later(active_at_ns, for_ns_);
    else if (alert.state == AlertState::Recovering)
        key.due_ns = later(down_since_ns, keep_firing_ns_);
    key.frozen_since_ns = down_since_ns;
    key.last.when[key.level - 1] = alert.state == AlertState::Recovering ? Outcome::False : Outcome::True;
    key.last.clear[key.level - 1] = alert.state == AlertState::Recovering ? Outcome::True : Outcome::False;
    key.clock_ns = std::max(key.active_at_ns, key.fired_at_ns);
    key.seen_ns = now_ns;
}

} // namespace streamgauge
