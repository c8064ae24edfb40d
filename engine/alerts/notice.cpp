// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/notice.h"

#include "engine/alerts/noticelog.h"

#include <algorithm>

namespace streamgauge {

std::string_view name(NoticeReason reason)
{
    switch (reason) {
    case NoticeReason::First: return "first";
    case NoticeReason::NewAlerts: return "new alerts";
    case NoticeReason::Unmuted: return "no longer withheld";
    case NoticeReason::AllResolved: return "all resolved";
    case NoticeReason::SomeResolved: return "some resolved";
    case NoticeReason::Repeat: return "repeat";
    case NoticeReason::Flapping: return "flapping";
    case NoticeReason::Test: return "test";
    }
    return {};
}

std::string_view name(SentOutcome outcome)
{
    switch (outcome) {
    case SentOutcome::Sent: return "sent";
    case SentOutcome::Retried: return "failed, will be tried again";
    case SentOutcome::GivenUp: return "given up";
    case SentOutcome::Dropped: return "dropped";
    }
    return {};
}

Severity Notice::severity() const
{
    Severity greatest = Severity::Info;
    for (const Alert &alert : firing.empty() ? resolved : firing)
        greatest = std::max(greatest, alert.severity);
    return greatest;
}

std::string Notice::title() const
{
    const std::vector<Alert> &alerts = firing.empty() ? resolved : firing;
    if (alerts.empty())
        return "Nothing";
    std::string text;
    if (reason == NoticeReason::Test)
        text = "Test: ";
    else if (reason == NoticeReason::Flapping)
        text = "Flapping: ";
    else if (firing.empty())
        text = "Resolved: ";
    else
        text = severity() == Severity::Critical ? "Critical: " : severity() == Severity::Warning ? "Warning: " : "Info: ";
    text += alerts.front().rule;
    const std::size_t count = alerts.size() + (firing.empty() || resolved.empty() ? further : 0);
    if (count == 1)
        return text + (alerts.front().key.empty() ? "" : " for " + alerts.front().key);
    return text + " (" + std::to_string(count) + " alerts)";
}

} // namespace streamgauge
