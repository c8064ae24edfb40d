// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventdetailmodel.h"

#include "models/eventmodel.h"
#include "models/numbertext.h"

namespace streamgauge {

void EventDetailModel::show(std::optional<RowRef> event)
{
    beginResetModel();
    event_ = std::move(event);
    endResetModel();
}

int EventDetailModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !event_ || isStreamWide(event_->batch->op(event_->row)))
        return 0;
    return static_cast<int>(event_->batch->schema().columns.size());
}

int EventDetailModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

CellState EventDetailModel::state(int column, std::size_t field) const
{
    const Batch &batch = *event_->batch;
    if (column == BeforeColumn)
        return batch.hasBefore() ? batch.before(field).state(event_->row) : CellState::Absent;
    return batch.after(field).state(event_->row);
}

QString EventDetailModel::text(int column, std::size_t field) const
{
    const Batch &batch = *event_->batch;
    switch (state(column, field)) {
    case CellState::Absent: return QStringLiteral("—");
    case CellState::Null: return QStringLiteral("NULL");
    case CellState::Value: break;
    }
    const ColumnData &data = column == BeforeColumn ? batch.before(field) : batch.after(field);
    return toQString(cellText(batch.schema().columns[field], data, event_->row));
}

bool EventDetailModel::changed(std::size_t field) const
{
    if (event_->batch->op(event_->row) != Op::Updated || state(BeforeColumn, field) == CellState::Absent
        || state(AfterColumn, field) == CellState::Absent)
        return false;
    return state(BeforeColumn, field) != state(AfterColumn, field) || text(BeforeColumn, field) != text(AfterColumn, field);
}

QVariant EventDetailModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto field = static_cast<std::size_t>(index.row());
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() != FieldColumn)
            return text(index.column(), field);
        return (changed(field) ? QStringLiteral("● ") : QString()) + toQString(event_->batch->schema().columns[field].name);
    case Qt::ToolTipRole: return index.column() == FieldColumn ? QVariant() : text(index.column(), field);
    case ChangedRole: return changed(field);
    case StateRole: return static_cast<int>(index.column() == FieldColumn ? CellState::Value : state(index.column(), field));
    default: return {};
    }
}

QVariant EventDetailModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FieldColumn: return tr("Field");
    case BeforeColumn: return tr("Before");
    case AfterColumn: return tr("After");
    default: return {};
    }
}

QString eventHeadline(const RowRef &event)
{
    const Batch &batch = *event.batch;
    const QString what =
        opGlyph(batch.op(event.row)) + u' ' + opWord(batch.op(event.row)) + u' ' + toQString(batch.schema().stream);
    const QString key = keyText(batch.key(event.row));
    return key.isEmpty() ? what : EventDetailModel::tr("%1, key %2").arg(what, key);
}

QStringList eventFacts(const RowRef &event)
{
    const Batch &batch = *event.batch;
    QStringList facts;
    facts << EventDetailModel::tr("Event time %1").arg(dateTimeText(batch.eventTime(event.row), 6));
    const DurationNs lag_ns = batch.arrivalTime(event.row) - batch.eventTime(event.row);
    facts << EventDetailModel::tr("Arrived %1 (%2 after)")
                 .arg(dateTimeText(batch.arrivalTime(event.row), 6), durationWords(lag_ns));
    const QString position = toQString(batch.position(event.row));
    facts << (position.isEmpty() ? EventDetailModel::tr("The source keeps no positions")
                                 : EventDetailModel::tr("Position %1").arg(position));
    if (batch.endsTransaction(event.row))
        facts << EventDetailModel::tr("Last event of its transaction");
    return facts;
}

} // namespace streamgauge
