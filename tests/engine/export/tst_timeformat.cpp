// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/timetext.h"
#include "engine/export/timeformat.h"

#include <QTest>

namespace streamgauge {

class TimeFormatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTimes_data()
    {
        QTest::addColumn<int>("style");
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("instant");
        QTest::addColumn<unsigned>("digits");
        QTest::addColumn<bool>("zoned");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *name, TimeStyle style, const char *zone, const char *pattern, const char *instant,
                            unsigned digits, bool zoned, const char *text) {
            QTest::newRow(name) << static_cast<int>(style) << QByteArray(zone) << QByteArray(pattern) << QByteArray(instant)
                                << digits << zoned << QByteArray(text);
        };
        const char *summer = "2026-07-01 12:00:00.123456789";
        const char *winter = "2026-01-01 23:30:00";
        row("plain", TimeStyle::Plain, "UTC", "", summer, 3, true, "2026-07-01 12:00:00.123");
        row("plain, Vienna", TimeStyle::Plain, "Europe/Vienna", "", summer, 0, true, "2026-07-01 14:00:00");
        row("iso", TimeStyle::Iso8601, "UTC", "", summer, 9, true, "2026-07-01T12:00:00.123456789Z");
        row("iso, whole seconds", TimeStyle::Iso8601, "UTC", "", winter, 0, true, "2026-01-01T23:30:00Z");
        row("iso, Vienna in summer", TimeStyle::Iso8601, "Europe/Vienna", "", summer, 3, true,
            "2026-07-01T14:00:00.123+02:00");
        row("iso, Vienna over midnight", TimeStyle::Iso8601, "Europe/Vienna", "", winter, 0, true,
            "2026-01-02T00:30:00+01:00");
        row("iso, Kolkata", TimeStyle::Iso8601, "Asia/Kolkata", "", winter, 0, true, "2026-01-02T05:00:00+05:30");
        row("iso, wall clock", TimeStyle::Iso8601, "Europe/Vienna", "", winter, 0, false, "2026-01-01T23:30:00");
        row("epoch s", TimeStyle::EpochSeconds, "Europe/Vienna", "", "1970-01-01 00:00:01.250", 3, true, "1.250");
        row("epoch s, no fraction", TimeStyle::EpochSeconds, "UTC", "", "1970-01-01 00:00:01.250", 0, true, "1");
        row("epoch s, before 1970", TimeStyle::EpochSeconds, "UTC", "", "1969-12-31 23:59:58.750", 2, true, "-1.25");
        row("epoch s, just before 1970", TimeStyle::EpochSeconds, "UTC", "", "1969-12-31 23:59:59.750", 2, true, "-0.25");
        row("epoch ms", TimeStyle::EpochMilliseconds, "UTC", "", "1970-01-01 00:00:01.250", 9, true, "1250");
        row("epoch ms, before 1970", TimeStyle::EpochMilliseconds, "UTC", "", "1969-12-31 23:59:59.9995", 9, true, "-1");
        row("pattern", TimeStyle::Pattern, "Europe/Vienna", "%d.%m.%Y %H:%M:%E3S %Z", summer, 0, true,
            "01.07.2026 14:00:00.123 CEST");
        row("pattern, percent", TimeStyle::Pattern, "UTC", "%%%Y", summer, 0, true, "%2026");
    }
    void writesTimes()
    {
        QFETCH(int, style);
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, instant);
        QFETCH(unsigned, digits);
        QFETCH(bool, zoned);
        QFETCH(QByteArray, text);
        const auto format = TimeFormat::create(static_cast<TimeStyle>(style), zone.toStdString(), pattern.toStdString());
        QVERIFY2(format.ok(), format.ok() ? "" : format.error().text().c_str());
        const auto time_ns = parseTime(instant.toStdString());
        QVERIFY(time_ns);
        std::string out;
        format->append(out, *time_ns, digits, zoned);
        QCOMPARE(QByteArray::fromStdString(out), text);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("pattern");
        QTest::newRow("unknown zone") << QByteArray("Europe/Atlantis") << QByteArray("%Y");
        QTest::newRow("zone as a path") << QByteArray("../../etc/passwd") << QByteArray("%Y");
        QTest::newRow("empty pattern") << QByteArray("UTC") << QByteArray();
        QTest::newRow("unknown part") << QByteArray("UTC") << QByteArray("%Y %Q");
        QTest::newRow("lonely percent") << QByteArray("UTC") << QByteArray("%Y %");
        QTest::newRow("cut fraction") << QByteArray("UTC") << QByteArray("%E3");
    }
    void refuses()
    {
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, pattern);
        const auto format = TimeFormat::create(TimeStyle::Pattern, zone.toStdString(), pattern.toStdString());
        QVERIFY(!format.ok());
        QVERIFY(!format.error().remedy.empty());
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::TimeFormatTest)
#include "tst_timeformat.moc"
