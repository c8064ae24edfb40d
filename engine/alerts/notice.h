// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alert.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Why a notice comes now.
enum class NoticeReason : std::uint8_t {
    First,     ///< the group fires for the first time
    NewAlerts, ///< more alerts, or the same ones at another severity
    Unmuted,   ///< what withheld notices of a firing alert has ended
    AllResolved,
    SomeResolved,
    Repeat,   ///< nothing changed for the repeat interval
    Flapping, ///< an alert changes too often: the last notice until it settles
    Test      ///< asked for by the user
};
[[nodiscard]] std::string_view name(NoticeReason reason);

/// What one receiver is told at one time. A value.
struct Notice {
    std::string id; ///< the same when it is sent again: an idempotency key
    std::string receiver;
    NoticeReason reason = NoticeReason::First;
    TimeNs time_ns = 0;                       ///< wall clock when it was made
    std::map<std::string, std::string> group; ///< what its alerts have in common
    std::vector<Alert> firing;                ///< all that fire in the group now, at most most_alerts
    std::vector<Alert> resolved;              ///< since the last notice, at most most_alerts
    std::uint32_t further = 0;                ///< alerts over those bounds
    friend bool operator==(const Notice &, const Notice &) = default;

    static constexpr std::size_t most_alerts = 100;
    /// The greatest of its firing alerts, else of its resolved ones.
    [[nodiscard]] Severity severity() const;
    /// One line: "Critical: Desaturation for bed-7" or "Resolved: Desaturation (3 alerts)".
    [[nodiscard]] std::string title() const;
};

} // namespace streamgauge
