// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/kindguess.h"

#include <QStringList>
#include <QTest>

using namespace streamgauge;

class KindGuessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void guesses_data();
    void guesses();
    void everyCellSeenFits();
    void misfitsAreMissing_data();
    void misfitsAreMissing();
    void jsonFormsCount();
    void describesTimes();
};

void KindGuessTest::guesses_data()
{
    QTest::addColumn<QString>("cells"); // between |
    QTest::addColumn<QString>("kind");
    const auto add = [](const char *cells, ValueKind kind) {
        const std::string_view text = name(kind);
        QTest::newRow(cells) << QString::fromUtf8(cells)
                             << QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    };
    add("", ValueKind::String);
    add("1|-2||3", ValueKind::Int64);
    add("1|NaN|NA|null", ValueKind::Int64);
    add("NA|N/A", ValueKind::String);
    add("9223372036854775807", ValueKind::Int64);
    add("9223372036854775808", ValueKind::UInt64);
    add("18446744073709551615", ValueKind::UInt64);
    add("18446744073709551615|-1", ValueKind::Decimal);
    add("18446744073709551616", ValueKind::Decimal);
    add("1|2.5", ValueKind::Double);
    add("1.5|-2e-3", ValueKind::Double);
    add("74.93588199999998", ValueKind::Double);
    add("0.12345678901234567890", ValueKind::Decimal);
    add("1583020803145000123|0.5", ValueKind::Decimal);
    add("1e400", ValueKind::String);
    add("inf|1", ValueKind::String);
    add("007", ValueKind::String);
    add("+1", ValueKind::String);
    add("-0", ValueKind::Double);
    add("true|false", ValueKind::Bool);
    add("True|FALSE", ValueKind::Bool);
    add("true|1", ValueKind::String);
    add("2020-03-09 10:34:33|2020-03-09", ValueKind::Timestamp);
    add("2017-03-21T00:00:31-05:00", ValueKind::Timestamp);
    add("2020-03-09|x", ValueKind::String);
    add("2020-13-09", ValueKind::String);
    add("22580|85123A", ValueKind::String);
}

void KindGuessTest::guesses()
{
    QFETCH(QString, cells);
    KindGuess guess;
    std::vector<std::string> texts;
    for (const QString &cell : cells.split(QLatin1Char('|')))
        texts.push_back(cell.toStdString());
    for (const std::string &text : texts)
        guess.see({ CellForm::Plain, text });
    const std::string_view kind = name(guess.kind());
    QTEST(QString::fromUtf8(kind.data(), static_cast<qsizetype>(kind.size())), "kind");
    ColumnData column(guess.kind());
    for (const std::string &text : texts)
        QVERIFY2(appendCell(column, { CellForm::Plain, text }), text.c_str());
}

/// Whatever the order of the cells, the kind found takes all of them.
void KindGuessTest::everyCellSeenFits()
{
    const std::vector<std::string> texts { "1", "-1",  "2.5", "true", "2020-01-01 00:00:00", "x", "18446744073709551615",
                                           "",  "NaN", "1e5", "0.10" };
    for (std::size_t set = 1; set < (1U << texts.size()); ++set) {
        KindGuess guess;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (set >> i & 1)
                guess.see({ CellForm::Plain, texts[i] });
        }
        ColumnData column(guess.kind());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (set >> i & 1)
                QVERIFY(appendCell(column, { CellForm::Plain, texts[i] }));
        }
    }
}

void KindGuessTest::misfitsAreMissing_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("text");
    for (const auto &[kind, text] :
         std::vector<std::pair<ValueKind, const char *>> { { ValueKind::Int64, "1.5" },
                                                           { ValueKind::Int64, "9223372036854775808" },
                                                           { ValueKind::Int64, "12x" },
                                                           { ValueKind::UInt64, "-1" },
                                                           { ValueKind::Double, "1,5" },
                                                           { ValueKind::Double, "inf" },
                                                           { ValueKind::Double, "0x10" },
                                                           { ValueKind::Bool, "1" },
                                                           { ValueKind::Timestamp, "2020-02-30" },
                                                           { ValueKind::Decimal, "twelve" } })
        QTest::addRow("%s", text) << static_cast<int>(kind) << QString::fromUtf8(text);
}

void KindGuessTest::misfitsAreMissing()
{
    QFETCH(int, kind);
    QFETCH(QString, text);
    const std::string bytes = text.toStdString();
    ColumnData column(static_cast<ValueKind>(kind));
    QVERIFY(!appendCell(column, { CellForm::Plain, bytes }));
    QCOMPARE(column.size(), 1U);
    QCOMPARE(column.state(0), CellState::Null);
}

void KindGuessTest::jsonFormsCount()
{
    KindGuess text;
    text.see({ CellForm::Text, "30.3" });
    QCOMPARE(text.kind(), ValueKind::String);
    KindGuess json;
    json.see({ CellForm::Raw, "[1]" });
    json.see({ CellForm::Text, "a\"b" });
    QCOMPARE(json.kind(), ValueKind::Json);
    ColumnData column(ValueKind::Json);
    QVERIFY(appendCell(column, { CellForm::Text, "a\"b\n" }));
    QCOMPARE(column.textAt(0), std::string_view("\"a\\\"b\\u000a\""));
    QVERIFY(appendCell(column, {}));
    QCOMPARE(column.state(1), CellState::Absent);
    QVERIFY(appendCell(column, { CellForm::Null, "" }));
    QCOMPARE(column.state(2), CellState::Null);
}

void KindGuessTest::describesTimes()
{
    KindGuess guess;
    guess.see({ CellForm::Plain, "2013-01-01 22:00:00.295000+00:00" });
    guess.see({ CellForm::Plain, "2013-01-01 22:00:00+00:00" });
    QCOMPARE(guess.column("at").fraction_digits, std::uint8_t { 6 });
    QVERIFY(guess.column("at").zoned);
    guess.see({ CellForm::Plain, "2013-01-01 22:00:00" });
    QVERIFY(!guess.column("at").zoned);
}

QTEST_GUILESS_MAIN(KindGuessTest)
#include "tst_kindguess.moc"
