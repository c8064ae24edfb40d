// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/contextnovelty.h"

#include <cmath>

namespace streamgauge {

namespace {

constexpr std::size_t least_learning = 150;
constexpr double margin = 0.5;
constexpr int levels = 8;
constexpr int bits = 3;

/// Two senses for each bit: that it is 0, or that it is 1.
std::uint8_t sensesOf(int level)
{
    unsigned senses = 0;
    for (int bit = 0; bit < bits; ++bit)
        senses |= 1U << (2 * bit + ((level >> bit) & 1));
    return static_cast<std::uint8_t>(senses);
}

} // namespace

ContextNovelty::ContextNovelty(std::size_t most_contexts)
    : most_contexts_(most_contexts)
    , graph_(most_contexts)
    , recent_(learning)
{
}

double ContextNovelty::next(double value)
{
    const bool was_full = recent_.full();
    recent_.push(value);
    if (!learnt_)
        return recent_.size() < least_learning ? 0.0 : learnRange();
    if (!was_full && (recent_.size() == 2 * least_learning || recent_.full()))
        return learnRange();
    if (++since_learnt_ % learning == 0 && mostlyOutside())
        return learnRange();
    return step(value);
}

double ContextNovelty::learnRange()
{
    learnt_ = true;
    since_learnt_ = 0;
    least_ = recent_[0];
    most_ = recent_[0];
    for (std::size_t i = 1; i < recent_.size(); ++i) {
        least_ = std::min(least_, recent_[i]);
        most_ = std::max(most_, recent_[i]);
    }
    const double wider = margin * (most_ - least_);
    least_ -= wider;
    most_ += wider;
    graph_ = ContextGraph(most_contexts_);
    double novelty = 0;
    for (std::size_t i = 0; i < recent_.size(); ++i)
        novelty = step(recent_[i]);
    return novelty;
}

double ContextNovelty::step(double value)
{
    const double width = (most_ - least_) / (levels - 1);
    const double place = std::floor((value - least_) / (width > 0 ? width : 1.0));
    return graph_.step(sensesOf(static_cast<int>(std::clamp(place, 0.0, levels - 1.0))));
}

bool ContextNovelty::mostlyOutside() const
{
    std::size_t outside = 0;
    for (std::size_t i = 0; i < recent_.size(); ++i)
        outside += recent_[i] < least_ || recent_[i] > most_ ? 1 : 0;
    return 2 * outside > recent_.size();
}

std::size_t ContextNovelty::mostBytes(std::size_t most_contexts)
{
    return RecentValues::mostBytes(learning) + ContextGraph::mostBytes(most_contexts);
}

} // namespace streamgauge
