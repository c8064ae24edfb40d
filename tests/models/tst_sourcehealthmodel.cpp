// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sourcehealthmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace streamgauge;

namespace {

Snapshot snapshotOf(const std::vector<std::string> &names)
{
    Snapshot snapshot;
    snapshot.time_ns = 100 * ns_per_s;
    for (const std::string &name : names) {
        SourceStatus source;
        source.name = name;
        source.state = SourceState::Streaming;
        source.last_event_ns = 97 * ns_per_s;
        source.queue_bound_rows = 100;
        snapshot.sources.push_back(source);
    }
    return snapshot;
}

} // namespace

class SourceHealthModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsRowsWhileSourcesStay()
    {
        SourceHealthModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(snapshotOf({ "a", "b" }), {});
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.apply(snapshotOf({ "a", "b" }), {});
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
        model.apply(snapshotOf({ "a", "b", "c" }), {});
        QCOMPARE(reset.count(), 1);
        QCOMPARE(model.rowOf("c"), 2);
        model.apply(snapshotOf({ "a", "b", "c" }), "b");
        QCOMPARE(model.rowCount(), 1);
    }

    void pointsAtWhatIsWrong()
    {
        Snapshot snapshot = snapshotOf({ "well", "full", "lost" });
        snapshot.sources[1].queued_rows = 95;
        snapshot.sources[2].state = SourceState::Waiting;
        snapshot.sources[2].next_try_in_ns = 3'400 * ns_per_ms;
        snapshot.sources[2].dropped = 12;
        SourceHealthModel model;
        model.apply(snapshot, {});
        const auto alarming = [&](int row, int column) {
            return model.index(row, column).data(SourceHealthModel::AlarmingRole).toBool();
        };
        QVERIFY(!alarming(0, SourceHealthModel::QueueColumn));
        QVERIFY(alarming(1, SourceHealthModel::QueueColumn));
        QVERIFY(alarming(2, SourceHealthModel::StateColumn));
        QVERIFY(alarming(2, SourceHealthModel::DroppedColumn));
        QCOMPARE(model.worstRow(), 2);
        QCOMPARE(model.index(2, SourceHealthModel::StateColumn).data().toString(), QStringLiteral("Next try in 3.4 s"));
        QCOMPARE(model.index(0, SourceHealthModel::LastEventColumn).data().toString(), QStringLiteral("3 s ago"));
    }
};

QTEST_GUILESS_MAIN(SourceHealthModelTest)
#include "tst_sourcehealthmodel.moc"
