// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/contextnovelty.h"
#include "engine/detectors/detector.h"

namespace streamgauge {

/// Contextual anomaly detection (Smirnov 2016, CAD-OSE) with bounded memory and a range learnt from the past alone:
/// how much of what came was never seen to follow what was there. After a score of 0.75 or more, 0 for `rest` values.
class CadOse final : public Detector
{
public:
    CadOse(std::size_t most_contexts, std::size_t rest);
    [[nodiscard]] double score(TimeNs time_ns, double value) override;
    [[nodiscard]] std::size_t memoryBytes() const override { return sizeof(*this) + novelty_.memoryBytes(); }
    [[nodiscard]] static std::size_t mostBytes(std::size_t most_contexts);

private:
    ContextNovelty novelty_;
    std::size_t rest_;
    std::size_t since_told_ = 0;
};

} // namespace streamgauge
