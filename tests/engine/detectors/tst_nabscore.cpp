// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/nabscore.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>
#include <set>

using namespace streamgauge;

namespace {

using Detections = QList<QPair<int, double>>;

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// 100 rows (15 on probation), one window of 20 rows from 40 to 59; detections as given, 0 elsewhere.
NabSeries series(const std::vector<std::pair<std::size_t, double>> &scores)
{
    NabSeries one { std::vector<double>(100), { { 40, 59 } } };
    for (const auto &[row, score] : scores)
        one.scores[row] = score;
    return one;
}

/// Each threshold tried by itself, straight from the definition.
double slowScore(const std::vector<NabSeries> &corpus, const NabProfile &profile)
{
    std::set<double> thresholds { std::numeric_limits<double>::infinity() };
    double windows = 0;
    for (const NabSeries &one : corpus) {
        thresholds.insert(one.scores.begin(), one.scores.end());
        windows += static_cast<double>(one.windows.size());
    }
    double best = -std::numeric_limits<double>::infinity();
    for (const double threshold : thresholds) {
        double raw = 0;
        for (const NabSeries &one : corpus) {
            std::vector<double> found(one.windows.size(), -profile.false_negative);
            for (std::size_t row = std::min<std::size_t>(one.scores.size() * 15 / 100, 750); row < one.scores.size();
                 ++row) {
                if (!(one.scores[row] >= threshold))
                    continue;
                bool inside = false;
                for (std::size_t i = 0; i < one.windows.size(); ++i) {
                    if (row < one.windows[i].first || row > one.windows[i].last)
                        continue;
                    inside = true;
                    found[i] = std::max(found[i], nabWorth(one, row, profile));
                }
                raw += inside ? 0 : nabWorth(one, row, profile);
            }
            for (const double worth : found)
                raw += worth;
        }
        best = std::max(best, raw);
    }
    const double silent = -profile.false_negative * windows;
    return 100 * (best - silent) / (profile.true_positive * windows - silent);
}

} // namespace

class TestNabScore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatARowIsWorth_data();
    void tellsWhatARowIsWorth();
    void scoresSeries_data();
    void scoresSeries();
    void takesOneThresholdForAll();
    void agreesWithTheDefinition();
    void hasTheProfiles();
};

void TestNabScore::tellsWhatARowIsWorth_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<double>("worth");
    // sigma(x) = 2 / (1 + e^5x) - 1; within the window sigma(-left / 20) / sigma(-1), behind it 0.11 sigma(rows / 19).
    QTest::newRow("before any window") << 20 << -0.11;
    QTest::newRow("first of the window") << 40 << 1.0;
    QTest::newRow("its middle, 10 rows left") << 50 << 0.8482836399575 / 0.9866142981514;
    QTest::newRow("its last, 1 row left") << 59 << 0.1243530017716 / 0.9866142981514;
    QTest::newRow("1 row behind") << 60 << 0.11 * -0.1308248264267;
    QTest::newRow("19 rows behind") << 78 << 0.11 * -0.9866142981514;
    QTest::newRow("40 rows behind") << 99 << 0.11 * -0.9999463589235;
}

void TestNabScore::tellsWhatARowIsWorth()
{
    QFETCH(int, row);
    QFETCH(double, worth);
    const double got = nabWorth(series({}), static_cast<std::size_t>(row), nabProfiles()[0]);
    QVERIFY2(std::abs(got - worth) < 1e-9, qPrintable(QString::number(got, 'g', 12)));
}

void TestNabScore::scoresSeries_data()
{
    QTest::addColumn<Detections>("detections");
    QTest::addColumn<double>("normalised");
    // 100 (raw + 1) / 2
    QTest::newRow("found at once") << Detections { { 40, 1.0 } } << 100.0;
    QTest::newRow("found at the end") << Detections { { 59, 1.0 } } << 100 * (0.1243530017716 / 0.9866142981514 + 1) / 2;
    QTest::newRow("found twice, the earlier counts") << Detections { { 59, 1.0 }, { 40, 1.0 } } << 100.0;
    QTest::newRow("found, and a false alarm before") << Detections { { 20, 0.9 }, { 40, 0.9 } } << 100 * (1 - 0.11 + 1) / 2;
    QTest::newRow("false alarm louder") << Detections { { 20, 1.0 }, { 40, 0.9 } } << 100 * (1 - 0.11 + 1) / 2;
    QTest::newRow("false alarm quieter") << Detections { { 20, 0.5 }, { 40, 0.9 } } << 100.0;
    QTest::newRow("false alarm only: silence is better") << Detections { { 20, 1.0 } } << 0.0;
    QTest::newRow("nothing said") << Detections {} << 0.0;
    QTest::newRow("on probation") << Detections { { 14, 1.0 }, { 40, 0.9 } } << 100.0;
    QTest::newRow("just behind probation") << Detections { { 15, 1.0 }, { 40, 0.9 } } << 100 * (1 - 0.11 + 1) / 2;
    QTest::newRow("a missing score") << Detections { { 20, no_number }, { 40, 0.9 } } << 100.0;
}

void TestNabScore::scoresSeries()
{
    QFETCH(Detections, detections);
    QFETCH(double, normalised);
    std::vector<std::pair<std::size_t, double>> scores;
    for (const auto &[row, score] : std::as_const(detections))
        scores.emplace_back(static_cast<std::size_t>(row), score);
    const std::vector<NabSeries> corpus { series(scores) };
    const double got = nabScore(corpus, nabProfiles()[0]).normalised;
    QVERIFY2(std::abs(got - normalised) < 1e-9, qPrintable(QString::number(got, 'g', 12)));
}

void TestNabScore::takesOneThresholdForAll()
{
    // The second series' alarm at 0.8 is false; the first's event needs 0.7.
    NabSeries quiet { std::vector<double>(100), {} };
    quiet.scores[50] = 0.8;
    const std::vector<NabSeries> corpus { series({ { 40, 0.7 } }), quiet };
    const NabResult standard = nabScore(corpus, nabProfiles()[0]);
    QCOMPARE(standard.threshold, 0.7);
    QVERIFY(std::abs(standard.normalised - 100 * (1 - 0.11 + 1) / 2) < 1e-9);
    const NabResult few_alarms = nabScore(corpus, nabProfiles()[1]);
    QVERIFY(std::abs(few_alarms.normalised - 100 * (1 - 0.22 + 1) / 2) < 1e-9);
    // A missed window costs 2 there: 100 (raw + 2) / 3.
    const NabResult few_misses = nabScore(corpus, nabProfiles()[2]);
    QVERIFY(std::abs(few_misses.normalised - 100 * (1 - 0.11 + 2) / 3) < 1e-9);
}

void TestNabScore::agreesWithTheDefinition()
{
    std::mt19937 random(5);
    for (int round = 0; round < 60; ++round) {
        std::vector<NabSeries> corpus;
        for (int file = 0; file < 3; ++file) {
            NabSeries one;
            for (int row = 0; row < 200; ++row)
                one.scores.push_back(static_cast<double>(random() % 40) / 40);
            std::size_t at = 31 + random() % 20;
            while (at + 30 < 200 && one.windows.size() < 3) {
                one.windows.push_back({ at, at + random() % 20 });
                at = one.windows.back().last + 1 + random() % 40;
            }
            corpus.push_back(one);
        }
        for (const NabProfile &profile : nabProfiles()) {
            const double got = nabScore(corpus, profile).normalised;
            QVERIFY(std::abs(got - slowScore(corpus, profile)) < 1e-9);
        }
    }
}

void TestNabScore::hasTheProfiles()
{
    QCOMPARE(nabProfiles().size(), std::size_t { 3 });
    QCOMPARE(nabProfiles()[0], (NabProfile { "standard", 1, 0.11, 1 }));
    QCOMPARE(nabProfiles()[1], (NabProfile { "reward low FP", 1, 0.22, 1 }));
    QCOMPARE(nabProfiles()[2], (NabProfile { "reward low FN", 1, 0.11, 2 }));
    QCOMPARE(nabScore({}, nabProfiles()[0]).normalised, 0.0);
}

QTEST_GUILESS_MAIN(TestNabScore)
#include "tst_nabscore.moc"
