// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "models/rulepreview.h"

#include <QAbstractItemModelTester>
#include <QTest>

namespace streamgauge {

class TestRulePreview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesTheLatestRows();
    void saysWhyAConditionDoesNotSuit();
    void boundsWhatItShows();
    void judgesTheNewestRowOfAKeylessStream();
};

namespace {

TableDelta pumps(int count, double first)
{
    auto schema = std::make_shared<Schema>();
    schema->stream = "pumps";
    schema->columns = { { "id", ValueKind::String }, { "pressure", ValueKind::Double } };
    schema->key_columns = { 0 };
    BatchBuilder builder(schema);
    for (int i = 0; i < count; ++i) {
        builder.after(0).appendText("p" + std::to_string(i));
        if (i == 0)
            builder.after(1).appendMissing(CellState::Null);
        else
            builder.after(1).appendDouble(first + i);
        builder.endRow(Op::Created);
    }
    const BatchPtr batch = builder.finish();
    TableDelta delta;
    delta.schema = schema;
    for (std::uint32_t row = 0; row < batch->rows(); ++row)
        delta.changed.push_back({ batch, row });
    return delta;
}

} // namespace

void TestRulePreview::judgesTheLatestRows()
{
    RulePreview model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(model.setCondition("event.pressure > 12.0").ok());
    model.apply(pumps(5, 10));
    QCOMPARE(model.keyCount(), 5);
    QCOMPARE(model.holdingCount(), 2);
    QCOMPARE(model.row(0).key, QStringLiteral("p3"));
    QCOMPARE(model.row(0).value, QStringLiteral("13"));
    QVERIFY(model.setCondition("event.pressure < 12.0").ok());
    QCOMPARE(model.holdingCount(), 1);
    model.apply(pumps(5, 20));
    QCOMPARE(model.holdingCount(), 0);
    TableDelta removal;
    removal.removed = { "p0", "p1" };
    model.apply(removal);
    QCOMPARE(model.rowCount(), 3);
}

void TestRulePreview::judgesTheNewestRowOfAKeylessStream()
{
    auto schema = std::make_shared<Schema>();
    schema->stream = "readings";
    schema->columns = { { "pressure", ValueKind::Double } };
    schema->keyless = true;
    BatchBuilder builder(schema);
    // As the table store reads them: with numbers for keys, not in the order of their changes.
    for (const int arrival : { 1, 3, 2 }) {
        builder.after(0).appendDouble(10 * arrival);
        builder.setTimes(arrival, arrival);
        builder.endRow(Op::Created, "000" + std::to_string(arrival));
    }
    const BatchPtr batch = builder.finish();
    TableDelta delta;
    delta.schema = schema;
    delta.changed = { { batch, 0 }, { batch, 1 }, { batch, 2 } };
    RulePreview model;
    QVERIFY(model.setCondition("event.pressure > 25.0").ok());
    model.apply(delta);
    QCOMPARE(model.keys(), std::vector<std::string> { "" });
    QCOMPARE(model.row(0).value, QStringLiteral("30"));
    QCOMPARE(model.holdingCount(), 1);
}

void TestRulePreview::saysWhyAConditionDoesNotSuit()
{
    RulePreview model;
    model.apply(pumps(2, 10));
    const Result<void> judged = model.setCondition("event.volume > 12.0");
    QVERIFY(!judged.ok());
    QVERIFY(judged.error().text().find("volume") != std::string::npos);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(model.setCondition("event.pressure > 1.0").ok());
    QCOMPARE(model.rowCount(), 2);
}

void TestRulePreview::boundsWhatItShows()
{
    RulePreview model;
    QVERIFY(model.setCondition("event.pressure > 0.0").ok());
    model.apply(pumps(2'000, 10));
    QCOMPARE(model.keyCount(), 2'000);
    QCOMPARE(model.holdingCount(), 1'999);
    QCOMPARE(model.rowCount(), static_cast<int>(RulePreview::most_rows));
}

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::TestRulePreview)
#include "tst_rulepreview.moc"
