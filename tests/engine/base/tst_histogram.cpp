// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/histogram.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <thread>
#include <vector>

using namespace streamgauge;

namespace {

/// The exact quantile, by sorting.
std::uint64_t sortedQuantile(std::vector<std::uint64_t> values, double share)
{
    std::ranges::sort(values);
    const double rank = std::ceil(share * static_cast<double>(values.size()));
    return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

} // namespace

class TestHistogram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptyIsZero();
    void smallValuesAreExact();
    void quantilesAreWithinTheBound_data();
    void quantilesAreWithinTheBound();
    void holdsTheLargestValue();
    void addsUp();
    void threadsRecordTogether();
};

void TestHistogram::emptyIsZero()
{
    const Histogram histogram;
    QCOMPARE(histogram.count(), std::uint64_t { 0 });
    QCOMPARE(histogram.most(), std::uint64_t { 0 });
    QCOMPARE(histogram.quantile(0.5), std::uint64_t { 0 });
}

void TestHistogram::smallValuesAreExact()
{
    Histogram histogram;
    for (std::uint64_t value = 0; value < 32; ++value)
        histogram.record(value);
    for (std::uint64_t value = 0; value < 32; ++value)
        QCOMPARE(histogram.quantile(static_cast<double>(value + 1) / 32), value);
    QCOMPARE(histogram.quantile(0), std::uint64_t { 0 });
    QCOMPARE(histogram.quantile(-1), std::uint64_t { 0 });
    QCOMPARE(histogram.quantile(2), std::uint64_t { 31 });
}

void TestHistogram::quantilesAreWithinTheBound_data()
{
    QTest::addColumn<double>("power");
    QTest::newRow("nanoseconds to seconds, evenly by magnitude") << 30.0;
    QTest::newRow("the whole range") << 64.0;
    QTest::newRow("small") << 8.0;
}

void TestHistogram::quantilesAreWithinTheBound()
{
    QFETCH(double, power);
    std::mt19937_64 random(1);
    std::vector<std::uint64_t> values;
    Histogram histogram;
    for (int i = 0; i < 50'000; ++i) {
        const double exponent = power * (static_cast<double>(random() >> 11) * 0x1p-53);
        values.push_back(static_cast<std::uint64_t>(std::exp2(exponent)));
        histogram.record(values.back());
    }
    QCOMPARE(histogram.count(), std::uint64_t { 50'000 });
    QCOMPARE(histogram.most(), *std::ranges::max_element(values));
    for (const double share : { 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0 }) {
        const auto exact = static_cast<double>(sortedQuantile(values, share));
        const auto read = static_cast<double>(histogram.quantile(share));
        QVERIFY2(std::abs(read - exact) <= exact / 64,
                 qPrintable(QStringLiteral("%1: %2, exact %3").arg(share).arg(read).arg(exact)));
    }
}

void TestHistogram::holdsTheLargestValue()
{
    Histogram histogram;
    histogram.record(std::numeric_limits<std::uint64_t>::max());
    QCOMPARE(histogram.most(), std::numeric_limits<std::uint64_t>::max());
    QVERIFY(histogram.quantile(0.5) >= std::numeric_limits<std::uint64_t>::max() / 64 * 63);
}

void TestHistogram::addsUp()
{
    Histogram a;
    Histogram b;
    a.record(10);
    b.record(20);
    b.record(30);
    a.add(b);
    QCOMPARE(a.count(), std::uint64_t { 3 });
    QCOMPARE(a.most(), std::uint64_t { 30 });
    QCOMPARE(a.quantile(0.5), std::uint64_t { 20 });
    QCOMPARE(b.count(), std::uint64_t { 2 });
}

void TestHistogram::threadsRecordTogether()
{
    Histogram histogram;
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&histogram, thread] {
                for (std::uint64_t i = 0; i < 10'000; ++i)
                    histogram.record(i * 4 + thread);
            });
        }
    }
    QCOMPARE(histogram.count(), std::uint64_t { 40'000 });
    QCOMPARE(histogram.most(), std::uint64_t { 39'999 });
}

QTEST_GUILESS_MAIN(TestHistogram)
#include "tst_histogram.moc"
