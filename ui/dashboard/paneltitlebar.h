// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dashboard/panelbadges.h"

#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QWidget>

namespace streamgauge {

/// The head of a panel: title (double click or F2 renames in place), badges, menu. Dragging it moves the panel.
class PanelTitleBar : public QWidget
{
    Q_OBJECT

public:
    explicit PanelTitleBar(const DeskContext &context, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    [[nodiscard]] QString title() const { return title_; }
    void setNotice(const QString &notice);
    [[nodiscard]] PanelBadges &badges() { return *badges_; }
    [[nodiscard]] QToolButton &menuButton() { return *menu_button_; }
    void startRename();
    /// False when nothing was being dragged.
    bool cancelDrag();
    void refreshIcons();

Q_SIGNALS:
    void renamed(const QString &title);
    void dragStarted(const QPoint &global);
    void dragged(const QPoint &global);
    void dragEnded(bool keep);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void endRename(bool keep);
    void elide();

    DeskContext context_;
    QString title_;
    QLabel *label_;
    QLabel *notice_;
    QLineEdit *edit_;
    PanelBadges *badges_;
    QToolButton *menu_button_;
    QPoint pressed_at_;
    bool pressed_ = false;
    bool dragging_ = false;
    bool renaming_ = false;
};

} // namespace streamgauge
