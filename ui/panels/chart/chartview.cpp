// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/chartview.h"

#include "models/numbertext.h"
#include "ui/theme/fonts.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace streamgauge {

namespace {

constexpr double reach_pixels = 24;

} // namespace

ChartView::ChartView(ChartModel &model, DataFeed &feed, TimeLink &link, std::function<const Palette &()> palette,
                     QWidget *parent)
    : QWidget(parent)
    , model_(model)
    , link_(link)
    , palette_(std::move(palette))
    , probe_(feed, model, [this] { update(); })
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Time chart"));
    connect(&model_, &ChartModel::changed, this, &ChartView::contentChanged);
    connect(&model_, &ChartModel::seriesChanged, this, [this] {
        probe_.clear();
        contentChanged();
    });
    connect(&link_, &TimeLink::instantChanged, this, [this] { update(); });
}

void ChartView::contentChanged()
{
    picture_is_old_ = true;
    // The chart moved on below a pointer that rests.
    if (link_.isPointedBy(*this))
        sharePointer();
    update();
}

QFont ChartView::labelFont() const
{
    return scaledFont(font(), 0.9);
}

void ChartView::paintFrame(QPainter &painter)
{
    const QFont label_font = labelFont();
    layout_ = ChartLayout::forSize(size(), label_font);
    std::optional<ValueScale> left;
    std::optional<ValueScale> right;
    const bool only_right = model_.usesAxis(ChartAxis::Right) && !model_.usesAxis(ChartAxis::Left);
    if (!only_right)
        left = model_.scale(ChartAxis::Left, layout_.ticks);
    if (model_.usesAxis(ChartAxis::Right))
        right = model_.scale(ChartAxis::Right, layout_.ticks);
    layout_.fitSides(size(), left, right, label_font);
    const ViewRange &range = model_.range();
    left_ = PlotMap(layout_.plot, range.from(), range.to(), left.value_or(ValueScale {}));
    right_ = PlotMap(layout_.plot, range.from(), range.to(), right.value_or(ValueScale {}));
    model_.setPixels(static_cast<std::uint32_t>(std::max(1.0, std::round(layout_.plot.width() * devicePixelRatioF()))));
    const bool empty = model_.series().empty();
    const bool labels = layout_.value_labels && !empty;
    if (empty)
        layout_.plot = QRectF(rect());
    FrameLook look {
        size(),     devicePixelRatioF(), layout_.plot, labels ? left : std::nullopt, labels ? right : std::nullopt,
        palette_(), label_font
    };
    painter.drawPixmap(0, 0, frame_.pixmap(look));
}

void ChartView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (hasCursor()) {
        const QSize size_px = size() * devicePixelRatioF();
        if (picture_is_old_ || picture_.size() != size_px) {
            picture_ = QPixmap(size_px);
            picture_.setDevicePixelRatio(devicePixelRatioF());
            QPainter still(&picture_);
            paintStill(still);
        }
        painter.drawPixmap(0, 0, picture_);
    } else {
        picture_ = {};
        paintStill(painter);
    }
    picture_is_old_ = false;
    if (!model_.series().empty()) {
        ChartOverlay overlay(painter, palette_(), labelFont());
        paintCursors(painter, overlay);
    }
    paintFocus(painter);
}

void ChartView::paintStill(QPainter &painter)
{
    paintFrame(painter);
    ChartOverlay overlay(painter, palette_(), labelFont());
    if (model_.series().empty()) {
        overlay.emptyText(rect(), tr("No fields yet"),
                          model_.settings().fields.empty() ? tr("Drag a number field from the source tree onto this chart.")
                                                           : tr("Waiting for the first keys of the stream."));
        paintBadges(overlay);
        return;
    }
    overlay.timeAxis(layout_, left_);
    overlay.units(layout_, model_.usesAxis(ChartAxis::Left) ? model_.unitOf(ChartAxis::Left) : std::string(),
                  model_.usesAxis(ChartAxis::Right) ? model_.unitOf(ChartAxis::Right) : std::string());
    // A line on the very edge keeps its full width.
    painter.setClipRect(layout_.plot.adjusted(0, -2, 0, 2));
    paintData(painter, overlay);
    painter.setClipping(false);
    const auto is_empty = [](const auto &series) { return series->slice.cells.empty(); };
    if (!model_.range().isLive() && std::all_of(model_.series().begin(), model_.series().end(), is_empty))
        overlay.emptyText(layout_.plot, tr("No data between these times"), tr("Press L to catch up with the present."));
    paintBadges(overlay);
}

void ChartView::paintData(QPainter &painter, ChartOverlay &overlay)
{
    ++line_paintings_;
    overlay.gaps(model_.marks().gaps(), left_);
    if (model_.settings().thresholds)
        overlay.alerts(model_.marks().alerts(), left_);
    for (const auto &series : model_.series()) {
        if (series->isDrawn())
            lines_.paint(painter, series->slice, map(series->axis),
                         series->freshness.stale ? palette_().stale : series->color);
    }
    if (model_.settings().thresholds)
        overlay.thresholds(model_.marks().thresholds(), left_, right_);
}

void ChartView::paintCursors(QPainter &painter, ChartOverlay &overlay)
{
    if (a_ns_)
        overlay.namedCursor(left_.x(*a_ns_), QStringLiteral("A"), left_);
    if (b_ns_)
        overlay.namedCursor(left_.x(*b_ns_), QStringLiteral("B"), left_);
    if (a_ns_ && b_ns_)
        paintDifference(overlay);
    if (drag_ == Drag::RubberBand) {
        painter.setPen(palette_().accent);
        QColor fill = palette_().accent;
        fill.setAlpha(40);
        painter.setBrush(fill);
        painter.drawRect(QRectF(drag_from_, drag_to_).normalized());
        return;
    }
    if (drag_ != Drag::Pan)
        paintReadings(painter, overlay);
}

void ChartView::paintReadings(QPainter &painter, ChartOverlay &overlay)
{
    const std::optional<TimeNs> time_ns = link_.instant();
    if (!time_ns || *time_ns < left_.from() || *time_ns > left_.to()) {
        probe_.clear();
        return;
    }
    const bool own = link_.isPointedBy(*this) || (hasFocus() && time_ns == link_.mark());
    const auto readings =
        probe_.read(*time_ns, pixelsToTime(reach_pixels), own ? CursorProbe::Depth::Samples : CursorProbe::Depth::Cells);
    const double x = left_.x(*time_ns);
    overlay.cursor(x, left_);
    paintPoints(painter, readings);
    if (own)
        overlay.readings(x, *time_ns, readings, notesAt(*time_ns), left_);
    else
        overlay.linkedReadings(x, readings, left_);
}

void ChartView::paintPoints(QPainter &painter, const std::vector<CursorReading> &readings)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette_().surface, 1.5));
    auto reading = readings.begin();
    for (const auto &series : model_.series()) {
        if (reading == readings.end())
            break;
        if (!series->isDrawn() || series->label != reading->label)
            continue;
        painter.setBrush(series->color);
        painter.drawEllipse(QPointF(left_.x(reading->time_ns), map(series->axis).y(reading->value)), 4, 4);
        ++reading;
    }
}

QStringList ChartView::notesAt(TimeNs time_ns) const
{
    QStringList notes;
    for (const AlertMark &alert : model_.marks().alerts()) {
        if (alert.from_ns <= time_ns && (alert.to_ns == 0 || time_ns <= alert.to_ns) && notes.size() < 4)
            notes << tr("%1: %2").arg(severityText(alert.severity), alert.text);
    }
    for (const GapMark &gap : model_.marks().gaps()) {
        if (gap.from_ns <= time_ns && time_ns <= gap.to_ns)
            notes << tr("Gap: %1").arg(gap.reason);
    }
    return notes;
}

void ChartView::paintDifference(ChartOverlay &overlay)
{
    QString text = tr("Δt %1").arg(durationWords(*b_ns_ - *a_ns_));
    for (const auto &series : model_.series()) {
        if (!series->isDrawn() || text.count(u'\n') == 8)
            continue;
        const auto a = valueAt(*series, *a_ns_);
        const auto b = valueAt(*series, *b_ns_);
        if (a && b)
            text += QStringLiteral("\n%1  Δ %2").arg(series->label, withUnit(numberText(*b - *a, 5), series->unit));
    }
    overlay.chip(QPointF(layout_.plot.left() + 4, layout_.plot.bottom() - 4), Qt::AlignLeft | Qt::AlignBottom, text,
                 palette_().accent, layout_.plot.width() - 8);
}

void ChartView::paintBadges(ChartOverlay &overlay)
{
    const QRectF &plot = layout_.plot;
    double top = plot.top() + 6;
    const auto next = [&](const QString &text, const QColor &color) {
        const QRectF box = overlay.chip(QPointF(plot.right() - 4, top), Qt::AlignRight, text, color, plot.width() - 8);
        top = box.bottom() + 4;
        return box;
    };
    catch_up_ = {};
    if (!model_.range().isLive()) {
        const QString behind = durationWords(-model_.range().behind());
        catch_up_ = next(plot.width() > 320 ? tr("%1 · press L to catch up").arg(behind) : behind, palette_().accent);
    }
    if (model_.isStale())
        next(tr("no data for %1").arg(durationWords(model_.age() / ns_per_s * ns_per_s)), palette_().warning);
    if (const QString keys = model_.keysText(); !keys.isEmpty())
        next(keys, palette_().text_muted);
    if (!model_.notice().isEmpty() && plot.width() > 240)
        next(model_.notice(), palette_().info);
}

void ChartView::paintFocus(QPainter &painter)
{
    if (!hasFocus())
        return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(palette_().accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

DurationNs ChartView::pixelsToTime(double pixels) const
{
    return left_.time(left_.plot().left() + pixels) - left_.from();
}

std::optional<double> ChartView::valueAt(const ChartSeries &series, TimeNs time_ns) const
{
    const SeriesCell *cell = nearestCell(series.slice, time_ns, pixelsToTime(reach_pixels));
    return cell ? std::optional(cell->last) : std::nullopt;
}

} // namespace streamgauge
