// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/contextnovelty.h"
#include "engine/detectors/detector.h"
#include "engine/detectors/knncad.h"
#include "engine/detectors/tailsurprise.h"

namespace streamgauge {

/// Three witnesses that err in different ways, and the sum of their evidence: the shape of the last 19 values (the
/// distances of KnnCad), the distance from the recent median, and the context (ContextNovelty). The first two are
/// measured by how rare they are in this series (TailSurprise), so that one limit means the same for any series,
/// whatever its noise. With evidence e in nats the score is 1 - exp(-e / 5).
///
/// With `rest`, only the first value of an event is told, and later ones only when they are stranger still: what does
/// not exceed all evidence of the last `rest` values scores 0.
class Ensemble final : public Detector
{
public:
    Ensemble(std::size_t most_contexts, std::size_t rest);
    [[nodiscard]] double score(TimeNs time_ns, double value) override;
    [[nodiscard]] std::size_t memoryBytes() const override;
    [[nodiscard]] static std::size_t mostBytes(std::size_t most_contexts, std::size_t rest);

private:
    [[nodiscard]] double evidence(double value);
    [[nodiscard]] double rested(double evidence);

    KnnCad shapes_;
    TailSurprise shape_surprise_;
    SortedWindow levels_;
    TailSurprise level_surprise_;
    ContextNovelty context_;
    std::size_t rest_;
    RecentValues told_;
};

} // namespace streamgauge
