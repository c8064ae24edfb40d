// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace streamgauge {

/// What a detection is worth, for nabScore().
struct NabProfile {
    std::string name; ///< "standard"
    double true_positive = 1;
    double false_positive = 0.11;
    double false_negative = 1;
    friend bool operator==(const NabProfile &, const NabProfile &) = default;
};
/// Standard, reward low FP, reward low FN (Lavin and Ahmad 2015, arXiv 1510.03336).
[[nodiscard]] std::span<const NabProfile> nabProfiles();

/// A labelled stretch of rows, both ends included.
struct NabWindow {
    std::size_t first = 0;
    std::size_t last = 0;
    friend bool operator==(const NabWindow &, const NabWindow &) = default;
};

/// One file of a corpus as a detector scored it.
struct NabSeries {
    std::vector<double> scores;
    std::vector<NabWindow> windows; ///< in order, not overlapping, within the scores
    friend bool operator==(const NabSeries &, const NabSeries &) = default;
};

struct NabResult {
    double normalised = 0; ///< 100: each window found at its first row and no false alarm; 0: as silent as no detector
    double raw = 0;
    double threshold = 0; ///< the best one; infinite when silence is best
    friend bool operator==(const NabResult &, const NabResult &) = default;
};

/// The score of the Numenta Anomaly Benchmark, version 1.1: the one threshold for all series that scores best is
/// taken, as the benchmark itself does, so the result flatters every detector alike. The first 15 % of a series, at
/// most 750 rows, are not judged; a score that is NaN is never a detection. O(n log n). With no window the result is
/// 0.
[[nodiscard]] NabResult nabScore(std::span<const NabSeries> corpus, const NabProfile &profile);

/// What a detection at `row` is worth before and behind the windows of one series, or within one.
[[nodiscard]] double nabWorth(const NabSeries &series, std::size_t row, const NabProfile &profile);

} // namespace streamgauge
