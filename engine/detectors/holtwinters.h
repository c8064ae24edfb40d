// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/detector.h"

#include <cstdint>
#include <vector>

namespace streamgauge {

struct HoltWintersOptions {
    std::size_t season = 0; ///< values in one season; 0: none
    double level = 0.2;     ///< weight of a new value in the level
    double trend = 0.01;    ///< and of a new step in the trend
    double seasonal = 0.2;  ///< and of a new distance in the season
    friend bool operator==(const HoltWintersOptions &, const HoltWintersOptions &) = default;
};

/// Distance from the forecast of additive triple exponential smoothing (Winters 1960), in standard deviations of its
/// recent errors. The first season is only learnt; the scores begin in the second.
class HoltWinters final : public Detector
{
public:
    explicit HoltWinters(HoltWintersOptions options);
    [[nodiscard]] double score(TimeNs time_ns, double value) override;
    [[nodiscard]] std::size_t memoryBytes() const override;
    [[nodiscard]] static std::size_t mostBytes(std::size_t season);

private:
    void begin(double value);
    void learn(double error);

    HoltWintersOptions options_;
    double level_ = 0;
    double trend_ = 0;
    std::vector<double> season_;
    std::size_t phase_ = 0;
    std::uint64_t learnt_ = 0;
    double error_variance_ = 0;
    std::uint64_t errors_ = 0;
};

} // namespace streamgauge
