// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/rules/rulespec.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

enum class AlertState : std::uint8_t { Normal, Pending, Firing, Recovering, Resolved };
[[nodiscard]] std::string_view name(AlertState state);

/// A word of an operator who has taken an episode on. Ends with the episode, at `until_ns`, or with a rise in severity;
/// the rule's state machine drops it then, so that it does not come back when the severity falls again.
struct Acknowledgement {
    std::string who;
    std::string comment;
    TimeNs time_ns = 0;  ///< wall clock
    TimeNs until_ns = 0; ///< wall clock; 0: for the whole episode
    bool sticky = false; ///< stays when the severity rises
    friend bool operator==(const Acknowledgement &, const Acknowledgement &) = default;
};

/// What withholds notices of an alert, by name and cause. It never changes the state of the alert.
struct AlertOverlays {
    std::vector<std::string> silenced_by;  ///< ids of active silences
    std::vector<std::string> inhibited_by; ///< "Rule for key" of the firing alerts that stand for this one
    std::vector<std::string> muted_by;     ///< names of mute times
    TimeNs shelved_until_ns = 0;           ///< wall clock; 0: not shelved
    [[nodiscard]] bool any() const
    {
        return !silenced_by.empty() || !inhibited_by.empty() || !muted_by.empty() || shelved_until_ns != 0;
    }
    friend bool operator==(const AlertOverlays &, const AlertOverlays &) = default;
};

/// One episode of one rule for one key. Times are rule time (see TimeBasis) where nothing else is said.
struct Alert {
    std::uint64_t episode = 0; ///< unique in the engine, also after a restart; a re-fire is a new episode
    std::string rule;
    std::string stream;
    std::string field; ///< the field judged, for the chart it is drawn on
    std::string key;
    Severity severity = Severity::Warning; ///< of the level it is at now
    AlertState state = AlertState::Normal;
    TimeNs active_at_ns = 0;
    TimeNs fired_at_ns = 0;    ///< 0 while it has not fired
    TimeNs resolved_at_ns = 0; ///< 0 while it is open
    std::string value;         ///< the field's latest text
    std::string condition;     ///< "event.heart_rate > 120"
    std::string reason;        ///< "hysteresis", "no data", "error: ...", ...; empty in the plain case
    std::uint32_t reopened_count = 0;
    bool simulated = false;
    bool flapping = false;                     ///< changes too often for a notice of each change
    std::map<std::string, std::string> labels; ///< the rule's
    std::vector<std::string> notify;           ///< names of the rule's receivers
    std::string summary;                       ///< the rule's sentence with its values filled in; empty: none
    std::optional<Acknowledgement> acknowledged;
    AlertOverlays overlays; ///< laid over alerts in lists and notices; empty in what the state machine tells
    friend bool operator==(const Alert &, const Alert &) = default;

    [[nodiscard]] bool firing() const { return state == AlertState::Firing || state == AlertState::Recovering; }
    /// An acknowledgement holds at `now_ns` of the wall clock.
    [[nodiscard]] bool acknowledgedAt(TimeNs now_ns) const
    {
        return acknowledged && (acknowledged->until_ns == 0 || now_ns < acknowledged->until_ns);
    }
};

} // namespace streamgauge
