// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/clock.h"

#include <QTest>

#include <chrono>
#include <thread>

using namespace streamgauge;

class TestClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void systemTimeIsUtcInNanoseconds();
    void steadyTimeNeverStepsBack();
    void virtualTimeStandsStillUntilSet();
    void virtualTimeIsSeenByOtherThreads();
};

void TestClock::systemTimeIsUtcInNanoseconds()
{
    using namespace std::chrono;
    const SystemClock clock;
    const auto now = [] { return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count(); };
    const TimeNs before = now();
    const TimeNs read = clock.now();
    QVERIFY(before <= read && read <= now());
}

void TestClock::steadyTimeNeverStepsBack()
{
    const SystemClock clock;
    DurationNs last = clock.steady();
    for (int i = 0; i < 10'000; ++i) {
        const DurationNs next = clock.steady();
        QVERIFY(next >= last);
        last = next;
    }
}

void TestClock::virtualTimeStandsStillUntilSet()
{
    VirtualClock clock(5);
    QCOMPARE(clock.now(), TimeNs { 5 });
    QCOMPARE(clock.now(), TimeNs { 5 });
    clock.advance(ns_per_s);
    QCOMPARE(clock.now(), 5 + ns_per_s);
    QCOMPARE(clock.steady(), 5 + ns_per_s);
    clock.set(-3);
    QCOMPARE(clock.now(), TimeNs { -3 });
}

void TestClock::virtualTimeIsSeenByOtherThreads()
{
    VirtualClock clock;
    {
        std::jthread a([&] { clock.advance(1); });
        std::jthread b([&] { clock.advance(2); });
    }
    QCOMPARE(clock.now(), TimeNs { 3 });
}

QTEST_GUILESS_MAIN(TestClock)
#include "tst_clock.moc"
