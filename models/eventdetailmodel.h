// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"

#include <QAbstractTableModel>

#include <optional>

namespace streamgauge {

/// One event field by field: name, before, after, and which of them changed. GUI thread.
class EventDetailModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { FieldColumn, BeforeColumn, AfterColumn, ColumnCount };
    enum Role {
        ChangedRole = Qt::UserRole, ///< bool: before and after differ
        StateRole
    }; ///< int of CellState

    using QAbstractTableModel::QAbstractTableModel;

    void show(std::optional<RowRef> event);
    [[nodiscard]] const std::optional<RowRef> &shownEvent() const { return event_; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] CellState state(int column, std::size_t field) const;
    [[nodiscard]] QString text(int column, std::size_t field) const;
    [[nodiscard]] bool changed(std::size_t field) const;

    std::optional<RowRef> event_;
};

/// "updated shop.orders, key 42" and, line by line, times, position and transaction end.
[[nodiscard]] QString eventHeadline(const RowRef &event);
[[nodiscard]] QStringList eventFacts(const RowRef &event);

} // namespace streamgauge
