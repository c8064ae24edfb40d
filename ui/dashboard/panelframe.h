// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dashboard/dashboarddocument.h"
#include "ui/dashboard/paneltitlebar.h"

#include <QFrame>
#include <QMenu>

namespace streamgauge {

/// One cell of a dashboard: title bar, the panel, and a grip in the lower right corner. Takes fields that are
/// dropped on it. By keyboard: Alt+arrows move it, Alt+Shift+arrows resize it, F2 renames, Delete removes.
class PanelFrame : public QFrame
{
    Q_OBJECT

public:
    PanelFrame(const DeskContext &context, const PlacedPanel &placed, QWidget *parent = nullptr);

    /// Creates the panel on first use; afterwards brings title and settings in line with the document.
    void apply(const PlacedPanel &placed);
    [[nodiscard]] quint64 panelId() const { return panel_id_; }
    [[nodiscard]] streamgauge::Panel *panel() const { return panel_; }
    [[nodiscard]] PanelTitleBar &titleBar() { return *title_bar_; }
    void setSnapshot(const Snapshot &snapshot);
    void setLive(bool live);
    void refreshTheme();

Q_SIGNALS:
    void moveStarted(const QPoint &global);
    void moving(const QPoint &global);
    void moveEnded(bool keep);
    void resizing(const QPoint &global);
    void resizeEnded(bool keep);
    /// One cell, by keyboard.
    void nudged(int columns, int rows, bool resize);
    void removeRequested();
    void duplicateRequested();
    void exportRequested();
    void renamed(const QString &title);
    void settingsEdited(const QJsonObject &settings);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void createPanel(const PlacedPanel &placed);
    void fillMenu();
    void showTitle();
    void setDropTarget(bool on);
    [[nodiscard]] bool gripEvent(QEvent *event);

    DeskContext context_;
    quint64 panel_id_;
    PanelTitleBar *title_bar_;
    QMenu *menu_;
    QWidget *grip_;
    streamgauge::Panel *panel_ = nullptr;
    QString title_;
    std::string settings_json_;
    bool applying_ = false;
    bool grip_pressed_ = false;
};

} // namespace streamgauge
