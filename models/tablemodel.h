// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rowarrangement.h"
#include "models/tablerows.h"

#include <QAbstractTableModel>
#include <QFutureWatcher>

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace streamgauge {

/// The latest rows of one stream, fed by TableDelta: at most one insertRows, a few merged dataChanged and a few
/// removeRows a delta. Filter and order live here and not in a proxy: a proxy would look at every row again for
/// each merged change, while this one sorts only what changed into what did not. Many rows are filtered and put in a new
/// order on another thread, and stay as they are until that is done. GUI thread.
class TableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        StateRole = Qt::UserRole, ///< int of CellState
        ChangedAtRole,            ///< qint64, the `now_ms` of the cell's last change; 0 for first contents
        KeyRole                   ///< QString; empty of a keyless stream, as rules and charts have it
    };

    /// Of more, filter and order are applied on another thread.
    static constexpr std::size_t most_rows_at_once = 10'000;

    explicit TableModel(QObject *parent = nullptr);
    ~TableModel() override;

    /// `now_ms` is any steady clock; it only comes back as ChangedAtRole.
    void apply(const TableDelta &delta, qint64 now_ms);

    /// Shows the rows that pass, in the present order. Resets the model, at once or when it is arranged.
    void setFilter(RowFilter filter);
    [[nodiscard]] const RowFilter &filter() const { return filter_; }

    /// Column -1: in the order of arrival.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    [[nodiscard]] int sortColumn() const { return sort_column_; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return sort_order_; }

    /// Another order or filter than the one that shows is being applied.
    [[nodiscard]] bool isArranging() const { return arranging_.has_value(); }
    /// Rows changed since the last rearrange() that may no longer stand (or show) where they should. Rows
    /// never move or vanish by a change until it is called. No effect while isArranging().
    [[nodiscard]] bool isBehind() const { return !dirty_.empty(); }
    void rearrange();

    [[nodiscard]] const SchemaPtr &schema() const { return schema_; }
    [[nodiscard]] std::size_t heldRows() const { return rows_.count(); }
    [[nodiscard]] std::uint64_t totalRows() const { return total_rows_; }
    [[nodiscard]] const RowRef &row(int position) const { return rows_[order_[static_cast<std::size_t>(position)]].row; }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// Held, shown or total rows changed, or isArranging().
    void countsChanged();

private:
    using Slot = TableRows::Slot;
    using Places = std::vector<RowArrangement::Place>;
    /// What is under way on another thread.
    struct Arranging {
        bool filters = false; ///< all rows are asked; else those that show are put in order
        std::uint64_t last_arrival = 0;
        std::vector<Slot> later; ///< rows that came since
        std::stop_source stop;
    };

    void restart(const TableDelta &delta);
    void removeKeys(const std::vector<std::string> &keys);
    void removePositions(std::vector<int> positions);
    void compact(const std::vector<int> &positions);
    void noteChanges(TableRows::Entry &entry, const RowRef &row, qint64 now_ms) const;
    void applyChanges(const std::vector<RowRef> &changed, qint64 now_ms);
    [[nodiscard]] Slot add(const RowRef &row, qint64 now_ms);
    void append(const std::vector<Slot> &added);
    void announce(std::vector<int> positions);
    void markDirty(Slot slot);
    void arrange(bool filters);
    void stopArranging();
    void takeArranged();
    [[nodiscard]] std::vector<Slot> stillThere(const Places &places) const;
    [[nodiscard]] std::vector<Slot> cameLater(const Arranging &arranging) const;
    void show(std::vector<Slot> order, bool filtered);
    void reorder(std::vector<Slot> order);
    void placeFrom(std::size_t position);
    [[nodiscard]] RowArrangement arrangement(bool filters) const;
    [[nodiscard]] RowOrder rowOrder() const;
    [[nodiscard]] std::vector<Slot> withDirtyMoved() const;
    [[nodiscard]] bool accepts(Slot slot) const;
    [[nodiscard]] Qt::Alignment alignment(std::size_t column) const;
    [[nodiscard]] QVariant cellData(Slot slot, std::size_t column, int role) const;

    SchemaPtr schema_;
    RowFilter filter_;
    int sort_column_ = -1;
    Qt::SortOrder sort_order_ = Qt::AscendingOrder;
    TableRows rows_;
    std::vector<int> positions_;         ///< by slot, in order_; -1: filtered out, or free
    std::vector<std::uint8_t> is_dirty_; ///< by slot
    std::vector<Slot> order_;            ///< what is shown, top to bottom
    std::vector<Slot> dirty_;
    std::uint64_t total_rows_ = 0;
    std::optional<Arranging> arranging_;
    QFutureWatcher<Places> arranged_;
};

} // namespace streamgauge
