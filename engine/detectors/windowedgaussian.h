// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/detector.h"
#include "engine/detectors/recentvalues.h"

namespace streamgauge {

/// Distance from the mean of the last values in their standard deviations.
class WindowedGaussian final : public Detector
{
public:
    explicit WindowedGaussian(std::size_t window);
    [[nodiscard]] double score(TimeNs time_ns, double value) override;
    [[nodiscard]] std::size_t memoryBytes() const override { return sizeof(*this) + window_.memoryBytes(); }
    [[nodiscard]] static std::size_t mostBytes(std::size_t window);

private:
    void learn(double value);
    void sumAgain();

    RecentValues window_;
    double centre_ = 0; ///< sums are of distances from it, so that a large mean
                        ///< does not swallow a small spread
    double sum_ = 0;
    double squares_ = 0;
    std::size_t until_sum_ = 0;
};

} // namespace streamgauge
