// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "models/eventdetailmodel.h"
#include "models/eventmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace streamgauge;

namespace {

SchemaPtr schema()
{
    auto made = std::make_shared<Schema>();
    made->stream = "shop.orders";
    made->columns = { { "id", ValueKind::Int64 }, { "status", ValueKind::String }, { "note", ValueKind::String } };
    made->key_columns = { 0 };
    return made;
}

EventDelta events(int first, int count)
{
    BatchBuilder builder(schema(), true);
    for (int i = first; i < first + count; ++i) {
        builder.before(0).appendInt(i);
        builder.after(0).appendInt(i);
        builder.before(1).appendText("open");
        builder.after(1).appendText("paid");
        builder.before(2).appendMissing(CellState::Null);
        builder.after(2).appendMissing(CellState::Null);
        builder.setPosition("bin.000001:" + std::to_string(i));
        builder.setTimes(i * ns_per_s, i * ns_per_s + 2 * ns_per_ms);
        builder.endRow(Op::Updated);
    }
    builder.endTransaction();
    EventDelta delta;
    const BatchPtr batch = builder.finish();
    for (std::uint32_t row = 0; batch && row < batch->rows(); ++row)
        delta.events.push_back({ batch, row });
    return delta;
}

int idAt(const EventModel &model, int row)
{
    return model.index(row, EventModel::KeyColumn).data().toString().toInt();
}

} // namespace

class EventModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsNewestFirstWithinItsBound()
    {
        EventModel model(10);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.apply(events(0, 4));
        model.apply(events(4, 8));
        QCOMPARE(inserted.count(), 2);
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(idAt(model, 0), 11);
        QCOMPARE(idAt(model, 9), 2);
        QCOMPARE(model.skipped(), 0ULL);
        model.apply(events(12, 25));
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(idAt(model, 0), 36);
        QCOMPARE(model.skipped(), 15ULL);
    }

    void waitsWhileHeld()
    {
        EventModel model(10);
        model.apply(events(0, 3));
        model.setHeld(true);
        model.apply(events(3, 4));
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.waiting(), std::size_t { 4 });
        model.apply(events(7, 8));
        QCOMPARE(model.waiting(), std::size_t { 10 });
        QCOMPARE(model.skipped(), 2ULL);
        model.setHeld(false);
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(idAt(model, 0), 14);
        QCOMPARE(model.waiting(), std::size_t { 0 });
    }

    void tellsWhatChanged()
    {
        const EventDelta delta = events(7, 1);
        QCOMPARE(changeSummary(delta.events.front()), QStringLiteral("status: open → paid"));
        QCOMPARE(changeSummary(delta.events.front(), 10), QStringLiteral("status: o…"));
        QVERIFY(eventHeadline(delta.events.front()).contains(QStringLiteral("key 7")));
        const QStringList facts = eventFacts(delta.events.front());
        QVERIFY(facts.join(u'\n').contains(QStringLiteral("bin.000001:7")));
        QVERIFY(facts.join(u'\n').contains(QStringLiteral("2 ms after")));
        QVERIFY(facts.last().contains(QStringLiteral("transaction")));
    }

    void showsBeforeAndAfter()
    {
        EventDetailModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.show(events(7, 1).events.front());
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(1, EventDetailModel::BeforeColumn).data().toString(), QStringLiteral("open"));
        QCOMPARE(model.index(1, EventDetailModel::AfterColumn).data().toString(), QStringLiteral("paid"));
        QVERIFY(model.index(1, 0).data(EventDetailModel::ChangedRole).toBool());
        QVERIFY(!model.index(0, 0).data(EventDetailModel::ChangedRole).toBool());
        QCOMPARE(model.index(2, EventDetailModel::AfterColumn).data().toString(), QStringLiteral("NULL"));
        model.show(std::nullopt);
        QCOMPARE(model.rowCount(), 0);
    }

    void followsRandomDeltas()
    {
        std::mt19937 random(7);
        EventModel model(50);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        int next = 0;
        for (int round = 0; round < 300; ++round) {
            const int count = static_cast<int>(random() % 40);
            model.setHeld(random() % 3 == 0);
            model.apply(events(next, count));
            next += count;
            if (model.isHeld() || next == 0)
                continue;
            QCOMPARE(model.rowCount(), std::min(next, 50));
            for (int row = 0; row < model.rowCount(); ++row)
                QCOMPARE(idAt(model, row), next - 1 - row);
        }
    }
};

QTEST_GUILESS_MAIN(EventModelTest)
#include "tst_eventmodel.moc"
