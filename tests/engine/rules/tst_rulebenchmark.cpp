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
    QTest::addColumn<int>("mix");
    constexpr int thresholds = static_cast<int>(RuleMix::Thresholds);
    QTest::newRow("10 rules") << quint64 { 100'000 } << 10U << thresholds;
    QTest::newRow("100 rules") << quint64 { 100'000 } << 100U << thresholds;
    QTest::newRow("less than a batch") << quint64 { 1 } << 1U << thresholds;
    QTest::newRow("expressions") << quint64 { 50'000 } << 10U << static_cast<int>(RuleMix::Expressions);
    QTest::newRow("windows") << quint64 { 50'000 } << 10U << static_cast<int>(RuleMix::Windows);
    QTest::newRow("windows of their own") << quint64 { 50'000 } << 10U << static_cast<int>(RuleMix::OwnWindows);
}

void TestRuleBenchmark::measures()
{
    QFETCH(quint64, events);
    QFETCH(unsigned, rules);
    QFETCH(int, mix);
    const double events_per_second = measureRules(events, rules, static_cast<RuleMix>(mix));
    QVERIFY(std::isfinite(events_per_second) && events_per_second > 0);
    QTest::setBenchmarkResult(events_per_second, QTest::Events);
}

QTEST_GUILESS_MAIN(TestRuleBenchmark)
#include "tst_rulebenchmark.moc"
