// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/inhibition.h"
#include "engine/alerts/mutetime.h"
#include "engine/source/connector.h"

#include <string>
#include <vector>

namespace streamgauge {

/// Someone or something that is told of alerts. What its kind needs is in `settings`; secrets there are references.
struct Receiver {
    std::string name; ///< unique; rules name it behind "notify"
    std::string kind; ///< "email", "webhook", "sql", "command", "desktop", "sound"
    Settings settings;
    /// Alerts that it is told of although their rule does not name it; none: no others.
    std::vector<Matcher> matchers;
    bool send_resolved = true;
    std::uint32_t most_per_minute = 30; ///< notices; further ones wait and are joined with what comes; 0: no limit
    friend bool operator==(const Receiver &, const Receiver &) = default;
};

/// How alerts are joined into notices. The defaults are far shorter than Alertmanager's: someone sits before a desk.
struct Grouping {
    std::vector<std::string> by { "rule" };  ///< names as in a matcher; alerts with the same texts share a notice
    DurationNs wait_ns = 2 * ns_per_s;       ///< from a group's first alert to its notice
    DurationNs interval_ns = 30 * ns_per_s;  ///< between notices of new alerts in the same group
    DurationNs repeat_ns = 3'600 * ns_per_s; ///< until an unchanged group is told again; 0: never
    friend bool operator==(const Grouping &, const Grouping &) = default;
};

/// The part of a workspace that says who is told of what and when.
struct NotifySettings {
    std::vector<Receiver> receivers;
    Grouping grouping;
    std::vector<InhibitionRule> inhibitions;
    std::vector<MuteTime> mute_times;
    friend bool operator==(const NotifySettings &, const NotifySettings &) = default;
};

} // namespace streamgauge
