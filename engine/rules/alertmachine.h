// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/rules/alert.h"
#include "engine/rules/condition.h"
#include "engine/rules/rulespec.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

namespace streamgauge {

inline constexpr TimeNs never = std::numeric_limits<TimeNs>::max();

/// The sum, or `never` beyond what TimeNs holds.
[[nodiscard]] inline TimeNs later(TimeNs time_ns, DurationNs by_ns)
{
    TimeNs sum_ns = 0;
    return __builtin_add_overflow(time_ns, by_ns, &sum_ns) ? never : sum_ns;
}

enum class AlertReason : std::uint8_t {
    None,
    Hysteresis,
    NoData,
    Error,
    Updated,
    RuleRemoved,
    Deleted,
    Reset,
    MissingSeries
};
/// As it stands in Alert::reason; empty for None.
[[nodiscard]] std::string_view name(AlertReason reason);

/// What a rule remembers of one key. Times are rule time; `no_time` where there is none.
struct KeyAlert {
    AlertState state = AlertState::Normal;
    AlertReason reason = AlertReason::None;
    Outcome when = Outcome::False;  ///< as last carried by an event
    Outcome clear = Outcome::False; ///< as last carried by an event
    bool silent = false;            ///< known to have no data, until its next event
    std::uint32_t reopened_count = 0;
    TimeNs clock_ns = no_time; ///< newest instant judged
    TimeNs seen_ns = no_time;  ///< newest event
    TimeNs active_at_ns = no_time;
    TimeNs fired_at_ns = no_time;
    TimeNs resolved_at_ns = no_time;  ///< of the last episode that fired
    TimeNs due_ns = never;            ///< end of `for` (Pending) or of keep_firing (Recovering)
    TimeNs frozen_since_ns = no_time; ///< `due_ns` stands still since then

    [[nodiscard]] bool open() const { return state != AlertState::Normal && state != AlertState::Resolved; }
};

/// The alert state machine of one rule: from a key's state and an outcome or a timer to its next state. Holds no
/// state of its own; one thread. Each call makes at most one transition, which the caller sees by comparing
/// `state` and `reason` before and after.
class AlertMachine
{
public:
    explicit AlertMachine(const RuleSpec &spec, DurationNs resolved_retention_ns);

    /// An event of the key at `time_ns`; earlier times count as the key's own clock. Timers that ended before it
    /// must have been run. `clear` is not read by a rule without a clear condition.
    void judge(KeyAlert &key, Outcome when, Outcome clear, TimeNs time_ns) const;
    /// When the key's next timer ends; `never` when none runs.
    [[nodiscard]] TimeNs nextTimer(const KeyAlert &key) const { return std::min(stateTimer(key), silenceTimer(key)); }
    /// Runs that timer, at its own time.
    void runTimer(KeyAlert &key) const;
    /// Ends an open episode for a reason outside the condition: Resolved if it fired, else Normal.
    void end(KeyAlert &key, AlertReason reason, TimeNs time_ns) const;
    /// The rule was changed from `previous` to this one's, with the same condition: timers run by the new times.
    void adopt(KeyAlert &key, const AlertMachine &previous, TimeNs now_ns) const;
    /// Nothing is left to remember: no open episode, no timer.
    [[nodiscard]] bool forgettable(const KeyAlert &key) const { return !key.open() && nextTimer(key) == never; }
    /// The rule must see each event of each key, since one that falls silent raises an alert.
    [[nodiscard]] bool watchesSilence() const { return no_data_ == NoDataPolicy::Alert && no_data_after_ns_ > 0; }

private:
    void apply(KeyAlert &key, Outcome outcome, AlertReason reason, TimeNs time_ns) const;
    void applyTrue(KeyAlert &key, AlertReason reason, TimeNs time_ns) const;
    void applyFalse(KeyAlert &key, AlertReason reason, TimeNs time_ns) const;
    static void hold(KeyAlert &key, AlertReason reason, TimeNs time_ns);
    void begin(KeyAlert &key, TimeNs time_ns) const;
    static void fire(KeyAlert &key, TimeNs time_ns);
    static void resolve(KeyAlert &key, TimeNs time_ns);
    [[nodiscard]] TimeNs stateTimer(const KeyAlert &key) const
    {
        if (key.open())
            return key.frozen_since_ns == no_time ? key.due_ns : never;
        return key.resolved_at_ns == no_time ? never : later(key.resolved_at_ns, resolved_retention_ns_);
    }
    [[nodiscard]] TimeNs silenceTimer(const KeyAlert &key) const
    {
        if (no_data_after_ns_ == 0 || key.silent || key.seen_ns == no_time || (!key.open() && !watchesSilence()))
            return never;
        return later(key.seen_ns, no_data_after_ns_);
    }

    DurationNs for_ns_;
    DurationNs keep_firing_ns_;
    DurationNs no_data_after_ns_;
    DurationNs resolved_retention_ns_;
    NoDataPolicy no_data_;
    bool has_clear_;
};

} // namespace streamgauge
