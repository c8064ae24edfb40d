// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/halfspacetrees.h"

#include "engine/detectors/boundedvalue.h"

#include <cmath>
#include <limits>
#include <random>

namespace streamgauge {

namespace {

/// The same trees for every series, so that a recording scores as the live series did.
constexpr std::uint32_t seed = 2'011;
constexpr double margin = 0.5;
/// A place that holds fewer of a window's points is not divided further.
constexpr double least_share = 0.1;

} // namespace

HalfSpaceTrees::HalfSpaceTrees(std::size_t trees, std::size_t window)
    : tree_count_(trees)
    , window_(window)
    , values_(window + axes - 1)
{
}

double HalfSpaceTrees::score(TimeNs, double raw_value)
{
    if (!std::isfinite(raw_value))
        return std::numeric_limits<double>::quiet_NaN();
    const double value = boundedValue(raw_value);
    values_.push(value);
    double result = 0;
    if (learnt_) {
        const double mine = crowd(pointEndingAt(values_.size() - 1));
        const auto more = crowds_.end() - std::ranges::upper_bound(crowds_, mine);
        result = static_cast<double>(more) / static_cast<double>(crowds_.size());
    }
    if (values_.full() && (!learnt_ || ++since_window_ >= window_))
        learnWindow();
    return result;
}

/// Each tree has a workspace of its own around a random point of every axis, and halves it along random axes.
void HalfSpaceTrees::makeTrees()
{
    struct Space {
        std::array<float, axes> least;
        std::array<float, axes> most;
    };
    std::minstd_rand random(seed);
    const auto share = [&random] { return static_cast<float>(random() - 1) / 2'147'483'646.0F; };
    trees_.resize(tree_count_);
    std::vector<Space> spaces(nodes);
    for (Tree &tree : trees_) {
        for (std::size_t axis = 0; axis < axes; ++axis) {
            const float centre = share();
            const float reach = 2 * std::max(centre, 1 - centre);
            spaces[0].least[axis] = centre - reach;
            spaces[0].most[axis] = centre + reach;
        }
        for (std::size_t node = 0; node < inner_nodes; ++node) {
            const auto axis = static_cast<std::uint8_t>(random() % axes);
            const float split = (spaces[node].least[axis] + spaces[node].most[axis]) / 2;
            tree.axis[node] = axis;
            tree.split[node] = split;
            spaces[2 * node + 1] = spaces[2 * node + 2] = spaces[node];
            spaces[2 * node + 1].most[axis] = split;
            spaces[2 * node + 2].least[axis] = split;
        }
    }
}

void HalfSpaceTrees::learnWindow()
{
    if (trees_.empty())
        makeTrees();
    double least = values_[0];
    double most = values_[0];
    for (std::size_t i = 1; i < values_.size(); ++i) {
        least = std::min(least, values_[i]);
        most = std::max(most, values_[i]);
    }
    least_ = least - margin * (most - least);
    width_ = most > least ? (most - least) * (1 + 2 * margin) : 1.0;
    for (Tree &tree : trees_)
        tree.mass.fill(0);
    for (std::size_t end = axes - 1; end < values_.size(); ++end) {
        const Point point = pointEndingAt(end);
        for (Tree &tree : trees_) {
            std::size_t node = 0;
            ++tree.mass[node];
            while (node < inner_nodes) {
                node = 2 * node + (point[tree.axis[node]] < static_cast<double>(tree.split[node]) ? 1 : 2);
                ++tree.mass[node];
            }
        }
    }
    crowds_.clear();
    for (std::size_t end = axes - 1; end < values_.size(); ++end)
        crowds_.push_back(crowd(pointEndingAt(end)));
    std::ranges::sort(crowds_);
    since_window_ = 0;
    learnt_ = true;
}

HalfSpaceTrees::Point HalfSpaceTrees::pointEndingAt(std::size_t index) const
{
    Point point {};
    for (std::size_t axis = 0; axis < axes; ++axis)
        point[axis] = (values_[index + 1 - axes + axis] - least_) / width_;
    return point;
}

/// The mass where the point comes to rest, doubled at each level: the smaller a place, the more crowded.
double HalfSpaceTrees::crowd(const Point &point) const
{
    const double least_mass = least_share * static_cast<double>(window_);
    double sum = 0;
    for (const Tree &tree : trees_) {
        std::size_t node = 0;
        double doubled = 1;
        while (node<inner_nodes &&static_cast<double>(tree.mass[node])> least_mass) {
            node = 2 * node + (point[tree.axis[node]] < static_cast<double>(tree.split[node]) ? 1 : 2);
            doubled *= 2;
        }
        sum += doubled * static_cast<double>(tree.mass[node]);
    }
    return sum;
}

std::size_t HalfSpaceTrees::memoryBytes() const
{
    return sizeof(*this) + values_.memoryBytes() + trees_.capacity() * sizeof(Tree) + crowds_.capacity() * sizeof(double);
}

std::size_t HalfSpaceTrees::mostBytes(std::size_t trees, std::size_t window)
{
    return sizeof(HalfSpaceTrees) + RecentValues::mostBytes(window + axes + 16) + trees * sizeof(Tree)
        + 2 * window * sizeof(double);
}

} // namespace streamgauge
