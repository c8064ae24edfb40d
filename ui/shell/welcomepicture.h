// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QWidget>

namespace streamgauge {

/// What the program does, drawn: a changed row, its line in a chart, the alert it raises.
class WelcomePicture : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePicture(const DeskContext &context, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintRows(QPainter &painter, const QRectF &box) const;
    void paintChart(QPainter &painter, const QRectF &box) const;
    void paintAlert(QPainter &painter, const QRectF &box) const;
    void paintArrow(QPainter &painter, const QPointF &from) const;

    DeskContext context_;
};

} // namespace streamgauge
