// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/ensemble.h"

#include "engine/detectors/boundedvalue.h"

#include <cmath>
#include <limits>

namespace streamgauge {

namespace {

constexpr std::size_t shape_learning = 600;
constexpr std::size_t surprise_window = 2'000;
constexpr std::size_t level_window = 200;
constexpr std::size_t least_levels = 50;
/// A wholly new context weighs as much as what comes once in 3,000 values.
constexpr double context_nats = 8;
/// Less than half new is what noise alone brings.
constexpr double least_novelty = 0.5;
constexpr double score_nats = 5;

} // namespace

Ensemble::Ensemble(std::size_t most_contexts, std::size_t rest)
    : shapes_(shape_learning, false)
    , shape_surprise_(surprise_window)
    , levels_(level_window)
    , level_surprise_(surprise_window)
    , context_(most_contexts)
    , rest_(rest)
    , told_(std::max<std::size_t>(rest, 1))
{
}

double Ensemble::score(TimeNs, double raw_value)
{
    if (!std::isfinite(raw_value))
        return std::numeric_limits<double>::quiet_NaN();
    const double value = boundedValue(raw_value);
    return 1 - std::exp(-rested(evidence(value)) / score_nats);
}

double Ensemble::evidence(double value)
{
    double sum = 0;
    static_cast<void>(shapes_.score(0, value));
    if (shapes_.newestSum() >= 0)
        sum += shape_surprise_.next(shapes_.newestSum());
    if (levels_.size() >= least_levels)
        sum += level_surprise_.next(std::abs(value - levels_.median()));
    levels_.push(value);
    const double novelty = context_.next(value);
    return novelty < least_novelty ? sum : sum + context_nats * novelty;
}

double Ensemble::rested(double evidence)
{
    if (rest_ == 0)
        return evidence;
    double most = 0;
    for (std::size_t i = 0; i < told_.size(); ++i)
        most = std::max(most, told_[i]);
    told_.push(evidence);
    return evidence > most ? evidence : 0.0;
}

std::size_t Ensemble::memoryBytes() const
{
    return sizeof(*this) + shapes_.memoryBytes() + shape_surprise_.memoryBytes() + levels_.memoryBytes()
        + level_surprise_.memoryBytes() + context_.memoryBytes() + told_.memoryBytes();
}

std::size_t Ensemble::mostBytes(std::size_t most_contexts, std::size_t rest)
{
    return sizeof(Ensemble) + KnnCad::mostBytes(shape_learning) + 2 * TailSurprise::mostBytes(surprise_window)
        + SortedWindow::mostBytes(level_window) + ContextNovelty::mostBytes(most_contexts)
        + RecentValues::mostBytes(std::max<std::size_t>(rest, 16));
}

} // namespace streamgauge
