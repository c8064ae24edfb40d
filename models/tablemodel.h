// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"
#include "models/rowfilter.h"

#include <QAbstractTableModel>

#include <string>
#include <unordered_map>
#include <vector>

namespace streamgauge {

/// The latest rows of one stream, fed by TableDelta: at most one insertRows, a few merged dataChanged and a few
/// removeRows a delta. Filter and order live here and not in a proxy: a proxy would look at every row again for
/// each merged change, while this one sorts only what changed into what did not. GUI thread.
class TableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        StateRole = Qt::UserRole, ///< int of CellState
        ChangedAtRole,            ///< qint64, the `now_ms` of the cell's last change; 0 for first contents
        KeyRole                   ///< QString
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// `now_ms` is any steady clock; it only comes back as ChangedAtRole.
    void apply(const TableDelta &delta, qint64 now_ms);

    /// Shows the rows that pass, in the present order. Resets the model.
    void setFilter(RowFilter filter);
    [[nodiscard]] const RowFilter &filter() const { return filter_; }

    /// Column -1: in the order of arrival.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    [[nodiscard]] int sortColumn() const { return sort_column_; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return sort_order_; }

    /// Rows changed since the last rearrange() that may no longer stand (or show) where they should. Rows
    /// never move or vanish by a change until it is called.
    [[nodiscard]] bool isBehind() const { return !dirty_.empty(); }
    void rearrange();

    [[nodiscard]] const SchemaPtr &schema() const { return schema_; }
    [[nodiscard]] std::size_t heldRows() const { return index_.size(); }
    [[nodiscard]] std::uint64_t totalRows() const { return total_rows_; }
    [[nodiscard]] const RowRef &row(int position) const { return slots_[order_[static_cast<std::size_t>(position)]].row; }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// Held, shown or total rows changed.
    void countsChanged();

private:
    using Slot = std::uint32_t;
    struct Entry {
        RowRef row;
        qint64 born_ms = 0;             ///< 0: first contents
        std::vector<qint64> changed_ms; ///< by column; empty while the row has not changed since
        std::uint64_t arrival = 0;
        int position = -1; ///< in order_; -1: filtered out, or free
        bool dirty = false;
    };

    void restart(const TableDelta &delta);
    void removeKeys(const std::vector<std::string> &keys);
    void removePositions(std::vector<int> positions);
    void compact(const std::vector<int> &positions);
    void noteChanges(Entry &entry, const RowRef &row, qint64 now_ms) const;
    void applyChanges(const std::vector<RowRef> &changed, qint64 now_ms);
    void append(const std::vector<Slot> &added);
    void announce(std::vector<int> positions);
    void markDirty(Slot slot);
    void reorder(const std::vector<Slot> &order);
    void placeFrom(std::size_t position);
    [[nodiscard]] std::vector<Slot> sorted(std::vector<Slot> clean, std::vector<Slot> moving) const;
    [[nodiscard]] bool accepts(Slot slot) const;
    [[nodiscard]] Slot takeSlot(const RowRef &row, qint64 now_ms);
    [[nodiscard]] bool isNumeric(std::size_t column) const;
    [[nodiscard]] Qt::Alignment alignment(std::size_t column) const;
    [[nodiscard]] QVariant cellData(const Entry &entry, std::size_t column, int role) const;

    SchemaPtr schema_;
    RowFilter filter_;
    int sort_column_ = -1;
    Qt::SortOrder sort_order_ = Qt::AscendingOrder;
    std::vector<Entry> slots_;
    std::vector<Slot> free_slots_;
    std::vector<Slot> order_; ///< what is shown, top to bottom
    std::vector<Slot> dirty_;
    std::unordered_map<std::string, Slot> index_;
    std::uint64_t total_rows_ = 0;
    std::uint64_t arrivals_ = 0;
};

} // namespace streamgauge
