// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/window.h"

#include <QTest>

#include <array>
#include <limits>

using namespace streamgauge;

using enum WindowFunction;
using enum WindowShape;

constexpr DurationNs s = ns_per_s;

class TestWindowSpec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checks_data();
    void checks();
    void namesEachFunction();
    void saysWhatAnEmptyWindowIs_data();
    void saysWhatAnEmptyWindowIs();
    void refusesLimitsOutOfRange_data();
    void refusesLimitsOutOfRange();
};

void TestWindowSpec::checks_data()
{
    QTest::addColumn<WindowSpec>("spec");
    QTest::addColumn<QString>("place"); // empty: valid
    const auto row = [](const char *title, const WindowSpec &spec, const char *place) {
        QTest::newRow(title) << spec << QString::fromLatin1(place);
    };
    row("avg over 10s", { Avg, 0, Sliding, 10 * s }, "");
    row("avg over 20 events", { Avg, 0, Sliding, 0, 0, 20 }, "");
    row("sum tumbling 1m", { Sum, 0, Tumbling, 60 * s }, "");
    row("max over 5m hop 1m", { Max, 0, Hopping, 300 * s, 60 * s }, "");
    row("count session 30s", { Count, 0, Session, 30 * s }, "");
    row("a hop as long as the window", { Max, 0, Hopping, 60 * s, 60 * s }, "");
    row("a hop that does not divide the window", { Max, 0, Hopping, 60 * s, 25 * s }, "");
    row("quantile 0", { Quantile, 0, Sliding, s }, "");
    row("quantile 1", { Quantile, 1, Sliding, s }, "");
    row("ewma by default", { Ewma, 0, Sliding, 10 * s }, "");
    row("ewma with a half-life", { Ewma, 5, Sliding, 60 * s }, "");
    row("ewma over events with a weight", { Ewma, 0.2, Sliding, 0, 0, 20 }, "");

    row("no length", { Avg }, "over");
    row("negative length", { Avg, 0, Sliding, -s }, "over");
    row("under a microsecond", { Avg, 0, Sliding, 999 }, "over");
    row("over a year", { Avg, 0, Sliding, 367 * 86'400 * s }, "over");
    row("a gap over a year", { Avg, 0, Session, 367 * 86'400 * s }, "session");
    row("time and events", { Avg, 0, Sliding, s, 0, 20 }, "over");
    row("too many events", { Avg, 0, Sliding, 0, 0, 1'000'001 }, "over");
    row("tumbling over events", { Avg, 0, Tumbling, 0, 0, 20 }, "over");
    row("a hop without hopping", { Avg, 0, Sliding, s, s }, "hop");
    row("no hop", { Avg, 0, Hopping, s }, "hop");
    row("a hop longer than the window", { Avg, 0, Hopping, s, 2 * s }, "hop");
    row("too many panes", { Avg, 0, Hopping, 3'600 * s, 997'000'000 }, "hop");
    row("quantile over 1", { Quantile, 1.01, Sliding, s }, "quantile");
    row("quantile under 0", { Quantile, -0.01, Sliding, s }, "quantile");
    row("quantile not a number", { Quantile, std::numeric_limits<double>::quiet_NaN(), Sliding, s }, "quantile");
    row("a parameter nobody reads", { Avg, 1, Sliding, s }, "avg");
    row("ewma with a negative half-life", { Ewma, -1, Sliding, s }, "ewma");
    row("ewma with a weight over 1", { Ewma, 1.5, Sliding, 0, 0, 20 }, "ewma");
    row("ewma tumbling", { Ewma, 0, Tumbling, s }, "ewma");
}

void TestWindowSpec::checks()
{
    QFETCH(WindowSpec, spec);
    QFETCH(QString, place);
    const Result<void> checked = checkWindow(spec);
    const auto window = Window::make(spec);
    QCOMPARE(window.ok(), checked.ok());
    if (place.isEmpty()) {
        QVERIFY2(checked.ok(), checked.ok() ? "" : checked.error().text().c_str());
        QVERIFY(Window::mostBytesPerKey(spec) > 0);
        return;
    }
    QVERIFY(!checked.ok());
    QCOMPARE(checked.error().kind, ErrorKind::Configuration);
    QCOMPARE(QString::fromStdString(checked.error().place), place);
    QVERIFY(!checked.error().message.empty());
    QVERIFY(!checked.error().remedy.empty());
    QCOMPARE(window.error(), checked.error());
}

void TestWindowSpec::namesEachFunction()
{
    int count = 0;
    for (int number = static_cast<int>(Avg); number <= static_cast<int>(Ewma); ++number, ++count) {
        const auto function = static_cast<WindowFunction>(number);
        QVERIFY(!name(function).empty());
        QCOMPARE(windowFunction(name(function)), std::optional(function));
    }
    QCOMPARE(count, 15);
    QCOMPARE(name(PerSecond), std::string_view("per_second"));
    QCOMPARE(windowFunction("median"), std::optional<WindowFunction>());
    QCOMPARE(windowFunction(""), std::optional<WindowFunction>());
}

void TestWindowSpec::saysWhatAnEmptyWindowIs_data()
{
    QTest::addColumn<WindowFunction>("function");
    QTest::addColumn<bool>("zero");
    for (const WindowFunction function : { Count, Sum, Rate, PerSecond, Distinct })
        QTest::newRow(std::string(name(function)).c_str()) << function << true;
    for (const WindowFunction function : { Avg, Min, Max, Stddev, Quantile, First, Last, Delta, Slope, Ewma })
        QTest::newRow(std::string(name(function)).c_str()) << function << false;
}

void TestWindowSpec::saysWhatAnEmptyWindowIs()
{
    QFETCH(WindowFunction, function);
    QFETCH(bool, zero);
    const std::optional<double> expected = zero ? std::optional(0.0) : std::nullopt;
    QCOMPARE(emptyValue(function), expected);
    const auto window = Window::make({ function, 0, Sliding, s });
    QVERIFY(window.ok());
    QCOMPARE((*window)->value(7), expected);
    (*window)->add(7, 0, 1.5);
    (*window)->add(7, s / 2, 2.5);
    QVERIFY((*window)->value(7).has_value());
    (*window)->advance(7, 3 * s);
    QCOMPARE((*window)->value(7), expected);
    QCOMPARE((*window)->nextChange(7), Window::never);
}

void TestWindowSpec::refusesLimitsOutOfRange_data()
{
    QTest::addColumn<quint64>("samples");
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<bool>("valid");
    QTest::newRow("as they are") << quint64 { 65'536 } << quint64 { 1 } << true;
    QTest::newRow("no samples") << quint64 { 0 } << quint64 { 1'000 } << false;
    QTest::newRow("too many samples") << quint64 { most_samples_in_a_key + 1 } << quint64 { 1'000 } << false;
    QTest::newRow("no bytes") << quint64 { 1'000 } << quint64 { 0 } << false;
}

void TestWindowSpec::refusesLimitsOutOfRange()
{
    QFETCH(quint64, samples);
    QFETCH(quint64, bytes);
    QFETCH(bool, valid);
    QCOMPARE(Window::make({ Avg, 0, Sliding, s }, { samples, bytes }).ok(), valid);
}

QTEST_GUILESS_MAIN(TestWindowSpec)
#include "tst_windowspec.moc"
