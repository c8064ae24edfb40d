// SPDX-License-Identifier: GPL-3.0-or-later
// How TableModel filters its rows and puts them in order, at once or on another thread.
#include "models/tablemodel.h"

#include <QPromise>
#include <QThreadPool>

#include <algorithm>
#include <memory>

namespace streamgauge {

namespace {

/// To find the places of more takes longer than a frame may last.
constexpr std::size_t most_moved_at_once = 8'000;

} // namespace

void TableModel::setFilter(RowFilter filter)
{
    filter_ = std::move(filter);
    if (!schema_)
        return;
    arrange(true);
    Q_EMIT countsChanged();
}

void TableModel::sort(int column, Qt::SortOrder order)
{
    sort_column_ = column < columnCount() ? column : -1;
    sort_order_ = order;
    if (schema_)
        arrange(false);
}

void TableModel::arrange(bool filters)
{
    // What is given up for this had perhaps a filter to apply that shows nowhere yet.
    filters = filters || (arranging_ && arranging_->filters);
    stopArranging();
    RowArrangement work = arrangement(filters);
    if (work.rows.size() <= most_rows_at_once)
        return show(stillThere(work.run({})), filters);
    arranging_.emplace(Arranging { filters, rows_.lastArrival(), {}, {} });
    const auto promise = std::make_shared<QPromise<Places>>();
    arranged_.setFuture(promise->future());
    promise->start();
    QThreadPool::globalInstance()->start([promise, work = std::move(work), stop = arranging_->stop.get_token()] {
        promise->addResult(work.run(stop));
        promise->finish();
    });
    Q_EMIT countsChanged();
}

void TableModel::stopArranging()
{
    if (!arranging_)
        return;
    arranging_->stop.request_stop();
    arranging_.reset();
    arranged_.setFuture({});
}

void TableModel::takeArranged()
{
    if (!arranging_ || !arranged_.isFinished())
        return;
    const Arranging done = std::move(*arranging_);
    arranging_.reset();
    std::vector<Slot> order = stillThere(arranged_.future().takeResult());
    const std::vector<Slot> later = cameLater(done);
    order.insert(order.end(), later.begin(), later.end());
    if (sort_column_ >= 0)
        std::ranges::for_each(later, [this](Slot slot) { markDirty(slot); });
    show(std::move(order), done.filters);
    Q_EMIT countsChanged();
}

/// Without the rows that are gone and those that came into their slots.
std::vector<TableModel::Slot> TableModel::stillThere(const Places &places) const
{
    std::vector<Slot> slots;
    slots.reserve(places.size());
    for (const RowArrangement::Place &place : places) {
        if (rows_.arrival(place.slot) == place.arrival)
            slots.push_back(place.slot);
    }
    return slots;
}

std::vector<TableModel::Slot> TableModel::cameLater(const Arranging &arranging) const
{
    Places later;
    for (const Slot slot : arranging.later) {
        const bool shows =
            arranging.filters ? rows_.arrival(slot) > arranging.last_arrival && accepts(slot) : positions_[slot] >= 0;
        if (shows)
            later.push_back({ rows_.arrival(slot), slot });
    }
    // One slot may have been taken twice.
    std::ranges::sort(later, {}, &RowArrangement::Place::arrival);
    const auto same = [](const RowArrangement::Place &a, const RowArrangement::Place &b) { return a.arrival == b.arrival; };
    later.erase(std::unique(later.begin(), later.end(), same), later.end());
    return stillThere(later);
}

/// `filtered`: not all of them show now, or not all that show are among them.
void TableModel::show(std::vector<Slot> order, bool filtered)
{
    if (!filtered)
        return reorder(std::move(order));
    beginResetModel();
    std::ranges::fill(positions_, -1);
    order_ = std::move(order);
    placeFrom(0);
    endResetModel();
}

void TableModel::rearrange()
{
    if (arranging_)
        return;
    const std::vector<Slot> dirty = std::move(dirty_);
    dirty_.clear();
    std::vector<int> leaving;
    std::vector<Slot> entering;
    for (const Slot slot : dirty) {
        const bool shown = positions_[slot] >= 0;
        if (shown && !accepts(slot))
            leaving.push_back(positions_[slot]);
        else if (!shown && accepts(slot))
            entering.push_back(slot);
    }
    removePositions(std::move(leaving));
    append(entering);
    const bool is_sorted = sort_column_ >= 0 && !dirty.empty();
    const bool at_once = dirty.size() <= most_moved_at_once;
    if (is_sorted && at_once)
        reorder(withDirtyMoved());
    for (const Slot slot : dirty)
        is_dirty_[slot] = 0;
    if (is_sorted && !at_once)
        arrange(false);
    Q_EMIT countsChanged();
}

/// What shows, with each row that changed where it belongs among the others, which are in order.
std::vector<TableModel::Slot> TableModel::withDirtyMoved() const
{
    struct Moving {
        RowOrder::Key key;
        Slot slot;
    };
    const RowOrder order = rowOrder();
    std::vector<Slot> clean;
    clean.reserve(order_.size());
    std::vector<Moving> moving;
    for (const Slot slot : order_) {
        if (is_dirty_[slot] == 0)
            clean.push_back(slot);
        else
            moving.push_back({ order.key(rows_[slot].row, rows_.arrival(slot)), slot });
    }
    std::ranges::sort(moving, [&](const Moving &a, const Moving &b) { return order.before(a.key, b.key); });
    std::vector<Slot> merged;
    merged.reserve(order_.size());
    auto from = clean.begin();
    for (const Moving &row : moving) {
        const auto to = std::partition_point(from, clean.end(), [&](Slot slot) {
            return order.before(order.key(rows_[slot].row, rows_.arrival(slot)), row.key);
        });
        merged.insert(merged.end(), from, to);
        merged.push_back(row.slot);
        from = to;
    }
    merged.insert(merged.end(), from, clean.end());
    return merged;
}

RowOrder TableModel::rowOrder() const
{
    return { schema_, sort_column_, sort_order_ == Qt::DescendingOrder };
}

/// `filters`: of all rows; else of those that show.
RowArrangement TableModel::arrangement(bool filters) const
{
    RowArrangement work { schema_, filters ? filter_ : RowFilter(), rowOrder(), {} };
    const auto add_row = [&](Slot slot) { work.rows.push_back({ rows_[slot].row, { rows_.arrival(slot), slot } }); };
    work.rows.reserve(filters ? rows_.count() : order_.size());
    if (!filters) {
        std::ranges::for_each(order_, add_row);
        return work;
    }
    for (Slot slot = 0; slot < rows_.slots(); ++slot) {
        if (rows_.arrival(slot) != 0)
            add_row(slot);
    }
    return work;
}

} // namespace streamgauge
