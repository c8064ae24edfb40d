// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tablemodel.h"

#include "models/numbertext.h"

#include <algorithm>
#include <numeric>

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

} // namespace

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
    beginResetModel();
    if (delta.reset) {
        slots_.clear();
        free_slots_.clear();
        index_.clear();
    }
    if (delta.schema || delta.reset)
        schema_ = delta.schema;
    if (sort_column_ >= columnCount())
        sort_column_ = -1;
    dirty_.clear();
    for (Entry &entry : slots_)
        entry.dirty = false;
    for (const std::string &key : delta.removed) {
        if (const auto found = index_.find(key); found != index_.end()) {
            free_slots_.push_back(found->second);
            index_.erase(found);
        }
    }
    for (const RowRef &row : delta.changed) {
        const std::string key(row.batch->key(row.row));
        if (const auto found = index_.find(key); found != index_.end())
            slots_[found->second] = { row, 0, {}, slots_[found->second].arrival };
        else
            index_.emplace(key, takeSlot(row, 0));
    }
    std::vector<Slot> shown;
    shown.reserve(index_.size());
    for (const auto &[key, slot] : index_)
        shown.push_back(slot);
    std::erase_if(shown, [this](Slot slot) { return !accepts(slot); });
    for (Entry &entry : slots_)
        entry.position = -1;
    order_ = sorted({}, std::move(shown));
    placeFrom(0);
    endResetModel();
}

TableModel::Slot TableModel::takeSlot(const RowRef &row, qint64 now_ms)
{
    Entry entry { row, now_ms, {}, ++arrivals_ };
    if (free_slots_.empty()) {
        slots_.push_back(std::move(entry));
        return static_cast<Slot>(slots_.size() - 1);
    }
    const Slot slot = free_slots_.back();
    free_slots_.pop_back();
    slots_[slot] = std::move(entry);
    return slot;
}

void TableModel::removeKeys(const std::vector<std::string> &keys)
{
    std::vector<int> positions;
    std::vector<Slot> freed;
    for (const std::string &key : keys) {
        const auto found = index_.find(key);
        if (found == index_.end())
            continue;
        if (slots_[found->second].position >= 0)
            positions.push_back(slots_[found->second].position);
        freed.push_back(found->second);
        index_.erase(found);
    }
    if (freed.empty())
        return;
    for (const Slot slot : freed)
        slots_[slot].dirty = false;
    std::erase_if(dirty_, [this](Slot slot) { return !slots_[slot].dirty; });
    removePositions(std::move(positions));
    for (const Slot slot : freed) {
        slots_[slot] = {};
        free_slots_.push_back(slot);
    }
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
            slots_[order_[static_cast<std::size_t>(position)]].position = -1;
        order_.erase(order_.begin() + range->first, order_.begin() + range->last + 1);
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
    reorder(kept);
}

void TableModel::applyChanges(const std::vector<RowRef> &changed, qint64 now_ms)
{
    std::vector<int> positions;
    std::vector<Slot> added;
    const bool arranged = sort_column_ >= 0 || !filter_.isEmpty();
    for (const RowRef &row : changed) {
        const auto [found, is_new] = index_.try_emplace(std::string(row.batch->key(row.row)), 0);
        if (is_new) {
            found->second = takeSlot(row, now_ms);
            added.push_back(found->second);
            continue;
        }
        Entry &entry = slots_[found->second];
        noteChanges(entry, row, now_ms);
        entry.row = row;
        if (entry.position >= 0)
            positions.push_back(entry.position);
        if (arranged)
            markDirty(found->second);
    }
    announce(std::move(positions));
    std::erase_if(added, [this](Slot slot) { return !accepts(slot); });
    append(added);
    if (sort_column_ >= 0)
        std::for_each(added.begin(), added.end(), [this](Slot slot) { markDirty(slot); });
}

void TableModel::noteChanges(Entry &entry, const RowRef &row, qint64 now_ms) const
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
    if (slots_[slot].dirty)
        return;
    slots_[slot].dirty = true;
    dirty_.push_back(slot);
}

void TableModel::setFilter(RowFilter filter)
{
    filter_ = std::move(filter);
    if (!schema_)
        return;
    TableDelta again;
    again.schema = schema_;
    restart(again);
    Q_EMIT countsChanged();
}

void TableModel::sort(int column, Qt::SortOrder order)
{
    sort_column_ = column < columnCount() ? column : -1;
    sort_order_ = order;
    if (schema_)
        reorder(sorted({}, order_));
}

void TableModel::rearrange()
{
    const std::vector<Slot> dirty = std::move(dirty_);
    dirty_.clear();
    std::vector<int> leaving;
    std::vector<Slot> entering;
    for (const Slot slot : dirty) {
        const bool shown = slots_[slot].position >= 0;
        if (shown && !accepts(slot))
            leaving.push_back(slots_[slot].position);
        else if (!shown && accepts(slot))
            entering.push_back(slot);
    }
    removePositions(std::move(leaving));
    append(entering);
    if (sort_column_ >= 0 && !dirty.empty()) {
        std::vector<Slot> clean;
        std::vector<Slot> moving;
        for (const Slot slot : order_)
            (slots_[slot].dirty ? moving : clean).push_back(slot);
        reorder(sorted(std::move(clean), std::move(moving)));
    }
    for (const Slot slot : dirty)
        slots_[slot].dirty = false;
    Q_EMIT countsChanged();
}

/// `clean` is already in order; `moving` is sorted into it.
std::vector<TableModel::Slot> TableModel::sorted(std::vector<Slot> clean, std::vector<Slot> moving) const
{
    clean.insert(clean.end(), moving.begin(), moving.end());
    if (sort_column_ < 0) {
        std::sort(clean.begin(), clean.end(), [this](Slot a, Slot b) { return slots_[a].arrival < slots_[b].arrival; });
        return clean;
    }
    const auto column = static_cast<std::size_t>(sort_column_);
    const bool numeric = isNumeric(column);
    struct Keyed {
        SortKey key;
        std::uint64_t arrival;
        Slot slot;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(clean.size());
    for (const Slot slot : clean)
        keyed.push_back({ SortKey(RowCells(*schema_, slots_[slot].row), column, numeric), slots_[slot].arrival, slot });
    const bool descending = sort_order_ == Qt::DescendingOrder;
    const auto before = [descending](const Keyed &a, const Keyed &b) {
        if (a.key.isMissing() != b.key.isMissing())
            return b.key.isMissing();
        const int order = a.key.isMissing() ? 0 : a.key.compare(b.key);
        if (order == 0)
            return a.arrival < b.arrival;
        return descending ? order > 0 : order < 0;
    };
    const auto middle = keyed.end() - static_cast<std::ptrdiff_t>(moving.size());
    std::sort(middle, keyed.end(), before);
    std::inplace_merge(keyed.begin(), middle, keyed.end(), before);
    std::transform(keyed.begin(), keyed.end(), clean.begin(), [](const Keyed &entry) { return entry.slot; });
    return clean;
}

void TableModel::reorder(const std::vector<Slot> &order)
{
    if (order == order_)
        return;
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList old_indexes = persistentIndexList();
    order_ = order;
    placeFrom(0);
    QModelIndexList new_indexes;
    for (const QModelIndex &old : old_indexes)
        new_indexes.append(index(slots_[static_cast<Slot>(old.internalId())].position, old.column()));
    changePersistentIndexList(old_indexes, new_indexes);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void TableModel::placeFrom(std::size_t position)
{
    for (; position < order_.size(); ++position)
        slots_[order_[position]].position = static_cast<int>(position);
}

bool TableModel::accepts(Slot slot) const
{
    return filter_.isEmpty() || filter_.accepts(*schema_, RowCells(*schema_, slots_[slot].row));
}

bool TableModel::isNumeric(std::size_t column) const
{
    const ValueKind kind = schema_->columns[column].kind;
    return streamgauge::isNumeric(kind) || kind == ValueKind::Timestamp;
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
    return cellData(slots_[order_[static_cast<std::size_t>(index.row())]], static_cast<std::size_t>(index.column()), role);
}

QVariant TableModel::cellData(const Entry &entry, std::size_t column, int role) const
{
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
    case ChangedAtRole: return column < entry.changed_ms.size() ? entry.changed_ms[column] : entry.born_ms;
    case KeyRole: return keyText(cells.key());
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
