// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/seriesgrid.h"

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

constexpr TimeNs latest_time = std::numeric_limits<TimeNs>::max();
constexpr TimeNs earliest_time = std::numeric_limits<TimeNs>::min();

TimeNs addClamped(TimeNs time_ns, DurationNs by_ns)
{
    TimeNs sum = 0;
    if (__builtin_add_overflow(time_ns, by_ns, &sum))
        return by_ns < 0 ? earliest_time : latest_time;
    return sum;
}

/// Into [0, width).
DurationNs offsetInCell(TimeNs time_ns, DurationNs width_ns)
{
    const DurationNs rest = time_ns % width_ns;
    return rest < 0 ? rest + width_ns : rest;
}

} // namespace

DurationNs cellWidth(DurationNs span_ns, std::uint32_t pixels)
{
    constexpr std::int64_t levels = 16;
    const std::int64_t cells = std::max<std::int64_t>(static_cast<std::int64_t>(pixels) - 1, 1);
    const DurationNs least_ns = std::max<DurationNs>(span_ns / cells + (span_ns % cells == 0 ? 0 : 1), 1);
    DurationNs level_ns = 1;
    while (level_ns <= least_ns / levels)
        level_ns *= levels;
    const DurationNs multiple = least_ns / level_ns + (least_ns % level_ns == 0 ? 0 : 1);
    return std::min(multiple, latest_time / level_ns) * level_ns;
}

SeriesGrid SeriesGrid::between(TimeNs from_ns, TimeNs to_ns, std::uint32_t pixels)
{
    to_ns = std::max(from_ns, to_ns);
    DurationNs span_ns = 0;
    if (__builtin_sub_overflow(to_ns, from_ns, &span_ns))
        span_ns = latest_time;
    return { from_ns, to_ns, cellWidth(span_ns, pixels) };
}

SeriesGrid SeriesGrid::upTo(TimeNs now_ns, DurationNs span_ns, std::uint32_t pixels)
{
    // One cell less for the span leaves room for the one that is being filled.
    const DurationNs width_ns = cellWidth(span_ns, std::max(pixels, 2U) - 1);
    const TimeNs to_ns = addClamped(now_ns, width_ns - offsetInCell(now_ns, width_ns));
    const std::int64_t cells = span_ns / width_ns + (span_ns % width_ns == 0 ? 0 : 1) + 1;
    DurationNs reach_ns = 0;
    if (__builtin_mul_overflow(cells, width_ns, &reach_ns))
        reach_ns = latest_time;
    return { addClamped(to_ns, -reach_ns), to_ns, width_ns };
}

TimeNs SeriesGrid::cellEnd(TimeNs time_ns) const
{
    return std::min(to_ns, addClamped(time_ns, cell_ns - offsetInCell(time_ns, cell_ns)));
}

} // namespace streamgauge
