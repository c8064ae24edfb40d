// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dashboard/dashboardview.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QTabWidget>

namespace streamgauge {

/// The dashboards of the workspace as tabs: add, rename (double click), reorder by drag, close.
class DashboardTabs : public QTabWidget
{
    Q_OBJECT

public:
    DashboardTabs(const DeskContext &context, DashboardDocument &document, QWidget *parent = nullptr);

    [[nodiscard]] DashboardView *currentView() const;
    [[nodiscard]] DashboardView *view(quint64 page_id) const;
    void setLive(bool live);
    void setTimesLinked(bool linked);
    void refreshTheme();
    void addPage();
    void renameCurrent();
    /// Brings the instant into view on every panel that shows the stream and field; turns to another dashboard
    /// when the current one has none. False when no dashboard shows it.
    bool showInstant(const QString &stream, const QString &field, TimeNs time_ns);

Q_SIGNALS:
    void exportRequested(streamgauge::Panel *panel);
    void addPanelRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void sync();
    [[nodiscard]] QToolButton *closeButton(quint64 page_id);
    DashboardView *createView(const DashboardPage &page);
    void followFrame(const SnapshotPtr &snapshot);
    void startRename(int index);
    void endRename(bool keep);

    DeskContext context_;
    DashboardDocument &document_;
    QLineEdit *name_edit_;
    quint64 renamed_page_ = 0;
    QElapsedTimer since_badges_;
    bool live_ = true;
    bool times_linked_ = false;
    bool syncing_ = false;
};

} // namespace streamgauge
