// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chartbenchmark.h"
#include "ui/panels/tablebenchmark.h"
#ifdef STREAMGAUGE_HAS_QCUSTOMPLOT
#include "tests/ui/panels/qcustomplotchart.h"
#endif

#include <QTest>

using namespace streamgauge;

/// That the benchmark measures something real. STREAMGAUGE_BENCH_SECONDS makes it long enough for figures; where
/// QCustomPlot for Qt 6 is installed (Debian: libqcustomplot-dev), its charts are measured, too.
class ChartBenchmark : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void measures_data()
    {
        QTest::addColumn<int>("columns");
        QTest::newRow("grid") << 4;
        QTest::newRow("wide") << 1;
    }

    void measures()
    {
        QFETCH(int, columns);
        ChartBenchmarkOptions options;
        options.columns = columns;
        const int seconds = qEnvironmentVariableIntValue("STREAMGAUGE_BENCH_SECONDS");
        options.warm_up_ns = seconds > 0 ? 4 * ns_per_s : ns_per_s;
        options.duration_ns = seconds > 0 ? seconds * ns_per_s : ns_per_s;
        std::vector<MakePeerChart> peers { plainQtChart };
#ifdef STREAMGAUGE_HAS_QCUSTOMPLOT
        peers.emplace_back(qCustomPlotChart);
#endif
        const auto result = benchmarkCharts(options, peers);
        QVERIFY2(result.ok(), result.ok() ? "" : result.error().text().c_str());
        const auto show = [](const char *name, const ChartFigures &figures) {
            qInfo("%s: %.1f fps, longest stall %.1f ms, painting %.2f ms a frame", name, figures.frames_per_second,
                  figures.longest_stall_ms, figures.paint_ms);
        };
        show("charts", result->charts);
        show("plain Qt Charts", result->peers[0]);
#ifdef STREAMGAUGE_HAS_QCUSTOMPLOT
        show("QCustomPlot", result->peers[1]);
#endif
        qInfo("%.0f events/s meanwhile", result->events_per_second);
        QVERIFY(result->charts.frames > 0);
        QVERIFY(result->charts.paint_ms > 0);
        QVERIFY(result->charts.longest_stall_ms > 0);
        QCOMPARE(result->peers.size(), peers.size());
        for (const ChartFigures &peer : result->peers)
            QVERIFY(peer.frames > 0);
        QVERIFY(result->events_per_second > 0);
    }

    void measuresTables()
    {
        constexpr std::uint64_t rows = 20'000;
        const auto result = benchmarkTable({ .rows = rows, .each_ns = 300 * ns_per_ms });
        QVERIFY2(result.ok(), result.ok() ? "" : result.error().text().c_str());
        qInfo("longest stalls: %.1f ms as rows come, %.1f as they change, %.1f sorted, %.1f filtered", result->loading_ms,
              result->changing_ms, result->sorting_ms, result->filtering_ms);
        QVERIFY(result->loading_ms > 0 && result->changing_ms > 0 && result->sorting_ms > 0 && result->filtering_ms > 0);
        QVERIFY(result->rows + 1 >= rows && result->rows <= rows + 1);
        QVERIFY(result->events_per_second > 0);
    }
};

QTEST_MAIN(ChartBenchmark)
#include "tst_chartbenchmark.moc"
