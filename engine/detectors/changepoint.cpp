// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/changepoint.h"

#include "engine/detectors/boundedvalue.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace streamgauge {

namespace {

constexpr std::uint64_t least_history = 50;
constexpr std::size_t most_runs = 100;
constexpr double least_probability = 1e-12;
/// What is believed of a run before its first value counts as much as so many values.
constexpr double prior_weight = 0.1;
constexpr double prior_shape = 1;
/// Long runs forget slowly, and the distribution stays within what doubles tell apart.
constexpr double most_weight = 10'000;
constexpr double least_rate = 1e-290;

/// ln of the density of Student's t distribution, which is what the next value of a run follows.
double logDensity(double value, double mean, double mean_weight, double shape, double rate)
{
    const double scale = rate * (mean_weight + 1) / (shape * mean_weight);
    const double distance = value - mean;
    // ln of the gamma function's ratio at shape + 1/2 and shape; Stirling's series, within 1e-3 from shape 1 on.
    const double gammas = 0.5 * std::log(shape) - 1 / (8 * shape) + 1 / (192 * shape * shape * shape);
    return gammas - 0.5 * std::log(2 * std::numbers::pi * shape * scale)
        - (shape + 0.5) * std::log1p(distance * distance / (2 * shape * scale));
}

} // namespace

ChangePoint::ChangePoint(double run, std::size_t recent)
    : run_(run)
    , recent_(recent)
{
}

double ChangePoint::score(TimeNs, double raw_value)
{
    if (!std::isfinite(raw_value))
        return std::numeric_limits<double>::quiet_NaN();
    const double value = boundedValue(raw_value);
    ++learnt_;
    const double distance = value - mean_;
    const double weight = 1 / static_cast<double>(learnt_);
    mean_ += weight * distance;
    variance_ = (1 - weight) * (variance_ + weight * distance * distance);
    if (learnt_ < least_history || !(variance_ > 0))
        return 0;
    if (runs_.empty()) {
        runs_.push_back(newRun());
        runs_.back().probability = 1;
        runs_.back().length = learnt_;
    }
    learn(value);
    return recentShare();
}

ChangePoint::Run ChangePoint::newRun() const
{
    return { 0, 0, mean_, prior_weight, prior_shape, std::max(prior_shape * variance_, least_rate) };
}

void ChangePoint::learn(double value)
{
    // Densities relative to the largest, so that a value far from all runs does not make them all 0.
    double largest = -std::numeric_limits<double>::infinity();
    logs_.clear();
    for (const Run &run : runs_) {
        logs_.push_back(logDensity(value, run.mean, run.mean_weight, run.shape, run.rate));
        largest = std::max(largest, logs_.back());
    }
    Run fresh = newRun();
    const double fresh_log = logDensity(value, fresh.mean, fresh.mean_weight, fresh.shape, fresh.rate);
    largest = std::max(largest, fresh_log);
    const double change = 1 / run_;
    double sum = 0;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        Run &run = runs_[i];
        run.probability *= (1 - change) * std::exp(logs_[i] - largest);
        sum += run.probability;
    }
    fresh.probability = change * std::exp(fresh_log - largest);
    sum += fresh.probability;
    runs_.push_back(fresh);
    for (Run &run : runs_) {
        run.probability /= sum;
        ++run.length;
        const double distance = value - run.mean;
        run.rate += run.mean_weight * distance * distance / (2 * (run.mean_weight + 1));
        run.mean += distance / (run.mean_weight + 1);
        if (run.mean_weight < most_weight) {
            run.mean_weight += 1;
            run.shape += 0.5;
        } else {
            run.rate = std::max(run.rate * run.shape / (run.shape + 0.5), least_rate);
        }
    }
    dropUnlikely();
}

void ChangePoint::dropUnlikely()
{
    std::erase_if(runs_, [](const Run &run) { return run.probability < least_probability; });
    if (runs_.size() > most_runs)
        runs_.erase(std::ranges::min_element(runs_, {}, &Run::probability));
}

double ChangePoint::recentShare() const
{
    double sum = 0;
    for (const Run &run : runs_)
        sum += run.length <= recent_ ? run.probability : 0.0;
    return std::min(sum, 1.0);
}

std::size_t ChangePoint::memoryBytes() const
{
    return sizeof(*this) + runs_.capacity() * sizeof(Run) + logs_.capacity() * sizeof(double);
}

std::size_t ChangePoint::mostBytes()
{
    return sizeof(ChangePoint) + 2 * (most_runs + 2) * (sizeof(Run) + sizeof(double));
}

} // namespace streamgauge
