// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/seriesfeed.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::size_t keys_per_lock = 1'024;
constexpr std::size_t samples_per_lock = 4'096;

} // namespace

SeriesFeed::SeriesFeed(const EngineCore &core, SeriesQuery query)
    : core_(core)
    , query_(std::move(query))
    , shard_(core.shardOfKey(query_.series.key))
{
}

SeriesGrid SeriesFeed::grid(const StreamInfo *stream, TimeNs latest_ns) const
{
    if (query_.follow_span_ns <= 0)
        return SeriesGrid::between(query_.from_ns, query_.to_ns, query_.pixels);
    const TimeNs now_ns = stream == nullptr ? core_.clock().now() : core_.streamTime(*stream, latest_ns);
    return SeriesGrid::upTo(now_ns, query_.follow_span_ns, query_.pixels);
}

std::optional<SeriesSlice> SeriesFeed::next()
{
    const StreamInfoPtr stream = core_.streams().find(query_.series.stream);
    std::uint64_t version = 0;
    TimeNs latest_ns = no_time;
    {
        const std::scoped_lock held(shard_.lock);
        version = shard_.series.version(query_.series.stream, query_.series.key);
        if (const Series *series = shard_.series.find(query_.series))
            latest_ns = series->latest().time_ns;
    }
    const SeriesGrid now_grid = grid(stream.get(), latest_ns);
    const std::vector<Gap> gaps = stream ? core_.gapsOf(*stream) : std::vector<Gap>();
    if (answered_ && version == version_ && now_grid == grid_ && gaps.size() == gaps_)
        return std::nullopt;
    answered_ = true;
    version_ = version;
    grid_ = now_grid;
    gaps_ = gaps.size();

    SeriesReader reader(grid_, query_.pixels);
    for (bool done = false; !done;) {
        const std::scoped_lock held(shard_.lock);
        const Series *series = shard_.series.find(query_.series);
        done = series == nullptr || reader.step(*series);
    }
    SeriesSlice slice = reader.take();
    markGaps(slice.cells, gaps);
    return slice;
}

std::optional<KeysAnswer> KeysFeed::next()
{
    std::uint64_t version = 0;
    for (std::uint32_t worker = 0; worker < core_.workerCount(); ++worker) {
        const std::scoped_lock held(core_.shard(worker).lock);
        version += core_.shard(worker).series.keysVersion(query_.stream);
    }
    if ((answered_ && version == version_) || !cost_.due())
        return std::nullopt;
    answered_ = true;
    version_ = version;
    KeysAnswer answer;
    cost_.run([&] { answer = collect(); });
    return answer;
}

KeysAnswer KeysFeed::collect() const
{
    KeysAnswer answer;
    std::vector<std::string> &least = answer.keys; // a heap, greatest first, of the least keys so far
    const auto take = [&](const std::string &key) {
        ++answer.total;
        if (least.size() == query_.max_keys) {
            if (least.empty() || key >= least.front())
                return;
            std::pop_heap(least.begin(), least.end());
            least.pop_back();
        }
        least.push_back(key);
        std::push_heap(least.begin(), least.end());
    };
    for (std::uint32_t worker = 0; worker < core_.workerCount(); ++worker) {
        std::size_t slot = 0;
        do {
            const std::scoped_lock held(core_.shard(worker).lock);
            slot = core_.shard(worker).series.forEachKey(query_.stream, slot, keys_per_lock, take);
        } while (slot != 0);
    }
    std::sort_heap(least.begin(), least.end());
    return answer;
}

void forEachSample(const EngineCore &core, const SeriesRef &ref, TimeNs from_ns, TimeNs to_ns,
                   const std::function<bool(TimeNs, double)> &sample)
{
    const Shard &shard = core.shardOfKey(ref.key);
    std::vector<Sample> samples;
    std::size_t skip = 0; // samples at exactly from_ns that were told already
    while (true) {
        samples.clear();
        {
            const std::scoped_lock held(shard.lock);
            const Series *series = shard.series.find(ref);
            if (series == nullptr)
                return;
            Series::Cursor cursor = series->lowerBound(from_ns);
            for (std::size_t i = 0; i < skip && !series->atEnd(cursor) && series->at(cursor).time_ns == from_ns; ++i)
                series->next(cursor);
            for (; samples.size() < samples_per_lock && !series->atEnd(cursor) && series->at(cursor).time_ns < to_ns;
                 series->next(cursor))
                samples.push_back(series->at(cursor));
        }
        if (samples.empty())
            return;
        for (const Sample &each : samples) {
            if (!sample(each.time_ns, each.value))
                return;
            skip = each.time_ns == from_ns ? skip + 1 : 1;
            from_ns = each.time_ns;
        }
    }
}

} // namespace streamgauge
