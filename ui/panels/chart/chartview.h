// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/chart/chartframe.h"
#include "ui/panels/chart/chartlayout.h"
#include "ui/panels/chart/cursorprobe.h"
#include "ui/panels/chart/linelayer.h"

#include <QWidget>

namespace streamgauge {

/// Paints a ChartModel and turns mouse and keys into its commands.
///
/// Mouse: wheel zooms the time about the pointer (with Ctrl the values, with Shift it pans), dragging pans,
/// dragging with Shift zooms to a rubber band, a double click fits the values, cursors A and B are dragged.
/// The instant under the pointer or at the cursor is that of all charts of the dashboard (TimeLink).
/// Keys: P or Space pause, L live, + and - zoom, Left and Right pan, F fits the values, Shift+Left and
/// Shift+Right step the cursor from sample to sample, Shift+Up and Shift+Down choose its series, A and B set
/// the cursors there, Escape clears them.
class ChartView : public QWidget
{
    Q_OBJECT

public:
    ChartView(ChartModel &model, DataFeed &feed, TimeLink &link, std::function<const Palette &()> palette,
              QWidget *parent = nullptr);

    [[nodiscard]] const PlotMap &map(ChartAxis axis) const { return axis == ChartAxis::Left ? left_ : right_; }
    [[nodiscard]] const ChartLayout &chartLayout() const { return layout_; }
    /// How often Qt Charts had to draw the axes.
    [[nodiscard]] int frameRenderings() const { return frame_.renderings(); }
    /// How often the lines had to be drawn: not for a cursor that moves.
    [[nodiscard]] int linePaintings() const { return line_paintings_; }
    [[nodiscard]] std::optional<TimeNs> cursorTime() const { return link_.mark(); }
    [[nodiscard]] std::optional<TimeNs> cursorA() const { return a_ns_; }
    [[nodiscard]] std::optional<TimeNs> cursorB() const { return b_ns_; }
    [[nodiscard]] QSize sizeHint() const override { return { 480, 240 }; }
    [[nodiscard]] QSize minimumSizeHint() const override { return { 80, 40 }; }

public Q_SLOTS:
    void setCursorA();
    void setCursorB();
    void clearCursors();
    void fitValues();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Drag { None, Pan, RubberBand, CursorA, CursorB };

    void paintStill(QPainter &painter);
    void paintFrame(QPainter &painter);
    void paintData(QPainter &painter, ChartOverlay &overlay);
    void paintCursors(QPainter &painter, ChartOverlay &overlay);
    void paintReadings(QPainter &painter, ChartOverlay &overlay);
    void paintPoints(QPainter &painter, const std::vector<CursorReading> &readings);
    void paintDifference(ChartOverlay &overlay);
    void paintBadges(ChartOverlay &overlay);
    void paintFocus(QPainter &painter);
    [[nodiscard]] QStringList notesAt(TimeNs time_ns) const;
    [[nodiscard]] DurationNs pixelsToTime(double pixels) const;
    [[nodiscard]] QFont labelFont() const;
    [[nodiscard]] std::optional<double> valueAt(const ChartSeries &series, TimeNs time_ns) const;

    void contentChanged();
    [[nodiscard]] bool hasCursor() const;
    [[nodiscard]] bool isPointed() const { return pointer_ && layout_.plot.contains(*pointer_); }
    [[nodiscard]] TimeNs pointedTime() const;
    void sharePointer();
    void moveCursor(TimeNs time_ns);
    void stepCursor(int samples);
    void stepSeries(int by);
    [[nodiscard]] const ChartSeries *cursorSeries() const;
    void describe();
    void zoomValues(const QPointF &position, double factor);
    void finishRubberBand();
    [[nodiscard]] Drag dragAt(const QPointF &position) const;
    bool handleTimeKey(QKeyEvent *event);
    bool handleCursorKey(QKeyEvent *event);

    ChartModel &model_;
    TimeLink &link_;
    std::function<const Palette &()> palette_;
    ChartFrame frame_;
    ChartLayout layout_;
    PlotMap left_;
    PlotMap right_;
    LineLayer lines_;
    CursorProbe probe_;
    QPixmap picture_; ///< all but the cursors, while there are any
    bool picture_is_old_ = true;
    int line_paintings_ = 0;
    std::optional<QPointF> pointer_; ///< stays at its place while the chart moves on
    std::size_t cursor_series_ = 0;
    std::optional<TimeNs> a_ns_;
    std::optional<TimeNs> b_ns_;
    QRectF catch_up_;
    Drag drag_ = Drag::None;
    QPointF drag_from_;
    QPointF drag_to_;
};

} // namespace streamgauge
