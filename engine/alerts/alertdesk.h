// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/notificationplanner.h"
#include "engine/run/alertwatcher.h"

#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// One change of an alert, as it waits to be written and told.
struct AlertChange {
    Alert alert;
    AlertState previous = AlertState::Normal;
    TimeNs time_ns = 0; ///< wall clock
    friend bool operator==(const AlertChange &, const AlertChange &) = default;
};

/// What became due: to be kept together or not at all, before any notice goes out.
struct NotifyPlan {
    std::vector<Notice> notices;
    std::vector<GroupLog> logs;
    std::uint64_t last_notice = 0;
};

/// Stands beside an engine: takes its changes of alerts, holds silences, shelves, inhibitions and mute times, and plans
/// notices. It has no thread and keeps nothing: whoever owns it takes changes and plans, and writes them down.
/// Thread-safe; `clock` outlives it.
class AlertDesk final : public AlertWatcher
{
public:
    /// Changes that may wait; further ones are lost and counted.
    static constexpr std::size_t most_waiting = 200'000;

    explicit AlertDesk(const Clock &clock);

    void alertChanged(const Alert &alert, AlertState previous) override;
    [[nodiscard]] std::uint64_t overlayGeneration() override;
    void layOver(std::vector<Alert> &alerts) override;

    /// Changes are taken in; while not, they are let go. At first they are.
    void listen(bool listens);
    /// Called, from any thread and under locks, when there is something to take or plan: must only wake someone.
    void onWork(std::function<void()> wake);
    /// In their order; they wait no longer.
    [[nodiscard]] std::vector<AlertChange> takeChanges();
    [[nodiscard]] std::uint64_t lostChanges() const;
    /// Tells the planner of `changes` and returns what is due now.
    [[nodiscard]] NotifyPlan plan(std::span<const AlertChange> changes);
    /// Wall clock at which plan() has something to do without a change.
    [[nodiscard]] TimeNs nextDue() const;
    [[nodiscard]] std::uint64_t delayedNotices() const;
    [[nodiscard]] std::uint64_t untoldAlerts() const;

    /// All or nothing. `also`: receivers beside those of the workspace, as the desk's own.
    [[nodiscard]] Result<void> configure(const NotifySettings &settings, const std::vector<Receiver> &also = {});
    /// What an earlier run remembered; see NotificationPlanner::restore().
    void restore(const std::vector<Alert> &alerts, std::vector<GroupLog> logs, std::uint64_t last_notice);
    void restoreOverlays(std::vector<Silence> silences, const std::vector<Shelf> &shelves);
    /// Forgets alerts, silences and shelves: another workspace follows.
    void clear();

    [[nodiscard]] Result<std::string> setSilence(Silence silence);
    [[nodiscard]] Result<void> expireSilence(const std::string &id);
    [[nodiscard]] std::vector<Silence> silences() const;
    [[nodiscard]] Result<void> shelve(Shelf shelf);
    void unshelve(const std::string &rule, const std::string &key);
    [[nodiscard]] std::vector<Shelf> shelves() const;

private:
    void overlaysChanged();

    const Clock &clock_;
    mutable std::mutex inbox_mutex_;
    std::vector<AlertChange> inbox_;
    bool listens_ = true;
    std::uint64_t lost_ = 0;
    std::function<void()> wake_;

    mutable std::mutex mutex_; ///< of all below
    OverlayBook overlays_;
    NotificationPlanner planner_;
    std::uint64_t generation_ = 1; ///< grows with overlays_ and with the time
    TimeNs overlays_change_ns_ = NotificationPlanner::never_ns;
};

} // namespace streamgauge
