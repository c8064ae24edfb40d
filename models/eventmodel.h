// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"

#include <QAbstractTableModel>

#include <deque>

namespace streamgauge {

/// One word for the operator, and one sign for the eye.
[[nodiscard]] QString opWord(Op op);
[[nodiscard]] QString opGlyph(Op op);
/// "status: open → paid, qty: 3 → 4" for a change with its before-image, else the first values; at most
/// `most_characters`.
[[nodiscard]] QString changeSummary(const RowRef &row, qsizetype most_characters = 160);

/// Recent events, newest first, at most `capacity`; older ones leave at the end. GUI thread.
class EventModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, OpColumn, StreamColumn, KeyColumn, ChangeColumn, ColumnCount };
    enum Role { OpRole = Qt::UserRole }; ///< int of Op

    explicit EventModel(std::size_t capacity = 5'000, QObject *parent = nullptr)
        : QAbstractTableModel(parent)
        , capacity_(capacity)
    {
    }

    void apply(const EventDelta &delta);
    void clear();
    /// While held, new events wait (at most `capacity`, then the oldest waiting are counted as skipped) and no row moves.
    void setHeld(bool held);
    [[nodiscard]] bool isHeld() const { return held_; }
    /// Events that wait because of setHeld().
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    /// Events that were never shown here: more arrived in one frame than fit, or than waited.
    [[nodiscard]] std::uint64_t skipped() const { return skipped_; }
    [[nodiscard]] const RowRef &eventAt(int row) const { return events_[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// waiting() or skipped() changed.
    void countsChanged();

private:
    void prepend(std::deque<RowRef> oldest_first);

    std::size_t capacity_;
    std::deque<RowRef> events_;  ///< newest first
    std::deque<RowRef> waiting_; ///< oldest first
    std::uint64_t skipped_ = 0;
    bool held_ = false;
};

} // namespace streamgauge
