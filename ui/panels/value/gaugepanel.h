// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/chart/valuescale.h"
#include "ui/panels/value/valuepanel.h"

namespace streamgauge {

/// The latest value on an arc, with the zones that rules judge.
class GaugePanel final : public ValuePanel
{
    Q_OBJECT

public:
    explicit GaugePanel(PanelContext context, QWidget *parent = nullptr);

    [[nodiscard]] QJsonObject settings() const override;
    void applySettings(const QJsonObject &settings) override;

    /// The ends of the arc: as set, or round numbers around what was seen and what rules judge.
    [[nodiscard]] AxisRange range() const;

protected:
    void paintValue(QPainter &painter, const QRectF &area) override;

private:
    void paintArc(QPainter &painter, const QRectF &circle, double pen_width);
    void paintNumbers(QPainter &painter, const QRectF &circle, double pen_width);
    void paintFlat(QPainter &painter, const QRectF &area);

    std::optional<double> minimum_;
    std::optional<double> maximum_;
};

} // namespace streamgauge
