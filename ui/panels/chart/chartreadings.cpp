// SPDX-License-Identifier: GPL-3.0-or-later
// The box beside the cursor.
#include "models/numbertext.h"
#include "ui/panels/chart/chartoverlay.h"
#include "ui/theme/fonts.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

struct ReadingRow {
    QColor color;
    QString label;
    QString value;
    QString detail;
};

QString detailOf(const CursorReading &reading)
{
    if (reading.samples <= 1)
        return {};
    const QString middle = reading.mean ? numberText(*reading.mean, 5) : QStringLiteral("…");
    return QCoreApplication::translate("streamgauge::ChartOverlay",
                                       "%1 samples under this pixel: %2 / %3 / %4 (min / mean / max)")
        .arg(exactCountText(reading.samples), numberText(reading.minimum, 5), middle, numberText(reading.maximum, 5));
}

std::vector<ReadingRow> rowsOf(const std::vector<CursorReading> &readings)
{
    std::vector<ReadingRow> rows;
    for (const CursorReading &reading : readings)
        rows.push_back(
            { reading.color, reading.label, withUnit(numberText(reading.value), reading.unit), detailOf(reading) });
    return rows;
}

} // namespace

void ChartOverlay::readings(double x, TimeNs time_ns, const std::vector<CursorReading> &readings, const QStringList &notes,
                            const PlotMap &map)
{
    const std::vector<ReadingRow> rows = rowsOf(readings);
    const QFontMetricsF metrics(font_);
    const QFont bold = scaledFont(font_, 1.0, true);
    const QFontMetricsF bold_metrics(bold);
    const QString title = dateTimeText(time_ns, 3);
    const double line = std::ceil(metrics.height()) + 3;
    double width = bold_metrics.horizontalAdvance(title);
    double height = line;
    for (const ReadingRow &row : rows) {
        width = std::max(width, metrics.horizontalAdvance(row.label) + bold_metrics.horizontalAdvance(row.value) + 40);
        width = std::max(width, metrics.horizontalAdvance(row.detail) + 16);
        height += row.detail.isEmpty() ? line : 2 * line;
    }
    for (const QString &note : notes)
        width = std::max(width, metrics.horizontalAdvance(note));
    height += line * static_cast<double>(notes.size());

    const QRectF &plot = map.plot();
    QRectF box(x + 12, plot.top() + 4, std::ceil(width) + 16, height + 10);
    if (box.right() > plot.right() + 8)
        box.moveRight(std::max(x - 12, plot.left() + box.width()));
    painter_.setRenderHint(QPainter::Antialiasing, true);
    painter_.setPen(QPen(palette_.border, 1));
    QColor ground = palette_.raised;
    ground.setAlpha(240);
    painter_.setBrush(ground);
    painter_.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);

    double base = box.top() + 5 + metrics.ascent();
    const double left = box.left() + 8;
    painter_.setFont(bold);
    painter_.setPen(palette_.text);
    painter_.drawText(QPointF(left, base), title);
    for (const ReadingRow &row : rows) {
        base += line;
        painter_.fillRect(QRectF(left, base - metrics.ascent() / 2 - 1, 10, 3), row.color);
        painter_.setFont(font_);
        painter_.setPen(palette_.text);
        painter_.drawText(QPointF(left + 16, base), row.label);
        painter_.setFont(bold);
        painter_.drawText(QPointF(box.right() - 8 - bold_metrics.horizontalAdvance(row.value), base), row.value);
        if (row.detail.isEmpty())
            continue;
        base += line;
        painter_.setFont(font_);
        painter_.setPen(palette_.text_muted);
        painter_.drawText(QPointF(left + 16, base), row.detail);
    }
    painter_.setFont(font_);
    painter_.setPen(palette_.text_muted);
    for (const QString &note : notes) {
        base += line;
        painter_.drawText(QPointF(left, base), note);
    }
}

} // namespace streamgauge
