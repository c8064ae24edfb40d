// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tablemodel.h"

#include "models/numbertext.h"

#include <QThreadPool>

#include <algorithm>
#include <memory>

namespace streamgauge {

namespace {

/// More ranges than this become one: a view repaints its visible rows once either way.
constexpr std::size_t most_ranges = 16;

struct Range {
    int first;
    int last;
};

/// `positions` sorted and unique.
std::vector<Range> rangesOf(const std::vector<int> &positions)
{
    std::vector<Range> ranges;
    for (const int position : positions) {
        if (!ranges.empty() && ranges.back().last + 1 == position)
            ranges.back().last = position;
        else
            ranges.push_back({ position, position });
    }
    return ranges;
}

void sortUnique(std::vector<int> &positions)
{
    std::sort(positions.begin(), positions.end());
    positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
}

/// A million rows take longer to free than a frame may last.
void freeElsewhere(TableRows &&rows)
{
    if (rows.count() <= TableModel::most_rows_at_once)
        return;
    QThreadPool::globalInstance()->start([old = std::make_shared<TableRows>(std::move(rows))]() mutable { old.reset(); });
}

} // namespace

TableModel::TableModel(QObject *parent)
    : QAbstractTableModel(parent)
{
    connect(&arranged_, &QFutureWatcherBase::finished, this, &TableModel::takeArranged);
}

TableModel::~TableModel()
{
    stopArranging();
    freeElsewhere(std::move(rows_));
}

void TableModel::apply(const TableDelta &delta, qint64 now_ms)
{
    const bool same_columns =
        schema_ && delta.schema && (schema_ == delta.schema || schema_->columns == delta.schema->columns);
    if (delta.reset || (delta.schema && !same_columns)) {
        restart(delta);
    } else {
        removeKeys(delta.removed);
        applyChanges(delta.changed, now_ms);
    }
    total_rows_ = delta.total_rows;
    Q_EMIT countsChanged();
}

void TableModel::restart(const TableDelta &delta)
{
    stopArranging();
    beginResetModel();
    if (delta.reset) {
        freeElsewhere(std::exchange(rows_, TableRows()));
        positions_.clear();
        is_dirty_.clear();
        order_.clear();
    }
    if (delta.schema || delta.reset)
        schema_ = delta.schema;
    if (sort_column_ >= columnCount())
        sort_column_ = -1;
    dirty_.clear();
    std::ranges::fill(is_dirty_, 0);
    for (const std::string &key : delta.removed) {
        if (const Slot slot = rows_.find(key, keyHash(key)); slot != TableRows::none)
            rows_.remove(slot);
    }
    for (const RowRef &row : delta.changed) {
        if (const Slot known = rows_.find(row); known != TableRows::none)
            rows_[known] = { row, 0, {} };
        else
            static_cast<void>(add(row, 0));
    }
    const bool at_once = rows_.count() <= most_rows_at_once;
    RowArrangement all = arrangement(true);
    if (!at_once)
        all.order = RowOrder();
    std::ranges::fill(positions_, -1);
    order_ = stillThere(at_once || filter_.isEmpty() ? all.run({}) : Places());
    placeFrom(0);
    endResetModel();
    if (!at_once && (sort_column_ >= 0 || !filter_.isEmpty()))
        arrange(true);
}

TableModel::Slot TableModel::add(const RowRef &row, qint64 now_ms)
{
    const Slot slot = rows_.add(row, now_ms);
    if (slot >= positions_.size()) {
        positions_.push_back(-1);
        is_dirty_.push_back(0);
    }
    return slot;
}

void TableModel::removeKeys(const std::vector<std::string> &keys)
{
    std::vector<int> positions;
    std::vector<Slot> freed;
    for (const std::string &key : keys) {
        const Slot slot = rows_.find(key, keyHash(key));
        if (slot == TableRows::none)
            continue;
        if (positions_[slot] >= 0)
            positions.push_back(positions_[slot]);
        freed.push_back(slot);
    }
    if (freed.empty())
        return;
    for (const Slot slot : freed)
        is_dirty_[slot] = 0;
    std::erase_if(dirty_, [this](Slot slot) { return is_dirty_[slot] == 0; });
    removePositions(std::move(positions));
    for (const Slot slot : freed)
        rows_.remove(slot);
}

void TableModel::removePositions(std::vector<int> positions)
{
    if (positions.empty())
        return;
    sortUnique(positions);
    std::vector<Range> ranges = rangesOf(positions);
    if (ranges.size() > most_ranges) {
        compact(positions);
        const auto count = static_cast<int>(order_.size());
        ranges = { { count - static_cast<int>(positions.size()), count - 1 } };
    }
    for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
        beginRemoveRows({}, range->first, range->last);
        for (int position = range->first; position <= range->last; ++position)
            positions_[order_[static_cast<std::size_t>(position)]] = -1;
        order_.erase(order_.begin() + range->first, order_.begin() + range->last + 1);
        if (range + 1 == ranges.rend())
            placeFrom(static_cast<std::size_t>(range->first));
        endRemoveRows();
    }
}

/// Moves the rows at `positions` behind all others, so that they can go as one range.
void TableModel::compact(const std::vector<int> &positions)
{
    std::vector<Slot> kept;
    std::vector<Slot> leaving;
    auto next = positions.begin();
    for (std::size_t position = 0; position < order_.size(); ++position) {
        if (next != positions.end() && static_cast<std::size_t>(*next) == position) {
            leaving.push_back(order_[position]);
            ++next;
        } else {
            kept.push_back(order_[position]);
        }
    }
    kept.insert(kept.end(), leaving.begin(), leaving.end());
    reorder(std::move(kept));
}

void TableModel::applyChanges(const std::vector<RowRef> &changed, qint64 now_ms)
{
    std::vector<int> positions;
    std::vector<Slot> added;
    const bool arranged = sort_column_ >= 0 || !filter_.isEmpty();
    for (const RowRef &row : changed) {
        const Slot slot = rows_.find(row);
        if (slot == TableRows::none) {
            added.push_back(add(row, now_ms));
            continue;
        }
        TableRows::Entry &entry = rows_[slot];
        noteChanges(entry, row, now_ms);
        entry.row = row;
        if (positions_[slot] >= 0)
            positions.push_back(positions_[slot]);
        if (arranged)
            markDirty(slot);
    }
    announce(std::move(positions));
    if (arranging_)
        arranging_->later.insert(arranging_->later.end(), added.begin(), added.end());
    std::erase_if(added, [this](Slot slot) { return !accepts(slot); });
    append(added);
    if (sort_column_ >= 0)
        std::for_each(added.begin(), added.end(), [this](Slot slot) { markDirty(slot); });
}

void TableModel::noteChanges(TableRows::Entry &entry, const RowRef &row, qint64 now_ms) const
{
    const RowCells before(*schema_, entry.row);
    const RowCells after(*schema_, row);
    entry.changed_ms.resize(schema_->columns.size(), entry.born_ms);
    for (std::size_t column = 0; column < entry.changed_ms.size(); ++column) {
        if (!after.sameCell(before, column))
            entry.changed_ms[column] = now_ms;
    }
}

void TableModel::announce(std::vector<int> positions)
{
    if (positions.empty())
        return;
    sortUnique(positions);
    std::vector<Range> ranges = rangesOf(positions);
    if (ranges.size() > most_ranges)
        ranges = { { positions.front(), positions.back() } };
    for (const Range &range : ranges)
        Q_EMIT dataChanged(index(range.first, 0), index(range.last, columnCount() - 1));
}

void TableModel::append(const std::vector<Slot> &added)
{
    if (added.empty())
        return;
    const std::size_t first = order_.size();
    beginInsertRows({}, static_cast<int>(first), static_cast<int>(first + added.size() - 1));
    order_.insert(order_.end(), added.begin(), added.end());
    placeFrom(first);
    endInsertRows();
}

void TableModel::markDirty(Slot slot)
{
    if (is_dirty_[slot] != 0)
        return;
    is_dirty_[slot] = 1;
    dirty_.push_back(slot);
}

void TableModel::reorder(std::vector<Slot> order)
{
    if (order == order_)
        return;
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList old_indexes = persistentIndexList();
    order_ = std::move(order);
    placeFrom(0);
    QModelIndexList new_indexes;
    for (const QModelIndex &old : old_indexes)
        new_indexes.append(index(positions_[static_cast<Slot>(old.internalId())], old.column()));
    changePersistentIndexList(old_indexes, new_indexes);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void TableModel::placeFrom(std::size_t position)
{
    for (; position < order_.size(); ++position)
        positions_[order_[position]] = static_cast<int>(position);
}

bool TableModel::accepts(Slot slot) const
{
    return filter_.isEmpty() || filter_.accepts(*schema_, RowCells(*schema_, rows_[slot].row));
}

Qt::Alignment TableModel::alignment(std::size_t column) const
{
    return (streamgauge::isNumeric(schema_->columns[column].kind) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

QModelIndex TableModel::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent)
        ? createIndex(row, column, static_cast<quintptr>(order_[static_cast<std::size_t>(row)]))
        : QModelIndex();
}

int TableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

int TableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !schema_ ? 0 : static_cast<int>(schema_->columns.size());
}

QVariant TableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    return cellData(order_[static_cast<std::size_t>(index.row())], static_cast<std::size_t>(index.column()), role);
}

QVariant TableModel::cellData(Slot slot, std::size_t column, int role) const
{
    const TableRows::Entry &entry = rows_[slot];
    const RowCells cells(*schema_, entry.row);
    switch (role) {
    case Qt::DisplayRole: {
        if (cells.state(column) == CellState::Null)
            return QStringLiteral("NULL");
        if (cells.state(column) == CellState::Absent)
            return QStringLiteral("—");
        std::string text;
        cells.appendText(text, column);
        return toQString(text);
    }
    case Qt::TextAlignmentRole: return QVariant::fromValue(alignment(column));
    case StateRole: return static_cast<int>(cells.state(column));
    case ChangedAtRole:
        return static_cast<qint64>(column < entry.changed_ms.size() ? entry.changed_ms[column] : entry.born_ms);
    case KeyRole: return schema_->keyless ? QString() : keyText(cells.key());
    default: return {};
    }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const Column &column = schema_->columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return toQString(column.unit.empty() ? column.name : column.name + " (" + column.unit + ")");
    if (role == Qt::UserRole)
        return toQString(column.name);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(alignment(static_cast<std::size_t>(section)));
    return {};
}

} // namespace streamgauge
