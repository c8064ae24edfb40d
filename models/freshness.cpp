// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/freshness.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr DurationNs shortest_stale_ns = 5 * ns_per_s;

DurationNs meanInterval(const SeriesSlice &slice)
{
    std::uint64_t samples = 0;
    for (const SeriesCell &cell : slice.cells)
        samples += cell.count;
    if (samples < 2)
        return 0;
    return (slice.cells.back().last_time_ns - slice.cells.front().time_ns) / static_cast<DurationNs>(samples - 1);
}

} // namespace

Freshness freshness(const SeriesSlice &slice, TimeNs now_ns, bool finished)
{
    if (!slice.has_latest)
        return {};
    const DurationNs age_ns = std::max<DurationNs>(0, now_ns - slice.latest_arrival_ns);
    const bool stale = !finished && age_ns > shortest_stale_ns && age_ns > 3 * meanInterval(slice);
    return { age_ns, stale };
}

const StreamStatus *findStream(const Snapshot &snapshot, std::string_view stream)
{
    const auto found = std::find_if(snapshot.streams.begin(), snapshot.streams.end(), [&](const StreamStatus &status) {
        return status.schema && status.schema->stream == stream;
    });
    return found == snapshot.streams.end() ? nullptr : &*found;
}

const SourceStatus *findSource(const Snapshot &snapshot, std::string_view source)
{
    const auto found = std::find_if(snapshot.sources.begin(), snapshot.sources.end(),
                                    [&](const SourceStatus &status) { return status.name == source; });
    return found == snapshot.sources.end() ? nullptr : &*found;
}

bool isFinished(const Snapshot &snapshot, std::string_view stream)
{
    const StreamStatus *status = findStream(snapshot, stream);
    const SourceStatus *source = status ? findSource(snapshot, status->source) : nullptr;
    return source && source->state == SourceState::Finished;
}

} // namespace streamgauge
