// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/window.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace streamgauge;

using enum WindowFunction;
using enum WindowShape;

namespace {

constexpr DurationNs s = ns_per_s;

TimeNs timeOf(const QString &text)
{
    return static_cast<TimeNs>(std::llround(text.toDouble() * 1e9));
}

QString written(const std::optional<double> &value)
{
    return value ? QString::number(*value, 'g', 6) : QStringLiteral("-");
}

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void computes_data();
    void computes();
    void keepsTexts_data();
    void keepsTexts();
    void countsWhatItLeavesOut();
    void cutsLongTexts();
    void forgets();
    void tellsKeysApart();
    void takesTimesAtTheEndsOfTime_data();
    void takesTimesAtTheEndsOfTime();
};

// A step is "seconds:value", a sample, or "seconds" alone, time that passes; one value is read after each.
void TestWindow::computes_data()
{
    QTest::addColumn<WindowSpec>("spec");
    QTest::addColumn<QString>("steps");
    QTest::addColumn<QString>("values");
    const auto row = [](const char *title, const WindowSpec &spec, const char *steps, const char *values) {
        QTest::newRow(title) << spec << QString::fromLatin1(steps) << QString::fromLatin1(values);
    };
    const WindowSpec avg { Avg, 0, Sliding, 10 * s };
    row("avg", avg, "0:1 1:2 2:6", "1 1.5 3");
    row("a sample is in at its time and out one window later", avg, "1:5 10.999999999 11", "5 5 -");
    row("two samples at one time", avg, "1:5 1:7 11", "5 6 -");
    row("avg falls without an event", avg, "0:100 5:10 9.9 10 15", "100 55 55 10 -");
    row("a late sample is left out", avg, "5:10 4:99 6:20", "10 10 15");
    row("a sample older than the window at its clock is left out", avg, "0:1 20 9:5 11:7", "1 - - 7");
    row("a sample before the clock still counts while it is in", avg, "0:1 20 15:5 25", "1 - 5 -");
    row("time does not go back", avg, "0:1 12 5 13:4", "1 - - 4");
    row("not a number is no sample", avg, "0:1 1:nan 2:3 10.5:nan", "1 1 2 3");
    row("infinite until it is out", avg, "0:inf 1:5 2:7 10 11", "inf inf inf 6 7");
    row("both infinities are no number", avg, "0:inf 1:-inf 2:7 10 11", "inf - - -inf 7");
    row("huge values leave no trace", avg, "0:1e280 1:1e250 2:0.5 10 11", "1e+280 5e+279 3.33333e+279 5e+249 0.5");
    row("avg of the last 3 events", { Avg, 0, Sliding, 0, 0, 3 }, "0:3 1:6 2:9 3:12 1000000 2000000:0", "3 4.5 6 9 9 7");
    row("events of one time", { Avg, 0, Sliding, 0, 0, 2 }, "5:1 5:3 5:5 4:100", "1 2 4 4");

    const WindowSpec sum { Sum, 0, Sliding, 10 * s };
    row("sum", sum, "0:1 1:2.5 10 11", "1 3.5 2.5 0");
    row("count", { Count, 0, Sliding, 10 * s }, "0:1 1:1 1:1 5:nan 10 11", "1 2 3 3 2 0");
    row("min", { Min, 0, Sliding, 10 * s }, "0:5 1:7 2:6 10 11 12", "5 5 5 6 6 -");
    row("max", { Max, 0, Sliding, 10 * s }, "0:5 1:7 2:6 10 11 12", "5 7 7 7 6 -");
    row("max of equal values", { Max, 0, Sliding, 10 * s }, "0:7 5:7 10 15", "7 7 7 -");
    row("min over events", { Min, 0, Sliding, 0, 0, 2 }, "0:1 0:5 0:3 0:4", "1 1 3 3");
    row("max over events", { Max, 0, Sliding, 0, 0, 3 }, "0:9 1:1 2:2 3:3 4:0 5:0 6:0", "9 9 9 3 3 3 0");
    row("min with infinities", { Min, 0, Sliding, 10 * s }, "0:-inf 5:1 10", "-inf -inf 1");
    row("per_second of ones is the event rate", { PerSecond, 0, Sliding, 10 * s }, "0:1 1:1 2:1 10 12", "0.1 0.2 0.3 0.2 0");
    row("per_second of bytes", { PerSecond, 0, Sliding, 2 * s }, "0:100 1:300 2:50", "50 200 175");
    row("per_second over events", { PerSecond, 0, Sliding, 0, 0, 3 }, "0:1 1:1 2:1 2.5:1 2.5:1 2.5:1", "0 1 1 1.33333 4 0");
    row("stddev of the population", { Stddev, 0, Sliding, 10 * s }, "0:2 1:4 2:4 3:4 4:5 5:5 6:7 7:9",
        "0 1 0.942809 0.866025 0.979796 1 1.39971 2");
    row("stddev far from zero", { Stddev, 0, Sliding, 10 * s }, "0:1e9 1:1000000002 2:1000000004", "0 1 1.63299");
    row("stddev after a jump", { Stddev, 0, Sliding, 0, 0, 2 }, "0:0 1:1e12 2:1000000000001", "0 5e+11 0.5");
    row("median", { Quantile, 0.5, Sliding, 0, 0, 3 }, "0:100 1:0 2:-100 3:-100", "100.495 0 0 -100.495");
    row("least and greatest", { Quantile, 1, Sliding, 10 * s }, "0:0 1:-5 10 11", "0 0 -5.00283 -");
    row("distinct", { Distinct, 0, Sliding, 10 * s }, "0:1 1:2 2:1 10 11 12", "1 2 2 2 1 0");
    row("distinct zeros", { Distinct, 0, Sliding, 10 * s }, "0:0 0:-0 0:inf 0:-inf", "1 1 2 3");
    row("distinct over events", { Distinct, 0, Sliding, 0, 0, 3 }, "0:1 0:2 0:3 0:3 0:3", "1 2 3 2 1");
    row("first", { First, 0, Sliding, 10 * s }, "0:5 1:7 2:6 10 11 12", "5 5 5 7 6 -");
    row("last", { Last, 0, Sliding, 10 * s }, "0:5 1:7 10.9 11", "5 7 7 -");
    row("last of events", { Last, 0, Sliding, 0, 0, 5 }, "0:5 1:7 1000", "5 7 7");
    row("delta", { Delta, 0, Sliding, 10 * s }, "0:5 1:7 2:4 10 11 12", "0 2 -1 -3 0 -");
    row("delta over events", { Delta, 0, Sliding, 0, 0, 2 }, "0:5 1:7 2:4", "0 2 -3");
    row("slope", { Slope, 0, Sliding, 10 * s }, "0:1 1:3 2:5 3:7 4:0", "- 2 2 2 0.2");
    row("slope at one instant", { Slope, 0, Sliding, 10 * s }, "1:1 1:3 1:5", "- - -");
    row("slope far from the epoch", { Slope, 0, Sliding, 0, 0, 3 }, "1600000000:1e6 1600000001:1000003 1600000002:1000006",
        "- 3 3");

    row("ewma over events", { Ewma, 0.5, Sliding, 0, 0, 9 }, "0:8 1:0 1:0 100:1", "8 4 2 1.5");
    row("ewma of 3 events", { Ewma, 0, Sliding, 0, 0, 3 }, "0:8 1:0 2:0", "8 4 2");
    row("ewma with a half-life", { Ewma, 5, Sliding, 60 * s }, "0:8 5:0 15:0 74.9 75", "8 4 1 1 -");
    row("ewma begins anew after an empty window", { Ewma, 5, Sliding, 10 * s }, "0:8 10:2 10:nan 12:inf", "8 2 2 2");
    row("ewma at one instant keeps the first", { Ewma, 5, Sliding, 10 * s }, "0:8 0:2", "8 8");

    const WindowSpec rate { Rate, 0, Sliding, 60 * s };
    // As rate(c[1m]) of Prometheus 3 at the time of each sample.
    row("rate", rate, "15:0 30:10 45:20 60:30 75:40", "0 0.166667 0.333333 0.5 0.666667");
    row("rate is extrapolated to the near end", rate, "20:100 35:110 50:120 65:130", "0 0.25 0.416667 0.666667");
    row("rate with a reset", rate, "15:100 30:130 45:20 60:40", "0 0.75 1.04167 1.55556");
    row("rate of a counter that stands", rate, "0:5 30:5 59:5", "0 0 0");
    row("rate falls when samples leave", rate, "0:100 30:130 60:160 90 120", "0 1 1 0 0");
    row("rate below two samples", rate, "0:5 70:9", "0 0");
    row("rate over events", { Rate, 0, Sliding, 0, 0, 3 }, "0:0 1:10 3:40 4:5", "0 10 13.3333 11.6667");

    const WindowSpec tumbling { Sum, 0, Tumbling, 10 * s };
    row("tumbling", tumbling, "1:1 9:2 9.9 10 10:5 15:5 20 25 30 99", "- - - 3 3 3 10 10 0 0");
    row("a tumbling window begins with its own instant", tumbling, "10:1 20:2 30", "- 1 2");
    row("tumbling over silence", tumbling, "1:1 35:2 40", "- 0 2");
    row("tumbling average of nothing", { Avg, 0, Tumbling, 10 * s }, "1:1 10 20", "- 1 -");
    row("count before the first end", { Count, 0, Tumbling, 10 * s }, "1:1 9", "- -");
    row("late for its tumbling window", tumbling, "1:1 10 9:5 11:2 20", "- 1 1 1 2");
    row("before 1970", tumbling, "-11:1 -10:2 -1:3 0", "- 1 1 5");
    row("hopping", { Sum, 0, Hopping, 10 * s, 5 * s }, "1:1 6:2 11:4 16:8 20 25 30", "- 1 3 6 12 8 0");
    row("hopping before the first whole window", { Max, 0, Hopping, 10 * s, 5 * s }, "1:1 5 10 15", "- 1 1 -");
    row("a hop that does not divide the window", { Sum, 0, Hopping, 5 * s, 3 * s }, "0:1 1:2 4:4 7:8 8 11", "- - 3 7 12 8");
    row("rate in tumbling windows", { Rate, 0, Tumbling, 10 * s }, "0:0 5:5 10:100 15:105 20", "- - 1 1 1");
    row("slope in hopping windows", { Slope, 0, Hopping, 4 * s, 2 * s }, "0:0 1:2 2:4 3:6 4:0 6", "- - 2 2 2 -2");
    row("stddev in hopping windows", { Stddev, 0, Hopping, 4 * s, 2 * s }, "0:2 1:4 2:4 3:6 4 6", "- - 1 1 1.41421 1");
    row("distinct tumbling", { Distinct, 0, Tumbling, 10 * s }, "1:1 2:2 3:1 10 11:1 20 30", "- - - 2 2 1 0");
    row("distinct hopping", { Distinct, 0, Hopping, 10 * s, 5 * s }, "1:1 6:2 11:1 15 20 25", "- 1 2 2 1 0");

    const WindowSpec session { Sum, 0, Session, 10 * s };
    row("session", session, "0:1 9:2 18:4 27.9 28 30:8", "1 3 7 7 0 8");
    row("a sample at the gap's end begins anew", session, "0:1 10:2", "1 2");
    row("count of a session", { Count, 0, Session, 10 * s }, "0:1 1:1 20:1", "1 2 1");
    row("rate of a session", { Rate, 0, Session, 10 * s }, "0:1 2:5 4:2", "0 2 1.5");
    row("per_second of a session", { PerSecond, 0, Session, 10 * s }, "0:1 2:1 4:1 4:1", "0 0.5 0.5 0.75");
    row("distinct in a session", { Distinct, 0, Session, 10 * s }, "0:1 5:2 10:1 20 21:1", "1 2 2 0 1");
    row("late for its session", session, "0:1 30 15:2 25:3", "1 0 0 3");
    row("delta of a session", { Delta, 0, Session, 10 * s }, "0:1 9:5 30:7", "0 4 0");
    row("extremes of a session", { Max, 0, Session, 10 * s }, "0:-3 9:-5 30:-7 40", "-3 -3 -7 -");
    row("quantile of a session", { Quantile, 0, Session, 10 * s }, "0:0 9:5 30:-0.001", "0 0 -0.000997478");
}

void TestWindow::computes()
{
    QFETCH(WindowSpec, spec);
    QFETCH(QString, steps);
    QFETCH(QString, values);
    const auto window = Window::make(spec);
    QVERIFY(window.ok());
    QStringList got;
    for (const QString &step : steps.split(u' ')) {
        const QStringList parts = step.split(u':');
        if (parts.size() == 2)
            (*window)->add(3, timeOf(parts[0]), parts[1].toDouble());
        else
            (*window)->advance(3, timeOf(parts[0]));
        got << written((*window)->value(3));
    }
    QCOMPARE(got.join(u' '), values);
}

void TestWindow::keepsTexts_data()
{
    QTest::addColumn<WindowSpec>("spec");
    QTest::addColumn<QString>("steps");
    QTest::addColumn<QString>("values");
    const auto row = [](const char *title, const WindowSpec &spec, const char *steps, const char *values) {
        QTest::newRow(title) << spec << QString::fromLatin1(steps) << QString::fromLatin1(values);
    };
    row("last", { Last, 0, Sliding, 10 * s }, "0:on 1:off 5 11", "on off off -");
    row("first", { First, 0, Sliding, 10 * s }, "0:on 1:off 2:on 10 11 12", "on on on off on -");
    row("first over events", { First, 0, Sliding, 0, 0, 2 }, "0:a 1:b 2:c 3:c", "a a b c");
    row("last of a session", { Last, 0, Session, 10 * s }, "0:a 9:b 18 19 30:c", "a b b - c");
    row("first of a session", { First, 0, Session, 10 * s }, "0:a 9:b 30:b 31:a", "a a b b");
    row("last tumbling", { Last, 0, Tumbling, 10 * s }, "0:a 9:b 10 15:a 20 30", "- - b b a -");
    row("first hopping", { First, 0, Hopping, 10 * s, 5 * s }, "0:a 6:b 11:c 15 20 25", "- a a b c -");
    row("late", { Last, 0, Sliding, 10 * s }, "5:a 4:b", "a a");
    row("an empty text is a text", { Last, 0, Sliding, 10 * s }, "5:", "");
    row("distinct", { Distinct, 0, Sliding, 10 * s }, "0:a 1:b 2:a 11", "=1 =2 =2 =1");
    row("count", { Count, 0, Sliding, 10 * s }, "0:a 1:b 2:a 11", "=1 =2 =3 =1");
    row("count tumbling", { Count, 0, Tumbling, 10 * s }, "0:a 1:b 12:a", "- - =2");
    row("avg takes none", { Avg, 0, Sliding, 10 * s }, "0:a 1:b", "- -");
    row("delta takes none", { Delta, 0, Session, 10 * s }, "0:a 1:b", "- -");
}

void TestWindow::keepsTexts()
{
    QFETCH(WindowSpec, spec);
    QFETCH(QString, steps);
    QFETCH(QString, values);
    const auto window = Window::make(spec);
    QVERIFY(window.ok());
    QStringList got;
    for (const QString &step : steps.split(u' ')) {
        const QStringList parts = step.split(u':');
        if (parts.size() == 2)
            (*window)->addText(0, timeOf(parts[0]), parts[1].toStdString());
        else
            (*window)->advance(0, timeOf(parts[0]));
        const std::optional<double> value = (*window)->value(0);
        if ((*window)->hasText(0)) {
            QVERIFY(!value);
            got << QString::fromStdString(std::string((*window)->text(0)));
        } else {
            QCOMPARE((*window)->text(0), std::string_view());
            got << (value ? u'=' + written(value) : written(value));
        }
    }
    QCOMPARE(got.join(u' '), values);
}

void TestWindow::countsWhatItLeavesOut()
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    const auto rate = Window::make({ Rate, 0, Sliding, 10 * s }, { 3 });
    for (const auto &[time_ns, value] : std::vector<std::pair<TimeNs, double>> {
             { 1, 1 }, { 2, nan }, { 3, infinity }, { 4, 1e200 }, { 5, 2 }, { 4, 3 }, { 6, 3 }, { 7, 4 }, { 8, 5 } })
        (*rate)->add(0, time_ns * s, value);
    QCOMPARE((*rate)->unusableSamples(), std::uint64_t { 3 });
    QCOMPARE((*rate)->lateSamples(), std::uint64_t { 1 });
    QCOMPARE((*rate)->evictedSamples(), std::uint64_t { 2 });

    const auto distinct = Window::make({ Distinct, 0, Sliding, 10 * s }, { 3 });
    for (const double value : { 1.0, 2.0, 3.0, 1.0, 4.0, nan, 2.0 })
        (*distinct)->add(0, 0, value);
    QCOMPARE((*distinct)->value(0), std::optional(3.0));
    QCOMPARE((*distinct)->evictedSamples(), std::uint64_t { 2 });
    QCOMPARE((*distinct)->unusableSamples(), std::uint64_t { 1 });
}

void TestWindow::cutsLongTexts()
{
    const auto window = Window::make({ Last, 0, Sliding, 10 * s });
    const std::string longest(Window::most_text_bytes, 'x');
    (*window)->addText(0, 0, longest + "y");
    QCOMPARE((*window)->text(0), std::string_view(longest));
    // Two bytes, of which the first would still fit.
    (*window)->addText(0, 1, longest.substr(1) + "\xC3\xA9");
    QCOMPARE((*window)->text(0), std::string_view(longest).substr(1));
}

void TestWindow::forgets()
{
    for (const WindowShape shape : { Sliding, Tumbling, Session }) {
        for (const WindowFunction function : { Avg, Quantile, Distinct, Last, First, Max, Slope }) {
            const auto window = Window::make({ function, 0, shape, 10 * s });
            const std::size_t before = (*window)->memoryBytes();
            for (std::uint32_t slot = 0; slot < 1'000; ++slot) {
                for (int i = 0; i < 40; ++i) {
                    (*window)->add(slot, i * s, i);
                    (*window)->addText(slot, i * s, "a text that is long enough to lie by itself");
                }
            }
            QVERIFY((*window)->memoryBytes() > before);
            for (std::uint32_t slot = 0; slot < 1'000; ++slot)
                (*window)->forget(slot);
            (*window)->forget(5);
            (*window)->forget(1'000'000);
            QCOMPARE((*window)->memoryBytes(), before);
            QCOMPARE((*window)->nextChange(5), Window::never);
            (*window)->add(5, 0, 1);
            QCOMPARE((*window)->lateSamples(), std::uint64_t { 0 });
        }
    }
}

void TestWindow::tellsKeysApart()
{
    const auto window = Window::make({ Avg, 0, Sliding, 10 * s });
    (*window)->add(0, 0, 1);
    (*window)->add(70'000, 5 * s, 2);
    (*window)->add(1, 8 * s, 3);
    QCOMPARE((*window)->value(0), std::optional(1.0));
    QCOMPARE((*window)->value(70'000), std::optional(2.0));
    QCOMPARE((*window)->value(2), std::optional<double>());
    QCOMPARE((*window)->nextChange(0), 10 * s);
    QCOMPARE((*window)->nextChange(70'000), 15 * s);
    (*window)->advance(0, 10 * s);
    QCOMPARE((*window)->value(0), std::optional<double>());
    QCOMPARE((*window)->value(70'000), std::optional(2.0));
}

void TestWindow::takesTimesAtTheEndsOfTime_data()
{
    QTest::addColumn<WindowSpec>("spec");
    for (const WindowFunction function : { Avg, Max, Rate, Slope, Distinct, Quantile, First, Count, PerSecond, Stddev }) {
        const std::string title(name(function));
        QTest::newRow((title + " sliding").c_str()) << WindowSpec { function, 0, Sliding, 10 * s };
        QTest::newRow((title + " events").c_str()) << WindowSpec { function, 0, Sliding, 0, 0, 3 };
        QTest::newRow((title + " tumbling").c_str()) << WindowSpec { function, 0, Tumbling, 10 * s };
        QTest::newRow((title + " hopping").c_str()) << WindowSpec { function, 0, Hopping, 10 * s, 4 * s };
        QTest::newRow((title + " session").c_str()) << WindowSpec { function, 0, Session, 10 * s };
    }
    QTest::newRow("ewma sliding") << WindowSpec { Ewma, 0, Sliding, 10 * s };
}

void TestWindow::takesTimesAtTheEndsOfTime()
{
    QFETCH(WindowSpec, spec);
    constexpr TimeNs least = std::numeric_limits<TimeNs>::min();
    constexpr TimeNs most = std::numeric_limits<TimeNs>::max();
    const auto window = Window::make(spec);
    for (const TimeNs time_ns : { least, least + 1, TimeNs { 0 }, most - 1, most, most }) {
        (*window)->add(0, time_ns, 2);
        (*window)->advance(0, time_ns);
        QVERIFY(!std::isnan((*window)->value(0).value_or(0)));
        QVERIFY((*window)->nextChange(0) > least);
    }
}

QTEST_GUILESS_MAIN(TestWindow)
#include "tst_window.moc"
