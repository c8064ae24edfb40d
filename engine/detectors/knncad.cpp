// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/knncad.h"

#include "engine/detectors/boundedvalue.h"

#include <cmath>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::size_t neighbours = 27;
constexpr double told = 0.9965;
constexpr double resting_score = 0.5;
/// What every direction is wide at least, beside the widest: keeps the metric finite for a constant series.
constexpr double least_width = 1e-12;
constexpr double smallest_width = 1e-300;
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

} // namespace

KnnCad::KnnCad(std::size_t learning, bool rest)
    : most_learning_(learning)
    , rest_(rest)
    , values_(2 * learning + length)
{
}

double KnnCad::score(TimeNs, double raw_value)
{
    if (!std::isfinite(raw_value))
        return std::numeric_limits<double>::quiet_NaN();
    const double value = boundedValue(raw_value);
    const bool moves = values_.full();
    values_.push(value);
    if (past_.empty()) {
        if (values_.size() >= learning_)
            beginAnew();
        return 0;
    }
    if (moves)
        --past_end_;
    ++since_begin_;
    if (since_begin_ >= learning_ && learning_ < most_learning_) {
        learning_ = std::min(2 * learning_, most_learning_);
        beginAnew();
        return 0;
    }
    if (since_begin_ % (learning_ / 2) == 0)
        learnMetric();
    newest_sum_ = distanceSum(straightened(shapeEndingAt(values_.size() - 1)), none);
    const double result = rank(newest_sum_);
    if (since_begin_ >= learning_) {
        ++past_end_;
        past_[oldest_past_] = straightened(shapeEndingAt(past_end_));
        oldest_past_ = oldest_past_ + 1 == past_.size() ? 0 : oldest_past_ + 1;
    }
    sums_[oldest_sum_] = newest_sum_;
    oldest_sum_ = oldest_sum_ + 1 == sums_.size() ? 0 : oldest_sum_ + 1;
    return rested(result);
}

KnnCad::Shape KnnCad::shapeEndingAt(std::size_t index) const
{
    Shape shape {};
    for (std::size_t i = 0; i < length; ++i)
        shape[i] = values_[index + 1 - length + i];
    return shape;
}

KnnCad::Shape KnnCad::straightened(const Shape &shape) const
{
    Shape straight {};
    for (std::size_t row = 0; row < length; ++row) {
        double sum = 0;
        for (std::size_t column = 0; column <= row; ++column)
            sum += metric_[row][column] * shape[column];
        straight[row] = sum;
    }
    return straight;
}

double KnnCad::distanceSum(const Shape &straight, std::size_t skipped)
{
    distances_.clear();
    for (std::size_t i = 0; i < past_.size(); ++i) {
        if (i == skipped)
            continue;
        double distance = 0;
        for (std::size_t axis = 0; axis < length; ++axis) {
            const double step = straight[axis] - past_[i][axis];
            distance += step * step;
        }
        distances_.push_back(distance);
    }
    const auto nearest = distances_.begin() + static_cast<std::ptrdiff_t>(std::min(neighbours, distances_.size()));
    std::nth_element(distances_.begin(), nearest - 1, distances_.end());
    double sum = 0;
    for (auto one = distances_.begin(); one != nearest; ++one)
        sum += *one;
    return sum;
}

double KnnCad::rank(double sum) const
{
    const auto smaller = std::ranges::count_if(sums_, [sum](double one) { return one < sum; });
    return static_cast<double>(smaller) / static_cast<double>(sums_.size());
}

double KnnCad::rested(double rank)
{
    if (resting_ > 0) {
        --resting_;
        return resting_score;
    }
    if (rest_ && rank >= told)
        resting_ = learning_ / 5;
    return rank;
}

void KnnCad::beginAnew()
{
    since_begin_ = 0;
    const std::size_t first_end = values_.size() - learning_ + length - 1;
    past_end_ = values_.size() - 1;
    past_.resize(past_end_ + 1 - first_end);
    oldest_past_ = 0;
    learnMetric();
    sums_.resize(past_.size());
    for (std::size_t i = 0; i < past_.size(); ++i)
        sums_[i] = distanceSum(past_[i], i);
    oldest_sum_ = 0;
}

/// The inverse of the triangle L with L Lᵀ = TᵀT, T being the past shapes: then |L⁻¹d|² = dᵀ(TᵀT)⁻¹d.
void KnnCad::learnMetric()
{
    const std::size_t first_end = past_end_ + 1 - past_.size();
    std::array<Shape, length> product {};
    for (std::size_t i = 0; i < past_.size(); ++i) {
        const Shape shape = shapeEndingAt(first_end + i);
        for (std::size_t row = 0; row < length; ++row) {
            for (std::size_t column = 0; column <= row; ++column)
                product[row][column] += shape[row] * shape[column];
        }
    }
    double widest = 0;
    for (std::size_t row = 0; row < length; ++row)
        widest = std::max(widest, product[row][row]);
    const double least = widest > 0 ? std::max(widest * least_width, smallest_width) : 1;
    for (std::size_t row = 0; row < length; ++row) {
        for (std::size_t column = 0; column <= row; ++column) {
            double rest = product[row][column] + (row == column ? least : 0);
            for (std::size_t k = 0; k < column; ++k)
                rest -= product[row][k] * product[column][k];
            product[row][column] = row == column ? std::sqrt(std::max(rest, least)) : rest / product[column][column];
        }
    }
    for (std::size_t column = 0; column < length; ++column) {
        for (std::size_t row = column; row < length; ++row) {
            double rest = row == column ? 1.0 : 0.0;
            for (std::size_t k = column; k < row; ++k)
                rest -= product[row][k] * metric_[k][column];
            metric_[row][column] = rest / product[row][row];
        }
    }
    for (std::size_t i = 0; i < past_.size(); ++i) {
        std::size_t at = oldest_past_ + i;
        at = at < past_.size() ? at : at - past_.size();
        past_[at] = straightened(shapeEndingAt(first_end + i));
    }
}

std::size_t KnnCad::memoryBytes() const
{
    return sizeof(*this) + values_.memoryBytes() + past_.capacity() * sizeof(Shape)
        + (sums_.capacity() + distances_.capacity()) * sizeof(double);
}

std::size_t KnnCad::mostBytes(std::size_t learning)
{
    return sizeof(KnnCad) + RecentValues::mostBytes(2 * learning + length)
        + 2 * learning * (sizeof(Shape) + 2 * sizeof(double));
}

} // namespace streamgauge
