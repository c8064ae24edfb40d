// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/chartoverlay.h"

#include "models/numbertext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/severity.h"
#include "ui/theme/stylesheet.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

QColor faded(QColor color, int alpha)
{
    color.setAlpha(alpha);
    return color;
}

} // namespace

void ChartOverlay::timeAxis(const ChartLayout &layout, const PlotMap &map)
{
    const QFontMetricsF metrics(font_);
    const auto ticks = timeTicks(map.from(), map.to(), map.plot().width(),
                                 [&](const QString &text) { return metrics.horizontalAdvance(text); });
    const QRectF &plot = map.plot();
    painter_.setRenderHint(QPainter::Antialiasing, false);
    painter_.setFont(font_);
    const double right_end = plot.right() + 12;
    for (const TimeTick &tick : ticks) {
        const double x = std::round(map.x(tick.time_ns));
        painter_.setPen(palette_.grid);
        painter_.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom() - 1));
        if (!layout.time_labels)
            continue;
        const double width = metrics.horizontalAdvance(tick.label);
        const double left = std::clamp(x - width / 2, 2.0, std::max(2.0, right_end - width));
        if (std::abs(left + width / 2 - x) > 12)
            continue;
        painter_.setPen(palette_.border);
        painter_.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 3));
        painter_.setPen(palette_.text_muted);
        painter_.drawText(QPointF(left, plot.bottom() + 5 + metrics.ascent()), tick.label);
    }
    if (layout.time_context && !ticks.empty()) {
        painter_.setPen(palette_.text_muted);
        painter_.drawText(QPointF(plot.left(), plot.bottom() + 5 + metrics.height() + metrics.ascent()),
                          timeContext(map.from(), map.to()));
    }
}

void ChartOverlay::gaps(const std::vector<GapMark> &gaps, const PlotMap &map)
{
    const QRectF &plot = map.plot();
    for (const GapMark &gap : gaps) {
        if (gap.to_ns < map.from() || gap.from_ns > map.to())
            continue;
        const double left = std::max(plot.left(), map.x(gap.from_ns));
        const double right = std::max(left + 1, std::min(plot.right(), map.x(gap.to_ns)));
        painter_.fillRect(QRectF(left, plot.top(), right - left, plot.height()),
                          QBrush(faded(palette_.text_muted, 60), Qt::BDiagPattern));
    }
}

void ChartOverlay::alerts(const std::vector<AlertMark> &alerts, const PlotMap &map)
{
    const QRectF &plot = map.plot();
    for (const AlertMark &alert : alerts) {
        const TimeNs to_ns = alert.to_ns == 0 ? map.to() : alert.to_ns;
        if (to_ns < map.from() || alert.from_ns > map.to())
            continue;
        const double left = std::max(plot.left(), map.x(alert.from_ns));
        const double right = std::max(left + 1, std::min(plot.right(), map.x(to_ns)));
        const QColor color = severityColor(alert.severity, palette_);
        painter_.fillRect(QRectF(left, plot.top(), right - left, plot.height()), faded(color, palette_.dark ? 30 : 24));
        painter_.fillRect(QRectF(left, plot.top(), right - left, 3), color);
        if (right - left >= 14)
            paintSeverity(painter_, QRectF(left + 3, plot.top() + 6, 10, 10), alert.severity, palette_);
    }
}

void ChartOverlay::thresholds(const std::vector<ThresholdMark> &marks, const PlotMap &left, const PlotMap &right)
{
    const QFontMetricsF metrics(font_);
    painter_.setFont(font_);
    painter_.setRenderHint(QPainter::Antialiasing, false);
    for (const ThresholdMark &mark : marks) {
        const PlotMap &map = mark.axis == ChartAxis::Left ? left : right;
        const QRectF &plot = map.plot();
        const double y = std::round(map.y(mark.value));
        if (y < plot.top() || y > plot.bottom())
            continue;
        const QColor color = severityColor(mark.severity, palette_);
        QPen pen(mark.clears ? faded(color, 130) : color, 1);
        pen.setDashPattern(mark.clears ? QList<qreal> { 1, 5 } : QList<qreal> { 6, 4 });
        painter_.setPen(pen);
        painter_.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        const double width = metrics.horizontalAdvance(mark.text) + 16;
        if (mark.clears || width > plot.width() / 2)
            continue;
        const bool above = y - metrics.height() - 2 > plot.top();
        const double base = above ? y - 4 : y + metrics.ascent() + 3;
        const QRectF ground(plot.left() + 4, base - metrics.ascent() - 1, width + 2, metrics.height() + 1);
        painter_.fillRect(ground, faded(palette_.surface, 190));
        paintSeverity(painter_, QRectF(ground.left() + 3, base - 8.5, 9, 9), mark.severity, palette_);
        painter_.setPen(palette_.text);
        painter_.drawText(QPointF(ground.left() + 16, base), mark.text);
    }
}

void ChartOverlay::units(const ChartLayout &layout, const std::string &left, const std::string &right)
{
    if (!layout.value_labels)
        return;
    const QFontMetricsF metrics(font_);
    painter_.setFont(font_);
    painter_.setPen(palette_.text_muted);
    const double base = layout.plot.top() - 6;
    painter_.drawText(QPointF(layout.plot.left(), base), toQString(left));
    const QString right_text = toQString(right);
    painter_.drawText(QPointF(layout.plot.right() - metrics.horizontalAdvance(right_text), base), right_text);
}

void ChartOverlay::cursor(double x, const PlotMap &map)
{
    painter_.setRenderHint(QPainter::Antialiasing, false);
    painter_.setPen(QPen(faded(palette_.text, 150), 1));
    painter_.drawLine(QPointF(std::round(x), map.plot().top()), QPointF(std::round(x), map.plot().bottom()));
}

void ChartOverlay::namedCursor(double x, const QString &name, const PlotMap &map)
{
    const QRectF &plot = map.plot();
    if (x < plot.left() || x > plot.right())
        return;
    painter_.setRenderHint(QPainter::Antialiasing, false);
    painter_.setPen(QPen(palette_.accent, 1));
    painter_.drawLine(QPointF(std::round(x), plot.top()), QPointF(std::round(x), plot.bottom()));
    const QRectF flag(std::round(x) - 8, plot.top(), 16, 16);
    painter_.fillRect(flag, palette_.accent);
    painter_.setPen(palette_.dark ? palette_.window : palette_.surface);
    painter_.setFont(scaledFont(font_, 1.0, true));
    painter_.drawText(flag, Qt::AlignCenter, name);
}

QRectF ChartOverlay::chip(const QPointF &corner, Qt::Alignment side, const QString &text, const QColor &color,
                          double most_width)
{
    const QFontMetricsF metrics(font_);
    QStringList lines = text.split(u'\n');
    double width = 0;
    for (QString &line : lines) {
        line = metrics.elidedText(line, Qt::ElideRight, most_width - 16);
        width = std::max(width, metrics.horizontalAdvance(line));
    }
    const double line_height = std::ceil(metrics.height());
    QRectF box(corner, QSizeF(std::ceil(width) + 16, line_height * static_cast<double>(lines.size()) + 6));
    if (side & Qt::AlignRight)
        box.moveRight(corner.x());
    if (side & Qt::AlignBottom)
        box.moveBottom(corner.y());
    painter_.setRenderHint(QPainter::Antialiasing, true);
    painter_.setPen(QPen(blended(color, palette_.surface, 0.5), 1));
    painter_.setBrush(blended(color, palette_.surface, 0.14));
    painter_.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter_.setFont(font_);
    painter_.setPen(palette_.text);
    const Qt::Alignment alignment = lines.size() > 1 ? Qt::AlignLeft : Qt::AlignHCenter;
    painter_.drawText(box.adjusted(8, 0, -8, 0), static_cast<int>(alignment | Qt::AlignVCenter), lines.join(u'\n'));
    return box;
}

void ChartOverlay::emptyText(const QRectF &area, const QString &title, const QString &advice)
{
    painter_.setPen(palette_.text);
    painter_.setFont(scaledFont(font_, 1.15, true));
    const QFontMetricsF title_metrics(painter_.font());
    const bool both = area.height() > title_metrics.height() * 4;
    const QRectF upper(area.left() + 8, area.top(), area.width() - 16, both ? area.height() / 2 - 2 : area.height());
    painter_.drawText(upper, Qt::AlignHCenter | Qt::TextWordWrap | (both ? Qt::AlignBottom : Qt::AlignVCenter), title);
    if (!both)
        return;
    painter_.setPen(palette_.text_muted);
    painter_.setFont(font_);
    painter_.drawText(QRectF(area.left() + 8, area.center().y() + 6, area.width() - 16, area.height() / 2 - 6),
                      Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, advice);
}

} // namespace streamgauge
