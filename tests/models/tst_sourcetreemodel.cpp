// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fieldmime.h"
#include "models/sourcetreemodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

namespace streamgauge {

class TestSourceTreeModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsSourcesStreamsAndFields();
    void followsWhateverComes();
    void asksForKeysWhenAFieldIsOpened();
    void showsSourcesThatCouldNotBeMade();
    void leavesOutStreamsOfARemovedSource();
    void dragsAField();
};

namespace {

StreamStatus stream(const std::string &source, const std::string &name, const std::vector<std::string> &fields,
                    std::uint32_t generation = 1)
{
    auto schema = std::make_shared<Schema>();
    schema->stream = name;
    schema->generation = generation;
    schema->columns.push_back({ "id", ValueKind::String });
    for (const std::string &field : fields)
        schema->columns.push_back({ field, ValueKind::Double, "bar" });
    schema->key_columns = { 0 };
    StreamStatus status;
    status.schema = schema;
    status.source = source;
    status.keys = 3;
    return status;
}

SourceStatus source(const std::string &name)
{
    SourceStatus status;
    status.name = name;
    status.state = SourceState::Streaming;
    status.events_per_second = 42;
    return status;
}

Snapshot plant()
{
    Snapshot snapshot;
    snapshot.sources = { source("plant") };
    snapshot.streams = { stream("plant", "pumps", { "pressure" }) };
    return snapshot;
}

} // namespace

void TestSourceTreeModel::listsSourcesStreamsAndFields()
{
    SourceTreeModel model;
    model.setSnapshot(plant());
    const QModelIndex root = model.index(0, 0);
    QCOMPARE(root.data().toString(), QStringLiteral("plant"));
    QCOMPARE(root.siblingAtColumn(SourceTreeModel::LiveColumn).data().toString(), QStringLiteral("42/s"));
    const QModelIndex pumps = model.index(0, 0, root);
    QCOMPARE(model.rowCount(pumps), 2);
    const QModelIndex pressure = model.index(1, 0, pumps);
    QCOMPARE(pressure.data(SourceTreeModel::StreamRole).toString(), QStringLiteral("pumps"));
    QCOMPARE(pressure.siblingAtColumn(1).data().toString(), QStringLiteral("bar"));
    QVERIFY(model.schema(QStringLiteral("pumps")) != nullptr);
}

void TestSourceTreeModel::followsWhateverComes()
{
    SourceTreeModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QRandomGenerator random(5);
    for (int run = 0; run < 200; ++run) {
        Snapshot snapshot;
        for (int i = 0; i < 3; ++i) {
            const std::string name = "s" + std::to_string(i);
            if (random.bounded(3) > 0)
                snapshot.sources.push_back(source(name));
            for (int j = random.bounded(4); j > 0; --j) {
                std::vector<std::string> fields;
                for (int k = random.bounded(5); k > 0; --k)
                    fields.push_back("f" + std::to_string(k * (1 + random.bounded(2))));
                std::sort(fields.begin(), fields.end());
                fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
                snapshot.streams.push_back(
                    stream(name, name + "." + std::to_string(j), fields, static_cast<std::uint32_t>(run + 1)));
            }
        }
        model.setSnapshot(snapshot);
        const auto present = [&](const StreamStatus &status) {
            return std::any_of(snapshot.sources.begin(), snapshot.sources.end(),
                               [&](const SourceStatus &shown) { return shown.name == status.source; });
        };
        QCOMPARE(model.streamCount(),
                 static_cast<int>(std::count_if(snapshot.streams.begin(), snapshot.streams.end(), present)));
        for (const StreamStatus &status : snapshot.streams)
            QCOMPARE(model.schema(QString::fromStdString(status.schema->stream)), present(status) ? status.schema : nullptr);
    }
}

void TestSourceTreeModel::asksForKeysWhenAFieldIsOpened()
{
    SourceTreeModel model;
    QSignalSpy wanted(&model, &SourceTreeModel::keysWanted);
    model.setSnapshot(plant());
    const QModelIndex pumps = model.index(0, 0, model.index(0, 0));
    const QModelIndex pressure = model.index(1, 0, pumps);
    QVERIFY(!model.canFetchMore(model.index(0, 0, pumps)));
    QVERIFY(model.hasChildren(pressure));
    QCOMPARE(model.rowCount(pressure), 0);
    model.fetchMore(pressure);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].toString(), QStringLiteral("pumps"));
    // Only now: the tester opens everything it can.
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setKeys(QStringLiteral("pumps"), { { "a", "c" }, 2 });
    model.setKeys(QStringLiteral("pumps"), { { "b", "c", "d" }, 3 });
    QStringList keys;
    for (int row = 0; row < model.rowCount(pressure); ++row)
        keys << model.index(row, 0, pressure).data(SourceTreeModel::KeyRole).toString();
    QCOMPARE(keys, (QStringList { QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d") }));
}

void TestSourceTreeModel::showsSourcesThatCouldNotBeMade()
{
    SourceTreeModel model;
    model.setSnapshot(plant(), { { "shop", { ErrorKind::Configuration, "no password", {}, "Edit the connection" } } });
    QCOMPARE(model.rowCount(), 2);
    const QModelIndex shop = model.index(1, 0);
    QCOMPARE(shop.data(SourceTreeModel::StateRole).toInt(), static_cast<int>(SourceState::Failed));
    QVERIFY(shop.data(Qt::ToolTipRole).toString().contains(QStringLiteral("no password")));
    model.setSnapshot(plant());
    QCOMPARE(model.rowCount(), 1);
}

void TestSourceTreeModel::leavesOutStreamsOfARemovedSource()
{
    SourceTreeModel model;
    model.setSnapshot(plant());
    Snapshot after = plant();
    after.sources.clear();
    model.setSnapshot(after);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.streamCount(), 0);
}

void TestSourceTreeModel::dragsAField()
{
    SourceTreeModel model;
    model.setSnapshot(plant());
    const QModelIndex pumps = model.index(0, 0, model.index(0, 0));
    QVERIFY(!(model.flags(pumps) & Qt::ItemIsDragEnabled));
    const QModelIndex pressure = model.index(1, 0, pumps);
    QVERIFY(model.flags(pressure) & Qt::ItemIsDragEnabled);
    const std::unique_ptr<QMimeData> data(model.mimeData({ pressure }));
    QCOMPARE(fieldFromMimeData(data.get()), (FieldReference { QStringLiteral("pumps"), QStringLiteral("pressure"), {} }));
    QMimeData other;
    other.setData(QString::fromLatin1(field_mime_type), "[1,2");
    QVERIFY(!fieldFromMimeData(&other));
}

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::TestSourceTreeModel)
#include "tst_sourcetreemodel.moc"
