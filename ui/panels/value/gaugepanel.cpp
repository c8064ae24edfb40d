// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/value/gaugepanel.h"

#include "models/numbertext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/severity.h"
#include "ui/theme/stylesheet.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

constexpr double start_degrees = 210;
constexpr double sweep_degrees = 240;

std::optional<double> numberSetting(const QJsonObject &settings, QStringView name)
{
    const QJsonValue value = settings[name];
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

double share(const AxisRange &range, double value)
{
    return std::clamp((value - range.minimum) / range.size(), 0.0, 1.0);
}

void drawArc(QPainter &painter, const QRectF &circle, double from_share, double to_share)
{
    const int start = static_cast<int>(std::lround((start_degrees - from_share * sweep_degrees) * 16));
    painter.drawArc(circle, start, static_cast<int>(std::lround(-(to_share - from_share) * sweep_degrees * 16)));
}

} // namespace

GaugePanel::GaugePanel(PanelContext context, QWidget *parent)
    : ValuePanel(std::move(context), parent)
{
    series().setSpan(300 * ns_per_s);
    series().setPixels(60);
}

QJsonObject GaugePanel::settings() const
{
    QJsonObject json = ValuePanel::settings();
    if (minimum_)
        json[u"minimum"] = *minimum_;
    if (maximum_)
        json[u"maximum"] = *maximum_;
    return json;
}

void GaugePanel::applySettings(const QJsonObject &settings)
{
    minimum_ = numberSetting(settings, u"minimum");
    maximum_ = numberSetting(settings, u"maximum");
    if (minimum_ && maximum_ && !(*minimum_ < *maximum_)) {
        minimum_.reset();
        maximum_.reset();
    }
    ValuePanel::applySettings(settings);
}

AxisRange GaugePanel::range() const
{
    const SeriesSlice &slice = series().slice();
    double low = slice.has_latest ? slice.latest : 0;
    double high = low;
    for (const SeriesCell &cell : slice.cells) {
        low = std::min(low, cell.min);
        high = std::max(high, cell.max);
    }
    for (const SingleSeries::Limit &rule : series().limits()) {
        if (const auto limit = numberOf(rule.threshold.value)) {
            low = std::min(low, *limit);
            high = std::max(high, *limit);
        }
    }
    if (low >= 0 && low < high * 0.6)
        low = 0;
    AxisRange range = roundScale({ low, high }, 5).range;
    if (minimum_)
        range.minimum = *minimum_;
    if (maximum_)
        range.maximum = *maximum_;
    return range.minimum < range.maximum ? range : AxisRange { range.minimum, range.minimum + 1 };
}

void GaugePanel::paintValue(QPainter &painter, const QRectF &area)
{
    if (area.height() < 100 || area.width() < 120) {
        paintFlat(painter, area);
        return;
    }
    const double pen_width = std::clamp(std::min(area.width(), area.height()) * 0.06, 8.0, 28.0);
    const double rim = pen_width / 2 + 8;
    const double ends_height = std::clamp(area.height() * 0.08, 18.0, 32.0);
    // An arc of 240 degrees is three quarters as high as wide.
    const double diameter = std::min(area.width() - 2 * rim - 16, (area.height() - 2 * rim - ends_height - 16) / 0.75);
    const double height = 0.75 * diameter + 2 * rim + ends_height;
    const QRectF circle(area.center().x() - diameter / 2, area.center().y() - height / 2 + rim, diameter, diameter);
    paintArc(painter, circle, pen_width);
    paintNumbers(painter, circle, pen_width);
}

void GaugePanel::paintArc(QPainter &painter, const QRectF &circle, double pen_width)
{
    const AxisRange range = this->range();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colors().raised, pen_width, Qt::SolidLine, Qt::FlatCap));
    drawArc(painter, circle, 0, 1);

    const double rim = pen_width / 2 + 4;
    for (const SingleSeries::Limit &rule : series().limits()) {
        const auto limit = numberOf(rule.threshold.value);
        if (!limit)
            continue;
        const Comparison comparison = rule.threshold.comparison;
        const bool upper = comparison == Comparison::Greater || comparison == Comparison::GreaterOrEqual;
        const bool lower = comparison == Comparison::Less || comparison == Comparison::LessOrEqual;
        if (!upper && !lower)
            continue;
        painter.setPen(QPen(severityColor(rule.severity, colors()), 3, Qt::SolidLine, Qt::FlatCap));
        drawArc(painter, circle.adjusted(-rim, -rim, rim, rim), upper ? share(range, *limit) : 0,
                upper ? 1 : share(range, *limit));
    }
    if (!series().slice().has_latest)
        return;
    const QColor fill = series().age().stale ? colors().stale
        : series().firing()                  ? severityColor(*series().firing(), colors())
                                             : colors().accent;
    painter.setPen(QPen(fill, pen_width, Qt::SolidLine, Qt::FlatCap));
    drawArc(painter, circle, 0, std::max(0.004, share(range, series().slice().latest)));
}

void GaugePanel::paintNumbers(QPainter &painter, const QRectF &circle, double pen_width)
{
    const double factor = std::clamp(circle.width() / 70, 1.4, 8.0);
    const QFont value_font = scaledFont(font(), factor, true);
    const QFont small = scaledFont(font(), std::clamp(factor * 0.35, 0.9, 2.0));
    painter.setFont(value_font);
    painter.setPen(valueColor());
    const QRectF inner = circle.adjusted(pen_width, pen_width, -pen_width, -pen_width);
    painter.drawText(inner.translated(0, -circle.height() * 0.02), Qt::AlignCenter, valueText());
    painter.setFont(small);
    painter.setPen(colors().text_muted);
    const double below = circle.center().y() + QFontMetricsF(value_font).height() * 0.42;
    painter.drawText(QRectF(inner.left(), below, inner.width(), 40), Qt::AlignHCenter | Qt::AlignTop,
                     toQString(series().unit()));

    constexpr double narrow = 240;
    if (width() < narrow)
        return;
    const AxisRange range = this->range();
    const QFont ends = scaledFont(font(), std::clamp(factor * 0.25, 0.85, 1.4));
    painter.setFont(ends);
    const double radius = circle.width() / 2;
    const double angle = (start_degrees - 180) * M_PI / 180;
    const double y = circle.center().y() + radius * std::sin(angle) + pen_width / 2 + 4;
    const double x = radius * std::cos(angle);
    const QSizeF box(96, std::ceil(QFontMetricsF(ends).height()));
    painter.drawText(QRectF(QPointF(circle.center().x() - x - box.width() / 2, y), box), Qt::AlignHCenter | Qt::AlignTop,
                     numberText(range.minimum, 5));
    painter.drawText(QRectF(QPointF(circle.center().x() + x - box.width() / 2, y), box), Qt::AlignHCenter | Qt::AlignTop,
                     numberText(range.maximum, 5));
}

/// Too small for an arc: the number over a bar.
void GaugePanel::paintFlat(QPainter &painter, const QRectF &area)
{
    const QRectF bar(area.left() + 8, area.bottom() - 14, area.width() - 16, 6);
    painter.setFont(scaledFont(font(), std::clamp(area.height() / 48, 1.2, 2.0), true));
    painter.setPen(valueColor());
    painter.drawText(QRectF(area.left(), area.top(), area.width(), area.height() - 18), Qt::AlignCenter,
                     withUnit(valueText(), series().unit()));
    painter.fillRect(bar, colors().raised);
    if (series().slice().has_latest) {
        const double part = share(range(), series().slice().latest);
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * part, bar.height()),
                         series().age().stale ? colors().stale : colors().accent);
    }
}

} // namespace streamgauge
