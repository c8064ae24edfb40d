// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stores/series.h"
#include "engine/stores/seriesgrid.h"

namespace streamgauge {

/// Reads a series as at most `pixels` cells, in steps, so that the series may grow or shrink between them. Each
/// cell is exact for the instant of its step. One thread.
class SeriesReader
{
public:
    SeriesReader(const SeriesGrid &grid, std::uint32_t pixels);

    /// Reads some more cells, in less than 0.2 ms. True when all is read.
    bool step(const Series &series);
    [[nodiscard]] SeriesSlice take() { return std::move(slice_); }

private:
    /// No more samples than pixels: each is a cell of its own.
    void readSamples(const Series &series, Series::Cursor cursor);
    void readLatest(const Series &series);

    SeriesGrid grid_;
    std::size_t most_cells_;
    TimeNs next_ns_;
    bool begun_ = false;
    SeriesSlice slice_;
};

/// Sets after_gap of each cell between whose samples and the previous cell's a gap lies.
void markGaps(std::vector<SeriesCell> &cells, const std::vector<Gap> &gaps);

} // namespace streamgauge
