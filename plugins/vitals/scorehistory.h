// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/vitals/bed.h"

#include <deque>

namespace streamgauge {

/// The scores of one bed over the last `span`, for its trend. At most one entry per change and 512 in all.
class ScoreHistory
{
public:
    explicit ScoreHistory(DurationNs span_ns)
        : span_ns_(span_ns)
    {
    }
    /// Incomplete scores are not entered.
    void add(TimeNs time_ns, const News2 &score);
    /// The newest against the oldest within the span; Unknown before a tenth of it has passed.
    [[nodiscard]] Trend trend() const;

private:
    struct Entry {
        TimeNs time_ns;
        int score;
    };
    DurationNs span_ns_;
    TimeNs first_ns_ = no_time;
    TimeNs newest_ns_ = no_time;
    std::deque<Entry> entries_;
};

} // namespace streamgauge
