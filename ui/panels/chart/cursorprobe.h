// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/chart/chartmodel.h"
#include "ui/panels/chart/chartoverlay.h"

namespace streamgauge {

/// Reads the series under the cursor: at once from the drawn cells, and, when asked to be exact, a frame later from
/// the raw samples beneath a cell that holds several. GUI thread; feed and model outlive it.
class CursorProbe
{
public:
    enum class Depth { Cells, Samples };

    CursorProbe(DataFeed &feed, const ChartModel &model, std::function<void()> answered)
        : feed_(feed)
        , model_(model)
        , answered_(std::move(answered))
    {
    }

    /// Reads around `time_ns`; cells further away than `reach_ns` are not under the cursor.
    [[nodiscard]] std::vector<CursorReading> read(TimeNs time_ns, DurationNs reach_ns, Depth depth);
    /// Nothing is under the cursor; asks for nothing more.
    void clear() { probes_.clear(); }

private:
    struct Probe {
        TimeNs from_ns = 0;
        TimeNs to_ns = 0;
        SeriesSlice raw;
        std::unique_ptr<Subscription> subscription;
    };
    void refine(CursorReading &reading, const SeriesRef &series, const SeriesCell &cell, TimeNs time_ns);

    DataFeed &feed_;
    const ChartModel &model_;
    std::function<void()> answered_;
    std::map<SeriesRef, Probe> probes_;
};

/// The cell nearest to the instant; nullptr when none is within reach.
[[nodiscard]] const SeriesCell *nearestCell(const SeriesSlice &slice, TimeNs time_ns, DurationNs reach_ns);

} // namespace streamgauge
