// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertdelegate.h"

#include "models/livetext.h"
#include "ui/alerts/wallclock.h"
#include "ui/theme/severity.h"
#include "ui/theme/stylesheet.h"

#include <QPainter>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr int mark_px = 16;
/// With more of it, letters in the colours of severities would have less than 4.5:1.
constexpr double selected_share = 0.14;

} // namespace

AlertDelegate::AlertDelegate(const DeskContext &context, const AlertFilter &alerts, QObject *parent)
    : QStyledItemDelegate(parent)
    , context_(context)
    , alerts_(alerts)
{
}

QSize AlertDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return { 200, option.fontMetrics.height() * 3 + 24 };
}

void AlertDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Alert *alert = alerts_.alertAt(index);
    if (alert == nullptr)
        return;
    const Palette &palette = context_.palette();
    const bool firing = isFiring(*alert);
    const QRect card = option.rect.adjusted(0, 3, -4, -3);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state & QStyle::State_Selected;
    painter->setPen(selected ? QPen(palette.accent, 1) : QPen(palette.border, 1));
    // What does not fire recedes by an empty card and quiet letters: dimmed ones could not be read.
    painter->setBrush(selected     ? QBrush(blended(palette.accent, palette.surface, selected_share))
                          : firing ? QBrush(palette.raised)
                                   : QBrush(Qt::NoBrush));
    painter->drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    if (firing && !alert->acknowledged && !alert->overlays.any()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(severityColor(alert->severity, palette));
        painter->drawRoundedRect(QRectF(card.left(), card.top() + 6, 3, card.height() - 12), 1.5, 1.5);
    }
    const int line = option.fontMetrics.height();
    paintSeverity(*painter, QRectF(card.left() + 12, card.top() + 9 + (line - mark_px) / 2.0, mark_px, mark_px),
                  alert->severity, palette);
    paintText(*painter, card.adjusted(12, 9, -10, -9), *alert, option.font);
    painter->restore();
}

QString AlertDelegate::titleText(const QString &rule, const QString &key, const QFontMetrics &metrics, int width_px)
{
    if (key.isEmpty())
        return metrics.elidedText(rule, Qt::ElideRight, width_px);
    const auto joined = [](const QString &first, const QString &second) { return tr("%1 · %2").arg(first, second); };
    const int room_px = width_px - metrics.horizontalAdvance(joined({}, {}));
    const int rule_px = metrics.horizontalAdvance(rule);
    const int key_px = metrics.horizontalAdvance(key);
    if (rule_px + key_px <= room_px)
        return joined(rule, key);
    const int key_room_px = std::min(key_px, std::max(room_px - rule_px, room_px * 3 / 5));
    const QString short_key = metrics.elidedText(key, Qt::ElideMiddle, key_room_px);
    return joined(metrics.elidedText(rule, Qt::ElideRight, room_px - metrics.horizontalAdvance(short_key)), short_key);
}

void AlertDelegate::paintText(QPainter &painter, const QRect &box, const Alert &alert, const QFont &font) const
{
    const Palette &palette = context_.palette();
    QFont bold = font;
    bold.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(font);
    const QFontMetrics bold_metrics(bold);
    const int line = metrics.height();
    const auto line_box = [&](int row) { return QRect(box.left(), box.top() + row * (line + 2), box.width(), line); };

    QRect head = line_box(0).adjusted(mark_px + 8, 0, 0, 0);
    const QString word = severityText(alert.severity);
    painter.setFont(bold);
    painter.setPen(severityColor(alert.severity, palette));
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, word);
    head.setLeft(head.left() + bold_metrics.horizontalAdvance(word) + 8);
    painter.setFont(font);
    painter.setPen(palette.text_muted);
    QString state = stateText(alert.state);
    if (alert.acknowledged)
        state += tr(", acknowledged");
    if (alert.flapping)
        state += tr(", flapping");
    if (const QString cause = withheldText(alert.overlays); !cause.isEmpty())
        state += QStringLiteral(", ") + cause;
    if (alert.simulated)
        state += tr(" · SIM");
    const QString since = momentText(shownInstant(alert), wallNow());
    const int since_width = metrics.horizontalAdvance(since) + 8;
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(state, Qt::ElideRight, head.width() - since_width));
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, since);

    const QString value = toQString(alert.value);
    painter.setFont(bold);
    painter.setPen(isFiring(alert) ? palette.text : palette.text_muted);
    painter.drawText(
        line_box(1), Qt::AlignLeft | Qt::AlignVCenter,
        titleText(toQString(alert.rule), alert.key.empty() ? QString() : keyText(alert.key), bold_metrics, box.width()));
    const int value_width = bold_metrics.horizontalAdvance(value);
    painter.drawText(line_box(2), Qt::AlignRight | Qt::AlignVCenter,
                     bold_metrics.elidedText(value, Qt::ElideRight, box.width() / 2));
    painter.setFont(font);
    painter.setPen(palette.text_muted);
    painter.drawText(
        line_box(2), Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(toQString(isFiring(alert) && !alert.summary.empty() ? alert.summary : alert.condition),
                           Qt::ElideRight, box.width() - std::min(value_width, box.width() / 2) - 8));
}

} // namespace streamgauge
