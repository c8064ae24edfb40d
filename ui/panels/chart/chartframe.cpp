// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/chartframe.h"

#include "models/numbertext.h"

#include <QCategoryAxis>
#include <QChart>
#include <QFontMetricsF>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QLineSeries>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

std::vector<double> tickValues(const ValueScale &scale)
{
    std::vector<double> values;
    if (scale.logarithmic) {
        for (double value = scale.range.minimum; value <= scale.range.maximum * 1.0001; value *= 10)
            values.push_back(value);
        return values;
    }
    const auto first = static_cast<qint64>(std::ceil(scale.range.minimum / scale.step - 1e-6));
    const auto last = static_cast<qint64>(std::floor(scale.range.maximum / scale.step + 1e-6));
    for (qint64 tick = first; tick <= last && tick - first < 100; ++tick)
        values.push_back(static_cast<double>(tick) * scale.step);
    return values;
}

/// Steps are 1, 2, 2.5 or 5 times a power of ten.
int stepDecimals(double step)
{
    const int decimals = decimalsFor(step);
    const double scaled = step * std::pow(10.0, decimals);
    return std::abs(scaled - std::round(scaled)) > 1e-6 ? decimals + 1 : decimals;
}

} // namespace

QString tickLabel(double value, const ValueScale &scale)
{
    if (scale.logarithmic)
        return numberText(value, 3);
    const double largest = std::max(std::abs(scale.range.minimum), std::abs(scale.range.maximum));
    if (largest >= 1e7 || (largest < 1e-4 && largest > 0))
        return numberText(value, std::max(3, 2 + static_cast<int>(std::log10(largest / scale.step))));
    return fixedText(value, stepDecimals(scale.step));
}

double labelWidth(const ValueScale &scale, const QFont &font)
{
    const QFontMetricsF metrics(font);
    double width = 0;
    for (const double value : tickValues(scale))
        width = std::max(width, metrics.horizontalAdvance(tickLabel(value, scale)));
    return width;
}

ChartFrame::ChartFrame()
    : scene_(std::make_unique<QGraphicsScene>())
{
}
ChartFrame::~ChartFrame() = default;

const QPixmap &ChartFrame::pixmap(const FrameLook &look)
{
    if (look_ != look) {
        look_ = look;
        render(look);
    }
    return pixmap_;
}

void ChartFrame::addAxis(const ValueScale &scale, Qt::Alignment side, bool grid, const FrameLook &look)
{
    // Labels of our own at exact places: QValueAxis would spread ticks from the ends of the range.
    auto *axis = new QCategoryAxis;
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    const bool logarithmic = scale.logarithmic;
    const auto place = [logarithmic](double value) { return logarithmic ? std::log10(value) : value; };
    axis->setRange(place(scale.range.minimum), place(scale.range.maximum));
    axis->setStartValue(place(scale.range.minimum));
    const double tolerance = (axis->max() - axis->min()) * 1e-9;
    for (const double value : tickValues(scale))
        axis->append(tickLabel(value, scale), std::min(std::max(place(value), axis->min() + tolerance), axis->max()));
    axis->setLabelsFont(look.font);
    axis->setLabelsColor(look.palette.text_muted);
    axis->setGridLinePen(QPen(look.palette.grid, 1));
    axis->setGridLineVisible(grid);
    axis->setLinePen(Qt::NoPen);
    axis->setTruncateLabels(false);
    chart_->addAxis(axis, side);
    // Axes on one series would share their range.
    auto *series = new QLineSeries;
    chart_->addSeries(series);
    series->attachAxis(axis);
}

void ChartFrame::render(const FrameLook &look)
{
    ++renderings_;
    scene_->clear();
    chart_ = new QChart;
    scene_->addItem(chart_);
    chart_->setBackgroundVisible(false);
    chart_->setMargins({});
    chart_->layout()->setContentsMargins(0, 0, 0, 0);
    chart_->legend()->hide();
    if (look.left)
        addAxis(*look.left, Qt::AlignLeft, true, look);
    if (look.right)
        addAxis(*look.right, Qt::AlignRight, !look.left, look);
    chart_->setPlotArea(look.plot);
    chart_->resize(look.size);
    chart_->layout()->activate();
    scene_->setSceneRect(QRectF(QPointF(0, 0), look.size));

    pixmap_ = QPixmap(look.size * look.pixel_ratio);
    pixmap_.setDevicePixelRatio(look.pixel_ratio);
    pixmap_.fill(look.palette.surface);
    QPainter painter(&pixmap_);
    scene_->render(&painter, QRectF(QPointF(0, 0), look.size), scene_->sceneRect());
    painter.setPen(QPen(look.palette.border, 1));
    const QRectF plot = look.plot;
    painter.drawLine(QPointF(plot.left(), plot.bottom()), QPointF(plot.right(), plot.bottom()));
}

} // namespace streamgauge
