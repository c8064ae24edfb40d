// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/chart/linelayer.h"
#include "ui/panels/value/valuepanel.h"

namespace streamgauge {

/// The latest value in big, how it moved within the span, and the span as a small line.
class StatPanel final : public ValuePanel
{
    Q_OBJECT

public:
    explicit StatPanel(PanelContext context, QWidget *parent = nullptr);

    [[nodiscard]] QJsonObject settings() const override;
    void applySettings(const QJsonObject &settings) override;
    [[nodiscard]] QList<QAction *> panelActions() override;

protected:
    void paintValue(QPainter &painter, const QRectF &area) override;

private:
    void paintLine(QPainter &painter, const QRectF &area);
    [[nodiscard]] QString trendText(const QFontMetricsF &metrics, double most_width) const;
    void makeSpanMenu();

    LineLayer lines_;
    QMenu *span_menu_ = nullptr;
};

} // namespace streamgauge
