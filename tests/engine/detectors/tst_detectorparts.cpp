// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/contextgraph.h"
#include "engine/detectors/deviation.h"
#include "engine/detectors/sortedwindow.h"
#include "engine/detectors/tailsurprise.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <deque>
#include <random>

using namespace streamgauge;

namespace {

/// The senses of a level of three bits.
std::uint8_t senses(int level)
{
    unsigned bits = 0;
    for (int bit = 0; bit < 3; ++bit)
        bits |= 1U << (2 * bit + ((level >> bit) & 1));
    return static_cast<std::uint8_t>(bits);
}

} // namespace

class TestDetectorParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsAWindowInOrder();
    void knowsMediansAndDistances();
    void ranksTheRare();
    void continuesTheTail();
    void measuresDeviation();
    void learnsWhatFollows();
    void keepsFewContexts();
};

void TestDetectorParts::keepsAWindowInOrder()
{
    std::mt19937 random(2);
    for (const std::size_t most : { 1U, 2U, 7U, 64U }) {
        SortedWindow window(most);
        std::deque<double> slow;
        for (int i = 0; i < 2'000; ++i) {
            const auto value = static_cast<double>(random() % 50);
            window.push(value);
            slow.push_back(value);
            if (slow.size() > most)
                slow.pop_front();
            std::vector<double> sorted(slow.begin(), slow.end());
            std::ranges::sort(sorted);
            QCOMPARE(window.size(), sorted.size());
            for (std::size_t place = 0; place < sorted.size(); ++place)
                QCOMPARE(window.at(place), sorted[place]);
            const auto below = std::ranges::count_if(sorted, [](double one) { return one < 25; });
            QCOMPARE(window.countBelow(25), static_cast<std::size_t>(below));
            std::vector<double> distances;
            const double median = window.median();
            for (const double one : sorted)
                distances.push_back(std::abs(one - median));
            std::ranges::sort(distances);
            QCOMPARE(window.medianDistance(median), distances[distances.size() / 2]);
        }
        QVERIFY(window.memoryBytes() <= SortedWindow::mostBytes(most));
    }
}

void TestDetectorParts::knowsMediansAndDistances()
{
    SortedWindow window(10);
    for (const double value : { 4.0, 1.0, 100.0, 2.0, 3.0 })
        window.push(value);
    QCOMPARE(window.median(), 3.0);
    QCOMPARE(window.medianDistance(3), 1.0);
    QCOMPARE(window.meanDistance(3), (1 + 2 + 97 + 1 + 0) / 5.0);
    QCOMPARE(window.quantile(0), 1.0);
    QCOMPARE(window.quantile(1), 100.0);
    QCOMPARE(window.quantile(0.125), 1.5);
}

void TestDetectorParts::ranksTheRare()
{
    TailSurprise surprise(1'000);
    for (int i = 1; i <= 99; ++i)
        QCOMPARE(surprise.next(i), 0.0);
    QCOMPARE(surprise.next(100), 0.0);
    // 51 of the 100 known ones are at least 50.
    QCOMPARE(surprise.next(50), -std::log(51.5 / 101));
}

void TestDetectorParts::continuesTheTail()
{
    TailSurprise surprise(1'000);
    std::mt19937 random(6);
    const auto pareto = [&random] { return 1 / std::sqrt((static_cast<double>(random() % 100'000) + 0.5) / 100'000); };
    for (int i = 0; i < 1'000; ++i)
        static_cast<void>(surprise.next(pareto()));
    // One in x^2 is larger than x: -ln of that is 2 ln x.
    for (const double number : { 10.0, 100.0, 1e4, 1e8 }) {
        TailSurprise copy = surprise;
        const double got = copy.next(number);
        QVERIFY2(std::abs(got / (2 * std::log(number)) - 1) < 0.4, qPrintable(QString::number(got)));
    }
    TailSurprise constant(1'000);
    for (int i = 0; i < 500; ++i)
        static_cast<void>(constant.next(0));
    QVERIFY(std::isfinite(constant.next(5)));
}

void TestDetectorParts::measuresDeviation()
{
    QCOMPARE(unusualness(0, 1), 0.0);
    QCOMPARE(unusualness(0, 0), 0.0);
    QCOMPARE(unusualness(1, 0), 1.0);
    // Student's t with 3 degrees of freedom has 95 % within 3.182446, 99 % within 5.840909.
    QVERIFY(std::abs(unusualness(-3.182446, 1) - 0.95) < 1e-6);
    QVERIFY(std::abs(unusualness(5.840909 * 7, 7) - 0.99) < 1e-6);
    QVERIFY(unusualness(1'000, 1) < unusualness(10'000, 1));
    QCOMPARE(unusualness(1e308, 1e-308), 1.0);
}

void TestDetectorParts::learnsWhatFollows()
{
    ContextGraph graph(1'000);
    QCOMPARE(graph.step(senses(0)), 0.5); // nothing known, nothing to compare with
    double last = 1;
    for (int i = 1; i < 200; ++i)
        last = graph.step(senses(i % 2 == 0 ? 0 : 7));
    QCOMPARE(last, 0.0);
    // After 7 came 0, always; 7 again is new, and so is the pair of both.
    QVERIFY(graph.step(senses(7)) > 0.9);
}

void TestDetectorParts::keepsFewContexts()
{
    std::mt19937 random(8);
    for (const std::size_t most : { std::size_t { 1 }, std::size_t { 20 }, std::size_t { 500 } }) {
        ContextGraph graph(most);
        for (int i = 0; i < 4'000; ++i) {
            const double novelty = graph.step(senses(static_cast<int>(random() % 8)));
            QVERIFY(novelty >= 0 && novelty <= 1);
        }
        QVERIFY2(graph.memoryBytes() <= ContextGraph::mostBytes(most), qPrintable(QString::number(graph.memoryBytes())));
    }
}

QTEST_GUILESS_MAIN(TestDetectorParts)
#include "tst_detectorparts.moc"
