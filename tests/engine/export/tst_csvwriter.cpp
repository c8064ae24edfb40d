// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "engine/data/timetext.h"
#include "engine/export/csvwriter.h"
#include "tests/engine/export/textsink.h"

#include <QTest>

namespace streamgauge {

class CsvWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesText_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("cell");
        const auto row = [](const char *name, const char *value, const char *cell) {
            QTest::newRow(name) << QByteArray(value) << QByteArray(cell);
        };
        row("plain", "ward", "ward");
        row("empty", "", "\"\"");
        row("separator", "a,b", "\"a,b\"");
        row("other separators", "a;b", "\"a;b\"");
        row("quote", "say \"hi\"", "\"say \"\"hi\"\"\"");
        row("only quotes", "\"\"", "\"\"\"\"\"\"");
        row("line feed", "a\nb", "\"a\nb\"");
        row("carriage return", "a\rb", "\"a\rb\"");
        row("crlf", "a\r\nb", "\"a\r\nb\"");
        row("leading space", " a", "\" a\"");
        row("trailing space", "a ", "\"a \"");
        row("utf-8", "Größe 中 🚑", "Größe 中 🚑");
        row("formula =", "=1+1", "'=1+1");
        row("formula +", "+1", "'+1");
        row("formula -", "-1", "'-1");
        row("formula @", "@SUM(A1)", "'@SUM(A1)");
        row("formula tab", "\t=1", "\"'\t=1\"");
        row("formula carriage return", "\r=1", "\"'\r=1\"");
        row("formula with separator", "=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\"");
        row("no formula inside", "a=1", "a=1");
    }
    void writesText()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, cell);
        TextSink sink;
        CsvWriter writer(sink, {});
        writer.text(value.toStdString());
        QVERIFY(writer.endRow().ok());
        QCOMPARE(QByteArray::fromStdString(sink.text), cell + "\r\n");
    }

    void leavesNumbersAlone()
    {
        TextSink sink;
        CsvWriter writer(sink, {});
        writer.number("-12.5");
        writer.number("+7");
        writer.missing();
        writer.text("");
        QVERIFY(writer.endRow().ok());
        QCOMPARE(sink.text, std::string("-12.5,+7,,\"\"\r\n"));
    }

    void guardCanBeLeftOut()
    {
        TextSink sink;
        CsvFormat format;
        format.guard_formulas = false;
        CsvWriter writer(sink, format);
        writer.text("=1+1");
        QVERIFY(writer.endRow().ok());
        QCOMPARE(sink.text, std::string("=1+1\r\n"));
    }

    void usesTheSeparator_data()
    {
        QTest::addColumn<char>("separator");
        QTest::addColumn<QByteArray>("row");
        QTest::newRow("semicolon") << ';' << QByteArray("a;\"b;c\";1\r\n");
        QTest::newRow("tab") << '\t' << QByteArray("a\t\"b;c\"\t1\r\n");
        QTest::newRow("bar") << '|' << QByteArray("a|\"b;c\"|1\r\n");
        QTest::newRow("full stop") << '.' << QByteArray("a.\"b;c\".1\r\n");
    }
    void usesTheSeparator()
    {
        QFETCH(char, separator);
        QFETCH(QByteArray, row);
        TextSink sink;
        CsvFormat format;
        format.separator = separator;
        CsvWriter writer(sink, format);
        writer.text("a");
        writer.text("b;c");
        writer.number("1");
        QVERIFY(writer.endRow().ok());
        QCOMPARE(QByteArray::fromStdString(sink.text), row);
    }

    void beginsWithTheByteOrderMarkOnce()
    {
        TextSink sink;
        CsvFormat format;
        format.byte_order_mark = true;
        CsvWriter writer(sink, format);
        for (int row = 0; row < 2; ++row) {
            writer.text("a");
            QVERIFY(writer.endRow().ok());
        }
        QCOMPARE(sink.text,
                 std::string("\xEF\xBB\xBF"
                             "a\r\na\r\n"));
        QCOMPARE(writer.bytes(), std::uint64_t(sink.text.size()));
    }

    void writesCellsOfEveryKind()
    {
        auto schema = std::make_shared<Schema>();
        schema->stream = "kinds";
        schema->columns = { { "flag", ValueKind::Bool },      { "int", ValueKind::Int64 },
                            { "uint", ValueKind::UInt64 },    { "real", ValueKind::Double },
                            { "exact", ValueKind::Decimal },  { "text", ValueKind::String },
                            { "bytes", ValueKind::Bytes },    { "at", ValueKind::Timestamp, "", true, 3 },
                            { "zero", ValueKind::Timestamp }, { "json", ValueKind::Json },
                            { "null", ValueKind::Int64 },     { "absent", ValueKind::String } };
        BatchBuilder builder(schema);
        builder.after(0).appendBool(true);
        builder.after(1).appendInt(-5);
        builder.after(2).appendUInt(18'446'744'073'709'551'615ULL);
        builder.after(3).appendDouble(0.1);
        builder.after(4).appendDecimal("-1.50", -1.5);
        builder.after(5).appendText("-x");
        builder.after(6).appendText(std::string_view("\x00\xFF", 2));
        builder.after(7).appendTimestamp(*parseTime("2026-11-20 21:05:03.125"));
        builder.after(8).appendTimestampText("0000-00-00 00:00:00");
        builder.after(9).appendText("{\"a\":1}");
        builder.after(10).appendMissing(CellState::Null);
        builder.after(11).appendMissing(CellState::Absent);
        builder.endRow(Op::Created);
        const BatchPtr batch = builder.finish();
        TextSink sink;
        CsvFormat format;
        format.time = TimeFormat::create(TimeStyle::Iso8601).value();
        CsvWriter writer(sink, format);
        for (std::size_t column = 0; column < schema->columns.size(); ++column)
            writer.cell(schema->columns[column], batch->after(column), 0);
        QVERIFY(writer.endRow().ok());
        const std::string flag = cellText(schema->columns[0], batch->after(0), 0);
        QCOMPARE(sink.text,
                 flag
                     + ",-5,18446744073709551615,0.1,-1.50,'-x,00ff,2026-11-20T21:05:03.125Z,0000-00-00 00:00:00,"
                       "\"{\"\"a\"\":1}\",,\r\n");
    }

    void handsOnTheSinksError()
    {
        TextSink sink;
        sink.room_bytes = 4;
        CsvWriter writer(sink, {});
        writer.text("longer than that");
        const auto written = writer.endRow();
        QVERIFY(!written.ok());
        QCOMPARE(written.error().kind, ErrorKind::Resource);
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::CsvWriterTest)
#include "tst_csvwriter.moc"
