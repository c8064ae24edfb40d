// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/events/eventdelegate.h"

#include "models/eventdetailmodel.h"
#include "models/eventmodel.h"
#include "ui/theme/stylesheet.h"

#include <QPainter>

namespace streamgauge {

namespace {

void paintGround(QPainter &painter, const QStyleOptionViewItem &option, const Palette &palette)
{
    if (option.state & QStyle::State_Selected)
        painter.fillRect(option.rect, blended(palette.accent, palette.surface, palette.dark ? 0.26 : 0.18));
    else if (option.state & QStyle::State_MouseOver)
        painter.fillRect(option.rect, palette.raised);
}

void paintText(QPainter &painter, const QStyleOptionViewItem &option, QString text, const QColor &color)
{
    painter.setPen(color);
    painter.setFont(option.font);
    text.replace(u'\n', u' ');
    const QRect area = option.rect.adjusted(8, 0, -8, 0);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     option.fontMetrics.elidedText(text, Qt::ElideRight, area.width()));
}

QColor opColor(Op op, const Palette &palette)
{
    switch (op) {
    case Op::Created: return palette.good;
    case Op::Updated: return palette.info;
    case Op::Deleted: return palette.critical;
    case Op::Reset: return palette.warning;
    default: return palette.text_muted;
    }
}

} // namespace

void EventDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Palette &palette = palette_();
    paintGround(*painter, option, palette);
    QColor color = palette.text;
    if (index.column() == EventModel::OpColumn)
        color = opColor(static_cast<Op>(index.data(EventModel::OpRole).toInt()), palette);
    else if (index.column() == EventModel::TimeColumn || index.column() == EventModel::StreamColumn)
        color = palette.text_muted;
    paintText(*painter, option, index.data().toString(), color);
}

void EventDetailDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Palette &palette = palette_();
    const bool changed = index.data(EventDetailModel::ChangedRole).toBool();
    if (changed)
        painter->fillRect(option.rect, blended(palette.accent, palette.surface, palette.dark ? 0.14 : 0.09));
    paintGround(*painter, option, palette);
    const auto state = static_cast<CellState>(index.data(EventDetailModel::StateRole).toInt());
    QColor color = index.column() == EventDetailModel::FieldColumn && !changed ? palette.text_muted : palette.text;
    if (state != CellState::Value)
        color = palette.stale;
    QStyleOptionViewItem styled = option;
    styled.font.setBold(changed && index.column() != EventDetailModel::BeforeColumn);
    styled.fontMetrics = QFontMetrics(styled.font);
    paintText(*painter, styled, index.data().toString(), color);
}

} // namespace streamgauge
