// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/chartlayout.h"

#include "ui/panels/chart/chartframe.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace streamgauge {

ChartLayout ChartLayout::forSize(const QSize &size, const QFont &label_font)
{
    const double line = std::ceil(QFontMetricsF(label_font).height());
    ChartLayout layout;
    layout.value_labels = size.width() >= 160 && size.height() >= 72;
    layout.time_labels = size.width() >= 120 && size.height() >= 96;
    layout.time_context = size.height() >= 240 && size.width() >= 320;
    const double top = layout.value_labels ? line + 6 : 4;
    double bottom = 4;
    if (layout.time_labels)
        bottom += line + 6;
    if (layout.time_context)
        bottom += line;
    layout.plot = QRectF(8, std::round(top), std::max(1.0, size.width() - 16.0),
                         std::max(1.0, std::floor(size.height() - top - bottom)));
    layout.ticks = std::clamp(static_cast<int>(layout.plot.height() / (line * 2.6)) + 1, 2, 9);
    return layout;
}

void ChartLayout::fitSides(const QSize &size, const std::optional<ValueScale> &left, const std::optional<ValueScale> &right,
                           const QFont &label_font)
{
    const auto room = [&](const std::optional<ValueScale> &scale) {
        if (!value_labels || !scale)
            return value_labels ? 16.0 : 4.0;
        return std::ceil((labelWidth(*scale, label_font) + 14) / 8) * 8;
    };
    const double left_room = room(left);
    const double right_room = room(right);
    plot.setLeft(left_room);
    plot.setRight(std::max(left_room + 1, size.width() - right_room));
}

} // namespace streamgauge
