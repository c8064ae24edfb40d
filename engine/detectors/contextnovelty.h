// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/contextgraph.h"
#include "engine/detectors/recentvalues.h"

namespace streamgauge {

/// Feeds a ContextGraph with a series: each value becomes one of eight levels, three bits. The levels divide the range
/// of the values so far, widened by half of it on both sides so that what was never seen has levels of its own. The
/// range is learnt from 150, 300 and 600 values, and anew when half of the last 600 were outside; the graph then takes
/// those again, which costs as much as 600 values.
class ContextNovelty
{
public:
    static constexpr std::size_t learning = 600;

    explicit ContextNovelty(std::size_t most_contexts);
    /// 0 (nothing new) to 1; 0 while too little is learnt. Precondition: a boundedValue().
    [[nodiscard]] double next(double value);
    [[nodiscard]] std::size_t memoryBytes() const { return recent_.memoryBytes() + graph_.memoryBytes(); }
    [[nodiscard]] static std::size_t mostBytes(std::size_t most_contexts);

private:
    [[nodiscard]] double learnRange();
    [[nodiscard]] double step(double value);
    [[nodiscard]] bool mostlyOutside() const;

    std::size_t most_contexts_;
    ContextGraph graph_;
    RecentValues recent_;
    double least_ = 0;
    double most_ = 0;
    bool learnt_ = false;
    std::size_t since_learnt_ = 0;
};

} // namespace streamgauge
