// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/welcomepicture.h"

#include "ui/theme/severity.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

constexpr double least_box_width = 184;
constexpr double most_box_width = 232;
constexpr double arrow_width = 48;

} // namespace

WelcomePicture::WelcomePicture(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
{
    setFixedHeight(132);
    setMinimumWidth(static_cast<int>(3 * least_box_width + 2 * arrow_width));
    setAccessibleName(tr("A row changes in a database, its value moves in a chart, an alert tells when it is too high."));
}

void WelcomePicture::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double box_width = std::clamp((width() - 2 * arrow_width) / 3, least_box_width, most_box_width);
    const double left = (width() - (3 * box_width + 2 * arrow_width)) / 2;
    const QStringList captions { tr("A row changes"), tr("You see it at once"), tr("You are told when it is wrong") };
    for (int i = 0; i < 3; ++i) {
        const QRectF box(left + i * (box_width + arrow_width) + 0.5, 0.5, box_width - 1, 95);
        painter.setPen(context_.palette().border);
        painter.setBrush(context_.palette().surface);
        painter.drawRoundedRect(box, 6, 6);
        const QRectF inner = box.adjusted(12, 10, -12, -10);
        if (i == 0)
            paintRows(painter, inner);
        else if (i == 1)
            paintChart(painter, inner);
        else
            paintAlert(painter, inner);
        painter.setPen(context_.palette().text_muted);
        painter.drawText(QRectF(box.left(), box.bottom() + 6, box.width(), 24), Qt::AlignHCenter | Qt::AlignTop,
                         captions[i]);
        if (i < 2)
            paintArrow(painter, { box.right() + 14, box.center().y() });
    }
}

void WelcomePicture::paintRows(QPainter &painter, const QRectF &box) const
{
    const Palette &palette = context_.palette();
    const QStringList names { tr("pump 1"), tr("pump 2"), tr("pump 3") };
    const QStringList values { QStringLiteral("71.4"), QStringLiteral("96.2"), QStringLiteral("70.9") };
    const double row_height = box.height() / 3;
    for (int i = 0; i < 3; ++i) {
        const QRectF row(box.left(), box.top() + i * row_height, box.width(), row_height);
        if (i == 1) {
            QColor flash = palette.accent;
            flash.setAlphaF(0.20F);
            painter.fillRect(row, flash);
        }
        painter.setPen(palette.text_muted);
        painter.drawText(row.adjusted(6, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, names[i]);
        painter.setPen(palette.text);
        painter.drawText(row.adjusted(0, 0, -6, 0), Qt::AlignVCenter | Qt::AlignRight, values[i] + tr(" °C"));
    }
}

void WelcomePicture::paintChart(QPainter &painter, const QRectF &box) const
{
    const Palette &palette = context_.palette();
    painter.setPen(palette.grid);
    for (int i = 0; i <= 3; ++i)
        painter.drawLine(QPointF(box.left(), box.top() + i * box.height() / 3),
                         QPointF(box.right(), box.top() + i * box.height() / 3));
    QPainterPath line;
    for (int i = 0; i <= 100; ++i) {
        const double x = i / 100.0;
        const double rise = 1.0 / (1.0 + std::exp(-(x - 0.72) * 22));
        const double y = 0.72 - 0.56 * rise + 0.05 * std::sin(i * 0.55) * std::cos(i * 0.17);
        const QPointF point(box.left() + x * box.width(), box.top() + y * box.height());
        i == 0 ? line.moveTo(point) : line.lineTo(point);
    }
    painter.setPen(QPen(palette.critical, 1, Qt::DashLine));
    painter.drawLine(QPointF(box.left(), box.top() + box.height() * 0.36),
                     QPointF(box.right(), box.top() + box.height() * 0.36));
    painter.setPen(QPen(palette.series.front(), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(line);
}

void WelcomePicture::paintAlert(QPainter &painter, const QRectF &box) const
{
    const Palette &palette = context_.palette();
    paintSeverity(painter, QRectF(box.left() + 2, box.top() + 6, 18, 18), Severity::Critical, palette);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const int line = fontMetrics().height();
    painter.setFont(bold);
    painter.setPen(palette.critical);
    painter.drawText(QPointF(box.left() + 28, box.top() + 20), tr("Critical, firing"));
    painter.setPen(palette.text);
    painter.drawText(QPointF(box.left() + 2, box.top() + 26 + line), tr("Overheating · pump 2"));
    painter.setFont(font());
    painter.setPen(palette.text_muted);
    painter.drawText(QPointF(box.left() + 2, box.top() + 30 + 2 * line), tr("96.2 °C, above 85 °C for 10 s"));
}

void WelcomePicture::paintArrow(QPainter &painter, const QPointF &from) const
{
    painter.setPen(QPen(context_.palette().text_muted, 2));
    const QPointF to(from.x() + 20, from.y());
    painter.drawLine(from, to);
    painter.drawLine(to, to + QPointF(-6, -5));
    painter.drawLine(to, to + QPointF(-6, 5));
}

} // namespace streamgauge
