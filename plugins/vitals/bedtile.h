// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"
#include "plugins/vitals/bed.h"
#include "plugins/vitals/vitallimits.h"

class QPainter;

namespace streamgauge {

/// A tile's proportions; everything in it scales with its size.
inline constexpr QSizeF tile_design_size { 308, 160 };

[[nodiscard]] QColor bandColor(News2Band band, const Palette &palette);
/// Of a score; muted while parts are missing that could still make a low one high.
[[nodiscard]] QColor scoreColor(const News2 &score, const Palette &palette);

/// Paints one bed: name, score with band colour, shape and word, trend arrow, values with their limits, age. A value
/// that is missing is "---", never 0; a stale bed is grey.
class BedTile
{
public:
    BedTile(QPainter &painter, const QRectF &box, const Palette &palette, const VitalLimits &limits);
    void paint(const Bed &bed);

private:
    void paintFrame(const Bed &bed);
    void paintHeader(const Bed &bed);
    void paintScore(const Bed &bed);
    void paintBandShape(News2Band band, const QPointF &center, double radius, const QColor &color);
    void paintTrend(Trend trend, const QPointF &center, double radius);
    void paintValues(const Bed &bed);
    void paintValue(int line, const QString &label, const QString &value, const Limits &limits, int side, bool stale,
                    int decimals);
    double paintBadge(double right, const QString &text, const QColor &color);
    void setFont(double pixels, bool bold = false);
    [[nodiscard]] QRectF area(double x, double y, double width, double height) const;

    QPainter &painter_;
    QRectF box_;
    const Palette &palette_;
    const VitalLimits &limits_;
    QFont font_;
    double scale_;
};

} // namespace streamgauge
