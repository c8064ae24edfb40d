// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace streamgauge {

inline constexpr int dashboard_columns = 12;
inline constexpr int most_grid_rows = 1'000;
inline constexpr int least_panel_width = 2;  ///< columns
inline constexpr int least_panel_height = 2; ///< rows

/// A panel's place, in cells.
struct GridRect {
    int column = 0;
    int row = 0;
    int width = 6;
    int height = 4;
    [[nodiscard]] int right() const { return column + width; }
    [[nodiscard]] int bottom() const { return row + height; }
    friend bool operator==(const GridRect &, const GridRect &) = default;
};

[[nodiscard]] bool overlap(const GridRect &a, const GridRect &b);
/// The nearest place and size that a panel may have.
[[nodiscard]] GridRect insideGrid(GridRect rect);
/// The first free place for that size, reading rows from the top.
[[nodiscard]] GridRect firstFree(const std::vector<GridRect> &taken, int width, int height);
/// Puts rects[index] at `target` and pushes those in its way down, and those in theirs. Nothing overlaps afterwards,
/// provided nothing else overlapped before.
[[nodiscard]] std::vector<GridRect> placed(std::vector<GridRect> rects, std::size_t index, const GridRect &target);
/// The same panels without any overlap and inside the grid, each as near to its place as reading order allows.
[[nodiscard]] std::vector<GridRect> untangled(std::vector<GridRect> rects);
/// Rows in use.
[[nodiscard]] int usedRows(const std::vector<GridRect> &rects);

} // namespace streamgauge
