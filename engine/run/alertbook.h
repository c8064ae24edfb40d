// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/ruleshard.h"
#include "engine/run/alertwatcher.h"
#include "engine/run/costlimit.h"

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace streamgauge {

/// All alerts of all workers: the open ones, the recent resolved ones, and who is told of them. Thread-safe.
class AlertBook final : public AlertOutput
{
public:
    explicit AlertBook(std::size_t history)
        : history_(history)
    {
    }

    void changed(const Alert &alert, AlertState previous) override;
    void valueUpdated(const Alert &alert) override;
    [[nodiscard]] std::uint64_t nextEpisode() override { return episodes_.fetch_add(1, std::memory_order_relaxed) + 1; }

    /// Episodes up to `last` belong to earlier runs. Before the first alert.
    void startEpisodesAfter(std::uint64_t last) { episodes_.store(last, std::memory_order_relaxed); }
    /// Before the first alert. `watcher` outlives this or is null.
    void setWatcher(AlertWatcher *watcher);

    void onAlert(std::function<void(const Alert &)> callback);
    /// Tells the callback of all changes since, in their order. Without any lock held that the callback could need;
    /// when another thread is telling already, that one tells these too.
    void dispatch();

    /// Open and resolved, newest first; the same pointer while nothing changed. A long list is made anew only as
    /// often as it costs a tenth of the time, unless `now`.
    [[nodiscard]] std::shared_ptr<const std::vector<Alert>> alerts(bool now = false);

private:
    [[nodiscard]] std::shared_ptr<const std::vector<Alert>> collect();

    const std::size_t history_;
    std::atomic<std::uint64_t> episodes_ = 0;

    std::mutex mutex_;
    std::unordered_map<std::uint64_t, Alert> open_;
    std::deque<std::shared_ptr<const Alert>> resolved_; ///< newest last
    bool dirty_ = false;
    AlertWatcher *watcher_ = nullptr;
    std::deque<Alert> untold_;
    std::atomic<bool> has_untold_ = false;
    bool telling_ = false;
    std::shared_ptr<const std::function<void(const Alert &)>> callback_;

    std::mutex list_mutex_;
    CostLimit list_cost_;
    std::uint64_t listed_overlays_ = 0;
    std::shared_ptr<const std::vector<Alert>> list_ = std::make_shared<const std::vector<Alert>>();
};

} // namespace streamgauge
