// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/eventfeed.h"
#include "engine/run/seriesfeed.h"
#include "engine/run/tablefeed.h"

#include <condition_variable>

namespace streamgauge {

/// The View of Engine: a thread that builds snapshots ahead.
class EngineView final : public View
{
public:
    explicit EngineView(std::shared_ptr<EngineCore> core)
        : core_(std::move(core))
    {
    }
    ~EngineView() override;
    void start();

    QueryId add(Query query) override;
    void change(QueryId id, Query query) override;
    void remove(QueryId id) override;
    [[nodiscard]] SnapshotPtr take() override;
    void painted(const Snapshot &snapshot) override;
    void setRate(double snapshots_per_second) override;

private:
    using Feed = std::variant<SeriesFeed, TableFeed, EventFeed, KeysFeed>;
    using FeedPtr = std::shared_ptr<Feed>;
    using Moment = std::chrono::steady_clock::time_point;

    [[nodiscard]] FeedPtr makeFeed(Query query) const;
    void run(const std::stop_token &stop);
    /// nullptr when nothing is new.
    [[nodiscard]] std::shared_ptr<Snapshot> build(const std::map<QueryId, FeedPtr> &feeds, Moment now);
    void publish(std::shared_ptr<Snapshot> snapshot, const std::map<QueryId, FeedPtr> &feeds);

    const std::shared_ptr<EngineCore> core_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::map<QueryId, FeedPtr> feeds_; ///< used by the thread only, except for coming and going
    QueryId last_id_ = 0;
    std::shared_ptr<Snapshot> pending_;
    std::chrono::nanoseconds period_ { std::chrono::nanoseconds(std::chrono::seconds(1)) / 60 };

    std::uint64_t sequence_ = 0; ///< of the thread
    Moment last_build_;
    Moment last_status_;
    std::shared_ptr<const std::vector<Alert>> last_alerts_;
    std::jthread thread_;
};

} // namespace streamgauge
