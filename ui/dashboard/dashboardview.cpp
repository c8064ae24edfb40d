// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/dashboardview.h"

#include "models/fieldmime.h"
#include "ui/dashboard/dashboardcanvas.h"
#include "ui/dashboard/newpanel.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QJsonDocument>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

constexpr int gap_px = 8;
constexpr double plain_row_px = 80;
constexpr double least_row_px = 52;
constexpr double most_row_px = 180;

std::vector<GridRect> rectsOf(const DashboardPage &page)
{
    std::vector<GridRect> rects;
    for (const PlacedPanel &panel : page.panels)
        rects.push_back(gridRect(panel.entry));
    return rects;
}

} // namespace

DashboardView::DashboardView(const DeskContext &context, DashboardDocument &document, quint64 page_id, QWidget *parent)
    : QScrollArea(parent)
    , context_(context)
    , document_(document)
    , page_id_(page_id)
    , time_link_(new TimeLink(this))
    , canvas_(new DashboardCanvas(context))
{
    context_.time_link = time_link_;
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidget(canvas_);
    setFocusPolicy(Qt::NoFocus);
    canvas_->installEventFilter(this);
    connect(canvas_, &DashboardCanvas::addPanelRequested, this, &DashboardView::addPanelRequested);
}

DashboardView::~DashboardView() = default;

void DashboardView::sync()
{
    const DashboardPage *page = document_.page(page_id_);
    if (page == nullptr || !isVisible())
        return;
    for (auto it = frames_.begin(); it != frames_.end();) {
        const bool kept =
            std::any_of(page->panels.begin(), page->panels.end(), [&](const PlacedPanel &p) { return p.id == it->first; });
        if (kept) {
            ++it;
            continue;
        }
        it->second->hide();
        it->second->deleteLater();
        it = frames_.erase(it);
    }
    for (const PlacedPanel &placed : page->panels) {
        if (!frames_.contains(placed.id))
            createFrame(placed);
        else
            frames_.at(placed.id)->apply(placed);
    }
    canvas_->setEmpty(page->panels.empty());
    arrange();
}

void DashboardView::createFrame(const PlacedPanel &placed)
{
    auto *frame = new PanelFrame(context_, placed, canvas_);
    frames_[placed.id] = frame;
    frame->apply(placed);
    frame->setLive(live_);
    connectFrame(frame);
    if (const SnapshotPtr snapshot = context_.services->feed().latest())
        frame->setSnapshot(*snapshot);
    frame->show();
}

void DashboardView::connectFrame(PanelFrame *frame)
{
    const quint64 id = frame->panelId();
    connect(frame, &PanelFrame::moveStarted, this, [this, frame](const QPoint &global) {
        drag_ = { frame->panelId(), frame->mapFromGlobal(global), gridRect(document_.panel(frame->panelId())->entry) };
        frame->raise();
    });
    connect(frame, &PanelFrame::moving, this, [this, frame](const QPoint &global) { previewMove(frame, global); });
    connect(frame, &PanelFrame::moveEnded, this, &DashboardView::endDrag);
    connect(frame, &PanelFrame::resizing, this, [this, frame](const QPoint &global) { previewResize(frame, global); });
    connect(frame, &PanelFrame::resizeEnded, this, &DashboardView::endDrag);
    connect(frame, &PanelFrame::nudged, this,
            [this, id](int columns, int rows, bool resize) { nudge(id, columns, rows, resize); });
    connect(
        frame, &PanelFrame::removeRequested, this, [this, id] { document_.removePanel(id); }, Qt::QueuedConnection);
    connect(frame, &PanelFrame::duplicateRequested, this, [this, id] { document_.duplicatePanel(id); });
    connect(frame, &PanelFrame::renamed, this, [this, id](const QString &title) { document_.renamePanel(id, title); });
    connect(frame, &PanelFrame::exportRequested, this, [this, frame] { Q_EMIT exportRequested(frame->panel()); });
    connect(frame, &PanelFrame::settingsEdited, this, [this, id](const QJsonObject &settings) {
        document_.setPanelSettings(id, QJsonDocument(settings).toJson(QJsonDocument::Compact).toStdString());
    });
}

void DashboardView::measure()
{
    if (drag_.panel_id != 0)
        return;
    const DashboardPage *page = document_.page(page_id_);
    const int rows = page == nullptr ? 0 : usedRows(rectsOf(*page));
    const double fitting_px = rows == 0 ? plain_row_px : static_cast<double>(viewport()->height() - gap_px) / rows;
    row_height_px_ = fitting_px < least_row_px ? plain_row_px : std::min(fitting_px, most_row_px);
}

void DashboardView::arrange()
{
    const DashboardPage *page = document_.page(page_id_);
    if (page == nullptr)
        return;
    measure();
    std::vector<GridRect> rects = rectsOf(*page);
    if (drag_.panel_id != 0) {
        const auto dragged = std::find_if(page->panels.begin(), page->panels.end(),
                                          [&](const PlacedPanel &p) { return p.id == drag_.panel_id; });
        rects = placed(rects, static_cast<std::size_t>(dragged - page->panels.begin()), drag_.target);
    }
    const int height_px = static_cast<int>(usedRows(rects) * row_height_px_) + gap_px;
    canvas_->resize(viewport()->width(), std::max(viewport()->height(), height_px));
    for (std::size_t i = 0; i < rects.size(); ++i) {
        const auto frame = frames_.find(page->panels[i].id);
        if (frame != frames_.end() && frame->first != drag_.panel_id)
            frame->second->setGeometry(cellRect(rects[i]));
    }
}

QRect DashboardView::cellRect(const GridRect &rect) const
{
    const double column_px = static_cast<double>(viewport()->width() - gap_px) / dashboard_columns;
    const int left = gap_px + static_cast<int>(std::lround(rect.column * column_px));
    const int right = gap_px + static_cast<int>(std::lround(rect.right() * column_px));
    const int top = gap_px + static_cast<int>(std::lround(rect.row * row_height_px_));
    const int bottom = gap_px + static_cast<int>(std::lround(rect.bottom() * row_height_px_));
    return { left, top, right - left - gap_px, bottom - top - gap_px };
}

GridRect DashboardView::cellAt(const QPoint &canvas_position) const
{
    const double column_px = static_cast<double>(viewport()->width() - gap_px) / dashboard_columns;
    return { static_cast<int>(std::lround((canvas_position.x() - gap_px) / column_px)),
             static_cast<int>(std::lround((canvas_position.y() - gap_px) / row_height_px_)), 0, 0 };
}

void DashboardView::previewMove(PanelFrame *frame, const QPoint &global)
{
    const QPoint corner = canvas_->mapFromGlobal(global) - drag_.grab;
    GridRect target = cellAt(corner);
    target.width = drag_.target.width;
    target.height = drag_.target.height;
    frame->move(corner);
    preview(frame->panelId(), target);
}

void DashboardView::previewResize(PanelFrame *frame, const QPoint &global)
{
    const QPoint corner = canvas_->mapFromGlobal(global);
    const GridRect end = cellAt(corner);
    GridRect target = gridRect(document_.panel(frame->panelId())->entry);
    target.width = std::min(end.column - target.column, dashboard_columns - target.column);
    target.height = end.row - target.row;
    frame->raise();
    frame->resize(std::max(80, corner.x() - frame->x()), std::max(60, corner.y() - frame->y()));
    preview(frame->panelId(), target);
}

void DashboardView::preview(quint64 panel_id, const GridRect &target)
{
    drag_.panel_id = panel_id;
    drag_.target = insideGrid(target);
    canvas_->setLanding(cellRect(drag_.target));
    arrange();
}

void DashboardView::endDrag(bool keep)
{
    const Drag drag = std::exchange(drag_, {});
    canvas_->setLanding({});
    if (drag.panel_id != 0 && keep)
        document_.placePanel(drag.panel_id, drag.target);
    arrange();
}

void DashboardView::nudge(quint64 panel_id, int columns, int rows, bool resize)
{
    GridRect target = gridRect(document_.panel(panel_id)->entry);
    if (resize) {
        target.width = std::min(target.width + columns, dashboard_columns - target.column);
        target.height += rows;
    } else {
        target.column += columns;
        target.row += rows;
    }
    document_.placePanel(panel_id, target);
    ensureWidgetVisible(frame(panel_id));
}

void DashboardView::setSnapshot(const Snapshot &snapshot)
{
    for (const auto &[id, frame] : frames_)
        frame->setSnapshot(snapshot);
}

void DashboardView::setLive(bool live)
{
    live_ = live;
    for (const auto &[id, frame] : frames_)
        frame->setLive(live);
}

void DashboardView::refreshTheme()
{
    for (const auto &[id, frame] : frames_)
        frame->refreshTheme();
    canvas_->update();
}

PanelFrame *DashboardView::frame(quint64 panel_id) const
{
    const auto found = frames_.find(panel_id);
    return found == frames_.end() ? nullptr : found->second;
}

std::vector<PanelFrame *> DashboardView::frames() const
{
    std::vector<PanelFrame *> all;
    for (const auto &[id, frame] : frames_)
        all.push_back(frame);
    std::sort(all.begin(), all.end(),
              [](const PanelFrame *a, const PanelFrame *b) { return a->y() != b->y() ? a->y() < b->y() : a->x() < b->x(); });
    return all;
}

void DashboardView::showEvent(QShowEvent *event)
{
    QScrollArea::showEvent(event);
    sync();
}

void DashboardView::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

bool DashboardView::eventFilter(QObject *watched, QEvent *event)
{
    // The area must hear of a canvas that grows as well, to scroll over all of it.
    return (watched == canvas_ && canvasEvent(event)) || QScrollArea::eventFilter(watched, event);
}

bool DashboardView::canvasEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove: {
        auto *drag = static_cast<QDragMoveEvent *>(event);
        if (!fieldFromMimeData(drag->mimeData()))
            return false;
        GridRect landing = cellAt(drag->position().toPoint());
        landing.width = 6;
        landing.height = 4;
        canvas_->setLanding(cellRect(insideGrid(landing)));
        drag->acceptProposedAction();
        return true;
    }
    case QEvent::DragLeave: canvas_->setLanding({}); return false;
    case QEvent::Drop: {
        auto *drop = static_cast<QDropEvent *>(event);
        canvas_->setLanding({});
        dropField(drop->mimeData(), drop->position().toPoint());
        drop->acceptProposedAction();
        return true;
    }
    default: return false;
    }
}

void DashboardView::dropField(const QMimeData *mime_data, const QPoint &position)
{
    const auto reference = fieldFromMimeData(mime_data);
    if (!reference)
        return;
    const PanelEntry entry = panelForField(*reference, context_.schema(reference->stream));
    GridRect place = cellAt(position);
    place.width = entry.width;
    place.height = entry.height;
    document_.addPanel(page_id_, entry, insideGrid(place));
}

} // namespace streamgauge
