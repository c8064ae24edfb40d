// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/fakefeed.h"

#include <algorithm>
#include <set>

namespace streamgauge {

class FakeFeed::FakeSubscription final : public Subscription
{
public:
    FakeSubscription(FakeFeed &feed, std::shared_ptr<Entry> entry)
        : feed_(feed)
        , entry_(std::move(entry))
    {
    }
    ~FakeSubscription() override { feed_.entries_.remove(entry_); }
    void change(Query query) override { entry_->query = std::move(query); }
    void setPaused(bool paused) override { entry_->paused = paused; }

private:
    FakeFeed &feed_;
    std::shared_ptr<Entry> entry_;
};

FakeFeed::FakeFeed()
{
    state_.alerts = std::make_shared<std::vector<Alert>>();
}

void FakeFeed::addStream(const SchemaPtr &schema, const std::string &source, SourceState source_state)
{
    StreamStatus stream;
    stream.schema = schema;
    stream.source = source;
    state_.streams.push_back(stream);
    const bool known = std::any_of(state_.sources.begin(), state_.sources.end(),
                                   [&](const SourceStatus &status) { return status.name == source; });
    if (known)
        return;
    SourceStatus status;
    status.name = source;
    status.kind = "fake";
    status.state = source_state;
    status.simulated = schema->simulated;
    state_.sources.push_back(status);
}

void FakeFeed::addSample(const SeriesRef &series, TimeNs time_ns, double value, bool after_gap)
{
    samples_[series].push_back({ time_ns, value, after_gap });
}

void FakeFeed::publish()
{
    ++state_.sequence;
    latest_ = std::make_shared<Snapshot>(state_);
    const auto entries = entries_;
    for (const auto &entry : entries) {
        if (entry->paused)
            continue;
        if (const auto *series = std::get_if<SeriesQuery>(&entry->query))
            entry->receive(slice(*series));
        else if (const auto *wanted = std::get_if<KeysQuery>(&entry->query))
            entry->receive(keys(*wanted));
    }
    Q_EMIT frame(latest_);
}

template <typename Delta> void FakeFeed::send(const Delta &delta)
{
    using Wanted = std::conditional_t<std::is_same_v<Delta, TableDelta>, TableQuery, EventQuery>;
    const auto entries = entries_;
    for (const auto &entry : entries) {
        if (!entry->paused && std::holds_alternative<Wanted>(entry->query))
            entry->receive(delta);
    }
    publish();
}

void FakeFeed::sendTable(const TableDelta &delta)
{
    send(delta);
}

void FakeFeed::sendEvents(const EventDelta &delta)
{
    send(delta);
}

int FakeFeed::activeSubscriptions() const
{
    return static_cast<int>(
        std::count_if(entries_.begin(), entries_.end(), [](const auto &entry) { return !entry->paused; }));
}

const std::vector<Query> FakeFeed::activeQueries() const
{
    std::vector<Query> queries;
    for (const auto &entry : entries_) {
        if (!entry->paused)
            queries.push_back(entry->query);
    }
    return queries;
}

std::unique_ptr<Subscription> FakeFeed::subscribe(Query query, std::function<void(const Answer &)> receive)
{
    entries_.push_back(std::make_shared<Entry>(Entry { std::move(query), std::move(receive) }));
    return std::make_unique<FakeSubscription>(*this, entries_.back());
}

SeriesSlice FakeFeed::slice(const SeriesQuery &query) const
{
    SeriesSlice slice;
    slice.to_ns = query.follow_span_ns > 0 ? state_.time_ns : query.to_ns;
    slice.from_ns = query.follow_span_ns > 0 ? slice.to_ns - query.follow_span_ns : query.from_ns;
    const auto found = samples_.find(query.series);
    if (found == samples_.end() || found->second.empty())
        return slice;
    const auto &samples = found->second;
    slice.has_latest = true;
    slice.latest = samples.back().value;
    slice.latest_time_ns = slice.latest_arrival_ns = samples.back().time_ns;
    slice.oldest_ns = samples.front().time_ns;
    slice.held_samples = samples.size();
    const DurationNs cell_ns = std::max<DurationNs>(1, (slice.to_ns - slice.from_ns) / query.pixels);
    std::int64_t last_cell = -1;
    for (const Sample &sample : samples) {
        if (sample.time_ns < slice.from_ns || sample.time_ns > slice.to_ns)
            continue;
        const std::int64_t place = sample.time_ns / cell_ns;
        if (place != last_cell || sample.after_gap)
            slice.cells.push_back({ sample.time_ns, sample.time_ns, sample.value, sample.value, sample.value, sample.value,
                                    0, sample.after_gap });
        last_cell = place;
        SeriesCell &cell = slice.cells.back();
        cell.last_time_ns = sample.time_ns;
        cell.last = sample.value;
        cell.min = std::min(cell.min, sample.value);
        cell.max = std::max(cell.max, sample.value);
        ++cell.count;
    }
    return slice;
}

KeysAnswer FakeFeed::keys(const KeysQuery &query) const
{
    std::set<std::string> keys;
    for (const auto &[series, samples] : samples_) {
        if (series.stream == query.stream)
            keys.insert(series.key);
    }
    KeysAnswer answer;
    answer.total = keys.size();
    for (const std::string &key : keys) {
        if (answer.keys.size() < query.max_keys)
            answer.keys.push_back(key);
    }
    return answer;
}

SchemaPtr makeSchema(const std::string &stream, std::vector<Column> columns, std::vector<std::uint32_t> key_columns,
                     bool simulated)
{
    auto schema = std::make_shared<Schema>();
    schema->stream = stream;
    schema->columns = std::move(columns);
    schema->key_columns = std::move(key_columns);
    schema->simulated = simulated;
    return schema;
}

} // namespace streamgauge
