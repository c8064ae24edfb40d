// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/csvsplitter.h"

#include <QStringList>
#include <QTest>

using namespace streamgauge;

class CsvSplitterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splits_data();
    void splits();
    void tellsEmptyFromMissing();
    void namesColumns_data();
    void namesColumns();
    void detectsSeparator_data();
    void detectsSeparator();
    void refusesOtherLengths();
};

void CsvSplitterTest::splits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("cells");
    const auto add = [](const char *text, const QStringList &cells) {
        QTest::newRow(text) << QString::fromUtf8(text) << cells;
    };
    const auto list = [](std::initializer_list<const char *> cells) {
        QStringList out;
        for (const char *cell : cells)
            out << QString::fromUtf8(cell);
        return out;
    };
    add("", list({ "" }));
    add("a", list({ "a" }));
    add("a,b", list({ "a", "b" }));
    add("a,", list({ "a", "" }));
    add(",", list({ "", "" }));
    add("\"a,b\",c", list({ "a,b", "c" }));
    add("\"a\"\"b\"", list({ "a\"b" }));
    add("\"\"", list({ "" }));
    add("\"\",", list({ "", "" }));
    add("\"a\"b,c", list({ "ab", "c" }));
    add("a\"b,c", list({ "a\"b", "c" }));
    add("\"a\nb\",c", list({ "a\nb", "c" }));
    add("\"open,c", list({ "open,c" }));
    add(" \"a\",b", list({ " \"a\"", "b" }));
}

void CsvSplitterTest::splits()
{
    QFETCH(QString, text);
    const std::string bytes = text.toStdString();
    std::vector<Cell> cells;
    std::string unquoted;
    splitCsv(bytes, ',', cells, unquoted);
    QStringList found;
    for (const Cell &cell : cells)
        found << QString::fromUtf8(cell.text.data(), static_cast<qsizetype>(cell.text.size()));
    QTEST(found, "cells");
}

void CsvSplitterTest::tellsEmptyFromMissing()
{
    std::vector<Cell> cells;
    std::string unquoted;
    splitCsv(R"(,"")", ',', cells, unquoted);
    ColumnData column(ValueKind::String);
    QVERIFY(appendCell(column, cells[0]) && appendCell(column, cells[1]));
    QCOMPARE(column.state(0), CellState::Null);
    QCOMPARE(column.state(1), CellState::Value);
    QCOMPARE(column.textAt(1), std::string_view());
}

void CsvSplitterTest::namesColumns_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QString>("names");
    QTest::newRow("plain") << QByteArray("a,b") << QStringLiteral("a|b");
    QTest::newRow("twice") << QByteArray("a,a,a_2,a") << QStringLiteral("a|a_2|a_2_2|a_3");
    QTest::newRow("empty") << QByteArray("a,,") << QStringLiteral("a|column_2|column_3");
    QTest::newRow("spaces") << QByteArray(" a , b c ") << QStringLiteral("a|b c");
    QTest::newRow("quoted") << QByteArray("\"a,b\",c") << QStringLiteral("a,b|c");
    QTest::newRow("latin 1") << QByteArray("Gr\xf6\xdf"
                                           "e")
                             << QStringLiteral("Gr\uFFFD\uFFFDe");
}

void CsvSplitterTest::namesColumns()
{
    QFETCH(QByteArray, header);
    const CsvSplitter splitter(header.toStdString(), ',');
    QStringList names;
    for (const std::string &name : splitter.columns())
        names << QString::fromStdString(name);
    QTEST(names.join(QLatin1Char('|')), "names");
}

void CsvSplitterTest::detectsSeparator_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<char>("separator");
    QTest::newRow("comma") << QStringLiteral("a,b") << ',';
    QTest::newRow("semicolon") << QStringLiteral("a;b,c;d") << ';';
    QTest::newRow("tab") << QStringLiteral("a\tb c") << '\t';
    QTest::newRow("bar") << QStringLiteral("a|b") << '|';
    QTest::newRow("none") << QStringLiteral("a") << ',';
    QTest::newRow("in quotes") << QStringLiteral("\"a,b,c\";d") << ';';
}

void CsvSplitterTest::detectsSeparator()
{
    QFETCH(QString, header);
    QTEST(streamgauge::detectSeparator(header.toStdString()), "separator");
}

void CsvSplitterTest::refusesOtherLengths()
{
    CsvSplitter splitter("a,b", ',');
    std::vector<Cell> cells;
    QVERIFY(splitter.split({ "1,2", 0, 2, false }, cells).empty());
    QVERIFY(!splitter.split({ "1", 0, 2, false }, cells).empty());
    QCOMPARE(splitter.split({ "1,2,3", 0, 2, false }, cells), std::string("3 cells where the header has 2"));
    QVERIFY(!splitter.split({ "1,2", 0, 2, true }, cells).empty());
}

QTEST_GUILESS_MAIN(CsvSplitterTest)
#include "tst_csvsplitter.moc"
