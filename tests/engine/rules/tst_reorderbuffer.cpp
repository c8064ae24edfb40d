// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "engine/rules/reorderbuffer.h"

#include <QTest>

#include <numeric>
#include <random>

using namespace streamgauge;

namespace {

/// A row of a stream ("a5@7": event time 5 ms, arrival 7 ms; "a5": both) or its clock ("a@9").
struct Step {
    std::string stream;
    TimeNs event_ns = no_time; ///< no_time: the clock
    TimeNs arrival_ns = 0;
};

Step stepFrom(const std::string &text)
{
    const std::size_t at = text.find('@');
    Step step { text.substr(0, 1) };
    if (at != 1)
        step.event_ns = std::stoll(text.substr(1)) * ns_per_ms;
    step.arrival_ns = at == std::string::npos ? step.event_ns : std::stoll(text.substr(at + 1)) * ns_per_ms;
    return step;
}

SchemaPtr schemaOf(const std::string &stream)
{
    Schema schema;
    schema.stream = stream;
    schema.columns = { { "number", ValueKind::Int64 } };
    return std::make_shared<const Schema>(std::move(schema));
}

/// A reorder buffer and what came out of it: "a5 b7 ...".
class Bench
{
public:
    Bench(DurationNs disorder_ns, const std::vector<std::string> &streams, TimeBasis basis)
        : basis_(basis)
        , buffer(disorder_ns, streams)
    {
    }

    void take(const Step &step)
    {
        if (step.event_ns == no_time) {
            buffer.advance(step.stream, step.arrival_ns);
        } else {
            BatchBuilder builder(schemaOf(step.stream));
            builder.setTimes(step.event_ns, step.arrival_ns);
            builder.after(0).appendInt(static_cast<std::int64_t>(taken_++));
            builder.endRow(Op::Created);
            const std::vector<std::uint32_t> rows { 0 };
            buffer.add(builder.finish(), rows, basis_);
        }
        release();
    }
    void release()
    {
        ReorderBuffer::Run run;
        while (buffer.next(run)) {
            for (const TimeNs time_ns : run.times_ns)
                given += (given.empty() ? "" : " ") + run.batch->schema().stream + std::to_string(time_ns / ns_per_ms);
        }
    }

private:
    TimeBasis basis_;
    std::uint64_t taken_ = 0;

public:
    ReorderBuffer buffer;
    std::string given;
};

} // namespace

class TestReorderBuffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void order_data();
    void order();
    void aRecordingIsOrderedAsItWasLive_data();
    void aRecordingIsOrderedAsItWasLive();
    void readingAheadChangesNothing_data();
    void readingAheadChangesNothing();
    void goesOnBehindItsEnd();
};

void TestReorderBuffer::order_data()
{
    QTest::addColumn<QString>("steps");
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("left"); ///< when all streams end
    QTest::addColumn<int>("late");
    const auto row = [](const char *name, const char *steps, const char *given, const char *left, int late) {
        QTest::newRow(name) << QString::fromLatin1(steps) << QString::fromLatin1(given) << QString::fromLatin1(left) << late;
    };
    // The disorder is 10 ms.
    row("waits for the disorder", "a5@6 a3@7 a14@15", "a3", "a5 a14", 0);
    row("what is due at the same instant", "a5@6 a15@16", "a5", "a15", 0);
    row("too old", "a50@51 a39@52 a40@53", "a40", "a50", 1);
    row("the stream behind holds the others", "a5 b2 a50 a70", "", "b2 a5 a50 a70", 0);
    row("and lets them go", "a5 b2 a50 a70 b65", "b2 a5 a50", "b65 a70", 0);
    row("late by its own stream alone", "a5@6 b100@101 a4@7 b89@102", "", "a4 a5 b100", 1);
    row("equal times in the order of the streams", "b20 a20 b40 a40", "a20 b20", "a40 b40", 0);
    row("one not heard of is waited for", "a5@6 a500@501 b7@502", "", "a5 b7 a500", 0);
    row("for a second of rule time", "a5@6 a500@501 a@1007", "a5", "a500", 0);
    row("idle for over a second", "a5@6 b5@6 b900@901 b2000@2001 a@1007", "a5 b5 b900", "b2000", 0);
    row("not idle within it", "a5@6 b5@6 b900@901 b2000@2001 a@1006", "", "a5 b5 b900 b2000", 0);
    row("stamped on arrival it answers at once", "a5 b5 b900 b2000 a@915", "a5 b5 b900", "b2000", 0);
    row("idle by its own rows", "a5@6 b2000@2001 a1999@2001 a1990@2002", "a5", "a1999 b2000", 1);
    row("far ahead of its arrival", "a5@6 a9000@7", "a5", "a5007", 0);
}

void TestReorderBuffer::order()
{
    QFETCH(const QString, steps);
    QFETCH(const QString, given);
    QFETCH(const QString, left);
    QFETCH(const int, late);
    std::vector<std::string> streams { "a" };
    if (steps.contains(QLatin1Char('b')) || steps.contains(QLatin1String("a@1007")))
        streams.emplace_back("b");
    Bench bench(10 * ns_per_ms, streams, TimeBasis::Arrival);
    for (const QString &step : steps.split(QLatin1Char(' ')))
        bench.take(stepFrom(step.toStdString()));
    QCOMPARE(QString::fromStdString(bench.given), given);
    bench.given.clear();
    for (const std::string &stream : streams)
        bench.buffer.end(stream);
    bench.release();
    QCOMPARE(QString::fromStdString(bench.given), left);
    QCOMPARE(bench.buffer.late(), static_cast<std::uint64_t>(late));
    QCOMPARE(bench.buffer.waiting(), std::size_t(0));
}

void TestReorderBuffer::aRecordingIsOrderedAsItWasLive_data()
{
    QTest::addColumn<QString>("steps");
    QTest::newRow("idle by its clock") << QStringLiteral("a5@6 a@1500 a1480@1510 a1495@1520");
    QTest::newRow("idle by its rows") << QStringLiteral("a5@6 a1480@1510 a1505@1520");
    QTest::newRow("ahead of its arrival") << QStringLiteral("a5@6 a9000@7 a4990@8");
    QTest::newRow("stamped on arrival") << QStringLiteral("a5 a@40 a28@50 a45@60");
}

void TestReorderBuffer::aRecordingIsOrderedAsItWasLive()
{
    QFETCH(const QString, steps);
    Bench live(10 * ns_per_ms, { "a" }, TimeBasis::Arrival);
    Bench recorded(10 * ns_per_ms, { "a" }, TimeBasis::Recorded);
    for (const QString &step : steps.split(QLatin1Char(' '))) {
        live.take(stepFrom(step.toStdString()));
        recorded.take(stepFrom(step.toStdString()));
        QCOMPARE(recorded.given, live.given);
        QCOMPARE(recorded.buffer.now(), live.buffer.now());
    }
    QCOMPARE(recorded.buffer.late(), live.buffer.late());
    QCOMPARE(recorded.buffer.clamped(), live.buffer.clamped());
}

void TestReorderBuffer::readingAheadChangesNothing_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 40; ++seed)
        QTest::addRow("%u", seed) << seed;
}

/// Three streams that each keep their order, read in turns of any length.
void TestReorderBuffer::readingAheadChangesNothing()
{
    QFETCH(const unsigned, seed);
    std::mt19937_64 random(seed);
    const std::vector<std::string> streams { "a", "b", "c" };
    std::vector<std::vector<Step>> steps(streams.size());
    for (std::size_t stream = 0; stream < streams.size(); ++stream) {
        TimeNs now_ns = 0;
        for (int step = 0; step < 60; ++step) {
            now_ns += static_cast<TimeNs>(random() % (random() % 8 == 0 ? 2'000 : 20)) * ns_per_ms;
            // Some are beyond the disorder: those are late, however the streams are read.
            const TimeNs event_ns = now_ns - static_cast<TimeNs>(random() % 24) * ns_per_ms;
            steps[stream].push_back({ streams[stream], random() % 5 == 0 ? no_time : event_ns, now_ns });
        }
        steps[stream].front().event_ns = steps[stream].front().arrival_ns;
    }
    std::string expected;
    for (int turn = 0; turn < 20; ++turn) {
        Bench bench(10 * ns_per_ms, streams, TimeBasis::Arrival);
        bench.buffer.await(true);
        std::vector<std::size_t> next(streams.size(), 0);
        const auto is_read = [&](std::size_t stream) { return next[stream] == steps[stream].size(); };
        while (!is_read(0) || !is_read(1) || !is_read(2)) {
            const std::size_t stream = random() % streams.size();
            for (std::uint64_t count = random() % (turn == 0 ? 2 : 40); count > 0 && !is_read(stream); --count)
                bench.take(steps[stream][next[stream]++]);
            if (next[0] > 0 && next[1] > 0 && next[2] > 0)
                bench.buffer.await(false);
            if (is_read(stream) && random() % 2 == 0)
                bench.buffer.end(streams[stream]);
        }
        for (const std::string &stream : streams)
            bench.buffer.end(stream);
        bench.release();
        const std::string told =
            bench.given + ", " + std::to_string(bench.buffer.late()) + " late, " + std::to_string(bench.buffer.now());
        if (turn == 0)
            expected = told;
        QCOMPARE(told, expected);
        QVERIFY(bench.buffer.late() > 0);
    }
}

void TestReorderBuffer::goesOnBehindItsEnd()
{
    Bench bench(10 * ns_per_ms, { "a", "b" }, TimeBasis::Event);
    for (const char *step : { "a5", "b9", "a30" })
        bench.take(stepFrom(step));
    bench.buffer.end("a");
    bench.buffer.end("b");
    bench.release();
    QCOMPARE(bench.given, std::string("a5 b9 a30"));
    QCOMPARE(bench.buffer.now(), 30 * ns_per_ms);
    bench.take(stepFrom("b29"));
    bench.take(stepFrom("b31"));
    QCOMPARE(bench.buffer.late(), std::uint64_t(1));
    bench.take(stepFrom("b41"));
    QCOMPARE(bench.given, std::string("a5 b9 a30 b31"));
}

QTEST_GUILESS_MAIN(TestReorderBuffer)
#include "tst_reorderbuffer.moc"
