// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/seriesreader.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::size_t cells_per_step = 64;

} // namespace

SeriesReader::SeriesReader(const SeriesGrid &grid, std::uint32_t pixels)
    : grid_(grid)
    , most_cells_(std::max<std::size_t>(pixels, 1))
    , next_ns_(grid.from_ns)
{
    slice_.from_ns = grid.from_ns;
    slice_.to_ns = grid.to_ns;
}

bool SeriesReader::step(const Series &series)
{
    if (series.empty())
        return true;
    readLatest(series);
    Series::Cursor cursor = series.lowerBound(next_ns_);
    if (!begun_ && series.countUpTo(cursor, grid_.to_ns, most_cells_) <= most_cells_) {
        readSamples(series, cursor);
        return true;
    }
    begun_ = true;
    for (std::size_t cells = 0; cells < cells_per_step; ++cells) {
        if (series.atEnd(cursor) || series.at(cursor).time_ns >= grid_.to_ns)
            return true;
        const bool last = slice_.cells.size() + 1 == most_cells_;
        next_ns_ = last ? grid_.to_ns : grid_.cellEnd(series.at(cursor).time_ns);
        slice_.cells.push_back(series.sumUp(cursor, next_ns_));
        if (last)
            return true;
    }
    return false;
}

void SeriesReader::readSamples(const Series &series, Series::Cursor cursor)
{
    for (; !series.atEnd(cursor) && series.at(cursor).time_ns < grid_.to_ns; series.next(cursor)) {
        const Sample &sample = series.at(cursor);
        slice_.cells.push_back(
            { sample.time_ns, sample.time_ns, sample.value, sample.value, sample.value, sample.value, 1, false });
    }
}

void SeriesReader::readLatest(const Series &series)
{
    slice_.has_latest = true;
    slice_.latest = series.latest().value;
    slice_.latest_time_ns = series.latest().time_ns;
    slice_.latest_arrival_ns = series.latestArrival();
    slice_.oldest_ns = series.oldest().time_ns;
    slice_.held_samples = series.count();
}

void markGaps(std::vector<SeriesCell> &cells, const std::vector<Gap> &gaps)
{
    for (const Gap &gap : gaps) {
        const auto after = std::lower_bound(cells.begin(), cells.end(), gap.from_ns,
                                            [](const SeriesCell &cell, TimeNs from_ns) { return cell.time_ns <= from_ns; });
        if (after == cells.begin() || after == cells.end())
            continue;
        if (std::prev(after)->last_time_ns < gap.to_ns)
            after->after_gap = true;
    }
}

} // namespace streamgauge
