// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "engine/run/senttimes.h"

#include <QTest>

namespace streamgauge {

class SentTimesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsNumbersBySize_data()
    {
        QTest::addColumn<double>("number");
        QTest::addColumn<qint64>("sent_ns");
        const qint64 second = ns_per_s;
        QTest::newRow("seconds") << 1'800'000'000.0 << qint64(1'800'000'000 * second);
        QTest::newRow("seconds with fraction") << 1'800'000'000.25 << qint64(1'800'000'000 * second + second / 4);
        QTest::newRow("milliseconds") << 1'800'000'000'250.0 << qint64(1'800'000'000 * second + second / 4);
        QTest::newRow("microseconds") << 1'800'000'000'250'000.0 << qint64(1'800'000'000 * second + second / 4);
        QTest::newRow("nanoseconds") << 1'800'000'000'000'000'000.0 << qint64(1'800'000'000'000'000'000);
        QTest::newRow("zero") << 0.0 << qint64(no_time);
        QTest::newRow("negative") << -5.0 << qint64(no_time);
        QTest::newRow("not a number") << qQNaN() << qint64(no_time);
        QTest::newRow("too large") << 1e300 << qint64(no_time);
    }
    void readsNumbersBySize()
    {
        QFETCH(double, number);
        BatchBuilder builder(schema());
        addRow(builder, number, 7, Op::Created);
        const BatchPtr batch = builder.finish();
        QTEST(qint64(SentTimes(*batch, "number").at(0)), "sent_ns");
    }

    void readsTimestamps()
    {
        BatchBuilder builder(schema());
        addRow(builder, 1, 7 * ns_per_s, Op::Updated);
        const BatchPtr batch = builder.finish();
        QCOMPARE(SentTimes(*batch, "at").at(0), 7 * ns_per_s);
    }

    void saysNothingOfRowsNotSentNow_data()
    {
        QTest::addColumn<int>("op");
        QTest::newRow("snapshot") << static_cast<int>(Op::Snapshot);
        QTest::newRow("deleted") << static_cast<int>(Op::Deleted);
    }
    void saysNothingOfRowsNotSentNow()
    {
        QFETCH(int, op);
        BatchBuilder builder(schema());
        addRow(builder, 1, 7, static_cast<Op>(op));
        const BatchPtr batch = builder.finish();
        QCOMPARE(SentTimes(*batch, "at").at(0), no_time);
    }

    void fallsBackToTheSource()
    {
        BatchBuilder builder(schema());
        builder.setTimes(1, 2, 3);
        addRow(builder, 1, 7, Op::Created);
        const BatchPtr batch = builder.finish();
        QCOMPARE(SentTimes(*batch, "").at(0), TimeNs(3));
        QCOMPARE(SentTimes(*batch, "not there").at(0), TimeNs(3));
        QCOMPARE(SentTimes(*batch, "text").at(0), no_time);
    }

private:
    static SchemaPtr schema()
    {
        auto made = std::make_shared<Schema>();
        made->stream = "s";
        made->columns = { { "number", ValueKind::Double }, { "at", ValueKind::Timestamp }, { "text", ValueKind::String } };
        return made;
    }
    static void addRow(BatchBuilder &builder, double number, TimeNs at_ns, Op op)
    {
        builder.after(0).appendDouble(number);
        builder.after(1).appendTimestamp(at_ns);
        builder.after(2).appendText("x");
        builder.endRow(op);
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::SentTimesTest)
#include "tst_senttimes.moc"
