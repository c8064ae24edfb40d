// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/timetext.h"

#include <QDateTime>
#include <QTest>

#include <random>

using namespace streamgauge;

class TimeTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void agreesWithQt();
    void durations_data();
    void durations();
    void refusesDurations_data();
    void refusesDurations();
    void durationTextsRoundTrip();
};

void TimeTextTest::parses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("time");
    QTest::newRow("day") << QStringLiteral("1970-01-02") << qint64(86'400) * ns_per_s;
    QTest::newRow("minute") << QStringLiteral("1970-01-01 00:01") << qint64(60 * ns_per_s);
    QTest::newRow("T and Z") << QStringLiteral("1970-01-01T00:00:01Z") << qint64(ns_per_s);
    QTest::newRow("fraction") << QStringLiteral("1970-01-01 00:00:00.000000001") << qint64(1);
    QTest::newRow("comma") << QStringLiteral("1970-01-01 00:00:00,5") << qint64(ns_per_s / 2);
    QTest::newRow("east") << QStringLiteral("1970-01-01 01:00:00+01:00") << qint64(0);
    QTest::newRow("west") << QStringLiteral("1970-01-01 00:00:00-0230") << qint64(9'000 * ns_per_s);
    QTest::newRow("leap day") << QStringLiteral("2000-02-29") << qint64(951'782'400) * ns_per_s;
    QTest::newRow("before 1970") << QStringLiteral("1969-12-31 23:59:59.5") << qint64(-ns_per_s / 2);
}

void TimeTextTest::parses()
{
    QFETCH(QString, text);
    QFETCH(qint64, time);
    QCOMPARE(parseTime(text.toStdString()), std::optional<TimeNs>(time));
}

void TimeTextTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : { "", "x", "1970", "1970-13-01", "1970-00-01", "1970-02-29", "1900-02-29", "1970-01-01 24:00",
                              "1970-01-01 00:60", "1970-01-01 00:00:60", "1970-01-01 00:00:00.", "1970-01-01 00:00 ",
                              "1970-01-01x00:00", "1970-01-01 00:00:00+25:00", "9999-01-01", "0000-00-00" })
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TimeTextTest::refuses()
{
    QFETCH(QString, text);
    QVERIFY(!parseTime(text.toStdString()));
}

void TimeTextTest::agreesWithQt()
{
    std::mt19937_64 random(1);
    for (int i = 0; i < 20'000; ++i) {
        const auto time_ms = static_cast<qint64>(random() % 18'000'000'000'000ULL) - 9'000'000'000'000;
        const QString expected =
            QDateTime::fromMSecsSinceEpoch(time_ms, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
        QCOMPARE(QString::fromStdString(timeText(time_ms * ns_per_ms)), expected);
        QCOMPARE(parseTime(expected.toStdString()), std::optional<TimeNs>(time_ms * ns_per_ms));
    }
    QCOMPARE(timeText(-1, 9), std::string("1969-12-31 23:59:59.999999999"));
    QCOMPARE(timeText(1'999'999'999, 0), std::string("1970-01-01 00:00:01"));
}

void TimeTextTest::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("duration");
    QTest::newRow("ms") << QStringLiteral("250ms") << qint64(250 * ns_per_ms);
    QTest::newRow("sum") << QStringLiteral("1m30s") << qint64(90 * ns_per_s);
    QTest::newRow("fraction") << QStringLiteral("1.5h") << qint64(5'400 * ns_per_s);
    QTest::newRow("week") << QStringLiteral("1w") << qint64(604'800 * ns_per_s);
    QTest::newRow("zero") << QStringLiteral("0s") << qint64(0);
}

void TimeTextTest::durations()
{
    QFETCH(QString, text);
    QFETCH(qint64, duration);
    QCOMPARE(parseDuration(text.toStdString()), std::optional<DurationNs>(duration));
}

void TimeTextTest::refusesDurations_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : { "", "5", "s", "-5s", "5 s", "5y", "300000w", "1e3s", "nans" })
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TimeTextTest::refusesDurations()
{
    QFETCH(QString, text);
    QVERIFY(!parseDuration(text.toStdString()));
}

void TimeTextTest::durationTextsRoundTrip()
{
    std::mt19937_64 random(2);
    for (int i = 0; i < 10'000; ++i) {
        // Whole microseconds below 50 days: sums of parts read as doubles stay exact.
        const auto duration_ns = static_cast<DurationNs>(random() % 4'000'000'000'000ULL >> (random() % 40)) * ns_per_us;
        QCOMPARE(parseDuration(durationText(duration_ns)), std::optional<DurationNs>(duration_ns));
    }
    QCOMPARE(durationText(90 * ns_per_s), std::string("1m30s"));
    QCOMPARE(durationText(0), std::string("0s"));
}

QTEST_GUILESS_MAIN(TimeTextTest)
#include "tst_timetext.moc"
