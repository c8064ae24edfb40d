// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/jsonsplitter.h"

#include <QTest>

using namespace streamgauge;

class JsonSplitterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splits_data();
    void splits();
    void refuses_data();
    void refuses();
    void learnsOnlyWhileLearning();
    void splitsTimedLines_data();
    void splitsTimedLines();
    void goesDeepWithoutFalling();
};

namespace {

std::string described(JsonSplitter &splitter, const std::string &line)
{
    std::vector<Cell> cells;
    const std::string fault = splitter.split({ line, 0, 1, false }, cells);
    if (!fault.empty())
        return "fault";
    constexpr std::string_view forms = "-0PQTKR";
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i)
        out +=
            splitter.columns()[i] + "=" + forms[static_cast<std::size_t>(cells[i].form)] + std::string(cells[i].text) + "|";
    return out;
}

} // namespace

void JsonSplitterTest::splits_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("cells");
    const auto add = [](const char *line, const char *cells) {
        QTest::newRow(line) << QString::fromUtf8(line) << QString::fromUtf8(cells);
    };
    add(R"({})", "");
    add(R"({"a":1})", "a=K1|");
    add(R"({"a":1.50,"b":-2e3})", "a=K1.50|b=K-2e3|");
    add(R"({"a":18446744073709551616})", "a=K18446744073709551616|");
    add(R"({"a":{"b":{"c":"x"}},"d":true})", "a.b.c=Tx|d=Ktrue|");
    add(R"({"a":[1,{"b":2}],"c":null})", R"(a=R[1,{"b":2}]|c=0|)");
    add(R"({"a":"\u00e9\n\"q\""})", "a=Té\n\"q\"|");
    add(R"( { "a" : 1 , "b" : [ 1 , 2 ] } )", "a=K1|b=R[ 1 , 2 ]|");
    add(R"({"a":{}})", "");
    add(R"({"a":1,"a":2})", "a=K2|");
    add(R"({"a.b":1,"a":{"c":2}})", "a.b=K1|a.c=K2|");
}

void JsonSplitterTest::splits()
{
    QFETCH(QString, line);
    JsonSplitter splitter;
    QTEST(QString::fromStdString(described(splitter, line.toStdString())), "cells");
}

void JsonSplitterTest::refuses_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char *line : { "", "x", "[1]", "1", "\"a\"", "{", "{\"a\":}", "{\"a\":1", "{\"a\":1}}", "{\"a\":1} {\"b\":2}",
                              "{\"a\":01}", "{\"a\":1.2.3}", "{\"a\":tru}", "{\"a\":nul}", "{\"a\":\"\\x\"}", "{\"a\" 1}",
                              "{a:1}", "{\"a\":\"\xff\"}", "{\"a\":1e999}" })
        QTest::newRow(line) << QByteArray(line);
}

void JsonSplitterTest::refuses()
{
    QFETCH(QByteArray, line);
    JsonSplitter splitter;
    QCOMPARE(described(splitter, line.toStdString()), std::string("fault"));
}

void JsonSplitterTest::learnsOnlyWhileLearning()
{
    JsonSplitter splitter;
    QCOMPARE(described(splitter, "{\"a\":1}"), std::string("a=K1|"));
    splitter.setLearning(false);
    QCOMPARE(described(splitter, "{\"b\":2}"), std::string("a=-|"));
    QCOMPARE(splitter.unknownCells(), 1U);
    QCOMPARE(splitter.columns().size(), 1U);
}

void JsonSplitterTest::splitsTimedLines_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("cells");
    const auto row = [](const char *line, const char *cells) {
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(cells);
    };
    row("00:07:49.472{\"a\":1}", "elapsed=K469.472|a=K1|");
    row("1:00:00{}", "elapsed=K3600|");
    row("100:59:60.000000001{}", "elapsed=K363600.000000001|");
    row("00:00:01{\"elapsed\":7}", "elapsed=K1|");
    for (const char *line : { "{\"a\":1}", "00:00{}", "00:00:1{}", "00:00:01.{}", "00:00:01", "00:00:01 {}", "00:00:01[1]",
                              ":00:00{}", "1234567:00:00{}", "00:00:01{" })
        row(line, "fault");
}

void JsonSplitterTest::splitsTimedLines()
{
    QFETCH(QString, line);
    JsonSplitter splitter(true);
    QTEST(QString::fromStdString(described(splitter, line.toStdString())), "cells");
    QCOMPARE(splitter.unknownCells(), line.contains(QStringLiteral("\"elapsed\"")) ? 1U : 0U);
}

void JsonSplitterTest::goesDeepWithoutFalling()
{
    std::string deep = "1";
    for (int i = 0; i < 40; ++i)
        deep = R"({"a":)" + deep + "}";
    JsonSplitter splitter;
    QVERIFY(described(splitter, deep).find("=R{\"a\":") != std::string::npos);
    JsonSplitter other;
    QCOMPARE(described(other, "{\"a\":" + std::string(100'000, '[')), std::string("fault"));
}

QTEST_GUILESS_MAIN(JsonSplitterTest)
#include "tst_jsonsplitter.moc"
