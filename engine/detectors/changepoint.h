// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/detector.h"

#include <cstdint>
#include <vector>

namespace streamgauge {

/// The probability that mean or spread changed within the last values: Bayesian online change-point detection (Adams
/// and MacKay 2007, arXiv 0710.3742) for normal values of unknown mean and variance. Of all lengths the present run
/// may have, the 100 most likely are kept.
class ChangePoint final : public Detector
{
public:
    /// `run`: values between two changes, on average; `recent`: a change this many values ago still counts.
    ChangePoint(double run, std::size_t recent);
    [[nodiscard]] double score(TimeNs time_ns, double value) override;
    [[nodiscard]] std::size_t memoryBytes() const override;
    [[nodiscard]] static std::size_t mostBytes();

private:
    /// That the present run has this length, and what is known of its mean and spread.
    struct Run {
        std::uint64_t length = 0;
        double probability = 0;
        double mean = 0;
        double mean_weight = 0; ///< in values
        double shape = 0;       ///< of the gamma distribution of 1 / variance
        double rate = 0;
    };
    [[nodiscard]] Run newRun() const;
    [[nodiscard]] double recentShare() const;
    void learn(double value);
    void dropUnlikely();

    double run_;
    std::size_t recent_;
    std::vector<Run> runs_;
    std::vector<double> logs_; ///< scratch
    std::uint64_t learnt_ = 0;
    double mean_ = 0; ///< of all values: what a new run is expected to be like
    double variance_ = 0;
};

} // namespace streamgauge
