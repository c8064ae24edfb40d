// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/timetext.h"
#include "engine/patterns/compositejoin.h"
#include "tests/engine/data/batchtext.h"

#include <QTest>

using namespace streamgauge;
using namespace streamgauge::test;

namespace {

SchemaPtr cpuSchema()
{
    static const SchemaPtr schema = schemaFrom("cpu", "host:string, note:string, load:int");
    return schema;
}

SchemaPtr diskSchema()
{
    static const SchemaPtr schema = schemaFrom("disk", "busy:int, host:string*");
    return schema;
}

/// "k c5 d- @3s": the latest events of key k, the second stream has none.
class Notes final : public CompositeSink
{
public:
    void joined(std::string_view key, TimeNs time_ns, std::span<const CelRow> records) override
    {
        text += (text.empty() ? "" : " | ") + std::string(key) + " c" + value(records[0], "load") + " d"
            + value(records[1], "busy") + " @" + durationText(time_ns);
    }
    std::string take() { return std::exchange(text, {}); }

private:
    static std::string value(const CelRow &record, const char *field)
    {
        if (record.batch == nullptr)
            return "-";
        const auto column = record.batch->schema().find(field);
        return std::to_string(record.batch->after(*column).intAt(record.row));
    }
    std::string text;
};

CompositeSpec spec()
{
    return { { { "cpu", "c" }, { "disk", "d" } }, { "host" }, 10 * ns_per_s, { { "c", "load" }, { "d", "busy" } } };
}

/// "cpu:k=5@1 disk:k=7@2 deleted:disk:k@3 advance@11", in seconds.
void play(CompositeJoin &join, const QString &script, Notes &notes)
{
    for (const QString &word : script.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const QStringList parts = word.split(QLatin1Char('@'));
        const auto time_ns = static_cast<TimeNs>(parts[1].toDouble() * static_cast<double>(ns_per_s));
        QStringList what = parts[0].split(QLatin1Char(':'));
        if (what[0] == QStringLiteral("advance")) {
            join.advance(time_ns, notes);
            continue;
        }
        const Op op = what.size() > 2 ? opFrom(what.takeFirst().toStdString()) : Op::Updated;
        const bool cpu = what[0] == QStringLiteral("cpu");
        const QStringList values = what[1].split(QLatin1Char('='));
        BatchBuilder builder(cpu ? cpuSchema() : diskSchema());
        builder.setTimes(time_ns, time_ns);
        const auto value = values.size() > 1 ? values[1].toLongLong() : 0;
        if (isStreamWide(op)) {
            builder.addMark(op);
        } else {
            builder.after(cpu ? 0 : 1).appendText(values[0].toStdString());
            builder.after(cpu ? 2 : 0).appendInt(value);
            if (cpu)
                builder.after(1).appendText(std::string(100, 'n'));
            builder.endRow(op);
        }
        const BatchPtr batch = builder.finish();
        join.take(*batch, allRows(*batch), TimeBasis::Event, notes);
    }
}

} // namespace

class TestCompositeJoin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tells_data();
    void tells();
    void judgesWithACondition();
    void ignoresOtherStreams();
    void boundsItsKeys();
    void boundsItsBytes();
};

void TestCompositeJoin::tells_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("told");
    const auto row = [](const char *name, const char *script, const char *told) {
        QTest::newRow(name) << QString::fromUtf8(script) << QString::fromUtf8(told);
    };
    row("the first alone", "cpu:k=5@1", "k c5 d- @1s");
    row("both", "cpu:k=5@1 disk:k=7@2", "k c5 d- @1s | k c5 d7 @2s");
    row("the latest", "cpu:k=5@1 cpu:k=6@2 disk:k=7@3", "k c5 d- @1s | k c6 d- @2s | k c6 d7 @3s");
    row("keys apart", "cpu:k=5@1 disk:m=7@2", "k c5 d- @1s | m c- d7 @2s");
    row("over exactly", "cpu:k=5@1 disk:k=7@2 advance@10.9 advance@11 advance@20",
        "k c5 d- @1s | k c5 d7 @2s | k c- d7 @11s | k c- d- @12s");
    row("over before the next event", "cpu:k=5@1 disk:k=7@15", "k c5 d- @1s | k c- d- @11s | k c- d7 @15s");
    row("over at the time of the next event", "cpu:k=5@1 disk:k=7@11", "k c5 d- @1s | k c- d- @11s | k c- d7 @11s");
    row("both over at once", "cpu:k=5@1 disk:k=7@1 advance@60", "k c5 d- @1s | k c5 d7 @1s | k c- d- @11s");
    row("an event renews", "cpu:k=5@1 cpu:k=6@9 advance@12 advance@19", "k c5 d- @1s | k c6 d- @9s | k c- d- @19s");
    row("late", "cpu:k=5@5 disk:k=7@2", "k c5 d- @5s | k c5 d7 @5s");
    row("deleted", "cpu:k=5@1 disk:k=7@2 deleted:cpu:k@3", "k c5 d- @1s | k c5 d7 @2s | k c- d7 @3s");
    row("deleted and unknown", "deleted:cpu:k@3", "");
    row("emptied", "cpu:k=5@1 cpu:m=6@1 disk:k=7@2 reset:cpu:x@3",
        "k c5 d- @1s | m c6 d- @1s | k c5 d7 @2s | k c- d7 @3s | m c- d- @3s");
    row("there at the start", "snapshot:cpu:k=5@1", "k c5 d- @1s");
}

void TestCompositeJoin::tells()
{
    QFETCH(QString, script);
    QFETCH(QString, told);
    CompositeJoin join(spec());
    Notes notes;
    play(join, script, notes);
    QCOMPARE(QString::fromStdString(notes.take()), told);
    join.advance(1'000 * ns_per_s, notes);
    QCOMPARE(join.status().keys, std::size_t { 0 });
    QCOMPARE(join.nextDue(), INT64_MAX);
}

void TestCompositeJoin::judgesWithACondition()
{
    const auto condition =
        CelProgram::compile("c.load > 9 && d.busy > 9", { { { "c", cpuSchema() }, { "d", diskSchema() } } });
    QVERIFY2(condition.ok(), condition.ok() ? "" : condition.error().text().c_str());
    class Judge final : public CompositeSink
    {
    public:
        explicit Judge(const CelProgram &condition)
            : condition_(condition)
        {
        }
        void joined(std::string_view, TimeNs time_ns, std::span<const CelRow> records) override
        {
            outcomes.push_back(condition_.outcome({ records, {}, time_ns }));
        }
        std::vector<Outcome> outcomes;

    private:
        const CelProgram &condition_;
    };
    Judge judge(*condition);
    CompositeJoin join(spec());
    const BatchPtr cpu = batchFrom(cpuSchema(), { "updated@1 k | note | 10" });
    const BatchPtr disk = batchFrom(diskSchema(), { "updated@2 5 | k", "updated@3 50 | k" });
    join.take(*cpu, allRows(*cpu), TimeBasis::Event, judge);
    join.take(*disk, allRows(*disk), TimeBasis::Event, judge);
    join.advance(60 * ns_per_s, judge);
    QCOMPARE(judge.outcomes,
             (std::vector<Outcome> { Outcome::NoData, Outcome::False, Outcome::True, Outcome::NoData, Outcome::NoData }));
}

void TestCompositeJoin::ignoresOtherStreams()
{
    CompositeJoin join(spec());
    Notes notes;
    const BatchPtr other = batchFrom(schemaFrom("memory", "host:string, used:int"), { "created@1 k | 1" });
    join.take(*other, allRows(*other), TimeBasis::Event, notes);
    const BatchPtr keyless = batchFrom(cpuSchema(), { "created@1 null | n | 1", "created@1 - | n | 1" });
    join.take(*keyless, allRows(*keyless), TimeBasis::Event, notes);
    QCOMPARE(notes.take(), std::string());
    QCOMPARE(join.status().without_key, std::uint64_t { 2 });
}

void TestCompositeJoin::boundsItsKeys()
{
    CompositeLimits limits;
    limits.most_keys = 2;
    CompositeJoin join(spec(), limits);
    Notes notes;
    play(join, QStringLiteral("cpu:a=1@1 cpu:b=2@2 cpu:a=3@3 cpu:c=4@4"), notes);
    // The key whose events are over first had to go, and its end was told.
    QCOMPARE(notes.take(), std::string("a c1 d- @1s | b c2 d- @2s | a c3 d- @3s | c c4 d- @4s | b c- d- @2s"));
    QCOMPARE(join.status().keys, std::size_t { 2 });
    QCOMPARE(join.status().dropped, std::uint64_t { 1 });
}

void TestCompositeJoin::boundsItsBytes()
{
    CompositeLimits limits;
    limits.most_bytes = 2U << 20U;
    CompositeJoin join(spec(), limits);
    Notes notes;
    for (int round = 0; round < 100; ++round) {
        BatchBuilder builder(diskSchema());
        for (int i = 0; i < 1'000; ++i) {
            builder.setTimes(round, round);
            builder.after(0).appendInt(i);
            builder.after(1).appendText("a rather long name of host " + std::to_string(round * 1'000 + i));
            builder.endRow(Op::Updated);
        }
        const BatchPtr batch = builder.finish();
        join.take(*batch, allRows(*batch), TimeBasis::Event, notes);
        QVERIFY2(join.status().memory_bytes < limits.most_bytes + limits.most_bytes / 10 + (1 << 20),
                 qPrintable(QString::number(join.status().memory_bytes)));
        notes.take();
    }
    QVERIFY(join.status().keys > 1'000);
    QVERIFY(join.status().dropped > 50'000);
}

QTEST_GUILESS_MAIN(TestCompositeJoin)
#include "tst_compositejoin.moc"
