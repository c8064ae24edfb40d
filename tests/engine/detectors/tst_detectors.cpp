// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/detector.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

using namespace streamgauge;

namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t day = 288;

/// A value every five minutes with a daily course and noise, as a server's load may be.
std::vector<double> dailySeries(std::size_t count, unsigned seed = 1)
{
    std::mt19937 random(seed);
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) {
        const double course = std::sin(2 * std::numbers::pi * static_cast<double>(i % day) / static_cast<double>(day));
        values.push_back(50 + 20 * course + static_cast<double>(random() % 1'000) / 250);
    }
    return values;
}

std::vector<double> noise(std::size_t count, unsigned seed = 1)
{
    std::mt19937 random(seed);
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(10 + static_cast<double>(random() % 1'000 + random() % 1'000 + random() % 1'000) / 1'000);
    return values;
}

std::vector<double> scores(Detector &detector, const std::vector<double> &values)
{
    std::vector<double> list;
    for (std::size_t i = 0; i < values.size(); ++i)
        list.push_back(detector.score(static_cast<TimeNs>(i) * ns_per_s, values[i]));
    return list;
}

std::unique_ptr<Detector> make(const std::string &name, const DetectorOptions &options = {})
{
    auto detector = makeDetector(name, options);
    return detector ? std::move(detector.value()) : nullptr;
}

double highest(const std::vector<double> &list, std::size_t from, std::size_t to)
{
    return *std::max_element(list.begin() + static_cast<std::ptrdiff_t>(from),
                             list.begin() + static_cast<std::ptrdiff_t>(to));
}

void rowForEach()
{
    QTest::addColumn<std::string>("name");
    for (const DetectorInfo &info : detectors())
        QTest::newRow(info.name.c_str()) << info.name;
}

} // namespace

class TestDetectors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isListed();
    void staysWithinItsBounds_data() { rowForEach(); }
    void staysWithinItsBounds();
    void knowsNothingOfTheFuture_data() { rowForEach(); }
    void knowsNothingOfTheFuture();
    void leavesOutMissingValues_data() { rowForEach(); }
    void leavesOutMissingValues();
    void isQuietWhenNothingHappens_data() { rowForEach(); }
    void isQuietWhenNothingHappens();
    void bearsExtremeValues_data() { rowForEach(); }
    void bearsExtremeValues();
    void scaleDoesNotMatter_data() { rowForEach(); }
    void scaleDoesNotMatter();
    void findsASpike_data();
    void findsASpike();
    void findsALostDay_data();
    void findsALostDay();
    void findsAChangeOfLevel();
    void tellsAnEventOnce_data();
    void tellsAnEventOnce();
    void forgetsAnOldRange();
    void checksOptions_data();
    void checksOptions();
};

void TestDetectors::isListed()
{
    QCOMPARE(detectors().size(), std::size_t { 9 });
    for (const DetectorInfo &info : detectors()) {
        QVERIFY(!info.title.empty() && !info.cost.empty());
        QCOMPARE(findDetector(info.name)->title, info.title);
        for (const DetectorParameter &parameter : info.parameters) {
            QVERIFY(!parameter.title.empty());
            QVERIFY(parameter.least <= parameter.preset && parameter.preset <= parameter.most);
            for (const double value : { parameter.least, parameter.most })
                QVERIFY(checkDetector(info.name, { { { parameter.name, value } } }).ok());
        }
    }
    QVERIFY(findDetector("knn") == nullptr);
}

void TestDetectors::staysWithinItsBounds()
{
    QFETCH(std::string, name);
    const auto detector = make(name);
    const std::size_t most = detectorBytes(name);
    std::mt19937 random(3);
    double wander = 0;
    for (int i = 0; i < 6'000; ++i) {
        // Noise, wandering, silence and jumps, so that every state fills.
        wander += static_cast<double>(random() % 201) - 100;
        const double value = i % 4'000 < 500 ? 7 : wander + static_cast<double>(random() % 1'000);
        const double score = detector->score(i, value);
        QVERIFY2(score >= 0 && score <= 1, qPrintable(QString::number(score)));
        if (i % 500 == 0)
            QVERIFY2(detector->memoryBytes() <= most, qPrintable(QString::number(detector->memoryBytes())));
    }
    QVERIFY(detector->memoryBytes() <= most);
}

void TestDetectors::knowsNothingOfTheFuture()
{
    QFETCH(std::string, name);
    std::vector<double> values = dailySeries(2'500);
    const std::vector<double> whole = scores(*make(name), values);
    // Another future: a range a thousand times as wide.
    for (std::size_t i = 1'500; i < values.size(); ++i)
        values[i] = -1'000 * values[i];
    const std::vector<double> other = scores(*make(name), values);
    QVERIFY(std::equal(whole.begin(), whole.begin() + 1'500, other.begin()));
    QVERIFY(whole != other);
}

void TestDetectors::leavesOutMissingValues()
{
    QFETCH(std::string, name);
    const std::vector<double> values = dailySeries(2'000);
    const std::vector<double> wanted = scores(*make(name), values);
    const auto detector = make(name);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i % 7 == 3) {
            QVERIFY(std::isnan(detector->score(0, no_number)));
            QVERIFY(std::isnan(detector->score(0, std::numeric_limits<double>::infinity())));
        }
        QCOMPARE(detector->score(0, values[i]), wanted[i]);
    }
}

void TestDetectors::isQuietWhenNothingHappens()
{
    QFETCH(std::string, name);
    for (const double constant : { 0.0, 45.0, 0.1, -1e9 }) {
        const std::vector<double> list = scores(*make(name), std::vector<double>(1'500, constant));
        QVERIFY2(highest(list, 0, list.size()) < 0.99, qPrintable(QString::number(constant)));
    }
}

void TestDetectors::bearsExtremeValues()
{
    QFETCH(std::string, name);
    const auto detector = make(name);
    std::mt19937_64 random(9);
    constexpr double most = std::numeric_limits<double>::max();
    for (int i = 0; i < 3'000; ++i) {
        const std::array<double, 6> choices { most, -most, 0, std::numeric_limits<double>::denorm_min(), 1e300, -1 };
        const double score = detector->score(std::numeric_limits<TimeNs>::max(), choices[random() % choices.size()]);
        QVERIFY2(score >= 0 && score <= 1, qPrintable(QStringLiteral("%1 at %2").arg(score).arg(i)));
    }
}

/// The same series in other units: twice as large, exactly. Nothing is measured in units of its own.
void TestDetectors::scaleDoesNotMatter()
{
    QFETCH(std::string, name);
    std::vector<double> values = dailySeries(2'000);
    values[1'700] += 60;
    const std::vector<double> before = scores(*make(name), values);
    for (double &value : values)
        value *= 1'024;
    const std::vector<double> after = scores(*make(name), values);
    for (std::size_t i = 0; i < values.size(); ++i)
        QVERIFY2(std::abs(before[i] - after[i]) < 1e-6, qPrintable(QString::number(i)));
}

void TestDetectors::findsASpike_data()
{
    QTest::addColumn<double>("limit");
    QTest::newRow("robust_z") << 0.99;
    QTest::newRow("gaussian") << 0.99;
    QTest::newRow("ewma") << 0.99;
    QTest::newRow("holt_winters") << 0.99;
    QTest::newRow("knn_cad") << 0.9965;
    QTest::newRow("cad_ose") << 0.5;
    QTest::newRow("hst") << 0.99;
    QTest::newRow("ensemble") << 0.94;
}

void TestDetectors::findsASpike()
{
    QFETCH(double, limit);
    std::vector<double> values = noise(2'500);
    values[2'200] += 40;
    const std::vector<double> list = scores(*make(QTest::currentDataTag()), values);
    QVERIFY2(list[2'200] >= limit, qPrintable(QString::number(list[2'200])));
    const auto alarms = std::count_if(list.begin() + 1'000, list.end(), [limit](double score) { return score >= limit; });
    QVERIFY2(alarms <= 40, qPrintable(QString::number(alarms)));
}

void TestDetectors::findsALostDay_data()
{
    QTest::addColumn<DetectorOptions>("options");
    QTest::addColumn<double>("limit");
    QTest::newRow("knn_cad") << DetectorOptions {} << 0.9965;
    QTest::newRow("holt_winters") << DetectorOptions { { { "season", 288 } } } << 0.99;
    QTest::newRow("ensemble") << DetectorOptions {} << 0.9;
}

/// Values that are usual by themselves, in an order that is not.
void TestDetectors::findsALostDay()
{
    QFETCH(DetectorOptions, options);
    QFETCH(double, limit);
    std::vector<double> values = dailySeries(12 * day);
    std::mt19937 random(4);
    for (std::size_t i = 10 * day + 40; i < 10 * day + 110; ++i)
        values[i] = 48 + static_cast<double>(random() % 1'000) / 250;
    const std::vector<double> list = scores(*make(QTest::currentDataTag(), options), values);
    QVERIFY2(highest(list, 10 * day + 40, 10 * day + 110) >= limit,
             qPrintable(QString::number(highest(list, 10 * day + 40, 10 * day + 110))));
    QVERIFY(highest(scores(*make("gaussian"), values), 10 * day + 40, 10 * day + 110) < 0.9);
}

void TestDetectors::findsAChangeOfLevel()
{
    std::vector<double> values = noise(2'000);
    for (std::size_t i = 1'500; i < values.size(); ++i)
        values[i] += 2;
    const std::vector<double> list = scores(*make("change_point"), values);
    QVERIFY2(highest(list, 200, 1'500) < 0.9, qPrintable(QString::number(highest(list, 200, 1'500))));
    QVERIFY2(highest(list, 1'500, 1'510) > 0.95, qPrintable(QString::number(highest(list, 1'500, 1'510))));
    QVERIFY2(highest(list, 1'530, 2'000) < 0.9, qPrintable(QString::number(highest(list, 1'530, 2'000))));
}

void TestDetectors::tellsAnEventOnce_data()
{
    QTest::addColumn<DetectorOptions>("all");
    QTest::addColumn<double>("limit");
    QTest::newRow("knn_cad") << DetectorOptions { { { "rest", 0 } } } << 0.9965;
    QTest::newRow("cad_ose") << DetectorOptions { { { "rest", 0 } } } << 0.75;
    QTest::newRow("ensemble") << DetectorOptions { { { "rest", 0 } } } << 0.9;
}

void TestDetectors::tellsAnEventOnce()
{
    QFETCH(DetectorOptions, all);
    QFETCH(double, limit);
    std::vector<double> values = noise(2'500);
    for (std::size_t i = 2'200; i < 2'230; ++i)
        values[i] += i % 2 == 0 ? 40 : -40;
    const auto told = [&](const std::vector<double> &list) {
        return std::count_if(list.begin() + 2'200, list.begin() + 2'250, [limit](double score) { return score >= limit; });
    };
    const std::string name = QTest::currentDataTag();
    const auto every = told(scores(*make(name, all), values));
    const auto once = told(scores(*make(name), values));
    QVERIFY2(every >= 3, qPrintable(QString::number(every)));
    QVERIFY2(once >= 1 && 2 * once <= every, qPrintable(QStringLiteral("%1 of %2").arg(once).arg(every)));
}

void TestDetectors::forgetsAnOldRange()
{
    // After a new range has become usual, a spike within the new range's scale is found again.
    std::vector<double> values = noise(1'000);
    for (const double value : noise(4'000, 2))
        values.push_back(1'000 + value);
    values[4'500] += 40;
    for (const char *name : { "cad_ose", "ensemble", "robust_z", "hst" }) {
        const std::vector<double> list = scores(*make(name), values);
        QVERIFY2(list[4'500] >= 0.5, name);
    }
}

void TestDetectors::checksOptions_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<DetectorOptions>("options");
    QTest::addColumn<std::string>("text");
    QTest::newRow("no such detector") << std::string("knn") << DetectorOptions {}
                                      << std::string(
                                             "detector: There is no detector \"knn\" (Use one of: ensemble, knn_cad, "
                                             "cad_ose, robust_z, gaussian, ewma, holt_winters, hst, change_point)");
    QTest::newRow("no such option") << std::string("ewma") << DetectorOptions { { { "alpha", 1 } } }
                                    << std::string("detector ewma, alpha: There is no such option (Use one of: span)");
    QTest::newRow("too small") << std::string("robust_z") << DetectorOptions { { { "window", 3 } } }
                               << std::string("detector robust_z, window: 3 is not allowed (Give a whole number from 20 to "
                                              "100000)");
    QTest::newRow("not whole") << std::string("robust_z") << DetectorOptions { { { "window", 50.5 } } }
                               << std::string(
                                      "detector robust_z, window: 50.5 is not allowed (Give a whole number from 20 to "
                                      "100000)");
    QTest::newRow("NaN") << std::string("ewma") << DetectorOptions { { { "span", no_number } } }
                         << std::string("detector ewma, span: nan is not allowed (Give a number from 2 to 100000)");
}

void TestDetectors::checksOptions()
{
    QFETCH(std::string, name);
    QFETCH(DetectorOptions, options);
    QFETCH(std::string, text);
    const auto made = makeDetector(name, options);
    QVERIFY(!made.ok());
    QCOMPARE(QString::fromStdString(made.error().text()), QString::fromStdString(text));
    QCOMPARE(checkDetector(name, options).ok(), false);
    QCOMPARE(detectorBytes(name, options), std::size_t { 0 });
}

QTEST_GUILESS_MAIN(TestDetectors)
#include "tst_detectors.moc"
