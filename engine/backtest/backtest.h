// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/backtest/batchsource.h"
#include "engine/record/recordabout.h"
#include "engine/rules/alert.h"
#include "engine/rules/ruleshard.h"
#include "engine/rules/rulespec.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace streamgauge {

struct BacktestOptions {
    /// What the rules should have found; empty: nothing is known of it.
    std::vector<RecordingNote> incidents {};
    /// An alert that fired and ended this long before an incident still counts as its warning.
    DurationNs early_ns = 0;
    std::size_t most_episodes = 100'000; ///< kept a rule; all are counted
    std::stop_token stop {};
    RuleFunctions functions {}; ///< null: offlineFunctions()
};

/// What became of one alert.
struct BacktestEpisode {
    std::string key;
    Severity severity = Severity::Warning; ///< the highest it had
    AlertState state = AlertState::Normal; ///< at the end; Normal: it never fired
    TimeNs active_at_ns = 0;
    TimeNs fired_at_ns = 0;    ///< 0: never
    TimeNs resolved_at_ns = 0; ///< 0: open at the end, or never fired
    std::string value;         ///< when it fired
    std::string reason;        ///< why it ended, when that was not the plain case
    friend bool operator==(const BacktestEpisode &, const BacktestEpisode &) = default;
};

struct IncidentResult {
    RecordingNote incident;
    bool hit = false;
    /// Hit: from the alert to the incident's begin; negative when the alert came after it.
    DurationNs lead_ns = 0;
    friend bool operator==(const IncidentResult &, const IncidentResult &) = default;
};

struct RuleReport {
    RuleSpec spec;
    std::vector<BacktestEpisode> episodes; ///< in the order they began
    std::uint64_t fired = 0;
    std::uint64_t never_fired = 0; ///< pending episodes that ended before
    std::uint64_t open = 0;        ///< firing at the end
    DurationNs firing_ns = 0;      ///< all keys together, up to the end
    double alerts_per_day = 0;     ///< 0 for less than a second of time
    std::uint64_t evaluations = 0;
    std::uint64_t errors = 0;
    std::string last_error;
    std::vector<IncidentResult> incidents;
    std::uint64_t hits = 0;
    std::uint64_t missed = 0;
    std::uint64_t false_alarms = 0; ///< fired outside every incident; 0 when none are given
};

struct BacktestReport {
    std::vector<RuleReport> rules; ///< as given
    std::uint64_t events = 0;      ///< of the streams that the rules read
    TimeNs from_ns = 0;            ///< rule time of the first and last event or timer; 0 without events
    TimeNs to_ns = 0;
    std::vector<Error> faults; ///< what could not be read
    std::uint64_t lost_rows = 0;
};

/// What each rule would have done. Runs RuleShard, the very code that judges live events, on the calling thread with rule
/// time as the only clock: the same events and timers in the same order give the same alerts. Error: a rule is not sound,
/// the source cannot be read, or it was stopped.
[[nodiscard]] Result<BacktestReport> backtest(std::span<const RuleSpec> rules, BatchSource &source,
                                              const BacktestOptions &options = {});

} // namespace streamgauge
