// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourcedelegate.h"

#include "models/sourcetreemodel.h"
#include "ui/theme/severity.h"

#include <QApplication>
#include <QPainter>

namespace streamgauge {

namespace {

constexpr int mark_px = 14;
constexpr int padding_px = 6;

} // namespace

SourceDelegate::SourceDelegate(const DeskContext &context, QObject *parent)
    : QStyledItemDelegate(parent)
    , context_(context)
{
}

QSize SourceDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(26, size.height()));
    return size;
}

void SourceDelegate::paintMark(QPainter *painter, const QRect &box, const QModelIndex &index) const
{
    const auto kind = static_cast<SourceTreeModel::Kind>(index.data(SourceTreeModel::KindRole).toInt());
    switch (kind) {
    case SourceTreeModel::Kind::Source: {
        const auto state = static_cast<SourceState>(index.data(SourceTreeModel::StateRole).toInt());
        paintSourceState(*painter, QRectF(box).adjusted(1, 1, -1, -1), state, context_.palette());
        return;
    }
    case SourceTreeModel::Kind::Stream: context_.icon(QStringLiteral("table")).paint(painter, box); return;
    case SourceTreeModel::Kind::Key: context_.icon(QStringLiteral("key")).paint(painter, box); return;
    default: break;
    }
    const bool numeric = index.data(SourceTreeModel::NumericRole).toBool();
    context_.icon(numeric ? QStringLiteral("chart") : QStringLiteral("text")).paint(painter, box);
}

void SourceDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = std::exchange(item.text, QString());
    QStyle *style = item.widget == nullptr ? QApplication::style() : item.widget->style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    painter->save();
    const Palette &palette = context_.palette();
    QRect box = option.rect.adjusted(2, 0, -padding_px, 0);
    if (index.column() == SourceTreeModel::LiveColumn) {
        painter->setPen(palette.text_muted);
        painter->drawText(box, Qt::AlignRight | Qt::AlignVCenter,
                          item.fontMetrics.elidedText(text, Qt::ElideRight, box.width()));
        painter->restore();
        return;
    }
    paintMark(painter, { box.left(), box.center().y() - mark_px / 2, mark_px, mark_px }, index);
    box.setLeft(box.left() + mark_px + padding_px);
    if (index.data(SourceTreeModel::SimulatedRole).toBool()) {
        const QString sim = tr("SIM");
        const int width = item.fontMetrics.horizontalAdvance(sim) + 8;
        const QRect chip(box.right() - width, box.center().y() - 8, width, 17);
        QColor fill = palette.info;
        fill.setAlphaF(0.14F);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(chip, 4, 4);
        painter->setPen(palette.info);
        painter->drawText(chip, Qt::AlignCenter, sim);
        box.setRight(chip.left() - 4);
    }
    const auto kind = static_cast<SourceTreeModel::Kind>(index.data(SourceTreeModel::KindRole).toInt());
    QFont font = item.font;
    font.setBold(kind == SourceTreeModel::Kind::Source);
    painter->setFont(font);
    painter->setPen(palette.text);
    painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(font).elidedText(text, Qt::ElideMiddle, box.width()));
    painter->restore();
}

} // namespace streamgauge
