// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/detector.h"

namespace streamgauge {

/// Distance from an exponentially weighted mean in exponentially weighted standard deviations (Finch 2009).
class EwmaBand final : public Detector
{
public:
    /// `span`: the newest `span` values weigh about 86 %; alpha = 2 / (span + 1).
    explicit EwmaBand(double span);
    [[nodiscard]] double score(TimeNs time_ns, double value) override;
    [[nodiscard]] std::size_t memoryBytes() const override { return sizeof(*this); }

private:
    double alpha_;
    double mean_ = 0;
    double variance_ = 0;
    std::size_t learnt_ = 0;
};

} // namespace streamgauge
