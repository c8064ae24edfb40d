// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/recordreader.h"
#include "tests/connectors/replay/replayhelp.h"

#include <QTest>

using namespace streamgauge;

class RecordReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cuts_data();
    void cuts();
    void readsAcrossBlocks();
    void recoversFromAnOpenQuote();
    void readsOneAgain();
    void endsWhereItWasCut();

private:
    ReplayHelp help_;
};

void RecordReaderTest::cuts_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("quotes");
    QTest::addColumn<QString>("records"); // line=text, between |
    const auto add = [](const char *name, const char *content, bool quotes, const char *records) {
        QTest::newRow(name) << QByteArray(content) << quotes << QString::fromUtf8(records);
    };
    add("empty", "", true, "");
    add("lines", "a\nb\n", true, "1=a|2=b");
    add("no break at the end", "a\nb", true, "1=a|2=b");
    add("windows", "a\r\nb\r\n", true, "1=a|2=b");
    add("blank lines stay", "a\n\nb", true, "1=a|2=|3=b");
    add("break in quotes", "\"a\nb\",c\nd\n", true, "1=\"a\nb\",c|3=d");
    add("doubled quotes", "\"a\"\"\nb\"\nc", true, "1=\"a\"\"\nb\"|3=c");
    add("quote inside a field", "5\" pipe,x\nb", true, "1=5\" pipe,x|2=b");
    add("empty quoted", "\"\",\"\"\nb", true, "1=\"\",\"\"|2=b");
    add("quotes mean nothing", "\"a\nb\"\n", false, "1=\"a|2=b\"");
}

void RecordReaderTest::cuts()
{
    QFETCH(QByteArray, content);
    QFETCH(bool, quotes);
    const auto file = InputFile::open(help_.write("cuts", content.toStdString()));
    RecordReader reader(**file, { quotes, ',' });
    Record record;
    QStringList found;
    while (reader.next(record)) {
        QVERIFY(!record.broken);
        found << QStringLiteral("%1=%2")
                     .arg(record.line)
                     .arg(QString::fromUtf8(record.text.data(), static_cast<qsizetype>(record.text.size())));
    }
    QTEST(found.join(QLatin1Char('|')), "records");
}

void RecordReaderTest::readsAcrossBlocks()
{
    std::string content;
    for (int i = 0; i < 200'000; ++i)
        content += std::to_string(i) + ",\"" + std::string(static_cast<std::size_t>(i % 7), 'x') + "\n\"\n";
    const auto file = InputFile::open(help_.write("blocks", content));
    RecordReader reader(**file, { true, ',' });
    Record record;
    std::uint64_t count = 0;
    while (reader.next(record)) {
        QVERIFY(record.text.starts_with(std::to_string(count) + ","));
        QCOMPARE(record.line, count * 2 + 1);
        QCOMPARE(std::string_view(content).substr(record.offset, record.text.size()), record.text);
        ++count;
    }
    QCOMPARE(count, 200'000U);
}

void RecordReaderTest::recoversFromAnOpenQuote()
{
    const auto file = InputFile::open(help_.write("open", "a,b\n\"c,d\ne,f\ng,h\n"));
    RecordReader reader(**file, { true, ',' });
    Record record;
    QVERIFY(reader.next(record) && !record.broken);
    QVERIFY(reader.next(record) && record.broken);
    QCOMPARE(record.line, 2U);
    QVERIFY(reader.next(record) && !record.broken);
    QCOMPARE(record.text, std::string_view("e,f"));
    QCOMPARE(record.line, 3U);
    QVERIFY(reader.next(record));
    QVERIFY(!reader.next(record));
}

void RecordReaderTest::readsOneAgain()
{
    const auto file = InputFile::open(help_.write("again", "a,b\nlonger,row\nc,d\n"));
    RecordReader reader(**file, { true, ',' });
    QCOMPARE(reader.at(4, 10, 2).text, std::string_view("longer,row"));
    QCOMPARE(reader.at(0, 3, 1).text, std::string_view("a,b"));
    QCOMPARE(reader.at(15, 300, 1).text, std::string_view());
}

void RecordReaderTest::endsWhereItWasCut()
{
    const std::string path = help_.write("cut", std::string(600'000, 'x') + "\n" + std::string(600'000, 'y') + "\n");
    const auto file = InputFile::open(path);
    RecordReader reader(**file, { true, ',' });
    Record record;
    QVERIFY(reader.next(record));
    std::ofstream(path, std::ios::trunc) << "short";
    QVERIFY(reader.next(record));
    QVERIFY(record.text.size() < 600'000);
    QVERIFY(!reader.next(record));
    QVERIFY((*file)->change().has_value());
    QCOMPARE((*file)->change()->severity, Problem::Severity::Serious);
}

QTEST_GUILESS_MAIN(RecordReaderTest)
#include "tst_recordreader.moc"
