// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/cursorprobe.h"

#include <algorithm>
#include <cstdlib>

namespace streamgauge {

namespace {

constexpr std::uint32_t probe_cells = 4'096;

DurationNs distance(const SeriesCell &cell, TimeNs time_ns)
{
    if (time_ns < cell.time_ns)
        return cell.time_ns - time_ns;
    return time_ns > cell.last_time_ns ? time_ns - cell.last_time_ns : 0;
}

} // namespace

const SeriesCell *nearestCell(const SeriesSlice &slice, TimeNs time_ns, DurationNs reach_ns)
{
    const auto newer = [](TimeNs time, const SeriesCell &cell) { return time < cell.time_ns; };
    const auto after = std::upper_bound(slice.cells.begin(), slice.cells.end(), time_ns, newer);
    const SeriesCell *nearest = after == slice.cells.end() ? nullptr : &*after;
    if (after != slice.cells.begin()) {
        const SeriesCell &before = *(after - 1);
        if (!nearest || distance(before, time_ns) <= distance(*nearest, time_ns))
            nearest = &before;
    }
    return nearest && distance(*nearest, time_ns) <= reach_ns ? nearest : nullptr;
}

std::vector<CursorReading> CursorProbe::read(TimeNs time_ns, DurationNs reach_ns, Depth depth)
{
    if (depth == Depth::Cells)
        probes_.clear();
    std::vector<CursorReading> readings;
    for (const auto &series : model_.series()) {
        const SeriesCell *cell = series->isDrawn() ? nearestCell(series->slice, time_ns, reach_ns) : nullptr;
        if (!cell) {
            probes_.erase(series->ref);
            continue;
        }
        CursorReading reading;
        reading.label = series->label;
        reading.color = series->color;
        reading.unit = series->unit;
        reading.time_ns = cell->time_ns;
        reading.value = cell->first;
        reading.samples = cell->count;
        reading.minimum = cell->min;
        reading.maximum = cell->max;
        if (cell->count > 1 && depth == Depth::Samples)
            refine(reading, series->ref, *cell, time_ns);
        readings.push_back(std::move(reading));
    }
    return readings;
}

void CursorProbe::refine(CursorReading &reading, const SeriesRef &series, const SeriesCell &cell, TimeNs time_ns)
{
    Probe &probe = probes_[series];
    if (probe.from_ns != cell.time_ns || probe.to_ns != cell.last_time_ns + 1 || !probe.subscription) {
        probe.from_ns = cell.time_ns;
        probe.to_ns = cell.last_time_ns + 1;
        probe.raw = {};
        const SeriesQuery query { series, probe.from_ns, probe.to_ns, 0, probe_cells };
        if (probe.subscription) {
            probe.subscription->change(query);
        } else {
            probe.subscription = feed_.subscribe(query, [this, series](const Answer &answer) {
                const auto *slice = std::get_if<SeriesSlice>(&answer);
                const auto found = probes_.find(series);
                if (slice && found != probes_.end()) {
                    found->second.raw = *slice;
                    answered_();
                }
            });
        }
    }
    double sum = 0;
    std::uint64_t count = 0;
    const SeriesCell *nearest = nullptr;
    for (const SeriesCell &raw : probe.raw.cells) {
        if (raw.count != 1 || raw.time_ns < cell.time_ns || raw.time_ns > cell.last_time_ns)
            continue;
        sum += raw.first;
        ++count;
        if (!nearest || std::abs(raw.time_ns - time_ns) < std::abs(nearest->time_ns - time_ns))
            nearest = &raw;
    }
    // Only when every sample beneath is here is the mean the mean.
    if (count == cell.count)
        reading.mean = sum / static_cast<double>(count);
    if (nearest) {
        reading.time_ns = nearest->time_ns;
        reading.value = nearest->first;
    }
}

} // namespace streamgauge
