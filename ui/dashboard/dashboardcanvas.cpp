// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/dashboardcanvas.h"

#include <QPainter>
#include <QVBoxLayout>

namespace streamgauge {

DashboardCanvas::DashboardCanvas(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
    , hint_(new QWidget(this))
{
    setAcceptDrops(true);
    auto *title = new QLabel(tr("This dashboard is empty"), hint_);
    title->setObjectName(QStringLiteral("emptyTitle"));
    title->setAlignment(Qt::AlignCenter);
    auto *text = new QLabel(tr("Drag a field from the list on the left to here, or choose a panel."), hint_);
    text->setObjectName(QStringLiteral("emptyHint"));
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    auto *add = new QPushButton(tr("Add panel…"), hint_);
    add->setProperty("primary", true);
    connect(add, &QPushButton::clicked, this, &DashboardCanvas::addPanelRequested);
    auto *column = new QVBoxLayout(hint_);
    column->setSpacing(12);
    column->addWidget(title);
    column->addWidget(text);
    column->addWidget(add, 0, Qt::AlignCenter);
}

void DashboardCanvas::setLanding(const QRect &landing)
{
    if (landing == landing_)
        return;
    landing_ = landing;
    update();
}

void DashboardCanvas::setEmpty(bool empty)
{
    hint_->setVisible(empty);
}

void DashboardCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const QSize size(std::min(width(), 480), 160);
    hint_->setGeometry(QRect(QPoint((width() - size.width()) / 2, std::max(24, height() / 3 - size.height() / 2)), size));
}

void DashboardCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), context_.palette().window);
    if (landing_.isNull())
        return;
    QColor fill = context_.palette().accent;
    fill.setAlphaF(0.18F);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(context_.palette().accent, 1, Qt::DashLine));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(landing_).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace streamgauge
