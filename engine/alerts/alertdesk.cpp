// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/alerts/alertdesk.h"

#include <utility>

namespace streamgauge {

AlertDesk::AlertDesk(const Clock &clock)
    : clock_(clock)
    , planner_(overlays_)
{
}

void AlertDesk::alertChanged(const Alert &alert, AlertState previous)
{
    const std::scoped_lock lock(inbox_mutex_);
    if (!listens_)
        return;
    if (inbox_.size() >= most_waiting) {
        ++lost_;
        return;
    }
    inbox_.push_back({ alert, previous, clock_.now() });
    if (inbox_.size() == 1 && wake_)
        wake_();
}

std::uint64_t AlertDesk::overlayGeneration()
{
    const std::scoped_lock lock(mutex_);
    const TimeNs now_ns = clock_.now();
    if (now_ns >= overlays_change_ns_) {
        ++generation_;
        overlays_change_ns_ = overlays_.nextChange(now_ns);
    }
    return generation_;
}

void AlertDesk::layOver(std::vector<Alert> &alerts)
{
    std::vector<const Alert *> all;
    all.reserve(alerts.size());
    for (const Alert &alert : alerts)
        all.push_back(&alert);
    const std::scoped_lock lock(mutex_);
    std::vector<AlertOverlays> overlays = overlays_.overlays(all, clock_.now());
    for (std::size_t index = 0; index < alerts.size(); ++index)
        alerts[index].overlays = std::move(overlays[index]);
}

void AlertDesk::listen(bool listens)
{
    const std::scoped_lock lock(inbox_mutex_);
    listens_ = listens;
}

void AlertDesk::onWork(std::function<void()> wake)
{
    const std::scoped_lock lock(inbox_mutex_);
    wake_ = std::move(wake);
}

std::vector<AlertChange> AlertDesk::takeChanges()
{
    const std::scoped_lock lock(inbox_mutex_);
    return std::exchange(inbox_, {});
}

std::uint64_t AlertDesk::lostChanges() const
{
    const std::scoped_lock lock(inbox_mutex_);
    return lost_;
}

NotifyPlan AlertDesk::plan(std::span<const AlertChange> changes)
{
    const std::scoped_lock lock(mutex_);
    for (const AlertChange &change : changes)
        planner_.alertChanged(change.alert, change.time_ns);
    NotifyPlan plan;
    plan.notices = planner_.tick(clock_.now());
    plan.logs = planner_.takeChangedLogs();
    plan.last_notice = planner_.lastNotice();
    return plan;
}

TimeNs AlertDesk::nextDue() const
{
    const std::scoped_lock lock(mutex_);
    return planner_.nextDue();
}

std::uint64_t AlertDesk::delayedNotices() const
{
    const std::scoped_lock lock(mutex_);
    return planner_.delayedNotices();
}

std::uint64_t AlertDesk::untoldAlerts() const
{
    const std::scoped_lock lock(mutex_);
    return planner_.untoldAlerts();
}

Result<void> AlertDesk::configure(const NotifySettings &settings, const std::vector<Receiver> &also)
{
    {
        const std::scoped_lock lock(mutex_);
        // What the planner refuses is found before anything is changed.
        NotificationPlanner trial(overlays_);
        OverlayBook trial_overlays;
        std::vector<Receiver> receivers = settings.receivers;
        receivers.insert(receivers.end(), also.begin(), also.end());
        const TimeNs now_ns = clock_.now();
        for (const Result<void> &checked :
             { trial.configure(receivers, settings.grouping, now_ns), trial_overlays.setInhibitions(settings.inhibitions),
               trial_overlays.setMuteTimes(settings.mute_times) }) {
            if (!checked)
                return checked;
        }
        static_cast<void>(overlays_.setInhibitions(settings.inhibitions));
        static_cast<void>(overlays_.setMuteTimes(settings.mute_times));
        static_cast<void>(planner_.configure(receivers, settings.grouping, now_ns));
    }
    overlaysChanged();
    return {};
}

void AlertDesk::restore(const std::vector<Alert> &alerts, std::vector<GroupLog> logs, std::uint64_t last_notice)
{
    const std::scoped_lock lock(mutex_);
    planner_.restore(alerts, std::move(logs), last_notice, clock_.now());
}

void AlertDesk::restoreOverlays(std::vector<Silence> silences, const std::vector<Shelf> &shelves)
{
    {
        const std::scoped_lock lock(mutex_);
        const TimeNs now_ns = clock_.now();
        overlays_.restoreSilences(std::move(silences));
        for (const Shelf &shelf : shelves) {
            if (shelf.until_ns > now_ns)
                static_cast<void>(overlays_.shelve(shelf, now_ns));
        }
    }
    overlaysChanged();
}

void AlertDesk::clear()
{
    {
        const std::scoped_lock lock(mutex_);
        planner_.forgetAlerts();
        overlays_.restoreSilences({});
        for (const Shelf &shelf : overlays_.shelves(clock_.now()))
            overlays_.unshelve(shelf.rule, shelf.key);
    }
    overlaysChanged();
}

void AlertDesk::overlaysChanged()
{
    {
        const std::scoped_lock lock(mutex_);
        ++generation_;
        overlays_change_ns_ = overlays_.nextChange(clock_.now());
    }
    const std::scoped_lock lock(inbox_mutex_);
    if (wake_)
        wake_();
}

Result<std::string> AlertDesk::setSilence(Silence silence)
{
    Result<std::string> id = [&] {
        const std::scoped_lock lock(mutex_);
        return overlays_.setSilence(std::move(silence), clock_.now());
    }();
    overlaysChanged();
    return id;
}

Result<void> AlertDesk::expireSilence(const std::string &id)
{
    Result<void> expired = [&] {
        const std::scoped_lock lock(mutex_);
        return overlays_.expireSilence(id, clock_.now());
    }();
    overlaysChanged();
    return expired;
}

std::vector<Silence> AlertDesk::silences() const
{
    const std::scoped_lock lock(mutex_);
    return overlays_.silences();
}

Result<void> AlertDesk::shelve(Shelf shelf)
{
    Result<void> shelved = [&] {
        const std::scoped_lock lock(mutex_);
        return overlays_.shelve(std::move(shelf), clock_.now());
    }();
    overlaysChanged();
    return shelved;
}

void AlertDesk::unshelve(const std::string &rule, const std::string &key)
{
    {
        const std::scoped_lock lock(mutex_);
        overlays_.unshelve(rule, key);
    }
    overlaysChanged();
}

std::vector<Shelf> AlertDesk::shelves() const
{
    const std::scoped_lock lock(mutex_);
    return overlays_.shelves(clock_.now());
}

} // namespace streamgauge
