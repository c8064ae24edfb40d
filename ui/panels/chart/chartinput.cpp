// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keys of ChartView.
#include "models/numbertext.h"
#include "ui/panels/chart/chartview.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

constexpr double cursor_grip_pixels = 5;
constexpr double smallest_band_pixels = 6;

} // namespace

ChartView::Drag ChartView::dragAt(const QPointF &position) const
{
    const auto near = [&](const std::optional<TimeNs> &cursor) {
        return cursor && std::abs(left_.x(*cursor) - position.x()) <= cursor_grip_pixels;
    };
    if (near(b_ns_))
        return Drag::CursorB;
    return near(a_ns_) ? Drag::CursorA : Drag::Pan;
}

void ChartView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return QWidget::mousePressEvent(event);
    if (catch_up_.contains(event->position())) {
        model_.setLive(true);
        return;
    }
    if (!layout_.plot.contains(event->position()) || model_.series().empty())
        return;
    drag_from_ = drag_to_ = event->position();
    drag_ = event->modifiers() & Qt::ShiftModifier ? Drag::RubberBand : dragAt(event->position());
}

void ChartView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF position = event->position();
    pointer_ = position;
    sharePointer();
    switch (drag_) {
    case Drag::None: setCursor(dragAt(position) == Drag::Pan ? Qt::ArrowCursor : Qt::SplitHCursor); break;
    case Drag::Pan:
        if (const DurationNs by_ns = left_.time(drag_to_.x()) - left_.time(position.x()); by_ns != 0) {
            setCursor(Qt::ClosedHandCursor);
            model_.pan(by_ns);
            drag_to_ = position;
        }
        break;
    case Drag::RubberBand: drag_to_ = position; break;
    case Drag::CursorA: a_ns_ = left_.time(position.x()); break;
    case Drag::CursorB: b_ns_ = left_.time(position.x()); break;
    }
    update();
}

void ChartView::mouseReleaseEvent(QMouseEvent *event)
{
    if (drag_ == Drag::RubberBand) {
        drag_to_ = event->position();
        finishRubberBand();
    }
    drag_ = Drag::None;
    setCursor(Qt::ArrowCursor);
    sharePointer();
    update();
}

bool ChartView::hasCursor() const
{
    return link_.instant() || a_ns_ || b_ns_ || drag_ == Drag::RubberBand;
}

TimeNs ChartView::pointedTime() const
{
    // The picture may be a frame behind the range.
    const ViewRange &range = model_.range();
    const double share = (pointer_->x() - layout_.plot.left()) / std::max(1.0, layout_.plot.width());
    return range.from() + static_cast<DurationNs>(std::llround(share * static_cast<double>(range.span())));
}

void ChartView::sharePointer()
{
    const bool shown = isPointed() && !model_.series().empty() && drag_ != Drag::Pan && drag_ != Drag::RubberBand;
    link_.point(*this, shown ? std::optional(pointedTime()) : std::nullopt);
}

void ChartView::finishRubberBand()
{
    const QRectF band = QRectF(drag_from_, drag_to_).normalized().intersected(layout_.plot);
    if (band.width() < smallest_band_pixels)
        return;
    // A flat band means the time alone.
    if (band.height() >= 3 * smallest_band_pixels) {
        for (const ChartAxis axis : { ChartAxis::Left, ChartAxis::Right }) {
            if (model_.usesAxis(axis))
                model_.setValueRange(axis, AxisRange { map(axis).value(band.bottom()), map(axis).value(band.top()) });
        }
    }
    model_.showRange(left_.time(band.left()), left_.time(band.right()));
}

void ChartView::mouseDoubleClickEvent(QMouseEvent *)
{
    fitValues();
}

void ChartView::wheelEvent(QWheelEvent *event)
{
    const QPoint delta = event->angleDelta();
    event->accept();
    if (delta.x() != 0 || (event->modifiers() & Qt::ShiftModifier)) {
        const double steps = (delta.x() != 0 ? delta.x() : delta.y()) / 120.0;
        model_.pan(static_cast<DurationNs>(-steps * 0.1 * static_cast<double>(model_.range().span())));
        return;
    }
    const double factor = std::pow(0.8, delta.y() / 120.0);
    if (event->modifiers() & Qt::ControlModifier)
        zoomValues(event->position(), factor);
    else
        model_.zoom(factor, left_.time(event->position().x()));
}

void ChartView::zoomValues(const QPointF &position, double factor)
{
    const bool right =
        model_.usesAxis(ChartAxis::Right) && (!model_.usesAxis(ChartAxis::Left) || position.x() > layout_.plot.center().x());
    const ChartAxis axis = right ? ChartAxis::Right : ChartAxis::Left;
    const PlotMap &values = map(axis);
    const double y = std::clamp(position.y(), layout_.plot.top(), layout_.plot.bottom());
    const double upper = y - (y - layout_.plot.top()) * factor;
    const double lower = y + (layout_.plot.bottom() - y) * factor;
    const AxisRange range { values.value(lower), values.value(upper) };
    if (range.minimum < range.maximum && std::isfinite(range.minimum) && std::isfinite(range.maximum))
        model_.setValueRange(axis, range);
}

void ChartView::keyPressEvent(QKeyEvent *event)
{
    if (!handleCursorKey(event) && !handleTimeKey(event))
        QWidget::keyPressEvent(event);
}

bool ChartView::handleTimeKey(QKeyEvent *event)
{
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    const DurationNs step_ns = model_.range().span() / 10;
    const TimeNs middle_ns = model_.range().from() + model_.range().span() / 2;
    switch (event->key()) {
    case Qt::Key_P:
    case Qt::Key_Space: model_.setLive(!model_.range().isLive()); return true;
    case Qt::Key_L:
    case Qt::Key_End: model_.setLive(true); return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal: model_.zoom(0.8, link_.mark().value_or(middle_ns)); return true;
    case Qt::Key_Minus: model_.zoom(1.25, link_.mark().value_or(middle_ns)); return true;
    case Qt::Key_Left: model_.pan(-step_ns); return true;
    case Qt::Key_Right: model_.pan(step_ns); return true;
    case Qt::Key_F: fitValues(); return true;
    default: return false;
    }
}

bool ChartView::handleCursorKey(QKeyEvent *event)
{
    if (event->modifiers() & Qt::ShiftModifier) {
        switch (event->key()) {
        case Qt::Key_Left: stepCursor(-1); return true;
        case Qt::Key_Right: stepCursor(1); return true;
        case Qt::Key_Up: stepSeries(-1); return true;
        case Qt::Key_Down: stepSeries(1); return true;
        default: break;
        }
    }
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    switch (event->key()) {
    case Qt::Key_A: setCursorA(); return true;
    case Qt::Key_B: setCursorB(); return true;
    case Qt::Key_Escape:
        if (!a_ns_ && !b_ns_ && !link_.mark())
            return false;
        clearCursors();
        return true;
    default: return false;
    }
}

const ChartSeries *ChartView::cursorSeries() const
{
    const auto &series = model_.series();
    if (series.empty())
        return nullptr;
    for (std::size_t i = 0; i < series.size(); ++i) {
        const auto &candidate = series[(cursor_series_ + i) % series.size()];
        if (candidate->isDrawn() && !candidate->slice.cells.empty())
            return candidate.get();
    }
    return nullptr;
}

void ChartView::stepCursor(int samples)
{
    const ChartSeries *series = cursorSeries();
    if (!series)
        return;
    const auto &cells = series->slice.cells;
    const TimeNs start_ns = link_.mark().value_or(samples < 0 ? model_.range().to() + 1 : model_.range().from() - 1);
    const auto newer = [](TimeNs time_ns, const SeriesCell &cell) { return time_ns < cell.time_ns; };
    auto place = std::upper_bound(cells.begin(), cells.end(), start_ns, newer);
    if (samples < 0) {
        while (place != cells.begin() && (place == cells.end() || place->time_ns >= start_ns))
            --place;
    }
    if (place == cells.end())
        --place;
    // Walking off the live edge or off the screen would lose the point: the chart stands still meanwhile.
    model_.setLive(false);
    moveCursor(place->time_ns);
}

void ChartView::stepSeries(int by)
{
    const auto count = static_cast<std::ptrdiff_t>(model_.series().size());
    if (count == 0)
        return;
    cursor_series_ = static_cast<std::size_t>((static_cast<std::ptrdiff_t>(cursor_series_) + by + count) % count);
    describe();
}

void ChartView::moveCursor(TimeNs time_ns)
{
    pointer_.reset();
    link_.point(*this, std::nullopt);
    link_.setMark(time_ns);
    if (time_ns < model_.range().from() || time_ns > model_.range().to())
        model_.showInstant(time_ns);
    describe();
    update();
}

void ChartView::describe()
{
    const ChartSeries *series = cursorSeries();
    const std::optional<TimeNs> mark_ns = link_.mark();
    const auto value = series && mark_ns ? valueAt(*series, *mark_ns) : std::nullopt;
    if (!value)
        return;
    setAccessibleDescription(
        tr("%1: %2 at %3").arg(series->label, withUnit(numberText(*value), series->unit), dateTimeText(*mark_ns)));
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void ChartView::setCursorA()
{
    const TimeNs elsewhere_ns = model_.range().from() + model_.range().span() / 3;
    a_ns_ = isPointed() ? pointedTime() : link_.mark().value_or(elsewhere_ns);
    update();
}

void ChartView::setCursorB()
{
    const TimeNs elsewhere_ns = model_.range().from() + model_.range().span() * 2 / 3;
    b_ns_ = isPointed() ? pointedTime() : link_.mark().value_or(elsewhere_ns);
    update();
}

void ChartView::clearCursors()
{
    a_ns_.reset();
    b_ns_.reset();
    link_.setMark(std::nullopt);
    update();
}

void ChartView::fitValues()
{
    model_.setValueRange(ChartAxis::Left, std::nullopt);
    model_.setValueRange(ChartAxis::Right, std::nullopt);
}

void ChartView::leaveEvent(QEvent *)
{
    pointer_.reset();
    sharePointer();
    update();
}

void ChartView::hideEvent(QHideEvent *event)
{
    pointer_.reset();
    sharePointer();
    QWidget::hideEvent(event);
}

void ChartView::changeEvent(QEvent *event)
{
    picture_is_old_ = true;
    QWidget::changeEvent(event);
}

void ChartView::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace streamgauge
