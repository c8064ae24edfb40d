// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"
#include "ui/panels/chart/valuescale.h"

#include <QFont>
#include <QPixmap>

#include <memory>
#include <optional>

class QChart;
class QGraphicsScene;

namespace streamgauge {

/// Everything the still part of a chart depends on.
struct FrameLook {
    QSize size;
    qreal pixel_ratio = 1;
    QRectF plot;
    std::optional<ValueScale> left;
    std::optional<ValueScale> right;
    Palette palette;
    QFont font;
    friend bool operator==(const FrameLook &, const FrameLook &) = default;
};

/// The still part of a chart: background, value axes and their grid, drawn by Qt Charts into a pixmap that is
/// kept until the look changes. GUI thread.
class ChartFrame
{
public:
    ChartFrame();
    ~ChartFrame();
    ChartFrame(const ChartFrame &) = delete;
    ChartFrame &operator=(const ChartFrame &) = delete;

    [[nodiscard]] const QPixmap &pixmap(const FrameLook &look);
    /// How often Qt Charts had to draw.
    [[nodiscard]] int renderings() const { return renderings_; }

private:
    void render(const FrameLook &look);
    void addAxis(const ValueScale &scale, Qt::Alignment side, bool grid, const FrameLook &look);

    std::unique_ptr<QGraphicsScene> scene_;
    QChart *chart_ = nullptr; ///< the scene's
    std::optional<FrameLook> look_;
    QPixmap pixmap_;
    int renderings_ = 0;
};

/// The label of a tick, as the axis writes it; for the room the labels need.
[[nodiscard]] QString tickLabel(double value, const ValueScale &scale);
[[nodiscard]] double labelWidth(const ValueScale &scale, const QFont &font);

} // namespace streamgauge
