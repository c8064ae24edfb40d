// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulebenchmark.h"

#include <QTest>

#include <cmath>

using namespace streamgauge;

class TestRuleBenchmark : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void measures_data();
    void measures();
};

void TestRuleBenchmark::measures_data()
{
    QTest::addColumn<quint64>("events");
    QTest::addColumn<unsigned>("rules");
    QTest::newRow("10 rules") << quint64 { 100'000 } << 10U;
    QTest::newRow("100 rules") << quint64 { 100'000 } << 100U;
    QTest::newRow("less than a batch") << quint64 { 1 } << 1U;
}

void TestRuleBenchmark::measures()
{
    QFETCH(quint64, events);
    QFETCH(unsigned, rules);
    const double events_per_second = measureRules(events, rules);
    QVERIFY(std::isfinite(events_per_second) && events_per_second > 0);
    QTest::setBenchmarkResult(events_per_second, QTest::Events);
}

QTEST_GUILESS_MAIN(TestRuleBenchmark)
#include "tst_rulebenchmark.moc"
