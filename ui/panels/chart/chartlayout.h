// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/chart/valuescale.h"

#include <QFont>
#include <QRectF>
#include <QSize>

#include <optional>

namespace streamgauge {

/// How the room of a chart is shared out. Labels go first when it gets small.
struct ChartLayout {
    QRectF plot;
    bool value_labels = true;
    bool time_labels = true;
    bool time_context = true; ///< the line with date and zone
    int ticks = 5;            ///< about so many on a value axis

    /// Room above and below the plot; the sides are still open.
    [[nodiscard]] static ChartLayout forSize(const QSize &size, const QFont &label_font);
    /// Sets the sides from the widest labels, in steps of 8 pixels so that the plot does not breathe.
    void fitSides(const QSize &size, const std::optional<ValueScale> &left, const std::optional<ValueScale> &right,
                  const QFont &label_font);
};

} // namespace streamgauge
