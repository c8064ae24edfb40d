// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/source/backoff.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace streamgauge;

namespace {

constexpr DurationNs first_ns = 250 * ns_per_ms;
constexpr DurationNs most_ns = 30 * ns_per_s;

} // namespace

class TestBackoff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsFillTheBoundThatDoubles();
    void resetBeginsAgain();
    void theSeedDecides();
    void oddBounds_data();
    void oddBounds();
};

void TestBackoff::waitsFillTheBoundThatDoubles()
{
    constexpr int seeds = 2'000;
    DurationNs bound_ns = first_ns;
    for (std::uint32_t failure = 1; failure <= 12; ++failure) {
        std::vector<DurationNs> waits_ns;
        for (std::uint64_t seed = 0; seed < seeds; ++seed) {
            Backoff backoff(first_ns, most_ns, seed);
            DurationNs wait_ns = 0;
            while (backoff.failures() < failure)
                wait_ns = backoff.next();
            waits_ns.push_back(wait_ns);
        }
        const auto [least, greatest] = std::ranges::minmax(waits_ns);
        QVERIFY(least >= 0 && least < bound_ns / 20);
        QVERIFY(greatest <= bound_ns && greatest > bound_ns / 20 * 19);
        const auto below_half = std::ranges::count_if(waits_ns, [&](DurationNs wait_ns) { return wait_ns < bound_ns / 2; });
        QVERIFY(below_half > seeds * 45 / 100 && below_half < seeds * 55 / 100);
        bound_ns = std::min(bound_ns * 2, most_ns);
    }
    QCOMPARE(bound_ns, most_ns);
}

void TestBackoff::resetBeginsAgain()
{
    Backoff backoff(first_ns, most_ns, 1);
    for (int i = 0; i < 10; ++i)
        static_cast<void>(backoff.next());
    QCOMPARE(backoff.failures(), 10U);
    backoff.reset();
    QCOMPARE(backoff.failures(), 0U);
    QVERIFY(backoff.next() <= first_ns);
    QCOMPARE(backoff.failures(), 1U);
}

void TestBackoff::theSeedDecides()
{
    Backoff a(first_ns, most_ns, 7);
    Backoff b(first_ns, most_ns, 7);
    Backoff c(first_ns, most_ns, 8);
    bool differs = false;
    for (int i = 0; i < 20; ++i) {
        const DurationNs wait_ns = a.next();
        QCOMPARE(b.next(), wait_ns);
        differs = differs || c.next() != wait_ns;
    }
    QVERIFY(differs);
}

void TestBackoff::oddBounds_data()
{
    QTest::addColumn<DurationNs>("first");
    QTest::addColumn<DurationNs>("most");
    QTest::addColumn<DurationNs>("bound");
    QTest::newRow("none") << DurationNs { 0 } << DurationNs { 0 } << DurationNs { 0 };
    QTest::newRow("first above most") << 10 * ns_per_s << ns_per_s << ns_per_s;
    QTest::newRow("as long as can be") << DurationNs { 1 } << DurationNs { INT64_MAX } << DurationNs { INT64_MAX };
}

void TestBackoff::oddBounds()
{
    QFETCH(DurationNs, first);
    QFETCH(DurationNs, most);
    QFETCH(DurationNs, bound);
    Backoff backoff(first, most, 3);
    for (int i = 0; i < 200; ++i) {
        const DurationNs wait_ns = backoff.next();
        QVERIFY(wait_ns >= 0 && wait_ns <= bound);
    }
}

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
