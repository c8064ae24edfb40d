// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/chart/plotmap.h"
#include "ui/panels/chart/timeaxis.h"
#include "ui/panels/chart/viewrange.h"

#include <QTest>
#include <QTimeZone>

#include <cmath>

using namespace streamgauge;

namespace {

double sevenPixels(const QString &text)
{
    return 7.0 * static_cast<double>(text.size());
}

} // namespace

class ChartScales : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "Europe/Berlin");
        QLocale::setDefault(QLocale::c());
    }

    void roundScales_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<double>("minimum");
        QTest::addColumn<double>("maximum");
        QTest::addColumn<double>("step");
        QTest::newRow("tens") << 61.0 << 118.0 << 60.0 << 120.0 << 20.0;
        QTest::newRow("fractions") << 0.11 << 0.93 << 0.0 << 1.0 << 0.25;
        QTest::newRow("across zero") << -7.0 << 3.0 << -7.5 << 5.0 << 2.5;
        QTest::newRow("equal ends") << 100.0 << 100.0 << 95.0 << 105.0 << 2.5;
        QTest::newRow("nothing but zero") << 0.0 << 0.0 << -1.0 << 1.0 << 0.5;
    }
    void roundScales()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(double, minimum);
        QFETCH(double, maximum);
        QFETCH(double, step);
        const ValueScale scale = roundScale({ low, high }, 5);
        QCOMPARE(scale.range.minimum, minimum);
        QCOMPARE(scale.range.maximum, maximum);
        QCOMPARE(scale.step, step);
    }

    void followsCalmly()
    {
        AutoScale follower;
        const AxisRange first = follower.follow({ 10, 90 }, 5, false, 0).range;
        QCOMPARE(follower.follow({ 12, 80 }, 5, false, ns_per_s).range, first);
        QVERIFY(follower.follow({ 10, 140 }, 5, false, 2 * ns_per_s).range.maximum >= 140);
        const AxisRange grown = follower.follow({ 10, 140 }, 5, false, 2 * ns_per_s).range;
        QCOMPARE(follower.follow({ 10, 20 }, 5, false, 3 * ns_per_s).range, grown);
        QCOMPARE(follower.follow({ 10, 20 }, 5, false, 4 * ns_per_s).range, grown);
        QVERIFY(follower.follow({ 10, 20 }, 5, false, 6 * ns_per_s).range.size() < grown.size() / 2);
    }

    void logarithmic()
    {
        const ValueScale scale = logScale({ 3, 4'200 });
        QCOMPARE(scale.range, (AxisRange { 1, 10'000 }));
        const PlotMap map(QRectF(0, 0, 100, 400), 0, 100, scale);
        QCOMPARE(map.y(1), 400.0);
        QCOMPARE(map.y(100), 200.0);
        QCOMPARE(map.y(10'000), 0.0);
        QCOMPARE(map.y(-5), 400.0);
        QVERIFY(std::abs(map.value(200) - 100) < 1e-9);
    }

    void mapsBothWays()
    {
        const PlotMap map(QRectF(50, 10, 600, 200), 1'000, 7'000, ValueScale { { 0, 10 }, 2, false });
        QCOMPARE(map.x(1'000), 50.0);
        QCOMPARE(map.x(7'000), 650.0);
        QCOMPARE(map.time(350), TimeNs { 4'000 });
        QCOMPARE(map.y(10), 10.0);
        QCOMPARE(map.value(110), 5.0);
    }

    void timeTicksAreRoundAndApart_data()
    {
        QTest::addColumn<qlonglong>("span_ns");
        for (const auto &[name, span_ns] :
             std::initializer_list<std::pair<const char *, qlonglong>> { { "20 us", 20 * ns_per_us },
                                                                         { "5 ms", 5 * ns_per_ms },
                                                                         { "1 s", ns_per_s },
                                                                         { "1 min", 60 * ns_per_s },
                                                                         { "1 h", 3'600 * ns_per_s },
                                                                         { "1 d", 86'400 * ns_per_s },
                                                                         { "2 weeks", 14 * 86'400 * ns_per_s },
                                                                         { "1 year", 365 * 86'400 * ns_per_s },
                                                                         { "18 years", 18 * 365 * 86'400 * ns_per_s } })
            QTest::newRow(name) << span_ns;
    }
    void timeTicksAreRoundAndApart()
    {
        QFETCH(qlonglong, span_ns);
        const TimeNs from_ns = 1'795'208'703LL * ns_per_s + 123'456'789;
        const double pixels = 800;
        const auto ticks = timeTicks(from_ns, from_ns + span_ns, pixels, sevenPixels);
        QVERIFY2(ticks.size() >= 2, qPrintable(QString::number(ticks.size())));
        for (std::size_t i = 0; i < ticks.size(); ++i) {
            QVERIFY(ticks[i].time_ns >= from_ns && ticks[i].time_ns <= from_ns + span_ns);
            if (i == 0)
                continue;
            const double apart =
                static_cast<double>(ticks[i].time_ns - ticks[i - 1].time_ns) / static_cast<double>(span_ns) * pixels;
            QVERIFY2(apart >= sevenPixels(ticks[i].label) + 10, qPrintable(ticks[i].label));
            QVERIFY(ticks[i].label != ticks[i - 1].label);
        }
    }

    void timeTicksStandOnLocalTimes()
    {
        // 20 November 2026, 21:05:03 UTC is 22:05:03 in Berlin.
        const TimeNs from_ns = 1'795'208'703LL * ns_per_s;
        const auto ticks = timeTicks(from_ns, from_ns + 7 * 3'600 * ns_per_s, 800, sevenPixels);
        QCOMPARE(ticks.front().label, QStringLiteral("23:00"));
        QCOMPARE(ticks.at(1).label, QStringLiteral("21 Nov"));
        QCOMPARE(timeContext(from_ns, from_ns + ns_per_s), QStringLiteral("Fri 20 Nov 2026, UTC+01:00"));
    }

    void viewRangeFollowsPausesAndCatchesUp()
    {
        ViewRange range;
        range.setSpan(10 * ns_per_s);
        range.setLiveEdge(100 * ns_per_s);
        QVERIFY(range.isLive());
        QCOMPARE(range.from(), 90 * ns_per_s);
        range.pause();
        range.setLiveEdge(112 * ns_per_s);
        QCOMPARE(range.to(), 100 * ns_per_s);
        QCOMPARE(range.behind(), 12 * ns_per_s);
        range.pan(-5 * ns_per_s);
        QCOMPARE(range.to(), 95 * ns_per_s);
        range.pan(20 * ns_per_s);
        QVERIFY(range.isLive());
        QCOMPARE(range.to(), 112 * ns_per_s);
        QCOMPARE(range.behind(), DurationNs { 0 });
    }

    void viewRangeZoomsAboutAPoint()
    {
        ViewRange range;
        range.show(100 * ns_per_s, 200 * ns_per_s);
        range.zoom(0.5, 150 * ns_per_s);
        QCOMPARE(range.from(), 125 * ns_per_s);
        QCOMPARE(range.to(), 175 * ns_per_s);
        for (int i = 0; i < 200; ++i)
            range.zoom(0.5, 150 * ns_per_s);
        QCOMPARE(range.span(), ViewRange::shortest_ns);
        for (int i = 0; i < 200; ++i)
            range.zoom(2, 150 * ns_per_s);
        QCOMPARE(range.span(), ViewRange::longest_ns);
        ViewRange live;
        live.setLiveEdge(500 * ns_per_s);
        live.zoom(0.5, 480 * ns_per_s);
        QVERIFY(live.isLive());
        QCOMPARE(live.to(), 500 * ns_per_s);
        QCOMPARE(live.span(), 30 * ns_per_s);
    }
};

QTEST_GUILESS_MAIN(ChartScales)
#include "tst_chartscales.moc"
