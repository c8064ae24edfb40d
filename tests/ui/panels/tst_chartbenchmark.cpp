// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chartbenchmark.h"

#include <QTest>

using namespace streamgauge;

/// That the benchmark measures something real. STREAMGAUGE_BENCH_SECONDS makes it long enough for figures.
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
        const auto result = benchmarkCharts(options);
        QVERIFY2(result.ok(), result.ok() ? "" : result.error().text().c_str());
        const auto show = [](const char *name, const ChartFigures &figures) {
            qInfo("%s: %.1f fps, longest stall %.1f ms, painting %.2f ms a frame", name, figures.frames_per_second,
                  figures.longest_stall_ms, figures.paint_ms);
        };
        show("charts", result->charts);
        show("plain Qt Charts", result->plain_charts);
        qInfo("%.0f events/s meanwhile", result->events_per_second);
        QVERIFY(result->charts.frames > 0);
        QVERIFY(result->charts.paint_ms > 0);
        QVERIFY(result->charts.longest_stall_ms > 0);
        QVERIFY(result->plain_charts.frames > 0);
        QVERIFY(result->events_per_second > 0);
    }
};

QTEST_MAIN(ChartBenchmark)
#include "tst_chartbenchmark.moc"
