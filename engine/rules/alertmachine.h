// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/rules/alert.h"
#include "engine/rules/condition.h"
#include "engine/rules/flaphistory.h"
#include "engine/rules/rulespec.h"

#include <algorithm>
#include <array>
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

/// A level for each severity.
inline constexpr std::size_t most_alert_levels = 3;

enum class AlertReason : std::uint8_t {
    None,
    Hysteresis,
    NoData,
    Error,
    Updated,
    Paused,
    RuleRemoved,
    Deleted,
    Reset,
    MissingSeries,
    LongOutage ///< the program was away longer than AlertMachine::outage_tolerance_ns
};
/// As it stands in Alert::reason; empty for None.
[[nodiscard]] std::string_view name(AlertReason reason);

/// What one evaluation made of the conditions of each level, the lowest first. Levels a rule lacks are False.
struct Verdict {
    std::array<Outcome, most_alert_levels> when {};
    std::array<Outcome, most_alert_levels> clear {};
    friend bool operator==(const Verdict &, const Verdict &) = default;
};

/// What a rule remembers of one key. Times are rule time; `no_time` where there is none.
struct KeyAlert {
    AlertState state = AlertState::Normal;
    AlertReason reason = AlertReason::None;
    std::uint8_t level = 0; ///< of the newest episode; 1: the rule's severity, 2 and 3: its further levels
    bool silent = false;    ///< known to have no data, until its next event
    /// Why the key cannot be judged, where that is an alert of its own: NoData or Error; else False.
    Outcome unknown = Outcome::False;
    Verdict last; ///< as last carried by an event
    std::uint32_t reopened_count = 0;
    FlapHistory flaps;
    TimeNs clock_ns = no_time; ///< newest instant judged
    TimeNs seen_ns = no_time;  ///< newest event
    TimeNs active_at_ns = no_time;
    TimeNs fired_at_ns = no_time;
    TimeNs resolved_at_ns = no_time;  ///< of the last episode that fired
    TimeNs due_ns = never;            ///< end of `for` (Pending) or of keep_firing (Recovering)
    TimeNs frozen_since_ns = no_time; ///< `due_ns` stands still since then

    [[nodiscard]] bool open() const { return state != AlertState::Normal && state != AlertState::Resolved; }
    [[nodiscard]] bool fired() const { return state == AlertState::Firing || state == AlertState::Recovering; }
    friend bool operator==(const KeyAlert &, const KeyAlert &) = default;
};

/// The alert state machine of one rule: from a key's state and an outcome or a timer to its next state. Holds no
/// state of its own; one thread. Each call makes at most one transition, which the caller sees by comparing
/// `state`, `level` and `reason` before and after.
///
/// Levels follow Kapacitor's algorithm: the highest level whose condition holds, if it is not below the present one;
/// else the present one while its clear condition does not hold; else the highest below it; else none.
class AlertMachine
{
public:
    /// Alerts of a program that was away for longer are not taken up again.
    static constexpr DurationNs outage_tolerance_ns = 3'600 * ns_per_s;

    explicit AlertMachine(const RuleSpec &spec, DurationNs resolved_retention_ns);

    /// An event of the key at `time_ns`; earlier times count as the key's own clock. Timers that ended before it
    /// must have been run. A level's `clear` is not read when it has none.
    void judge(KeyAlert &key, const Verdict &verdict, TimeNs time_ns) const;
    /// The same at an instant that no event brought: the values it is judged by changed with time.
    void judgeTime(KeyAlert &key, const Verdict &verdict, TimeNs time_ns) const;
    /// The same as judge() (`by_event`) or judgeTime() in one short step, where no alert is open, none begins and no timer
    /// ends or moves. False: nothing was done.
    [[nodiscard]] bool judgeCalm(KeyAlert &key, const Verdict &verdict, TimeNs time_ns, bool by_event) const
    {
        if (key.open() || key.silent || key.unknown != Outcome::False || watchesSilence() || stateTimer(key) < time_ns)
            return false;
        for (std::size_t level = 0; level < levels_; ++level) {
            const Outcome when = verdict.when[level] == Outcome::Unchanged ? key.last.when[level] : verdict.when[level];
            if (when != Outcome::False)
                return false;
        }
        FlapHistory flaps = key.flaps;
        if (flapping_) {
            flaps.note(0);
            if (flaps.flapping() != key.flaps.flapping())
                return false;
        }
        carry(key.last, verdict);
        key.flaps = flaps;
        key.clock_ns = std::max(time_ns, key.clock_ns);
        if (by_event)
            key.seen_ns = key.clock_ns;
        return true;
    }
    /// When the key's next timer ends; `never` when none runs.
    [[nodiscard]] TimeNs nextTimer(const KeyAlert &key) const { return std::min(stateTimer(key), silenceTimer(key)); }
    /// Runs that timer, at its own time.
    void runTimer(KeyAlert &key) const;
    /// Ends an open episode for a reason outside the condition: Resolved if it fired, else Normal.
    void end(KeyAlert &key, AlertReason reason, TimeNs time_ns) const;
    /// The rule was changed from `previous` to this one's, with the same condition: timers run by the new times.
    void adopt(KeyAlert &key, const AlertMachine &previous, TimeNs now_ns) const;
    /// Takes an open alert up as it was at `down_since_ns`. Its timers go on with the key's next event, and the time
    /// until then counts neither to `for` nor to keep_firing. Precondition: alert.state is Pending, Firing or
    /// Recovering.
    void restore(KeyAlert &key, const Alert &alert, TimeNs down_since_ns, TimeNs now_ns) const;
    /// Nothing is left to remember: no open episode, no timer.
    [[nodiscard]] bool forgettable(const KeyAlert &key) const { return !key.open() && nextTimer(key) == never; }
    /// The rule must see each event of each key, since one that falls silent raises an alert.
    [[nodiscard]] bool watchesSilence() const { return tells(no_data_) && no_data_after_ns_ > 0; }
    /// A key without state gets some by this outcome.
    [[nodiscard]] bool starts(Outcome outcome) const { return starts_[static_cast<std::size_t>(outcome)]; }
    [[nodiscard]] Severity severity(const KeyAlert &key) const { return severities_[std::max<unsigned>(key.level, 1) - 1]; }
    [[nodiscard]] unsigned levels() const { return levels_; }

private:
    struct Judgement {
        Outcome outcome = Outcome::False;
        unsigned level = 0; ///< True only
        AlertReason reason = AlertReason::None;
    };
    [[nodiscard]] static bool tells(NoDataPolicy policy)
    {
        return policy == NoDataPolicy::Alert || policy == NoDataPolicy::NoData;
    }
    /// What the verdict leaves unchanged stays as it was.
    void carry(Verdict &last, const Verdict &verdict) const
    {
        for (std::size_t level = 0; level < levels_; ++level) {
            if (verdict.when[level] != Outcome::Unchanged)
                last.when[level] = verdict.when[level];
            if (verdict.clear[level] != Outcome::Unchanged)
                last.clear[level] = verdict.clear[level];
        }
    }
    [[nodiscard]] Judgement decide(const KeyAlert &key) const;
    void apply(KeyAlert &key, Judgement judgement, TimeNs time_ns) const;
    void applyTrue(KeyAlert &key, const Judgement &judgement, TimeNs time_ns) const;
    void applyFalse(KeyAlert &key, AlertReason reason, TimeNs time_ns) const;
    static void hold(KeyAlert &key, AlertReason reason, TimeNs time_ns);
    void begin(KeyAlert &key, TimeNs time_ns) const;
    static void fire(KeyAlert &key, TimeNs time_ns);
    static void resolve(KeyAlert &key, TimeNs time_ns);
    /// Ends an episode that never fired.
    static void abandon(KeyAlert &key, AlertReason reason);
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
    NoDataPolicy on_error_;
    bool flapping_;
    std::array<bool, 5> starts_; ///< by Outcome
    unsigned levels_ = 1;
    std::array<Severity, most_alert_levels> severities_ {};
    std::array<bool, most_alert_levels> has_clear_ {};
};

} // namespace streamgauge
