// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventmodel.h"

#include "models/numbertext.h"
#include "models/rowcells.h"

#include <algorithm>

namespace streamgauge {

QString opWord(Op op)
{
    switch (op) {
    case Op::Created: return EventModel::tr("created");
    case Op::Updated: return EventModel::tr("updated");
    case Op::Deleted: return EventModel::tr("deleted");
    case Op::Snapshot: return EventModel::tr("snapshot");
    case Op::Reset: return EventModel::tr("emptied");
    case Op::SnapshotBegin: return EventModel::tr("snapshot begins");
    case Op::SnapshotEnd: return EventModel::tr("snapshot ends");
    }
    return {};
}

QString opGlyph(Op op)
{
    switch (op) {
    case Op::Created: return QStringLiteral("+");
    case Op::Updated: return QStringLiteral("~");
    case Op::Deleted: return QStringLiteral("−");
    case Op::Snapshot: return QStringLiteral("=");
    case Op::Reset: return QStringLiteral("×");
    case Op::SnapshotBegin:
    case Op::SnapshotEnd: return QStringLiteral("·");
    }
    return {};
}

namespace {

QString shownCell(const Column &column, const ColumnData &data, std::uint32_t row)
{
    return data.has(row) ? toQString(cellText(column, data, row)) : QStringLiteral("NULL");
}

} // namespace

QString changeSummary(const RowRef &row, qsizetype most_characters)
{
    const Batch &batch = *row.batch;
    if (isStreamWide(batch.op(row.row)))
        return {};
    const bool deleted = batch.op(row.row) == Op::Deleted && batch.hasBefore();
    const bool compares = batch.op(row.row) == Op::Updated && batch.hasBefore();
    QStringList parts;
    qsizetype length = 0;
    for (std::size_t column = 0; column < batch.schema().columns.size() && length < most_characters; ++column) {
        const Column &description = batch.schema().columns[column];
        const ColumnData &shown = deleted ? batch.before(column) : batch.after(column);
        if (shown.state(row.row) == CellState::Absent)
            continue;
        const QString value = shownCell(description, shown, row.row).left(most_characters);
        QString part = toQString(description.name) + QStringLiteral(": ");
        if (compares && batch.before(column).state(row.row) != CellState::Absent) {
            const QString before = shownCell(description, batch.before(column), row.row).left(most_characters);
            if (before == value)
                continue;
            part += before + QStringLiteral(" → ");
        }
        part += value;
        length += part.size() + 2;
        parts << part;
    }
    QString text = parts.join(QStringLiteral(", "));
    if (text.size() > most_characters)
        text = text.left(most_characters - 1) + u'…';
    return text;
}

void EventModel::apply(const EventDelta &delta)
{
    skipped_ += delta.skipped;
    std::deque<RowRef> arrived(delta.events.begin(), delta.events.end());
    if (held_) {
        waiting_.insert(waiting_.end(), arrived.begin(), arrived.end());
        while (waiting_.size() > capacity_) {
            waiting_.pop_front();
            ++skipped_;
        }
    } else {
        prepend(std::move(arrived));
    }
    Q_EMIT countsChanged();
}

void EventModel::clear()
{
    beginResetModel();
    events_.clear();
    waiting_.clear();
    skipped_ = 0;
    endResetModel();
    Q_EMIT countsChanged();
}

void EventModel::setHeld(bool held)
{
    if (held == held_)
        return;
    held_ = held;
    if (!held_)
        prepend(std::exchange(waiting_, {}));
    Q_EMIT countsChanged();
}

void EventModel::prepend(std::deque<RowRef> oldest_first)
{
    while (oldest_first.size() > capacity_) {
        oldest_first.pop_front();
        ++skipped_;
    }
    if (oldest_first.empty())
        return;
    const std::size_t kept = std::min(events_.size(), capacity_ - oldest_first.size());
    if (kept < events_.size()) {
        beginRemoveRows({}, static_cast<int>(kept), static_cast<int>(events_.size()) - 1);
        events_.resize(kept);
        endRemoveRows();
    }
    beginInsertRows({}, 0, static_cast<int>(oldest_first.size()) - 1);
    events_.insert(events_.begin(), oldest_first.rbegin(), oldest_first.rend());
    endInsertRows();
}

int EventModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(events_.size());
}

int EventModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EventModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RowRef &event = events_[static_cast<std::size_t>(index.row())];
    const Batch &batch = *event.batch;
    if (role == OpRole)
        return static_cast<int>(batch.op(event.row));
    if (role == Qt::ToolTipRole && index.column() == TimeColumn)
        return dateTimeText(batch.eventTime(event.row), 6);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case TimeColumn: return clockText(batch.eventTime(event.row), 3);
    case OpColumn: return opGlyph(batch.op(event.row)) + u' ' + opWord(batch.op(event.row));
    case StreamColumn: return toQString(batch.schema().stream);
    case KeyColumn: return keyText(batch.key(event.row));
    case ChangeColumn: return changeSummary(event);
    default: return {};
    }
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn: return tr("Time");
    case OpColumn: return tr("Event");
    case StreamColumn: return tr("Stream");
    case KeyColumn: return tr("Key");
    case ChangeColumn: return tr("Values");
    default: return {};
    }
}

} // namespace streamgauge
