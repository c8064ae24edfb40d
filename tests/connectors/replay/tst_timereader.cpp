// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/timereader.h"

#include <QStringList>
#include <QTest>

using namespace streamgauge;

class TimeReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void guesses_data();
    void guesses();
    void readsExactly_data();
    void readsExactly();
    void ranksNames();
};

void TimeReaderTest::guesses_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("cells");
    QTest::addColumn<QString>("form");
    const auto add = [](const char *name, const char *cells, const char *form) {
        QTest::addRow("%s %s", name, cells)
            << QString::fromUtf8(name) << QString::fromUtf8(cells) << QString::fromUtf8(form);
    };
    add("timestamp", "2020-03-09 10:34:33|2020-03-09 10:34:34", "ISO 8601");
    add("ts", "1733011200", "epoch, s");
    add("ts", "1733011200.691", "epoch, s");
    add("ts", "1733011200691", "epoch, ms");
    add("ts", "1583020803145000", "epoch, us");
    add("ts", "1583020803145000000", "epoch, ns");
    add("minute", "0|1|2", "relative, min");
    add("elapsed_ms", "0|16|33", "relative, ms");
    add("t", "0|0.004|0.008", "relative, s");
    add("ts", "1733011200|soon", "none");
    add("ts", "2020-01-01|17", "none");
    add("ts", "", "none");
}

void TimeReaderTest::guesses()
{
    QFETCH(QString, name);
    QFETCH(QString, cells);
    TimeGuess guess;
    for (const QString &cell : cells.split(QLatin1Char('|'))) {
        const std::string text = cell.toStdString();
        guess.see({ CellForm::Plain, text });
    }
    const auto reader = guess.reader(name.toStdString(), 0);
    QTEST(QString::fromStdString(reader ? reader->text() : "none"), "form");
}

void TimeReaderTest::readsExactly_data()
{
    QTest::addColumn<int>("form");
    QTest::addColumn<qint64>("unit_ns");
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("time_ns"); // -1: none
    const auto add = [](TimeReader::Form form, DurationNs unit_ns, const char *text, qint64 time_ns) {
        QTest::newRow(text) << static_cast<int>(form) << static_cast<qint64>(unit_ns) << QString::fromUtf8(text) << time_ns;
    };
    using Form = TimeReader::Form;
    add(Form::Epoch, ns_per_s, "1583020803.145000123", 1'583'020'803'145'000'123);
    add(Form::Epoch, ns_per_us, "1583020803145001", 1'583'020'803'145'001'000);
    add(Form::Epoch, ns_per_s, "-5", -5 * ns_per_s);
    add(Form::Relative, 60 * ns_per_s, "0.5", 30 * ns_per_s + 1'000);
    add(Form::Relative, ns_per_s, "0.004", 4 * ns_per_ms + 1'000);
    add(Form::Epoch, ns_per_s, "99999999999", -1);
    add(Form::Epoch, ns_per_s, "1.2.3", -1);
    add(Form::Epoch, ns_per_s, "", -1);
    add(Form::Epoch, ns_per_s, "1e9", -1);
    add(Form::Iso, ns_per_s, "1970-01-01T01:00:00+01:00", 0);
    add(Form::Iso, ns_per_s, "noon", -1);
}

void TimeReaderTest::readsExactly()
{
    QFETCH(int, form);
    QFETCH(qint64, unit_ns);
    QFETCH(QString, text);
    const TimeReader reader { static_cast<TimeReader::Form>(form), unit_ns, 1'000 };
    const std::string bytes = text.toStdString();
    QTEST(qint64 { reader.read({ CellForm::Plain, bytes }).value_or(-1) }, "time_ns");
}

void TimeReaderTest::ranksNames()
{
    QVERIFY(timeNameRank("timestamp") > timeNameRank("ts"));
    QVERIFY(timeNameRank("TS") > timeNameRank("local_timestamp"));
    QVERIFY(timeNameRank("local_timestamp") > timeNameRank("updated_at"));
    QCOMPARE(timeNameRank("stop_lat"), 0);
    QCOMPARE(timeNameRank("value"), 0);
    QVERIFY(isRelativeName("minute"));
    QVERIFY(!isRelativeName("min_value"));
}

QTEST_GUILESS_MAIN(TimeReaderTest)
#include "tst_timereader.moc"
