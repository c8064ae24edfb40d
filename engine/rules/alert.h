// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/rules/rulespec.h"

#include <cstdint>
#include <optional>
#include <string>

namespace streamgauge {

enum class AlertState : std::uint8_t { Normal, Pending, Firing, Recovering, Resolved };
[[nodiscard]] std::string_view name(AlertState state);

struct Acknowledgement {
    std::string who;
    std::string comment;
    TimeNs time_ns = 0;
    friend bool operator==(const Acknowledgement &, const Acknowledgement &) = default;
};

/// One episode of one rule for one key. Times are rule time (see TimeBasis).
struct Alert {
    std::uint64_t episode = 0; ///< unique in the engine; a re-fire is a new episode
    std::string rule;
    std::string stream;
    std::string field; ///< the field judged, for the chart it is drawn on
    std::string key;
    Severity severity = Severity::Warning;
    AlertState state = AlertState::Normal;
    TimeNs active_at_ns = 0;
    TimeNs fired_at_ns = 0;    ///< 0 while it has not fired
    TimeNs resolved_at_ns = 0; ///< 0 while it is open
    std::string value;         ///< the field's latest text
    std::string condition;     ///< "event.heart_rate > 120"
    std::string reason;        ///< "hysteresis", "no data", ...; empty in the plain case
    std::uint32_t reopened_count = 0;
    bool simulated = false;
    std::optional<Acknowledgement> acknowledged;
    friend bool operator==(const Alert &, const Alert &) = default;
};

} // namespace streamgauge
