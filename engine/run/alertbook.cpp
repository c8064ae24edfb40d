// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/alertbook.h"

#include <algorithm>

namespace streamgauge {

void AlertBook::changed(const Alert &alert, AlertState previous)
{
    const std::scoped_lock lock(mutex_);
    dirty_ = true;
    if (watcher_ != nullptr)
        watcher_->alertChanged(alert, previous);
    if (alert.state == AlertState::Normal || alert.state == AlertState::Resolved)
        open_.erase(alert.episode);
    else
        open_.insert_or_assign(alert.episode, alert);
    const auto known = alert.state == AlertState::Resolved && previous == AlertState::Resolved
        ? std::find_if(resolved_.rbegin(), resolved_.rend(), [&](const auto &old) { return old->episode == alert.episode; })
        : resolved_.rend();
    if (known != resolved_.rend()) {
        *known = std::make_shared<const Alert>(alert);
    } else if (alert.state == AlertState::Resolved) {
        resolved_.push_back(std::make_shared<const Alert>(alert));
        if (resolved_.size() > history_)
            resolved_.pop_front();
    }
    if (callback_) {
        untold_.push_back(alert);
        has_untold_.store(true, std::memory_order_release);
    }
}

void AlertBook::valueUpdated(const Alert &alert)
{
    const std::scoped_lock lock(mutex_);
    const auto known = open_.find(alert.episode);
    if (known == open_.end())
        return;
    known->second.value = alert.value;
    known->second.reason = alert.reason;
    known->second.summary = alert.summary;
    dirty_ = true;
}

void AlertBook::setWatcher(AlertWatcher *watcher)
{
    const std::scoped_lock lock(mutex_);
    watcher_ = watcher;
}

void AlertBook::onAlert(std::function<void(const Alert &)> callback)
{
    const std::scoped_lock lock(mutex_);
    callback_ = callback ? std::make_shared<const std::function<void(const Alert &)>>(std::move(callback)) : nullptr;
}

void AlertBook::dispatch()
{
    if (!has_untold_.load(std::memory_order_acquire))
        return;
    std::unique_lock lock(mutex_);
    if (telling_)
        return;
    telling_ = true;
    while (!untold_.empty()) {
        const Alert alert = std::move(untold_.front());
        untold_.pop_front();
        const auto callback = callback_;
        lock.unlock();
        if (callback)
            (*callback)(alert);
        lock.lock();
    }
    has_untold_.store(false, std::memory_order_release);
    telling_ = false;
}

std::shared_ptr<const std::vector<Alert>> AlertBook::alerts(bool now)
{
    const std::scoped_lock lock(list_mutex_);
    if (now || list_cost_.due())
        list_cost_.run([this] { list_ = collect(); });
    return list_;
}

std::shared_ptr<const std::vector<Alert>> AlertBook::collect()
{
    std::vector<std::shared_ptr<const Alert>> found;
    AlertWatcher *watcher = nullptr;
    {
        // Copying thousands of alerts here would hold up the workers.
        const std::scoped_lock lock(mutex_);
        watcher = watcher_;
        const std::uint64_t overlays = watcher == nullptr ? 0 : watcher->overlayGeneration();
        if (!dirty_ && overlays == listed_overlays_)
            return list_;
        dirty_ = false;
        listed_overlays_ = overlays;
        found.reserve(open_.size() + resolved_.size());
        for (const auto &[episode, alert] : open_)
            found.push_back(std::make_shared<const Alert>(alert));
        found.insert(found.end(), resolved_.begin(), resolved_.end());
    }
    std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) {
        return a->active_at_ns != b->active_at_ns ? a->active_at_ns > b->active_at_ns : a->episode > b->episode;
    });
    auto list = std::make_shared<std::vector<Alert>>();
    list->reserve(found.size());
    for (const auto &alert : found)
        list->push_back(*alert);
    if (watcher != nullptr)
        watcher->layOver(*list);
    return list;
}

} // namespace streamgauge
