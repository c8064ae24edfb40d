// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stores/tablestore.h"
#include "tests/engine/data/batchtext.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace streamgauge;
using namespace streamgauge::test;

namespace {

/// All rows as "key=cells", by key.
std::map<std::string, std::string> rowsOf(const TableStore &store, const SchemaPtr &schema)
{
    std::map<std::string, std::string> rows;
    const RowLayout layout(schema);
    BatchBuilder builder(schema);
    TableCursor cursor;
    if (!store.beginRead(schema->stream, cursor))
        return rows;
    while (!store.read(schema->stream, cursor, 7, layout, builder)) { }
    const BatchPtr batch = builder.finish();
    for (std::size_t row = 0; batch && row < batch->rows(); ++row)
        rows[std::string(batch->key(row))] = cellsText(*batch, row);
    return rows;
}

QByteArray text(const std::map<std::string, std::string> &rows)
{
    std::string out;
    for (const auto &[key, cells] : rows)
        out += (out.empty() ? "" : "; ") + cells;
    return QByteArray::fromStdString(out);
}

SchemaPtr keylessSchema(std::string_view columns, std::uint32_t generation = 1)
{
    Schema schema = *schemaFrom("s", columns, generation);
    schema.keyless = true;
    return std::make_shared<const Schema>(std::move(schema));
}

/// What Shard does with a batch, on one thread.
void applyAll(TableStore &store, const BatchPtr &batch)
{
    const std::string &stream = batch->schema().stream;
    for (std::uint32_t row = 0; row < batch->rows(); ++row) {
        switch (batch->op(row)) {
        case Op::Reset: store.sweep(stream, store.change(), 1'000'000); break;
        case Op::SnapshotBegin: store.beginSnapshot(batch->schemaPtr()); break;
        case Op::SnapshotEnd:
            store.sweep(stream, store.snapshotBegan(stream), 1'000'000);
            store.endSnapshot(stream);
            break;
        default: store.apply(*batch, row);
        }
    }
}

/// A reader as the table models are: applies deltas to what it has.
struct Follower {
    TableCursor cursor;
    std::map<std::string, std::string> rows;
    int resets = 0;

    void follow(const TableStore &store, const SchemaPtr &schema, std::size_t step)
    {
        const RowLayout layout(schema);
        if (!store.beginRead(schema->stream, cursor))
            return;
        if (cursor.all) {
            rows.clear();
            ++resets;
        }
        std::vector<std::string> removed;
        store.readRemoved(schema->stream, cursor, removed);
        for (const std::string &key : removed)
            rows.erase(key);
        finish(store, schema, step, layout, [] {});
    }
    template <typename Between>
    void finish(const TableStore &store, const SchemaPtr &schema, std::size_t step, const RowLayout &layout, Between between)
    {
        for (bool done = false; !done;) {
            BatchBuilder builder(schema);
            done = store.read(schema->stream, cursor, step, layout, builder);
            const BatchPtr batch = builder.finish();
            for (std::size_t row = 0; batch && row < batch->rows(); ++row)
                rows[std::string(batch->key(row))] = cellsText(*batch, row);
            if (!done)
                between();
        }
    }
};

} // namespace

class TableStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheLatestRow_data();
    void keepsTheLatestRow();
    void movesARowToItsNewKey();
    void convertsRowsOfAnOlderSchema();
    void agreesWithAMap_data();
    void agreesWithAMap();
    void readsChangesWhileTheyHappen();
    void tellsWhenRemovalsAreForgotten();
    void forgetsLeastRecentlyChanged();
    void passesAHugeRow();
    void stopsReadingEarly();
    void keepsEqualRows_data();
    void keepsEqualRows();
    void keepsNumbersOfKeylessRows();
    void convertsKeylessRows();
    void agreesWithAMultiset_data();
    void agreesWithAMultiset();
    void forgetsEqualRowsInTurn();
};

void TableStoreTest::keepsTheLatestRow_data()
{
    QTest::addColumn<QStringList>("events");
    QTest::addColumn<bool>("before");
    QTest::addColumn<QByteArray>("rows");
    QTest::newRow("created") << QStringList { QStringLiteral("created@1 1 | a | 2.50 | 7") } << false
                             << QByteArray("1|a|2.50|1970-01-01 00:00:00");
    QTest::newRow("absent keeps, null does not")
        << QStringList { QStringLiteral("created@1 1 | abc | 2.5 | -"), QStringLiteral("updated@2 1 | - | null | -") }
        << false << QByteArray("1|abc|null|-");
    QTest::newRow("texts grow and shrink")
        << QStringList { QStringLiteral("created@1 1 | a | 1 | -"), QStringLiteral("updated@2 1 | much longer text | 2 | -"),
                         QStringLiteral("updated@3 1 | - | 1234567890.123 | 0000-00-00"),
                         QStringLiteral("updated@4 1 | b | - | -") }
        << false << QByteArray("1|b|1234567890.123|0000-00-00");
    QTest::newRow("deleted") << QStringList {
        QStringLiteral("created@1 1 | a | 1 | -"), QStringLiteral("created@1 2 | b | 1 | -"),
        QStringLiteral("deleted@2 1 | - | - | -"), QStringLiteral("deleted@2 3 | - | - | -")
    } << false << QByteArray("2|b|1|-");
    QTest::newRow("before-image fills") << QStringList { QStringLiteral("updated@1 - | x | - | - < 1 | a | 3 | -") } << true
                                        << QByteArray("1|x|3|-");
    QTest::newRow("reset") << QStringList { QStringLiteral("created@1 1 | a | 1 | -"), QStringLiteral("reset@2"),
                                            QStringLiteral("created@3 2 | b | 1 | -") }
                           << false << QByteArray("2|b|1|-");
    QTest::newRow("snapshot drops what it does not name")
        << QStringList { QStringLiteral("created@1 1 | a | 1 | -"),  QStringLiteral("created@1 2 | b | 1 | -"),
                         QStringLiteral("created@1 3 | c | 1 | -"),  QStringLiteral("snapshot begins@2"),
                         QStringLiteral("snapshot@2 2 | B | 1 | -"), QStringLiteral("created@3 4 | d | 1 | -"),
                         QStringLiteral("updated@3 3 | - | 9 | -"),  QStringLiteral("snapshot ends@4") }
        << false << QByteArray("2|B|1|-; 3|c|9|-; 4|d|1|-");
    QTest::newRow("an end without a beginning")
        << QStringList { QStringLiteral("created@1 1 | a | 1 | -"), QStringLiteral("snapshot ends@4") } << false
        << QByteArray("1|a|1|-");
}

void TableStoreTest::keepsTheLatestRow()
{
    QFETCH(QStringList, events);
    QFETCH(bool, before);
    QFETCH(QByteArray, rows);
    ByteBudget budget(1U << 20);
    TableStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:int*, name:string, price:decimal, at:timestamp");
    for (const QString &event : events)
        applyAll(store, batchFrom(schema, { event.toStdString() }, before));
    QCOMPARE(text(rowsOf(store, schema)), rows);
}

void TableStoreTest::movesARowToItsNewKey()
{
    ByteBudget budget(1U << 20);
    TableStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:string*, name:string, n:int");
    applyAll(store, batchFrom(schema, { "created@1 a | keeps | 5" }));
    const BatchPtr batch = batchFrom(schema, { "updated@2 b | - | 6 < a | - | -" }, true);
    const MovedRow moved = store.takeOut("s", "a", keyHash("a"));
    QCOMPARE(store.rowCount("s"), 0U);
    store.putMoved(moved, *batch, 0);
    QCOMPARE(text(rowsOf(store, schema)), QByteArray("b|keeps|6"));
    const MovedRow nothing = store.takeOut("s", "unknown", keyHash("unknown"));
    const BatchPtr other = batchFrom(schema, { "updated@3 d | x | 1 < c | - | -" }, true);
    store.putMoved(nothing, *other, 0);
    QCOMPARE(text(rowsOf(store, schema)), QByteArray("b|keeps|6; d|x|1"));
}

void TableStoreTest::convertsRowsOfAnOlderSchema()
{
    ByteBudget budget(1U << 20);
    TableStore store(budget);
    const SchemaPtr first = schemaFrom("s", "id:int*, name:string, n:int, price:double");
    const SchemaPtr second = schemaFrom("s", "price:decimal, id:int*, n:string, more:bool", 2);
    applyAll(store,
             batchFrom(first, { "created@1 1 | a | 5 | 2.5", "created@1 2 | b | 6 | null", "created@1 3 | c | -7 | 1" }));
    applyAll(store, batchFrom(second, { "updated@2 9.75 | 1 | - | true" }));
    QCOMPARE(text(rowsOf(store, second)), QByteArray("9.75|1|5|true; null|2|6|-; 1|3|-7|-"));
    applyAll(store, batchFrom(second, { "updated@3 - | 3 | x | -" }));
    applyAll(store, batchFrom(first, { "updated@4 2 | B | - | -" }));
    QCOMPARE(text(rowsOf(store, first)), QByteArray("1|-|5|9.75; 2|B|6|null; 3|-|-|1"));
}

void TableStoreTest::agreesWithAMap_data()
{
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<int>("keys");
    for (unsigned seed = 1; seed <= 6; ++seed)
        QTest::addRow("seed %u", seed) << seed << (seed % 2 == 0 ? 20 : 3'000);
}

void TableStoreTest::agreesWithAMap()
{
    QFETCH(unsigned, seed);
    QFETCH(int, keys);
    std::mt19937 random(seed);
    ByteBudget budget(64U << 20);
    TableStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:int*, name:string, n:int");
    struct Cells {
        std::string name = "-";
        std::string number = "-";
        bool named = false;
    };
    std::map<std::string, Cells> model;
    Follower follower;
    for (int round = 0; round < 300; ++round) {
        BatchBuilder builder(schema);
        const unsigned count = 1 + random() % 60;
        for (unsigned i = 0; i < count; ++i) {
            const std::string key = std::to_string(random() % static_cast<unsigned>(keys));
            const unsigned choice = random() % 1'000;
            if (choice < 2) {
                appendRow(builder, "reset@1");
                model.clear();
            } else if (choice < 4) {
                appendRow(builder, "snapshot begins@1");
                for (auto &[id, cells] : model)
                    cells.named = false;
            } else if (choice < 6) {
                appendRow(builder, "snapshot ends@1");
                // Without a beginning it does nothing; the model knows that as "all named".
                std::erase_if(model, [](const auto &entry) { return !entry.second.named; });
                for (auto &[id, cells] : model)
                    cells.named = true;
            } else if (choice < 200) {
                appendRow(builder, "deleted@1 " + key + " | - | -");
                model.erase(key);
            } else {
                const std::string name = random() % 3 == 0 ? "-" : std::string(random() % 40, 'x') + "y";
                const std::string number = random() % 3 == 0 ? "-" : std::to_string(random());
                appendRow(builder, "updated@1 " + key + " | " + name + " | " + number);
                Cells &cells = model[key];
                cells.name = name == "-" ? cells.name : name;
                cells.number = number == "-" ? cells.number : number;
                cells.named = true;
            }
        }
        applyAll(store, builder.finish());
        std::map<std::string, std::string> expected;
        for (const auto &[key, cells] : model)
            expected[key] = key + "|" + cells.name + "|" + cells.number;
        if (round % 3 == 0) {
            follower.follow(store, schema, 1 + random() % 50);
            QCOMPARE(text(follower.rows), text(expected));
        }
        QCOMPARE(store.rowCount("s"), static_cast<std::uint64_t>(model.size()));
    }
    QCOMPARE(follower.resets, 1);
    QCOMPARE(store.memoryBytes(), budget.usedBytes());
}

void TableStoreTest::readsChangesWhileTheyHappen()
{
    std::mt19937 random(11);
    ByteBudget budget(64U << 20);
    TableStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:int*, n:int");
    const RowLayout layout(schema);
    const auto change = [&] {
        const std::string key = std::to_string(random() % 500);
        const bool gone = random() % 4 == 0;
        applyAll(store,
                 batchFrom(schema,
                           { gone ? "deleted@1 " + key + " | -" : "updated@1 " + key + " | " + std::to_string(random()) }));
    };
    Follower follower;
    for (int round = 0; round < 200; ++round) {
        for (unsigned i = random() % 300; i > 0; --i)
            change();
        if (!store.beginRead("s", follower.cursor))
            continue;
        std::vector<std::string> removed;
        store.readRemoved("s", follower.cursor, removed);
        for (const std::string &key : removed)
            follower.rows.erase(key);
        follower.finish(store, schema, 10, layout, [&] {
            for (unsigned i = random() % 8; i > 0; --i)
                change();
        });
    }
    follower.follow(store, schema, 1'000);
    QCOMPARE(text(follower.rows), text(rowsOf(store, schema)));
}

void TableStoreTest::tellsWhenRemovalsAreForgotten()
{
    ByteBudget budget(64U << 20);
    TableStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:int*");
    Follower follower;
    for (int i = 0; i < 20'000; ++i)
        applyAll(store, batchFrom(schema, { "created@1 " + std::to_string(i) }));
    follower.follow(store, schema, 1'000);
    QCOMPARE(follower.rows.size(), std::size_t(20'000));
    for (int i = 0; i < 19'990; ++i)
        applyAll(store, batchFrom(schema, { "deleted@1 " + std::to_string(i) }));
    follower.follow(store, schema, 1'000);
    QCOMPARE(follower.resets, 2);
    QCOMPARE(follower.rows.size(), std::size_t(10));
}

void TableStoreTest::forgetsLeastRecentlyChanged()
{
    constexpr std::size_t bound = 1U << 20;
    ByteBudget budget(bound);
    TableStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:int*, text:string");
    const std::string padding(200, 'p');
    for (int i = 0; i < 20'000; ++i) {
        applyAll(store,
                 batchFrom(schema, { "created@1 " + std::to_string(i) + " | " + padding, "updated@1 0 | " + padding }));
        QVERIFY(budget.usedBytes() <= bound);
    }
    const std::map<std::string, std::string> rows = rowsOf(store, schema);
    QVERIFY(rows.size() > 1'000);
    QVERIFY(rows.contains("0"));
    QVERIFY(rows.contains("19999"));
    QVERIFY(!rows.contains("1"));
    QCOMPARE(rows.size() + store.evictedCount("s"), std::size_t(20'000));
}

void TableStoreTest::passesAHugeRow()
{
    ByteBudget budget(64U << 20);
    TableStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:int*, text:string");
    const std::string huge(20U << 20, 'h');
    applyAll(store, batchFrom(schema, { "created@1 1 | " + huge }));
    QCOMPARE(rowsOf(store, schema)["1"].size(), huge.size() + 2);
    applyAll(store, batchFrom(schema, { "updated@1 1 | small" }));
    QVERIFY(budget.usedBytes() < 100'000);
}

void TableStoreTest::stopsReadingEarly()
{
    ByteBudget budget(1U << 20);
    TableStore store(budget);
    const SchemaPtr schema = schemaFrom("s", "id:int*");
    const RowLayout layout(schema);
    for (int i = 0; i < 100; ++i)
        applyAll(store, batchFrom(schema, { "created@1 " + std::to_string(i) }));
    TableCursor cursor;
    QVERIFY(store.beginRead("s", cursor));
    BatchBuilder builder(schema);
    QVERIFY(!store.read("s", cursor, 10, layout, builder));
    TableStore::endRead(cursor);
    QVERIFY(!store.beginRead("s", cursor));
    applyAll(store, batchFrom(schema, { "updated@1 99" }));
    QVERIFY(store.beginRead("s", cursor));
    QVERIFY(store.read("s", cursor, 10, layout, builder));
    QCOMPARE(builder.rows(), std::size_t(11));
}

void TableStoreTest::keepsEqualRows_data()
{
    QTest::addColumn<QStringList>("events");
    QTest::addColumn<QByteArray>("rows");
    const auto row = [](const char *name, std::initializer_list<const char *> events, const char *rows) {
        QStringList texts;
        for (const char *event : events)
            texts << QString::fromUtf8(event);
        QTest::newRow(name) << texts << QByteArray(rows);
    };
    row("each is kept", { "created@1 1 | a", "created@2 1 | a", "snapshot@3 1 | a" }, "1|a; 1|a; 1|a");
    row("a delete takes one", { "created@1 1 | a", "created@2 1 | a", "created@3 2 | b", "deleted@4 - | - < 1 | a" },
        "1|a; 2|b");
    row("an update changes one", { "created@1 1 | a", "created@2 1 | a", "updated@3 1 | long text < 1 | a" },
        "1|long text; 1|a");
    row("to what another is", { "created@1 1 | a", "created@2 2 | b", "updated@3 2 | b < 1 | a", "deleted@4 - | - < 2 | b" },
        "2|b");
    row("the whole before-image counts", { "created@1 1 | a", "deleted@2 - | - < 1 | b", "deleted@3 - | - < 2 | a" }, "1|a");
    row("null is not empty", { "created@1 1 | null", "created@2 1 |", "deleted@3 - | - < 1 | null" }, "1|");
    row("columns not sent stay", { "created@1 1 | a", "updated@2 2 | - < 1 | a", "deleted@3 - | - < 1 | a" }, "2|a");
    row("an unknown row is not deleted", { "deleted@1 - | - < 1 | a", "created@2 1 | a" }, "1|a");
    row("an unknown row that changes is new", { "updated@1 1 | b < 1 | a" }, "1|b");
    row("an insert may leave out columns",
        { "created@1 1 | -", "created@2 - | a", "deleted@3 - | - < 1 | x", "updated@4 2 | a < 1 | a" }, "2|a");
    row("empty", { "created@1 1 | a", "created@2 1 | a", "reset@3", "created@4 2 | b" }, "2|b");
    row("a snapshot again",
        { "created@1 1 | a", "created@2 1 | a", "created@3 2 | b", "snapshot begins@4", "snapshot@5 1 | a",
          "snapshot@6 1 | a", "snapshot@7 1 | a", "snapshot ends@8" },
        "1|a; 1|a; 1|a");
    row("a snapshot cut short, and again",
        { "snapshot begins@1", "snapshot@2 1 | a", "snapshot@3 1 | a", "snapshot begins@4", "snapshot@5 1 | a",
          "snapshot ends@6" },
        "1|a");
}

void TableStoreTest::keepsEqualRows()
{
    QFETCH(QStringList, events);
    ByteBudget budget(1U << 20);
    TableStore store(budget);
    const SchemaPtr schema = keylessSchema("n:int, t:string");
    std::vector<std::string> rows;
    for (const QString &event : events)
        rows.push_back(event.toStdString());
    applyAll(store, batchFrom(schema, rows, true));
    QTEST(text(rowsOf(store, schema)), "rows");
    QCOMPARE(store.rowCount("s"), static_cast<std::uint64_t>(rowsOf(store, schema).size()));
}

void TableStoreTest::keepsNumbersOfKeylessRows()
{
    ByteBudget budget(1U << 20);
    TableStore store(budget);
    const SchemaPtr schema = keylessSchema("n:int, t:string");
    applyAll(store, batchFrom(schema, { "created@1 1 | a", "created@2 2 | b", "created@3 1 | a" }, true));
    const auto before = rowsOf(store, schema);
    applyAll(store,
             batchFrom(schema,
                       { "updated@4 3 | a longer text < 2 | b", "snapshot begins@5", "snapshot@6 1 | a",
                         "snapshot@7 3 | a longer text", "snapshot@8 1 | a", "snapshot ends@9" },
                       true));
    const auto after = rowsOf(store, schema);
    QCOMPARE(text(after), QByteArray("1|a; 3|a longer text; 1|a"));
    QVERIFY(std::ranges::equal(
        before, after, {}, [](const auto &row) { return row.first; }, [](const auto &row) { return row.first; }));
}

void TableStoreTest::convertsKeylessRows()
{
    ByteBudget budget(1U << 20);
    TableStore store(budget);
    applyAll(store, batchFrom(keylessSchema("n:int, t:string"), { "created@1 1 | a", "created@2 1 | a" }, true));
    // The same columns in a newer generation; then one with a key.
    const SchemaPtr again = keylessSchema("n:int, t:string", 2);
    applyAll(store, batchFrom(again, { "deleted@3 - | - < 1 | a", "created@4 2 | b" }, true));
    QCOMPARE(text(rowsOf(store, again)), QByteArray("1|a; 2|b"));
    const SchemaPtr keyed = schemaFrom("s", "n:int*, t:string", 3);
    applyAll(store,
             batchFrom(keyed, { "snapshot begins@5", "snapshot@6 1 | a", "snapshot@7 2 | b", "snapshot ends@8" }, true));
    applyAll(store, batchFrom(keyed, { "updated@9 1 | c < 1 | a" }, true));
    QCOMPARE(text(rowsOf(store, keyed)), QByteArray("1|c; 2|b"));
    applyAll(store,
             batchFrom(keylessSchema("n:int, t:string", 4),
                       { "snapshot begins@10", "snapshot@11 1 | c", "snapshot@12 1 | c", "snapshot ends@13" }, true));
    QCOMPARE(text(rowsOf(store, again)), QByteArray("1|c; 1|c"));
}

void TableStoreTest::agreesWithAMultiset_data()
{
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<unsigned>("kinds");
    for (unsigned seed = 1; seed <= 6; ++seed)
        QTest::addRow("seed %u", seed) << seed << (seed % 2 == 0 ? 2U : 40U);
}

void TableStoreTest::agreesWithAMultiset()
{
    QFETCH(unsigned, seed);
    QFETCH(unsigned, kinds);
    std::mt19937 random(seed);
    ByteBudget budget(64U << 20);
    TableStore store(budget);
    const SchemaPtr schema = keylessSchema("n:int, t:string");
    std::vector<std::string> model;
    Follower follower;
    const auto anyRow = [&] {
        const unsigned kind = random() % kinds;
        return std::to_string(kind % 5) + " | " + std::string(kind, 'x') + "y";
    };
    const auto takeOne = [&] {
        const auto at = model.begin() + static_cast<std::ptrdiff_t>(random() % model.size());
        std::string taken = std::move(*at);
        model.erase(at);
        return taken;
    };
    for (int round = 0; round < 300; ++round) {
        BatchBuilder builder(schema, true);
        for (unsigned left = 1 + random() % 60; left > 0; --left) {
            const unsigned choice = random() % 1'000;
            if (choice < 2) {
                appendRow(builder, "reset@1");
                model.clear();
            } else if (choice < 4) {
                appendRow(builder, "snapshot begins@1");
                std::ranges::shuffle(model, random);
                for (const std::string &row : model)
                    appendRow(builder, "snapshot@1 " + row);
                appendRow(builder, "snapshot ends@1");
            } else if (choice < 400 && !model.empty()) {
                appendRow(builder, "deleted@1 - | - < " + takeOne());
            } else if (choice < 700 && !model.empty()) {
                const std::string before = takeOne();
                model.push_back(anyRow());
                appendRow(builder, "updated@1 " + model.back() + " < " + before);
            } else {
                model.push_back(anyRow());
                appendRow(builder, "created@1 " + model.back());
            }
        }
        applyAll(store, builder.finish());
        if (round % 3 == 0) {
            follower.follow(store, schema, 1 + random() % 50);
            std::multiset<std::string> shown;
            for (const auto &[number, cells] : follower.rows)
                shown.insert(cells);
            std::multiset<std::string> expected;
            for (const std::string &row : model)
                expected.insert(row.substr(0, 1) + "|" + row.substr(4));
            QVERIFY(shown == expected);
        }
        QCOMPARE(store.rowCount("s"), static_cast<std::uint64_t>(model.size()));
    }
    QCOMPARE(follower.resets, 1);
    QCOMPARE(store.memoryBytes(), budget.usedBytes());
    const auto remains = store.forget("s");
    QCOMPARE(store.memoryBytes(), std::size_t(0));
}

void TableStoreTest::forgetsEqualRowsInTurn()
{
    constexpr std::size_t bound = 1U << 20;
    constexpr int rows = 100'000;
    ByteBudget budget(bound);
    TableStore store(budget);
    const SchemaPtr schema = keylessSchema("n:int, t:string");
    BatchBuilder builder(schema, true);
    for (int i = 0; i < rows; ++i)
        appendRow(builder, "created@" + std::to_string(i) + " 7 | all alike");
    applyAll(store, builder.finish());
    QVERIFY(budget.usedBytes() <= bound);
    QVERIFY(store.rowCount("s") > 5'000);
    QCOMPARE(store.rowCount("s") + store.evictedCount("s"), static_cast<std::uint64_t>(rows));
    // The newest stayed.
    const RowLayout layout(schema);
    BatchBuilder left(schema);
    TableCursor cursor;
    QVERIFY(store.beginRead("s", cursor));
    while (!store.read("s", cursor, 1'000, layout, left)) { }
    const BatchPtr kept = left.finish();
    for (std::size_t row = 0; row < kept->rows(); ++row)
        QVERIFY(kept->eventTime(row) >= static_cast<TimeNs>(store.evictedCount("s")));
    applyAll(store, batchFrom(schema, { "reset@1" }));
    QCOMPARE(store.rowCount("s"), 0U);
}

QTEST_GUILESS_MAIN(TableStoreTest)
#include "tst_tablestore.moc"
