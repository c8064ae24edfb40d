// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/engineview.h"

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

/// How often a snapshot is made for the status alone.
constexpr auto status_period = std::chrono::milliseconds(100);
constexpr double least_rate = 0.1;
constexpr double most_rate = 1'000;

} // namespace

EngineView::~EngineView()
{
    thread_.request_stop();
    if (thread_.joinable())
        thread_.join();
}

void EngineView::start()
{
    thread_ = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

EngineView::FeedPtr EngineView::makeFeed(Query query) const
{
    return std::visit(
        [this](auto &&asked) -> FeedPtr {
            using Asked = std::decay_t<decltype(asked)>;
            if constexpr (std::is_same_v<Asked, SeriesQuery>)
                return std::make_shared<Feed>(std::in_place_type<SeriesFeed>, *core_, std::forward<decltype(asked)>(asked));
            else if constexpr (std::is_same_v<Asked, TableQuery>)
                return std::make_shared<Feed>(std::in_place_type<TableFeed>, *core_, std::forward<decltype(asked)>(asked));
            else if constexpr (std::is_same_v<Asked, EventQuery>)
                return std::make_shared<Feed>(std::in_place_type<EventFeed>, *core_, std::forward<decltype(asked)>(asked));
            else
                return std::make_shared<Feed>(std::in_place_type<KeysFeed>, *core_, std::forward<decltype(asked)>(asked));
        },
        std::move(query));
}

QueryId EngineView::add(Query query)
{
    FeedPtr feed = makeFeed(std::move(query));
    const std::scoped_lock lock(mutex_);
    feeds_.emplace(++last_id_, std::move(feed));
    changed_.notify_all();
    return last_id_;
}

void EngineView::change(QueryId id, Query query)
{
    FeedPtr feed = makeFeed(std::move(query));
    const std::scoped_lock lock(mutex_);
    const auto known = feeds_.find(id);
    if (known == feeds_.end())
        return;
    known->second = std::move(feed);
    // An answer to the old query would be taken for one to the new.
    if (pending_)
        pending_->answers.erase(id);
    changed_.notify_all();
}

void EngineView::remove(QueryId id)
{
    const std::scoped_lock lock(mutex_);
    feeds_.erase(id);
    if (pending_)
        pending_->answers.erase(id);
}

SnapshotPtr EngineView::take()
{
    std::shared_ptr<Snapshot> taken;
    {
        const std::scoped_lock lock(mutex_);
        taken = std::move(pending_);
        pending_ = nullptr;
    }
    if (taken)
        changed_.notify_all();
    return taken;
}

void EngineView::painted(const Snapshot &snapshot)
{
    if (snapshot.oldest_commit_ns != no_time)
        core_->latency().painted(snapshot.oldest_commit_ns, core_->clock().now());
}

void EngineView::setRate(double snapshots_per_second)
{
    const double rate =
        std::isnan(snapshots_per_second) ? least_rate : std::clamp(snapshots_per_second, least_rate, most_rate);
    const std::scoped_lock lock(mutex_);
    period_ = std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / rate));
    changed_.notify_all();
}

void EngineView::run(const std::stop_token &stop)
{
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        if (!changed_.wait(lock, stop, [this] { return pending_ == nullptr; }))
            return;
        const auto due =
            last_build_ + (feeds_.empty() ? std::max<std::chrono::nanoseconds>(period_, status_period) : period_);
        if (std::chrono::steady_clock::now() < due) {
            const bool idle = feeds_.empty();
            changed_.wait_until(lock, stop, due, [&] { return idle != feeds_.empty(); });
            continue;
        }
        const std::map<QueryId, FeedPtr> feeds = feeds_;
        lock.unlock();
        last_build_ = std::chrono::steady_clock::now();
        std::shared_ptr<Snapshot> snapshot = build(feeds, last_build_);
        lock.lock();
        if (snapshot)
            publish(std::move(snapshot), feeds);
    }
}

std::shared_ptr<Snapshot> EngineView::build(const std::map<QueryId, FeedPtr> &feeds, Moment now)
{
    // Taken before the stores are read: what comes in between then counts for the next snapshot.
    const TimeNs oldest_commit_ns = core_->latency().takeOldest();
    std::map<QueryId, Answer> answers;
    for (const auto &[id, feed] : feeds) {
        std::visit(
            [&, number = id](auto &each) {
                if (auto answer = each.next())
                    answers.emplace(number, std::move(*answer));
            },
            *feed);
    }
    const auto alerts = core_->alerts().alerts();
    const bool status_due = now - last_status_ >= status_period;
    if (answers.empty() && alerts == last_alerts_ && !status_due)
        return nullptr;
    last_status_ = now;
    last_alerts_ = alerts;
    auto snapshot = std::make_shared<Snapshot>(core_->describeCheaply());
    snapshot->sequence = ++sequence_;
    snapshot->time_ns = core_->clock().now();
    snapshot->alerts = alerts;
    snapshot->oldest_commit_ns = answers.empty() ? no_time : oldest_commit_ns;
    snapshot->answers = std::move(answers);
    return snapshot;
}

void EngineView::publish(std::shared_ptr<Snapshot> snapshot, const std::map<QueryId, FeedPtr> &feeds)
{
    std::erase_if(snapshot->answers, [&](const auto &answer) {
        const auto known = feeds_.find(answer.first);
        return known == feeds_.end() || known->second != feeds.at(answer.first);
    });
    pending_ = std::move(snapshot);
}

} // namespace streamgauge
