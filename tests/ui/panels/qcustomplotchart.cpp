// SPDX-License-Identifier: GPL-3.0-or-later
// The library's header is written with Qt's keywords and foreach.
#undef QT_NO_KEYWORDS
#undef QT_NO_FOREACH
#include <qcustomplot.h>

#include "tests/ui/panels/qcustomplotchart.h"

namespace streamgauge {

namespace {

class QCustomPlotChart final : public QCustomPlot
{
public:
    QCustomPlotChart(DataFeed &feed, const std::vector<SeriesRef> &series, DurationNs span_ns, std::uint32_t pixels)
    {
        setNotAntialiasedElements(QCP::aeAll);
        setPlottingHints(QCP::phFastPolylines | QCP::phCacheLabels);
        yAxis->setRange(-100, 200);
        const QList<Qt::GlobalColor> colors { Qt::blue, Qt::darkGreen, Qt::darkRed, Qt::darkMagenta };
        for (std::size_t line = 0; line < series.size(); ++line) {
            addGraph()->setPen(QPen(colors[static_cast<qsizetype>(line) % colors.size()], 1));
            SeriesQuery query;
            query.series = series[line];
            query.follow_span_ns = span_ns;
            query.pixels = pixels;
            subscriptions_.push_back(feed.subscribe(query, [this, line](const Answer &answer) {
                if (const auto *slice = std::get_if<SeriesSlice>(&answer))
                    take(static_cast<int>(line), *slice);
            }));
        }
    }

private:
    void take(int line, const SeriesSlice &slice)
    {
        if (slice.cells.empty())
            return;
        if (origin_ns_ == 0)
            origin_ns_ = slice.from_ns;
        keys_.clear();
        values_.clear();
        for (const SeriesCell &cell : slice.cells) {
            const double time_s = static_cast<double>(cell.time_ns - origin_ns_) / ns_per_s;
            keys_ << time_s << time_s;
            values_ << cell.min << cell.max;
        }
        graph(line)->setData(keys_, values_, true);
        xAxis->setRange(static_cast<double>(slice.from_ns - origin_ns_) / ns_per_s,
                        static_cast<double>(slice.to_ns - origin_ns_) / ns_per_s);
        replot(QCustomPlot::rpQueuedReplot);
    }

    QVector<double> keys_;
    QVector<double> values_;
    TimeNs origin_ns_ = 0;
    std::vector<std::unique_ptr<Subscription>> subscriptions_;
};

} // namespace

PeerChart qCustomPlotChart(DataFeed &feed, const std::vector<SeriesRef> &series, DurationNs span_ns, std::uint32_t pixels)
{
    auto *chart = new QCustomPlotChart(feed, series, span_ns, pixels);
    return { chart, chart };
}

} // namespace streamgauge
