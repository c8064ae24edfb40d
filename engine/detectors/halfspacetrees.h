// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/detectors/detector.h"
#include "engine/detectors/recentvalues.h"

#include <array>
#include <cstdint>

namespace streamgauge {

/// Streaming half-space trees (Tan, Ting and Liu, IJCAI 2011): random trees halve the space of the last four values,
/// and count how many points of the last full window fell into each half. The score is the share of that window's
/// points that lie in more crowded places. The trees are remade over the range of each window, widened by half on both
/// sides.
class HalfSpaceTrees final : public Detector
{
public:
    static constexpr std::size_t axes = 4;
    static constexpr std::size_t height = 8;

    HalfSpaceTrees(std::size_t trees, std::size_t window);
    [[nodiscard]] double score(TimeNs time_ns, double value) override;
    [[nodiscard]] std::size_t memoryBytes() const override;
    [[nodiscard]] static std::size_t mostBytes(std::size_t trees, std::size_t window);

private:
    static constexpr std::size_t inner_nodes = (1U << height) - 1;
    static constexpr std::size_t nodes = (1U << (height + 1)) - 1;
    using Point = std::array<double, axes>;
    struct Tree {
        std::array<std::uint8_t, inner_nodes> axis {};
        std::array<float, inner_nodes> split {};
        std::array<std::uint32_t, nodes> mass {};
    };

    void makeTrees();
    void learnWindow();
    [[nodiscard]] Point pointEndingAt(std::size_t index) const;
    [[nodiscard]] double crowd(const Point &point) const;

    std::size_t tree_count_;
    std::size_t window_;
    RecentValues values_;
    std::vector<Tree> trees_;
    std::vector<double> crowds_; ///< of the window's points, in order
    double least_ = 0;
    double width_ = 1;
    std::size_t since_window_ = 0;
    bool learnt_ = false;
};

} // namespace streamgauge
