// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/paneltitlebar.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>

namespace streamgauge {

namespace {

/// Below this width, in pixels, the title takes the room of gaps.
constexpr int narrow_width = 180;

} // namespace

PanelTitleBar::PanelTitleBar(const DeskContext &context, QWidget *parent)
    : QWidget(parent)
    , context_(context)
    , label_(new QLabel(this))
    , notice_(new QLabel(this))
    , edit_(new QLineEdit(this))
    , badges_(new PanelBadges(context, this))
    , menu_button_(new QToolButton(this))
{
    setObjectName(QStringLiteral("panelTitleBar"));
    setFixedHeight(32);
    setCursor(Qt::OpenHandCursor);
    label_->setObjectName(QStringLiteral("panelTitle"));
    label_->setTextFormat(Qt::PlainText);
    label_->setAttribute(Qt::WA_TransparentForMouseEvents);
    label_->setMinimumWidth(24);
    label_->installEventFilter(this);
    label_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    notice_->setObjectName(QStringLiteral("panelNotice"));
    notice_->setAttribute(Qt::WA_TransparentForMouseEvents);
    notice_->hide();
    edit_->setAccessibleName(tr("Panel title"));
    edit_->hide();
    menu_button_->setObjectName(QStringLiteral("panelMenu"));
    menu_button_->setAccessibleName(tr("Panel menu"));
    menu_button_->setToolTip(tr("Panel menu"));
    menu_button_->setAutoRaise(true);
    menu_button_->setCursor(Qt::ArrowCursor);
    menu_button_->setPopupMode(QToolButton::InstantPopup);
    menu_button_->setFocusPolicy(Qt::TabFocus);
    refreshIcons();

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 4, 0);
    row->setSpacing(8);
    row->addWidget(label_, 1);
    row->addWidget(edit_, 1);
    row->addWidget(notice_);
    row->addWidget(badges_);
    row->addWidget(menu_button_);

    connect(edit_, &QLineEdit::returnPressed, this, [this] { endRename(true); });
    connect(edit_, &QLineEdit::editingFinished, this, [this] { endRename(true); });
}

void PanelTitleBar::setTitle(const QString &title)
{
    title_ = title;
    label_->setToolTip(title);
    elide();
}

void PanelTitleBar::setNotice(const QString &notice)
{
    notice_->setText(notice);
    notice_->setVisible(!notice.isEmpty());
}

void PanelTitleBar::refreshIcons()
{
    menu_button_->setIcon(context_.icon(QStringLiteral("more")));
}

void PanelTitleBar::startRename()
{
    renaming_ = true;
    edit_->setText(title_);
    label_->hide();
    edit_->show();
    edit_->selectAll();
    edit_->setFocus();
}

void PanelTitleBar::endRename(bool keep)
{
    if (!renaming_)
        return;
    renaming_ = false;
    edit_->hide();
    label_->show();
    if (keep && edit_->text().trimmed() != title_)
        Q_EMIT renamed(edit_->text().trimmed());
}

void PanelTitleBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && renaming_) {
        endRename(false);
        return;
    }
    QWidget::keyPressEvent(event);
}

bool PanelTitleBar::cancelDrag()
{
    if (!dragging_)
        return false;
    dragging_ = pressed_ = false;
    setCursor(Qt::OpenHandCursor);
    Q_EMIT dragEnded(false);
    return true;
}

void PanelTitleBar::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    pressed_ = true;
    pressed_at_ = event->globalPosition().toPoint();
    setFocus(Qt::MouseFocusReason);
}

void PanelTitleBar::mouseMoveEvent(QMouseEvent *event)
{
    if (!pressed_)
        return;
    const QPoint at = event->globalPosition().toPoint();
    if (!dragging_) {
        if ((at - pressed_at_).manhattanLength() < QApplication::startDragDistance())
            return;
        dragging_ = true;
        setCursor(Qt::ClosedHandCursor);
        Q_EMIT dragStarted(pressed_at_);
    }
    Q_EMIT dragged(at);
}

void PanelTitleBar::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const bool was_dragging = dragging_;
    pressed_ = dragging_ = false;
    setCursor(Qt::OpenHandCursor);
    if (was_dragging)
        Q_EMIT dragEnded(true);
}

void PanelTitleBar::mouseDoubleClickEvent(QMouseEvent *)
{
    startRename();
}

void PanelTitleBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layout()->setSpacing(width() < narrow_width ? 2 : 8);
    badges_->setAvailableWidth(width() / 2 - 24);
}

bool PanelTitleBar::eventFilter(QObject *watched, QEvent *event)
{
    // Its width follows the layout, which badges change, too.
    if (watched == label_ && event->type() == QEvent::Resize)
        elide();
    return QWidget::eventFilter(watched, event);
}

void PanelTitleBar::elide()
{
    const int width_px = std::max(24, label_->width());
    label_->setText(label_->fontMetrics().elidedText(title_, Qt::ElideRight, width_px));
}

} // namespace streamgauge
