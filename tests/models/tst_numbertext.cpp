// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/freshness.h"
#include "models/numbertext.h"
#include "models/steadynumber.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

#include <limits>

using namespace streamgauge;

class NumberText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void numbers_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << 0.0 << QStringLiteral("0");
        QTest::newRow("minus zero") << -0.0 << QStringLiteral("0");
        QTest::newRow("whole") << 120.0 << QStringLiteral("120");
        QTest::newRow("fraction") << 36.62 << QStringLiteral("36.62");
        QTest::newRow("cut to six digits") << 1234.56789 << QStringLiteral("1234.57");
        QTest::newRow("small") << 0.00123456789 << QStringLiteral("0.00123457");
        QTest::newRow("tiny") << 1.5e-9 << QStringLiteral("1.5e-09");
        QTest::newRow("huge") << 2.5e15 << QStringLiteral("2.5e+15");
        QTest::newRow("negative") << -7.25 << QStringLiteral("-7.25");
        QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << QStringLiteral("—");
    }
    void numbers()
    {
        QFETCH(double, value);
        QFETCH(QString, text);
        QCOMPARE(numberText(value), text);
    }

    void steadyNumbers_data()
    {
        QTest::addColumn<QList<double>>("values");
        QTest::addColumn<QString>("texts");
        QTest::newRow("whole") << QList<double> { 1, 20, 300 } << QStringLiteral("1 20 300");
        QTest::newRow("tenths") << QList<double> { 83, 82.9, 83, 100, 0, -0.0, -1 }
                                << QStringLiteral("83 82.9 83.0 100.0 0.0 0.0 -1.0");
        QTest::newRow("five digits at most")
            << QList<double> { 0.125, 1, 1234.5, 123456, 99999 } << QStringLiteral("0.125 1.000 1234.5 123456 99999");
        QTest::newRow("tiny and huge") << QList<double> { 0.5, 2.5e15, 1.5e-9, 7 }
                                       << QStringLiteral("0.5 2.5e+15 1.5e-09 7.0");
        QTest::newRow("none") << QList<double> { 0.5, std::numeric_limits<double>::quiet_NaN(), 3 }
                              << QStringLiteral("0.5 — 3.0");
    }
    void steadyNumbers()
    {
        QFETCH(QList<double>, values);
        QFETCH(QString, texts);
        SteadyNumber number;
        QStringList shown;
        for (const double value : values) {
            number.see(value);
            shown.append(number.text(value));
        }
        QCOMPARE(shown.join(u' '), texts);
    }

    void durations_data()
    {
        QTest::addColumn<qlonglong>("duration_ns");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0LL << QStringLiteral("0 s");
        QTest::newRow("microseconds") << 450'000LL << QStringLiteral("450 µs");
        QTest::newRow("milliseconds") << 3'200'000LL << QStringLiteral("3.2 ms");
        QTest::newRow("seconds") << 12'400'000'000LL << QStringLiteral("12.4 s");
        QTest::newRow("rounds up to minutes") << 59'960'000'000LL << QStringLiteral("1 min");
        QTest::newRow("minutes") << 200'000'000'000LL << QStringLiteral("3 min 20 s");
        QTest::newRow("hours") << 7'500'000'000'000LL << QStringLiteral("2 h 5 min");
        QTest::newRow("days") << 273'600'000'000'000LL << QStringLiteral("3 d 4 h");
        QTest::newRow("behind") << -12'400'000'000LL << QStringLiteral("−12.4 s");
    }
    void durations()
    {
        QFETCH(qlonglong, duration_ns);
        QFETCH(QString, text);
        QCOMPARE(durationWords(duration_ns), text);
    }

    void units()
    {
        QCOMPARE(withUnit(QStringLiteral("5"), "%"), QStringLiteral("5%"));
        QCOMPARE(withUnit(QStringLiteral("5"), ""), QStringLiteral("5"));
        QCOMPARE(withUnit(QStringLiteral("5"), "mm"), QStringLiteral("5") + QChar(0xa0) + QStringLiteral("mm"));
        QCOMPARE(decimalsFor(0.25), 1);
        QCOMPARE(decimalsFor(10), 0);
        QCOMPARE(decimalsFor(0.001), 3);
    }

    void moments_data()
    {
        QTest::addColumn<QDateTime>("time");
        QTest::addColumn<QString>("text");
        QTest::newRow("just now") << QDateTime({ 2026, 11, 21 }, { 12, 0, 1 }) << QStringLiteral("12:00:01");
        QTest::newRow("early today") << QDateTime({ 2026, 11, 21 }, { 0, 0 }) << QStringLiteral("00:00:00");
        QTest::newRow("last night") << QDateTime({ 2026, 11, 20 }, { 23, 59, 59 }) << QStringLiteral("20 Nov 23:59");
        QTest::newRow("this year") << QDateTime({ 2026, 3, 1 }, { 2, 5 }) << QStringLiteral("1 Mar 02:05");
        QTest::newRow("to come") << QDateTime({ 2026, 11, 22 }, { 8, 0 }) << QStringLiteral("22 Nov 08:00");
        QTest::newRow("another year") << QDateTime({ 2025, 11, 21 }, { 12, 0 }) << QStringLiteral("2025-11-21 12:00");
    }
    void moments()
    {
        QFETCH(QDateTime, time);
        const QDateTime now({ 2026, 11, 21 }, { 12, 30 });
        QTEST(momentText(time.toMSecsSinceEpoch() * ns_per_ms, now.toMSecsSinceEpoch() * ns_per_ms), "text");
    }

    void staleness_data()
    {
        QTest::addColumn<qlonglong>("interval_ms");
        QTest::addColumn<qlonglong>("age_ms");
        QTest::addColumn<bool>("finished");
        QTest::addColumn<bool>("stale");
        QTest::newRow("fresh") << 100LL << 4'900LL << false << false;
        QTest::newRow("silent") << 100LL << 5'100LL << false << true;
        QTest::newRow("a slow series may be silent for long") << 10'000LL << 29'000LL << false << false;
        QTest::newRow("but not for ever") << 10'000LL << 31'000LL << false << true;
        QTest::newRow("at its end") << 100LL << 90'000LL << true << false;
    }
    void staleness()
    {
        QFETCH(qlonglong, interval_ms);
        QFETCH(qlonglong, age_ms);
        QFETCH(bool, finished);
        QFETCH(bool, stale);
        SeriesSlice slice;
        slice.has_latest = true;
        slice.latest_arrival_ns = 1'000 * ns_per_s;
        for (int i = 0; i < 11; ++i)
            slice.cells.push_back({ i * interval_ms * ns_per_ms, i * interval_ms * ns_per_ms, 0, 0, 0, 0, 1, false });
        const Freshness judged = freshness(slice, slice.latest_arrival_ns + age_ms * ns_per_ms, finished);
        QCOMPARE(judged.stale, stale);
        QCOMPARE(judged.age_ns, age_ms * ns_per_ms);
    }
};

QTEST_GUILESS_MAIN(NumberText)
#include "tst_numbertext.moc"
