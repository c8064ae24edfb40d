// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/detector.h"
#include "engine/detectors/recentvalues.h"

#include <array>
#include <cstdint>

namespace streamgauge {

/// Compares the shape of the last 19 values with past shapes: takes the sum of the distances to the 27 nearest ones,
/// and the score is the share of past sums that were smaller (conformal k-nearest-neighbours detection; Burnaev and
/// Ishimtsev 2016, arXiv 1608.04585). Distances are squared, in the metric in which the past shapes are equally wide
/// in all directions.
///
/// The series is cut into spans of `learning` values. The shapes of the oldest span are compared with; the sums of the
/// newest one say what is usual; both move on with the series. A series that is still young learns from 150 values,
/// and begins anew at each doubling until `learning` is reached. With `rest`, a score of 0.9965 or more is followed by
/// 0.5 for a fifth of the span, so that one event is told once.
class KnnCad final : public Detector
{
public:
    static constexpr std::size_t length = 19;
    static constexpr std::size_t least_learning = 150;

    /// Precondition: learning >= least_learning.
    KnnCad(std::size_t learning, bool rest);
    [[nodiscard]] double score(TimeNs time_ns, double value) override;
    [[nodiscard]] std::size_t memoryBytes() const override;
    [[nodiscard]] static std::size_t mostBytes(std::size_t learning);

    /// The sum of the distances of the newest shape, or a negative number while too little is learnt.
    [[nodiscard]] double newestSum() const { return newest_sum_; }

private:
    using Shape = std::array<double, length>;

    [[nodiscard]] Shape shapeEndingAt(std::size_t index) const;
    [[nodiscard]] Shape straightened(const Shape &shape) const;
    [[nodiscard]] double distanceSum(const Shape &straight, std::size_t skipped);
    [[nodiscard]] double rank(double sum) const;
    [[nodiscard]] double rested(double rank);
    void beginAnew();
    void learnMetric();

    std::size_t most_learning_;
    std::size_t learning_ = least_learning;
    bool rest_;
    RecentValues values_;                 ///< those of all shapes that are known
    std::vector<Shape> past_;             ///< straightened, a ring
    std::size_t oldest_past_ = 0;         ///< in past_
    std::size_t past_end_ = 0;            ///< in values_: the last value of the newest past shape
    std::vector<double> sums_;            ///< the usual ones, a ring
    std::size_t oldest_sum_ = 0;          ///< in sums_
    std::vector<double> distances_;       ///< scratch
    std::array<Shape, length> metric_ {}; ///< lower triangle; straightens a shape
    std::size_t since_begin_ = 0;
    std::size_t resting_ = 0;
    double newest_sum_ = -1;
};

} // namespace streamgauge
