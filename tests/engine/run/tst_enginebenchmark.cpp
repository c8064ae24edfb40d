// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/enginebenchmark.h"

#include <QTest>

using namespace streamgauge;

/// The measures run and count right; how fast is not judged here. STREAMGAUGE_BENCH=1 runs them at full size.
class EngineBenchmarkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void throughput()
    {
        const ThroughputFigures figures = measureThroughput(50'000, 10);
        QCOMPARE(figures.events, 50'000U);
        QVERIFY(figures.events_per_second > 0);
        QVERIFY(figures.alerts_fired > 0);
        QVERIFY(figures.store_bytes > 0);
    }
    void zoom()
    {
        const ZoomFigures figures = measureZoom(100'000, 100);
        QVERIFY(figures.worst_ms >= figures.median_ms);
        QVERIFY(figures.bytes >= 100'000 * 16);
        QVERIFY(figures.bytes < 100'000 * 20);
    }
    void fullSize()
    {
        if (!qEnvironmentVariableIsSet("STREAMGAUGE_BENCH"))
            return;
        for (const Benchmark &benchmark : engineBenchmarks()) {
            const auto figures = benchmark.measure();
            QVERIFY(figures.ok());
            for (const Figure &figure : *figures)
                qInfo("%s: %s %.6g %s", benchmark.name.c_str(), figure.name.c_str(), figure.value, figure.unit.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(EngineBenchmarkTest)
#include "tst_enginebenchmark.moc"
