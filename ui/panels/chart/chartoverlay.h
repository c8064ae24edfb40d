// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"
#include "ui/panels/chart/chartlayout.h"
#include "ui/panels/chart/chartmarks.h"
#include "ui/panels/chart/plotmap.h"
#include "ui/panels/chart/timeaxis.h"

#include <QPainter>

namespace streamgauge {

/// One line of the box beside the cursor.
struct CursorReading {
    QString label;
    QColor color;
    TimeNs time_ns = 0;
    double value = 0;
    std::string unit;
    std::uint64_t samples = 1; ///< under the cursor's pixel
    double minimum = 0;
    double maximum = 0;
    std::optional<double> mean;
};

/// What is painted over a chart's still part, piece by piece. Short-lived, on the GUI thread.
class ChartOverlay
{
public:
    ChartOverlay(QPainter &painter, const Palette &palette, const QFont &label_font)
        : painter_(painter)
        , palette_(palette)
        , font_(label_font)
    {
    }

    void timeAxis(const ChartLayout &layout, const PlotMap &map);
    void gaps(const std::vector<GapMark> &gaps, const PlotMap &map);
    void alerts(const std::vector<AlertMark> &alerts, const PlotMap &map);
    void thresholds(const std::vector<ThresholdMark> &marks, const PlotMap &left, const PlotMap &right);
    void units(const ChartLayout &layout, const std::string &left, const std::string &right);
    void cursor(double x, const PlotMap &map);
    void namedCursor(double x, const QString &name, const PlotMap &map);
    /// A box that avoids `x`, within the plot: as many of the readings as it has room for, then the notes.
    void readings(double x, TimeNs time_ns, const std::vector<CursorReading> &readings, const QStringList &notes,
                  const PlotMap &map);
    /// The same for a cursor that stands in another chart: values alone, or their span where several lie there.
    void linkedReadings(double x, const std::vector<CursorReading> &readings, const PlotMap &map);
    /// A small label of one or more lines on a ground of its own; gives the place it took. `side` says which of
    /// its corners `corner` is; longer lines than `most_width` end in an ellipsis.
    QRectF chip(const QPointF &corner, Qt::Alignment side, const QString &text, const QColor &color,
                double most_width = 400);
    void emptyText(const QRectF &area, const QString &title, const QString &advice);

private:
    struct ReadingRow {
        QColor color;
        QString label;
        QString value;
        QString detail;
    };
    [[nodiscard]] static ReadingRow rowOf(const CursorReading &reading);
    /// Takes away what does not fit into so many lines: the details first, then the last rows; gives how many rows.
    [[nodiscard]] static int shorten(std::vector<ReadingRow> &rows, int lines);
    void readingBox(double x, const QString &title, std::vector<ReadingRow> rows, QStringList notes, const PlotMap &map);
    void readingRow(const ReadingRow &row, const QRectF &box, double &base);

    QPainter &painter_;
    const Palette &palette_;
    QFont font_;
};

} // namespace streamgauge
