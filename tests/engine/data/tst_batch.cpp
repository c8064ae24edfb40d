// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/data/batchtext.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <set>

using namespace streamgauge;
using namespace streamgauge::test;

class BatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keyComesFromTheRightImage_data();
    void keyComesFromTheRightImage();
    void cellsAsText_data();
    void cellsAsText();
    void numbers();
    void missingCellsKeepTheColumnsAligned();
    void truncateForgets();
    void positionsAndTimesGoOn();
    void marksHaveNoCells();
    void emptyBuilderGivesNothing();
    void hashesSpread();
    void renamedCopy();
    void memoryIsCounted();
};

void BatchTest::keyComesFromTheRightImage_data()
{
    QTest::addColumn<QString>("row");
    QTest::addColumn<QString>("key");
    QTest::newRow("after") << QStringLiteral("updated@1 1 | x | 5 < 2 | y | 4") << QStringLiteral("1\u001fx");
    QTest::newRow("before when deleted") << QStringLiteral("deleted@1 1 | x | 5 < 2 | y | 4") << QStringLiteral("2\u001fy");
    QTest::newRow("before when absent") << QStringLiteral("updated@1 - | x | 5 < 2 | y | 4") << QStringLiteral("2\u001fx");
    QTest::newRow("null is empty") << QStringLiteral("created@1 1 | null | 5") << QStringLiteral("1\u001f");
}

void BatchTest::keyComesFromTheRightImage()
{
    QFETCH(QString, row);
    QFETCH(QString, key);
    const BatchPtr batch = batchFrom(schemaFrom("s", "id:int*, part:string*, n:int"), { row.toStdString() }, true);
    QCOMPARE(std::string(batch->key(0)), key.toStdString());
    QCOMPARE(batch->keyHash(0), keyHash(key.toStdString()));
}

void BatchTest::cellsAsText_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("cell");
    QTest::addColumn<QString>("text");
    QTest::newRow("true") << QStringLiteral("bool") << QStringLiteral("true") << QStringLiteral("true");
    QTest::newRow("least int") << QStringLiteral("int") << QStringLiteral("-9223372036854775808")
                               << QStringLiteral("-9223372036854775808");
    QTest::newRow("most uint") << QStringLiteral("uint") << QStringLiteral("18446744073709551615")
                               << QStringLiteral("18446744073709551615");
    QTest::newRow("short double") << QStringLiteral("double") << QStringLiteral("0.1") << QStringLiteral("0.1");
    QTest::newRow("exact decimal") << QStringLiteral("decimal") << QStringLiteral("1.10") << QStringLiteral("1.10");
    QTest::newRow("bytes") << QStringLiteral("bytes") << QStringLiteral("Az") << QStringLiteral("417a");
    QTest::newRow("json") << QStringLiteral("json") << QStringLiteral("{}") << QStringLiteral("{}");
    QTest::newRow("instant") << QStringLiteral("timestamp") << QStringLiteral("1000000000")
                             << QStringLiteral("1970-01-01 00:00:01");
    QTest::newRow("zero date") << QStringLiteral("timestamp") << QStringLiteral("0000-00-00")
                               << QStringLiteral("0000-00-00");
}

void BatchTest::cellsAsText()
{
    QFETCH(QString, kind);
    QFETCH(QString, cell);
    QFETCH(QString, text);
    const BatchPtr batch = batchFrom(schemaFrom("s", "v:" + kind.toStdString()), { "created@1 " + cell.toStdString() });
    QCOMPARE(cellText(batch->schema().columns[0], batch->after(0), 0), text.toStdString());
}

void BatchTest::numbers()
{
    const BatchPtr batch =
        batchFrom(schemaFrom("s", "b:bool, i:int, u:uint, d:double, m:decimal, t:timestamp, s:string"),
                  { "created@1 true | -3 | 4 | 2.5 | 1.25 | 7 | 8", "created@1 - | null | - | - | - | 0000-00-00 | -" });
    const double expected[] = { 1, -3, 4, 2.5, 1.25, 7 };
    for (std::size_t column = 0; column < 6; ++column) {
        QCOMPARE(batch->after(column).numberAt(0), std::optional<double>(expected[column]));
        QVERIFY(!batch->after(column).numberAt(1));
    }
    QVERIFY(!batch->after(6).numberAt(0));
}

void BatchTest::missingCellsKeepTheColumnsAligned()
{
    for (const char *kind : { "bool", "int", "uint", "double", "decimal", "string", "bytes", "timestamp", "json" }) {
        const BatchPtr batch = batchFrom(schemaFrom("s", std::string("v:") + kind),
                                         { "created@1 -", "created@1 null", "created@1 1", "created@1 -", "created@1 1" });
        QCOMPARE(batch->after(0).size(), std::size_t(5));
        QCOMPARE(batch->after(0).state(0), CellState::Absent);
        QCOMPARE(batch->after(0).state(1), CellState::Null);
        QCOMPARE(cellText(batch->schema().columns[0], batch->after(0), 2),
                 cellText(batch->schema().columns[0], batch->after(0), 4));
        QVERIFY(!cellText(batch->schema().columns[0], batch->after(0), 4).empty() || std::string(kind) == "bool");
    }
}

void BatchTest::truncateForgets()
{
    BatchBuilder builder(schemaFrom("s", "id:int*, text:string, at:timestamp"), true);
    appendRow(builder, "created@1 1 | first | 5");
    builder.endTransaction();
    appendRow(builder, "created@2 2 | second | 0000-00-00");
    appendRow(builder, "updated@3 3 | third | 6 < 3 | 2 | 1");
    builder.truncate(1);
    builder.after(0).appendInt(9);
    builder.after(1).appendText("open");
    builder.dropOpenRow();
    appendRow(builder, "created@4 4 | fourth | 0000-00-01");
    const BatchPtr batch = builder.finish();
    QCOMPARE(batch->rows(), std::size_t(2));
    QCOMPARE(cellsText(*batch, 0), std::string("1|first|1970-01-01 00:00:00"));
    QCOMPARE(cellsText(*batch, 1), std::string("4|fourth|0000-00-01"));
    QVERIFY(batch->endsTransaction(0) && !batch->endsTransaction(1));
}

void BatchTest::positionsAndTimesGoOn()
{
    BatchBuilder builder(schemaFrom("s", "id:int*"));
    appendRow(builder, "created@1 1");
    builder.setPosition("a:1");
    appendRow(builder, "created@2 2");
    const BatchPtr first = builder.finish();
    QCOMPARE(std::string(first->position(0)), std::string());
    QCOMPARE(std::string(first->position(1)), std::string("a:1"));
    QCOMPARE(first->sentTime(0), no_time);
    builder.after(0).appendInt(3);
    builder.endRow(Op::Created);
    builder.after(0).appendInt(4);
    builder.setTimes(5, 6, 4);
    builder.endRow(Op::Created);
    const BatchPtr second = builder.finish();
    QCOMPARE(std::string(second->position(0)), std::string("a:1"));
    QCOMPARE(second->eventTime(0), TimeNs(2));
    QCOMPARE(second->sentTime(0), no_time);
    QCOMPARE(second->sentTime(1), TimeNs(4));
    QCOMPARE(second->arrivalTime(1), TimeNs(6));
}

void BatchTest::marksHaveNoCells()
{
    const BatchPtr batch = batchFrom(schemaFrom("s", "id:int*, n:int"), { "reset@1", "created@2 1 | 2" }, true);
    QVERIFY(isStreamWide(batch->op(0)) && !isStreamWide(batch->op(1)));
    QCOMPARE(std::string(batch->key(0)), std::string());
    QCOMPARE(cellsText(*batch, 0), std::string("-|-"));
    QCOMPARE(cellsText(*batch, 1), std::string("1|2"));
}

void BatchTest::emptyBuilderGivesNothing()
{
    BatchBuilder builder(schemaFrom("s", "id:int*"));
    builder.endTransaction();
    QVERIFY(builder.finish() == nullptr);
    appendRow(builder, "created@1 1");
    QVERIFY(builder.finish() != nullptr);
    QVERIFY(builder.finish() == nullptr);
}

void BatchTest::hashesSpread()
{
    std::set<std::uint64_t> seen;
    std::array<int, 4> quarters {};
    for (int i = 0; i < 100'000; ++i) {
        const std::uint64_t hash = keyHash(std::to_string(i));
        seen.insert(hash);
        ++quarters[hash >> 62];
    }
    QCOMPARE(seen.size(), std::size_t(100'000));
    for (const int count : quarters)
        QVERIFY(count > 24'000 && count < 26'000);
    // Decides which worker meets a key and is part of stored data's order: it must not change.
    QCOMPARE(keyHash("machine-1"), keyHash(std::string("machine-") + "1"));
    QVERIFY(keyHash("") != keyHash(std::string_view("\0", 1)));
}

void BatchTest::renamedCopy()
{
    const SchemaPtr schema = schemaFrom("s", "id:int*, text:string");
    const BatchPtr batch = batchFrom(schema, { "created@1 1 | a", "deleted@2 2 | b" });
    const BatchPtr copy = withSchema(*batch, schemaFrom("other/s", "id:int*, text:string"));
    QCOMPARE(copy->schema().stream, std::string("other/s"));
    QCOMPARE(cellsText(*copy, 1), cellsText(*batch, 1));
    QCOMPARE(copy->op(1), Op::Deleted);
    QCOMPARE(batch->schema().stream, std::string("s"));
}

void BatchTest::memoryIsCounted()
{
    const SchemaPtr schema = schemaFrom("s", "id:int*, text:string");
    const std::size_t small = batchFrom(schema, { "created@1 1 | a" })->memoryBytes();
    const std::size_t large = batchFrom(schema, { "created@1 1 | " + std::string(100'000, 'x') })->memoryBytes();
    QVERIFY(small > 200 && small < 2'000);
    QVERIFY(large > small + 99'000 && large < small + 300'000);
}

QTEST_GUILESS_MAIN(BatchTest)
#include "tst_batch.moc"
