// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/chart/chartmodel.h"

#include <QTimer>
#include <QWidget>

namespace streamgauge {

/// The lines of a chart with their latest values. A click hides or shows a line; a double click leaves it alone.
class ChartLegend : public QWidget
{
    Q_OBJECT

public:
    ChartLegend(ChartModel &model, std::function<const Palette &()> palette, QWidget *parent = nullptr);

    [[nodiscard]] QRect entryRect(std::size_t series) const;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return { 0, 0 }; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] std::vector<QRect> arrange(int width) const;
    [[nodiscard]] static QString moreText(std::ptrdiff_t left_out);
    [[nodiscard]] QString valueText(const ChartSeries &series) const;
    [[nodiscard]] std::optional<std::size_t> entryAt(const QPoint &position) const;

    ChartModel &model_;
    std::function<const Palette &()> palette_;
    QTimer tick_;
};

} // namespace streamgauge
