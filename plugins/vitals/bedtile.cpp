// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/vitals/bedtile.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr double score_width = 112;
constexpr double header_height = 30;
constexpr double value_height = 23.5;

struct TileText {
    Q_DECLARE_TR_FUNCTIONS(streamgauge::BedTile)
};

QString number(const std::optional<double> &value, int decimals)
{
    return value ? QString::number(*value, 'f', decimals) : QStringLiteral("---");
}

QString pressure(const BedReading &reading)
{
    if (!reading.observations.systolic_bp && !reading.diastolic_bp)
        return QStringLiteral("---");
    return number(reading.observations.systolic_bp, 0) + QLatin1Char('/') + number(reading.diastolic_bp, 0);
}

QString limitsText(const Limits &limits, int decimals)
{
    if (limits.low && limits.high)
        return QString::number(*limits.low, 'f', decimals) + QStringLiteral("–")
            + QString::number(*limits.high, 'f', decimals);
    if (limits.low)
        return QStringLiteral("≥ ") + QString::number(*limits.low, 'f', decimals);
    return limits.high ? QStringLiteral("≤ ") + QString::number(*limits.high, 'f', decimals) : QString();
}

QPolygonF arrow(const QPointF &center, double radius, int direction)
{
    if (direction == 0)
        return { { center + QPointF(-radius, -radius), center + QPointF(radius, 0), center + QPointF(-radius, radius) } };
    const double tip = -radius * direction;
    return { { center + QPointF(0, tip), center + QPointF(radius, -tip), center + QPointF(-radius, -tip) } };
}

QColor textOn(const QColor &background)
{
    const double luminance = 0.299 * background.redF() + 0.587 * background.greenF() + 0.114 * background.blueF();
    return luminance > 0.5 ? QColor(16, 20, 24) : QColor(255, 255, 255);
}

bool isFilled(News2Band band)
{
    return band == News2Band::High || band == News2Band::Medium;
}

} // namespace

QColor bandColor(News2Band band, const Palette &palette)
{
    switch (band) {
    case News2Band::Zero: return palette.good;
    case News2Band::Low: return palette.info;
    case News2Band::SingleThree:
    case News2Band::Medium: return palette.warning;
    case News2Band::High: break;
    }
    return palette.critical;
}

QColor scoreColor(const News2 &score, const Palette &palette)
{
    if (!score.complete() && score.band() < News2Band::SingleThree)
        return palette.text_muted;
    return bandColor(score.band(), palette);
}

BedTile::BedTile(QPainter &painter, const QRectF &box, const Palette &palette, const VitalLimits &limits)
    : painter_(painter)
    , box_(box)
    , palette_(palette)
    , limits_(limits)
    , font_(painter.font())
    , scale_(std::min(box.width() / tile_design_size.width(), box.height() / tile_design_size.height()))
{
}

void BedTile::paint(const Bed &bed)
{
    painter_.setRenderHint(QPainter::Antialiasing);
    paintFrame(bed);
    paintHeader(bed);
    paintScore(bed);
    paintValues(bed);
}

QRectF BedTile::area(double x, double y, double width, double height) const
{
    return { box_.x() + x * scale_, box_.y() + y * scale_, width * scale_, height * scale_ };
}

void BedTile::setFont(double pixels, bool bold)
{
    font_.setPixelSize(std::max(7, qRound(pixels * scale_)));
    font_.setBold(bold);
    painter_.setFont(font_);
}

void BedTile::paintFrame(const Bed &bed)
{
    const QColor band = bed.stale ? palette_.stale : scoreColor(bed.score, palette_);
    const double corner = 6 * scale_;
    QPainterPath outline;
    outline.addRoundedRect(box_.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner);
    painter_.fillPath(outline, palette_.raised);
    painter_.save();
    painter_.setClipPath(outline);
    painter_.fillRect(QRectF(box_.x(), box_.y(), 5 * scale_, box_.height()), band);
    painter_.restore();
    painter_.setBrush(Qt::NoBrush);
    painter_.setPen(QPen(bed.current ? palette_.accent : palette_.border, bed.current ? 2 : 1));
    painter_.drawPath(outline);
}

double BedTile::paintBadge(double right, const QString &text, const QColor &color)
{
    setFont(11, true);
    const double width = painter_.fontMetrics().horizontalAdvance(text) / scale_ + 10;
    const QRectF badge = area(right - width, 8, width, 17);
    painter_.setPen(QPen(color, 1));
    painter_.setBrush(Qt::NoBrush);
    painter_.drawRoundedRect(badge, 4 * scale_, 4 * scale_);
    painter_.drawText(badge, Qt::AlignCenter, text);
    return right - width - 6;
}

void BedTile::paintHeader(const Bed &bed)
{
    const double width = box_.width() / scale_;
    setFont(11);
    const QString age = bed.stale ? TileText::tr("stale %1").arg(ageText(bed.age_ns)) : ageText(bed.age_ns);
    painter_.setPen(bed.stale ? palette_.warning : palette_.text_muted);
    painter_.drawText(area(width - 110, 8, 100, 17), Qt::AlignRight | Qt::AlignVCenter, age);
    double right = width - 16 - painter_.fontMetrics().horizontalAdvance(age) / scale_;

    const QColor badge_color = bed.stale ? palette_.stale : palette_.text;
    const auto consciousness = bed.reading.observations.consciousness;
    if (consciousness && *consciousness != Consciousness::Alert)
        right = paintBadge(right, QString::fromUtf8(letter(*consciousness)), bed.stale ? palette_.stale : palette_.critical);
    if (bed.reading.observations.on_oxygen.value_or(false))
        right = paintBadge(right, QStringLiteral("O₂"), badge_color);
    if (bed.reading.observations.spo2_scale == Spo2Scale::Two)
        right = paintBadge(right, TileText::tr("Scale 2"), badge_color);

    setFont(15, true);
    painter_.setPen(bed.stale ? palette_.stale : palette_.text);
    const QRectF place = area(16, 6, right - 16, 21);
    painter_.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                      painter_.fontMetrics().elidedText(bed.name, Qt::ElideRight, qRound(place.width())));
}

void BedTile::paintScore(const Bed &bed)
{
    const News2Band band = bed.score.band();
    const QColor color = bed.stale ? palette_.stale : scoreColor(bed.score, palette_);
    const bool filled = isFilled(band) && bed.score.complete() && !bed.stale;
    setFont(11);
    painter_.setPen(palette_.text_muted);
    painter_.drawText(area(16, header_height, 60, 16), Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("NEWS2"));

    const QRectF plate = area(16, header_height + 19, 70, 60);
    painter_.setPen(QPen(color, 1.5 * scale_, bed.score.complete() ? Qt::SolidLine : Qt::DashLine));
    painter_.setBrush(filled ? QBrush(color) : QBrush(Qt::NoBrush));
    painter_.drawRoundedRect(plate, 6 * scale_, 6 * scale_);
    const QString text = scoreText(bed.score);
    setFont(text.size() > 2 ? 27 : 42, true);
    painter_.setPen(filled ? textOn(color) : bed.stale ? palette_.stale : palette_.text);
    painter_.drawText(plate, Qt::AlignCenter, text);
    if (!bed.stale)
        paintTrend(bed.trend, area(98, header_height + 49, 0, 0).topLeft(), 6 * scale_);

    paintBandShape(band, area(23, header_height + 98, 0, 0).topLeft(), 7 * scale_, color);
    setFont(13, true);
    painter_.setPen(bed.stale ? palette_.stale : palette_.text);
    const QString word = bed.score.complete() ? bandWord(band) : TileText::tr("Incomplete");
    painter_.drawText(area(36, header_height + 88, score_width - 16, 20), Qt::AlignLeft | Qt::AlignVCenter, word);
}

void BedTile::paintBandShape(News2Band band, const QPointF &center, double radius, const QColor &color)
{
    painter_.setPen(QPen(color, 1.8 * scale_));
    painter_.setBrush(isFilled(band) || band == News2Band::Low ? QBrush(color) : QBrush(Qt::NoBrush));
    switch (band) {
    case News2Band::Zero: painter_.drawEllipse(center, radius * 0.7, radius * 0.7); return;
    case News2Band::Low: painter_.drawEllipse(center, radius * 0.7, radius * 0.7); return;
    case News2Band::SingleThree:
    case News2Band::Medium: painter_.drawPolygon(arrow(center, radius * 0.85, 1)); return;
    case News2Band::High: break;
    }
    const QPolygonF diamond { { center + QPointF(0, -radius), center + QPointF(radius, 0), center + QPointF(0, radius),
                                center + QPointF(-radius, 0) } };
    painter_.drawPolygon(diamond);
}

void BedTile::paintTrend(Trend trend, const QPointF &center, double radius)
{
    if (trend == Trend::Unknown)
        return;
    const int direction = trend == Trend::Rising ? 1 : trend == Trend::Falling ? -1 : 0;
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(direction > 0 ? palette_.text : palette_.text_muted);
    painter_.drawPolygon(arrow(center, radius, direction));
}

void BedTile::paintValues(const Bed &bed)
{
    const Observations &seen = bed.reading.observations;
    const auto line = [&](int index, Vital vital, const QString &label, const std::optional<double> &value,
                          const QString &text, int decimals) {
        const Limits &limits = limits_.of(vital);
        paintValue(index, label, text, limits, limits.side(value), bed.stale, decimals);
    };
    const auto plain = [&](int index, Vital vital, const QString &label, const std::optional<double> &value, int decimals) {
        line(index, vital, label, value, number(value, decimals), decimals);
    };
    plain(0, Vital::HeartRate, QStringLiteral("HR"), seen.pulse, 0);
    plain(1, Vital::Spo2, QStringLiteral("SpO₂"), seen.spo2, 0);
    plain(2, Vital::RespRate, QStringLiteral("RR"), seen.resp_rate, 0);
    line(3, Vital::SystolicBp, QStringLiteral("BP"), seen.systolic_bp, pressure(bed.reading), 0);
    plain(4, Vital::Temperature, QStringLiteral("Temp"), seen.temperature, 1);
}

void BedTile::paintValue(int line, const QString &label, const QString &value, const Limits &limits, int side, bool stale,
                         int decimals)
{
    const double y = header_height + 4 + line * value_height;
    const double left = 16 + score_width;
    const double right = box_.width() / scale_ - 10;
    const double limits_left = right - 62;
    setFont(12.5);
    painter_.setPen(palette_.text_muted);
    painter_.drawText(area(left, y, 40, value_height), Qt::AlignLeft | Qt::AlignVCenter, label);
    setFont(11);
    painter_.drawText(area(limits_left, y, 62, value_height), Qt::AlignRight | Qt::AlignVCenter,
                      limitsText(limits, decimals > 0 ? 1 : 0));

    const QColor color = stale ? palette_.stale : side != 0 ? palette_.warning : palette_.text;
    setFont(16.5, true);
    painter_.setPen(color);
    painter_.drawText(area(left + 26, y, limits_left - left - 36, value_height), Qt::AlignRight | Qt::AlignVCenter, value);
    if (side == 0)
        return;
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(color);
    painter_.drawPolygon(arrow(area(limits_left - 3, y + value_height / 2, 0, 0).topLeft(), 3.5 * scale_, side));
}

} // namespace streamgauge
