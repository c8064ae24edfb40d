// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/gridplan.h"

#include <algorithm>
#include <numeric>

namespace streamgauge {

namespace {

/// Moves each rect of `order`, first to last, down until it is clear of all before it.
void settle(std::vector<GridRect> &rects, const std::vector<std::size_t> &order)
{
    for (std::size_t i = 0; i < order.size(); ++i) {
        GridRect &rect = rects[order[i]];
        for (std::size_t j = 0; j < i;) {
            const GridRect &before = rects[order[j]];
            if (!overlap(rect, before)) {
                ++j;
                continue;
            }
            rect.row = before.bottom();
            j = 0;
        }
    }
}

std::vector<std::size_t> readingOrder(const std::vector<GridRect> &rects)
{
    std::vector<std::size_t> order(rects.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return rects[a].row != rects[b].row ? rects[a].row < rects[b].row : rects[a].column < rects[b].column;
    });
    return order;
}

} // namespace

bool overlap(const GridRect &a, const GridRect &b)
{
    return a.column < b.right() && b.column < a.right() && a.row < b.bottom() && b.row < a.bottom();
}

GridRect insideGrid(GridRect rect)
{
    rect.width = std::clamp(rect.width, least_panel_width, dashboard_columns);
    rect.height = std::clamp(rect.height, least_panel_height, most_grid_rows);
    rect.column = std::clamp(rect.column, 0, dashboard_columns - rect.width);
    rect.row = std::clamp(rect.row, 0, most_grid_rows);
    return rect;
}

GridRect firstFree(const std::vector<GridRect> &taken, int width, int height)
{
    GridRect rect = insideGrid({ 0, 0, width, height });
    for (rect.row = 0; rect.row < usedRows(taken); ++rect.row) {
        for (rect.column = 0; rect.right() <= dashboard_columns; ++rect.column) {
            if (std::none_of(taken.begin(), taken.end(), [&](const GridRect &other) { return overlap(rect, other); }))
                return rect;
        }
    }
    rect.column = 0;
    return rect;
}

std::vector<GridRect> placed(std::vector<GridRect> rects, std::size_t index, const GridRect &target)
{
    rects[index] = insideGrid(target);
    std::vector<std::size_t> order = readingOrder(rects);
    order.erase(std::find(order.begin(), order.end(), index));
    order.insert(order.begin(), index);
    settle(rects, order);
    return rects;
}

std::vector<GridRect> untangled(std::vector<GridRect> rects)
{
    for (GridRect &rect : rects)
        rect = insideGrid(rect);
    settle(rects, readingOrder(rects));
    return rects;
}

int usedRows(const std::vector<GridRect> &rects)
{
    int rows = 0;
    for (const GridRect &rect : rects)
        rows = std::max(rows, rect.bottom());
    return rows;
}

} // namespace streamgauge
