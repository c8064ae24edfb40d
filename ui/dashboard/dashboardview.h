// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dashboard/panelframe.h"

#include <QScrollArea>

#include <map>

class QMimeData;

namespace streamgauge {

class DashboardCanvas;

/// One dashboard on its 12-column grid. Panels are made when it is first shown. Rows are 80 pixels high, or as
/// high as fills the window when all fit.
class DashboardView : public QScrollArea
{
    Q_OBJECT

public:
    DashboardView(const DeskContext &context, DashboardDocument &document, quint64 page_id, QWidget *parent = nullptr);
    ~DashboardView() override;

    [[nodiscard]] quint64 pageId() const { return page_id_; }
    /// Brings the frames in line with the document, now or when it is next shown.
    void sync();
    void setSnapshot(const Snapshot &snapshot);
    void setLive(bool live);
    /// Whether zooming and panning one chart moves the others along.
    void setTimesLinked(bool linked) { time_link_->setSharesStretch(linked); }
    void refreshTheme();
    [[nodiscard]] PanelFrame *frame(quint64 panel_id) const;
    /// In reading order.
    [[nodiscard]] std::vector<PanelFrame *> frames() const;
    [[nodiscard]] QRect cellRect(const GridRect &rect) const;

Q_SIGNALS:
    void exportRequested(streamgauge::Panel *panel);
    void addPanelRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Drag {
        quint64 panel_id = 0; ///< 0: none
        QPoint grab;          ///< from the frame's corner
        GridRect target;
    };

    void createFrame(const PlacedPanel &placed);
    void connectFrame(PanelFrame *frame);
    void arrange();
    void measure();
    void previewMove(PanelFrame *frame, const QPoint &global);
    void previewResize(PanelFrame *frame, const QPoint &global);
    void preview(quint64 panel_id, const GridRect &target);
    void endDrag(bool keep);
    void nudge(quint64 panel_id, int columns, int rows, bool resize);
    [[nodiscard]] GridRect cellAt(const QPoint &canvas_position) const;
    [[nodiscard]] bool canvasEvent(QEvent *event);
    void dropField(const QMimeData *mime_data, const QPoint &position);

    DeskContext context_;
    DashboardDocument &document_;
    quint64 page_id_;
    TimeLink *time_link_;
    DashboardCanvas *canvas_;
    std::map<quint64, PanelFrame *> frames_;
    Drag drag_;
    double row_height_px_ = 80;
    bool live_ = true;
};

} // namespace streamgauge
