// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "models/tablemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include <map>
#include <memory>
#include <random>
#include <set>

using namespace streamgauge;

namespace {

SchemaPtr schema()
{
    static const SchemaPtr shared = [] {
        auto made = std::make_shared<Schema>();
        made->stream = "shop.orders";
        made->columns = { { "id", ValueKind::Int64 }, { "name", ValueKind::String }, { "total", ValueKind::Double, "EUR" } };
        made->key_columns = { 0 };
        return made;
    }();
    return shared;
}

struct Row {
    int id;
    std::string name;
    std::optional<double> total;
};

std::vector<RowRef> rowRefs(const std::vector<Row> &rows)
{
    BatchBuilder builder(schema());
    for (const Row &row : rows) {
        builder.after(0).appendInt(row.id);
        builder.after(1).appendText(row.name);
        if (row.total)
            builder.after(2).appendDouble(*row.total);
        else
            builder.after(2).appendMissing(CellState::Null);
        builder.setTimes(1, 1);
        builder.endRow(Op::Created);
    }
    std::vector<RowRef> refs;
    if (const BatchPtr batch = builder.finish()) {
        for (std::uint32_t row = 0; row < batch->rows(); ++row)
            refs.push_back({ batch, row });
    }
    return refs;
}

TableDelta delta(const std::vector<Row> &changed, std::vector<std::string> removed = {}, bool reset = false)
{
    TableDelta result;
    result.schema = schema();
    result.reset = reset;
    result.changed = rowRefs(changed);
    result.removed = std::move(removed);
    return result;
}

std::vector<Row> numbered(int count)
{
    std::vector<Row> rows;
    for (int id = 0; id < count; ++id)
        rows.push_back({ id, "name " + std::to_string(id % 10), id * 1.5 });
    return rows;
}

QStringList column(const TableModel &model, int column)
{
    QStringList cells;
    for (int row = 0; row < model.rowCount(); ++row)
        cells << model.index(row, column).data().toString();
    return cells;
}

} // namespace

class TableModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsCellsAndMissingOnes()
    {
        TableModel model;
        model.apply(delta({ { 1, "a", 2.5 }, { 2, "b", std::nullopt } }, {}, true), 0);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 2).data().toString(), QStringLiteral("2.5"));
        QCOMPARE(model.index(1, 2).data().toString(), QStringLiteral("NULL"));
        QCOMPARE(model.index(1, 2).data(TableModel::StateRole).toInt(), static_cast<int>(CellState::Null));
        QCOMPARE(model.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("total (EUR)"));
        QCOMPARE(model.index(1, 0).data(TableModel::KeyRole).toString(), QStringLiteral("2"));
    }

    void announcesOnceATick()
    {
        TableModel model;
        model.apply(delta(numbered(100), {}, true), 0);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        std::vector<Row> rows;
        for (int id = 10; id < 60; ++id)
            rows.push_back({ id, "changed", 0.0 });
        for (int id = 1000; id < 1200; ++id)
            rows.push_back({ id, "new", 0.0 });
        model.apply(delta(rows), 5);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.at(0).at(0).toModelIndex().row(), 10);
        QCOMPARE(changed.at(0).at(1).toModelIndex().row(), 59);
        QCOMPARE(model.rowCount(), 300);
        QCOMPARE(model.index(10, 1).data(TableModel::ChangedAtRole).toLongLong(), 5);
        QCOMPARE(model.index(9, 1).data(TableModel::ChangedAtRole).toLongLong(), 0);
    }

    void remembersWhichCellsChanged()
    {
        TableModel model;
        model.apply(delta({ { 1, "a", 1.5 }, { 2, "b", 2.5 } }, {}, true), 10);
        model.apply(delta({ { 1, "a", 3.0 } }), 20);
        model.apply(delta({ { 1, "c", 3.0 } }), 30);
        model.apply(delta({ { 3, "new", 0.0 } }), 40);
        model.apply(delta({ { 3, "new", 1.0 } }), 50);
        QByteArray changed;
        for (int row = 0; row < model.rowCount(); ++row) {
            for (int column = 0; column < model.columnCount(); ++column)
                changed += model.index(row, column).data(TableModel::ChangedAtRole).toByteArray() + ' ';
            changed += '\n';
        }
        QCOMPARE(changed, QByteArray("0 30 20 \n0 0 0 \n40 40 50 \n"));
    }

    void mergesScatteredChanges_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("signals_wanted");
        QTest::newRow("three apart") << 10 << 3 << 3;
        QTest::newRow("sixteen apart") << 5 << 16 << 16;
        QTest::newRow("too many become one") << 5 << 17 << 1;
    }

    void mergesScatteredChanges()
    {
        QFETCH(int, step);
        QFETCH(int, count);
        QFETCH(int, signals_wanted);
        TableModel model;
        model.apply(delta(numbered(100), {}, true), 0);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        std::vector<Row> rows;
        for (int i = 0; i < count; ++i)
            rows.push_back({ i * step, "x", 1.0 });
        model.apply(delta(rows), 1);
        QCOMPARE(changed.count(), signals_wanted);
    }

    void removesManyInOneRange()
    {
        TableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(delta(numbered(200), {}, true), 0);
        const QPersistentModelIndex kept(model.index(101, 1));
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        std::vector<std::string> even;
        for (int id = 0; id < 200; id += 2)
            even.push_back(std::to_string(id));
        model.apply(delta({}, even), 1);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(model.rowCount(), 100);
        QCOMPARE(kept.sibling(kept.row(), 0).data().toString(), QStringLiteral("101"));
        QCOMPARE(column(model, 0).mid(0, 3),
                 (QStringList { QStringLiteral("1"), QStringLiteral("3"), QStringLiteral("5") }));
    }

    void sortsByValueMissingLast_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<Qt::SortOrder>("order");
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("number up") << 2 << Qt::AscendingOrder
                                   << QStringList { QStringLiteral("3"), QStringLiteral("1"), QStringLiteral("4"),
                                                    QStringLiteral("2") };
        QTest::newRow("number down") << 2 << Qt::DescendingOrder
                                     << QStringList { QStringLiteral("4"), QStringLiteral("1"), QStringLiteral("3"),
                                                      QStringLiteral("2") };
        QTest::newRow("text up") << 1 << Qt::AscendingOrder
                                 << QStringList { QStringLiteral("2"), QStringLiteral("4"), QStringLiteral("1"),
                                                  QStringLiteral("3") };
        QTest::newRow("arrival") << -1 << Qt::AscendingOrder
                                 << QStringList { QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3"),
                                                  QStringLiteral("4") };
    }

    void sortsByValueMissingLast()
    {
        QFETCH(int, column);
        QFETCH(Qt::SortOrder, order);
        QFETCH(QStringList, ids);
        TableModel model;
        model.apply(delta({ { 1, "cc", 9.0 }, { 2, "a", std::nullopt }, { 3, "d", -10.0 }, { 4, "b", 100.0 } }, {}, true),
                    0);
        model.sort(column, order);
        QCOMPARE(::column(model, 0), ids);
    }

    void keepsTheOrderUntilRearranged()
    {
        TableModel model;
        model.apply(delta({ { 1, "a", 1.0 }, { 2, "b", 2.0 }, { 3, "c", 3.0 } }, {}, true), 0);
        model.sort(2, Qt::AscendingOrder);
        const QPersistentModelIndex first(model.index(0, 0));
        model.apply(delta({ { 1, "a", 9.0 }, { 4, "d", 0.5 } }), 1);
        QCOMPARE(column(model, 0),
                 (QStringList { QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3"), QStringLiteral("4") }));
        QVERIFY(model.isBehind());
        model.rearrange();
        QVERIFY(!model.isBehind());
        QCOMPARE(column(model, 0),
                 (QStringList { QStringLiteral("4"), QStringLiteral("2"), QStringLiteral("3"), QStringLiteral("1") }));
        QCOMPARE(first.row(), 3);
    }

    void filters_data()
    {
        QTest::addColumn<QString>("quick");
        QTest::addColumn<QString>("total");
        QTest::addColumn<QStringList>("ids");
        const QString one = QStringLiteral("1");
        const QString two = QStringLiteral("2");
        const QString three = QStringLiteral("3");
        QTest::newRow("nothing") << QString() << QString() << QStringList { one, two, three };
        QTest::newRow("part of a word, any case") << QStringLiteral("WEB") << QString() << QStringList { one };
        QTest::newRow("two words in two cells") << QStringLiteral("zoë 7") << QString() << QStringList { two };
        QTest::newRow("not ASCII, any case") << QStringLiteral("ZOË") << QString() << QStringList { two };
        QTest::newRow("above") << QString() << QStringLiteral("> 5") << QStringList { two };
        QTest::newRow("at most") << QString() << QStringLiteral("<=5") << QStringList { one };
        QTest::newRow("missing") << QString() << QStringLiteral("null") << QStringList { three };
        QTest::newRow("not equal keeps missing") << QString() << QStringLiteral("!= 5") << QStringList { two, three };
        QTest::newRow("no match") << QStringLiteral("nobody") << QString() << QStringList {};
    }

    void filters()
    {
        QFETCH(QString, quick);
        QFETCH(QString, total);
        QFETCH(QStringList, ids);
        TableModel model;
        model.apply(delta({ { 1, "Jonas Weber", 5.0 }, { 2, "Zoë O'Connor", 7.0 }, { 3, "Mei", std::nullopt } }, {}, true),
                    0);
        model.setFilter(RowFilter(quick, { { QStringLiteral("total"), total } }));
        QCOMPARE(column(model, 0), ids);
    }

    void keepsRowsOfAnOlderSchema()
    {
        TableModel model;
        model.apply(delta({ { 1, "a", 1.0 } }, {}, true), 0);
        auto grown = std::make_shared<Schema>(*schema());
        grown->columns.push_back({ "note", ValueKind::String });
        grown->generation = 2;
        TableDelta altered;
        altered.schema = grown;
        model.apply(altered, 1);
        QCOMPARE(model.columnCount(), 4);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("1"));
        QCOMPARE(model.index(0, 3).data().toString(), QStringLiteral("—"));
    }

    /// Against a plain map, over random deltas, with order and filter switched in between.
    void followsRandomDeltas()
    {
        std::mt19937 random(20);
        std::map<int, Row> expected;
        TableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(delta({}, {}, true), 0);
        for (int round = 0; round < 400; ++round) {
            std::vector<Row> changed;
            std::vector<std::string> removed;
            std::set<int> touched;
            for (int i = static_cast<int>(random() % 30); i > 0; --i) {
                const int id = static_cast<int>(random() % 200);
                if (!touched.insert(id).second)
                    continue;
                if (random() % 4 == 0) {
                    removed.push_back(std::to_string(id));
                    expected.erase(id);
                } else {
                    const Row row { id, "n" + std::to_string(random() % 50), static_cast<double>(random() % 1000) };
                    changed.push_back(row);
                    expected[id] = row;
                }
            }
            model.apply(delta(changed, removed), round);
            if (round % 7 == 0)
                model.sort(static_cast<int>(random() % 4) - 1, random() % 2 == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
            if (round % 11 == 0)
                model.setFilter(random() % 2 == 0 ? RowFilter() : RowFilter(QStringLiteral("n1"), {}));
            if (round % 3 == 0)
                model.rearrange();
            if (round % 3 == 0)
                verifyContent(model, expected);
            QCOMPARE(model.heldRows(), expected.size());
        }
    }

    void keepsTheOldOrderUntilManyRowsAreArranged()
    {
        constexpr int count = 30'000;
        static_assert(count > TableModel::most_rows_at_once);
        TableModel model;
        model.apply(delta(numbered(count), {}, true), 0);
        QCOMPARE(model.rowCount(), count);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        const QPersistentModelIndex first(model.index(0, 0));
        model.sort(2, Qt::DescendingOrder);
        QVERIFY(model.isArranging());
        QCOMPARE(model.index(0, 0).data().toInt(), 0);
        // Gone, its slot taken by another; changed; new.
        model.apply(delta({ { 10, "changed", 1e9 }, { count, "new", -1.0 } }, { "20" }), 1);
        model.rearrange();
        QVERIFY(model.isBehind());
        QTRY_VERIFY(!model.isArranging());
        QCOMPARE(model.rowCount(), count);
        QCOMPARE(first.row(), count - 2);
        QCOMPARE(reset.count(), 0);
        model.rearrange();
        QCOMPARE(model.index(0, 0).data().toInt(), 10);
        QCOMPARE(model.index(count - 1, 0).data().toInt(), count);

        model.setFilter(RowFilter({}, { { QStringLiteral("name"), QStringLiteral("= name 3") } }));
        QVERIFY(model.isArranging());
        QCOMPARE(model.rowCount(), count);
        model.apply(delta({ { count + 1, "name 3", 2e9 }, { count + 2, "other", 0.0 } }), 2);
        QTRY_VERIFY(!model.isArranging());
        QCOMPARE(reset.count(), 1);
        QCOMPARE(model.rowCount(), count / 10 + 1);
        model.rearrange();
        QCOMPARE(model.index(0, 0).data().toInt(), count + 1);
        QCOMPARE(model.index(1, 0).data().toInt(), count - 7);

        // So many changes are put in order as all rows are.
        model.setFilter({});
        QTRY_VERIFY(!model.isArranging());
        model.rearrange();
        std::vector<Row> many = numbered(9'000);
        for (Row &row : many)
            row.total = -*row.total - 10;
        model.apply(delta(many), 3);
        model.rearrange();
        QVERIFY(model.isArranging());
        QTRY_VERIFY(!model.isArranging());
        QCOMPARE(model.index(model.rowCount() - 1, 0).data().toInt(), 8'999);
        QVERIFY(!model.isBehind());

        // What replaces an arrangement under way takes its filter along.
        model.setFilter(RowFilter(QStringLiteral("name 3"), {}));
        model.setFilter({});
        model.sort(0, Qt::AscendingOrder);
        QTRY_VERIFY(!model.isArranging());
        QCOMPARE(model.rowCount(), count + 3);
        QCOMPARE(model.index(1, 0).data().toInt(), 1);
        model.sort(1, Qt::AscendingOrder);
        model.apply(delta({}, {}, true), 3);
        QVERIFY(!model.isArranging());
        QCOMPARE(model.rowCount(), 0);
    }

    void endsWhileItIsArranging()
    {
        auto model = std::make_unique<TableModel>();
        model->apply(delta(numbered(30'000), {}, true), 0);
        model->sort(1, Qt::AscendingOrder);
        QVERIFY(model->isArranging());
        model.reset();
        QThreadPool::globalInstance()->waitForDone();
    }

    /// As followsRandomDeltas(), with so many rows that they are arranged on another thread.
    void followsRandomDeltasWhileArranging()
    {
        std::mt19937 random(21);
        std::map<int, Row> expected;
        TableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        constexpr int ids = 12'000;
        const auto anyRow = [&](int id) {
            return Row { id, "n" + std::to_string(random() % 50), static_cast<double>(random() % 1'000) };
        };
        std::vector<Row> all;
        for (int id = 0; id < ids; ++id)
            all.push_back(anyRow(id));
        for (const Row &row : all)
            expected[row.id] = row;
        model.apply(delta(all, {}, true), 0);
        for (int round = 0; round < 15; ++round) {
            model.sort(static_cast<int>(random() % 4) - 1, random() % 2 == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
            if (round % 3 == 0)
                model.setFilter(random() % 2 == 0 ? RowFilter() : RowFilter(QStringLiteral("n1"), {}));
            for (int step = 0; step < 4; ++step) {
                std::map<int, Row> changed;
                std::set<int> removed;
                for (int i = 0; i < 40; ++i) {
                    const int id = static_cast<int>(random() % (ids + 500));
                    if (random() % 4 == 0 && !changed.contains(id))
                        removed.insert(id);
                    else if (!removed.contains(id))
                        changed.insert_or_assign(id, anyRow(id));
                }
                std::vector<Row> rows;
                for (const auto &[id, row] : changed) {
                    rows.push_back(row);
                    expected[id] = row;
                }
                std::vector<std::string> keys;
                for (const int id : removed) {
                    keys.push_back(std::to_string(id));
                    expected.erase(id);
                }
                model.apply(delta(rows, keys), round);
                QCoreApplication::processEvents();
            }
            QTRY_VERIFY(!model.isArranging());
            model.rearrange();
            verifyContent(model, expected);
            QCOMPARE(model.heldRows(), expected.size());
        }
    }

    void showsNoNumbersOfKeylessRows()
    {
        auto keyless = std::make_shared<Schema>(*schema());
        keyless->key_columns.clear();
        keyless->keyless = true;
        BatchBuilder builder(keyless);
        for (const char *number : { "0000000000000001", "0000000000000002" }) {
            builder.after(0).appendInt(7);
            builder.after(1).appendText("equal");
            builder.after(2).appendDouble(1);
            builder.endRow(Op::Created, number);
        }
        const BatchPtr batch = builder.finish();
        TableDelta both;
        both.schema = keyless;
        both.reset = true;
        both.changed = { { batch, 0 }, { batch, 1 } };
        TableModel model;
        model.apply(both, 0);
        QCOMPARE(column(model, 0), (QStringList { QStringLiteral("7"), QStringLiteral("7") }));
        QCOMPARE(model.index(1, 0).data(TableModel::KeyRole).toString(), QString());
    }

private:
    static void verifyContent(const TableModel &model, const std::map<int, Row> &expected)
    {
        std::set<int> wanted;
        for (const auto &[id, row] : expected) {
            if (model.filter().isEmpty() || row.name.find("n1") != std::string::npos)
                wanted.insert(id);
        }
        std::set<int> shown;
        for (int row = 0; row < model.rowCount(); ++row) {
            const int id = model.index(row, 0).data().toInt();
            shown.insert(id);
            QCOMPARE(model.index(row, 1).data().toString().toStdString(), expected.at(id).name);
            if (row > 0 && model.sortColumn() == 2) {
                const double above = model.index(row - 1, 2).data().toDouble();
                const double here = model.index(row, 2).data().toDouble();
                QVERIFY(model.sortOrder() == Qt::AscendingOrder ? above <= here : above >= here);
            }
        }
        QCOMPARE(static_cast<int>(shown.size()), model.rowCount());
        QVERIFY(shown == wanted);
    }
};

QTEST_GUILESS_MAIN(TableModelTest)
#include "tst_tablemodel.moc"
