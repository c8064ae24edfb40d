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

constexpr double padding = 8;
constexpr double swatch_room = 16;
constexpr double between = 16;
constexpr double line_gap = 3;

QString detailOf(const CursorReading &reading)
{
    if (reading.samples <= 1)
        return {};
    const QString middle = reading.mean ? numberText(*reading.mean, 5) : QStringLiteral("…");
    return QCoreApplication::translate("streamgauge::ChartOverlay",
                                       "%1 samples under this pixel: %2 / %3 / %4 (min / mean / max)")
        .arg(exactCountText(reading.samples), numberText(reading.minimum, 5), middle, numberText(reading.maximum, 5));
}

QString spanOf(const CursorReading &reading)
{
    const QString least = numberText(reading.minimum, 5);
    const QString most = numberText(reading.maximum, 5);
    return withUnit(least == most ? least : least + QStringLiteral(" … ") + most, reading.unit);
}

} // namespace

ChartOverlay::ReadingRow ChartOverlay::rowOf(const CursorReading &reading)
{
    return { reading.color, reading.label, withUnit(numberText(reading.value), reading.unit), detailOf(reading) };
}

int ChartOverlay::shorten(std::vector<ReadingRow> &rows, int lines)
{
    const auto details = std::ranges::count_if(rows, [](const ReadingRow &row) { return !row.detail.isEmpty(); });
    if (std::ssize(rows) + details > lines) {
        for (ReadingRow &row : rows)
            row.detail.clear();
    }
    if (std::ssize(rows) <= lines)
        return 0;
    // One line says how many are missing.
    const auto kept = static_cast<std::size_t>(std::max(1, lines - 1));
    const auto left_out = static_cast<int>(rows.size() - kept);
    rows.resize(kept);
    return left_out;
}

void ChartOverlay::readings(double x, TimeNs time_ns, const std::vector<CursorReading> &readings, const QStringList &notes,
                            const PlotMap &map)
{
    std::vector<ReadingRow> rows;
    std::ranges::transform(readings, std::back_inserter(rows), rowOf);
    readingBox(x, dateTimeText(time_ns, 3), std::move(rows), notes, map);
}

void ChartOverlay::linkedReadings(double x, const std::vector<CursorReading> &readings, const PlotMap &map)
{
    std::vector<ReadingRow> rows;
    for (const CursorReading &reading : readings)
        rows.push_back({ reading.color, reading.label, spanOf(reading), {} });
    if (!rows.empty())
        readingBox(x, {}, std::move(rows), {}, map);
}

void ChartOverlay::readingBox(double x, const QString &title, std::vector<ReadingRow> rows, QStringList notes,
                              const PlotMap &map)
{
    const QFontMetricsF metrics(font_);
    const QFont bold = scaledFont(font_, 1.0, true);
    const QFontMetricsF bold_metrics(bold);
    const QRectF &plot = map.plot();
    const double line = std::ceil(metrics.height()) + line_gap;
    const int title_lines = title.isEmpty() ? 0 : 1;
    const int room = static_cast<int>((plot.height() - padding) / line) - title_lines - static_cast<int>(notes.size());
    if (const int left_out = shorten(rows, std::max(1, room)); left_out > 0)
        notes.prepend(QCoreApplication::translate("streamgauge::ChartOverlay", "and %n more", nullptr, left_out));

    double width = bold_metrics.horizontalAdvance(title);
    double height = line * static_cast<double>(title_lines + notes.size());
    for (const ReadingRow &row : rows) {
        width = std::max(
            width, swatch_room + metrics.horizontalAdvance(row.label) + between + bold_metrics.horizontalAdvance(row.value));
        width = std::max(width, swatch_room + metrics.horizontalAdvance(row.detail));
        height += row.detail.isEmpty() ? line : 2 * line;
    }
    for (const QString &note : notes)
        width = std::max(width, metrics.horizontalAdvance(note));
    width = std::min(std::ceil(width) + 2 * padding, std::max(plot.width() - 2 * padding, 80.0));

    QRectF box(x + 12, plot.top() + 4, width, height + padding);
    if (box.right() > plot.right() + 8)
        box.moveRight(std::max(x - 12, plot.left() + box.width()));
    painter_.setRenderHint(QPainter::Antialiasing, true);
    painter_.setPen(QPen(palette_.border, 1));
    QColor ground = palette_.raised;
    ground.setAlpha(240);
    painter_.setBrush(ground);
    painter_.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);

    double base = box.top() + 5 + metrics.ascent() - (title.isEmpty() ? line : 0);
    painter_.setFont(bold);
    painter_.setPen(palette_.text);
    if (!title.isEmpty())
        painter_.drawText(QPointF(box.left() + padding, base), title);
    for (const ReadingRow &row : rows)
        readingRow(row, box, base);
    painter_.setFont(font_);
    painter_.setPen(palette_.text_muted);
    for (const QString &note : notes) {
        base += line;
        painter_.drawText(QPointF(box.left() + padding, base),
                          metrics.elidedText(note, Qt::ElideRight, box.width() - 2 * padding));
    }
}

void ChartOverlay::readingRow(const ReadingRow &row, const QRectF &box, double &base)
{
    const QFontMetricsF metrics(font_);
    const QFont bold = scaledFont(font_, 1.0, true);
    const double line = std::ceil(metrics.height()) + line_gap;
    const double left = box.left() + padding;
    const double value_left = box.right() - padding - QFontMetricsF(bold).horizontalAdvance(row.value);
    base += line;
    painter_.fillRect(QRectF(left, base - metrics.ascent() / 2 - 1, 10, 3), row.color);
    painter_.setFont(font_);
    painter_.setPen(palette_.text);
    const double label_width = value_left - left - swatch_room - 4;
    painter_.drawText(QPointF(left + swatch_room, base), metrics.elidedText(row.label, Qt::ElideMiddle, label_width));
    painter_.setFont(bold);
    painter_.drawText(QPointF(value_left, base), row.value);
    if (row.detail.isEmpty())
        return;
    base += line;
    painter_.setFont(font_);
    painter_.setPen(palette_.text_muted);
    painter_.drawText(QPointF(left + swatch_room, base),
                      metrics.elidedText(row.detail, Qt::ElideRight, box.right() - padding - left - swatch_room));
}

} // namespace streamgauge
