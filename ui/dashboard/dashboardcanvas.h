// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QLabel>
#include <QPushButton>
#include <QWidget>

namespace streamgauge {

/// The ground on which panels lie: shows where a dragged panel will land, and what to do while it is empty.
class DashboardCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit DashboardCanvas(const DeskContext &context, QWidget *parent = nullptr);

    /// A null rectangle: none.
    void setLanding(const QRect &landing);
    void setEmpty(bool empty);

Q_SIGNALS:
    void addPanelRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    DeskContext context_;
    QWidget *hint_;
    QRect landing_;
};

} // namespace streamgauge
