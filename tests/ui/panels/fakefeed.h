// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

#include <list>
#include <map>
#include <vector>

namespace streamgauge {

/// A feed that answers from samples a test put into it, when the test says so.
class FakeFeed final : public DataFeed
{
public:
    FakeFeed();

    /// The next snapshot; time, sources, streams, rules and alerts are the test's to fill.
    Snapshot &state() { return state_; }
    void addStream(const SchemaPtr &schema, const std::string &source = "fake",
                   SourceState source_state = SourceState::Streaming);
    void addSample(const SeriesRef &series, TimeNs time_ns, double value, bool after_gap = false);
    void setNow(TimeNs now_ns) { state_.time_ns = now_ns; }

    /// Answers every active series and keys query, then announces the frame.
    void publish();
    void sendTable(const TableDelta &delta);
    void sendEvents(const EventDelta &delta);

    [[nodiscard]] int activeSubscriptions() const;
    [[nodiscard]] const std::vector<Query> activeQueries() const;

    [[nodiscard]] std::unique_ptr<Subscription> subscribe(Query query, std::function<void(const Answer &)> receive) override;
    [[nodiscard]] SnapshotPtr latest() const override { return latest_; }

private:
    struct Entry {
        Query query;
        std::function<void(const Answer &)> receive;
        bool paused = false;
    };
    class FakeSubscription;
    struct Sample {
        TimeNs time_ns;
        double value;
        bool after_gap;
    };

    [[nodiscard]] SeriesSlice slice(const SeriesQuery &query) const;
    [[nodiscard]] KeysAnswer keys(const KeysQuery &query) const;
    template <typename Delta> void send(const Delta &delta);

    Snapshot state_;
    SnapshotPtr latest_;
    std::list<std::shared_ptr<Entry>> entries_;
    std::map<SeriesRef, std::vector<Sample>> samples_;
};

[[nodiscard]] SchemaPtr makeSchema(const std::string &stream, std::vector<Column> columns,
                                   std::vector<std::uint32_t> key_columns = { 0 }, bool simulated = false);

} // namespace streamgauge
