// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/engine.h"
#include "tests/engine/data/batchtext.h"
#include "tests/engine/run/scriptedconnector.h"

#include <QScopeGuard>
#include <QTest>

#include <algorithm>
#include <random>
#include <set>
#include <thread>

using namespace streamgauge;
using namespace streamgauge::test;

namespace {

std::string tableText(const Engine &engine, const std::string &stream)
{
    std::string text;
    engine.forEachRow(stream, [&](const RowRef &row) {
        text += cellsText(*row.batch, row.row) + "\n";
        return true;
    });
    return text;
}

/// Random events on few keys, with key changes, deletions, resets and snapshots.
std::vector<BatchPtr> randomBatches(unsigned seed, int batches)
{
    const SchemaPtr schema = schemaFrom("orders", "id:int*, name:string, pulse:double");
    std::mt19937 random(seed);
    std::vector<BatchPtr> made;
    TimeNs time_ns = 0;
    for (int i = 0; i < batches; ++i) {
        BatchBuilder builder(schema, true);
        for (unsigned left = 1 + random() % 700; left > 0; --left) {
            time_ns += static_cast<TimeNs>(random() % (2 * ns_per_ms));
            const std::string at = "@" + std::to_string(time_ns) + " ";
            const std::string id = std::to_string(random() % 300);
            const std::string name = random() % 4 == 0 ? "-" : "n" + std::to_string(random() % 2'000);
            const std::string pulse = std::to_string(60 + random() % 80);
            const unsigned choice = random() % 1'000;
            if (choice == 0)
                appendRow(builder, "reset" + at);
            else if (choice < 3)
                appendRow(builder, (choice == 1 ? "snapshot begins" : "snapshot ends") + at);
            else if (choice < 60)
                appendRow(builder, "deleted" + at + "- | - | - < " + id + " | - | -");
            else if (choice < 160)
                appendRow(builder,
                          "updated" + at + std::to_string(random() % 300) + " | - | " + pulse + " < " + id + " | - | -");
            else
                appendRow(builder, "updated" + at + id + " | " + name + " | " + pulse);
        }
        made.push_back(builder.finish());
    }
    return made;
}

std::unique_ptr<Connector> pushing(std::vector<BatchPtr> batches, bool ends = true)
{
    return std::make_unique<ScriptedConnector>(
        [batches = std::move(batches)](const std::stop_token &, const RunStart &, EventSink &sink) {
            for (const BatchPtr &batch : batches) {
                if (!sink.push(batch))
                    return;
            }
        },
        ends);
}

RuleSpec fastRule()
{
    return *parseRule("Fast: from orders when event.pulse > 130.0 clear event.pulse < 100.0 for 200ms keep_firing 50ms");
}

/// The wall clock of somebody who sets it.
class SetClock final : public Clock
{
public:
    [[nodiscard]] TimeNs now() const override { return steady() + set_by_ns_.load(); }
    [[nodiscard]] DurationNs steady() const override { return SystemClock().steady(); }
    void setBy(DurationNs by_ns) { set_by_ns_ += by_ns; }

private:
    std::atomic<DurationNs> set_by_ns_ = 0;
};

} // namespace

class EngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void workersGiveTheSame();
    void alertsEndWithTheirRows_data();
    void alertsEndWithTheirRows();
    void stopLosesNothing_data();
    void stopLosesNothing();
    void positionsFollowTheWork();
    void resumesFromTheSavedPosition();
    void fullQueuesBlock();
    void fullQueuesDropAndCount();
    void sameStreamOfTwoSources();
    void rulesChangeAtRunTime();
    void alertsCanCallTheEngine();
    void countsAndLatency();
    void tellsOfAClockSetBack();
    void idleWhenAllIsDone();
    void removedSourceKeepsItsData();
    void forgottenStreamsGiveTheirMemoryBack();
    void budgetsAreKept();
    void readsSamplesAndEvents();
};

void EngineTest::workersGiveTheSame()
{
    const std::vector<BatchPtr> batches = randomBatches(7, 60);
    std::string table;
    std::vector<std::string> alerts;
    for (const std::uint32_t workers : { 1U, 2U, 4U }) {
        EngineOptions options;
        options.workers = workers;
        const SystemClock clock;
        Engine engine(options, clock);
        QVERIFY(engine.setRule(fastRule()).ok());
        // Rules that need all rows of the stream, whatever worker its keys belong to.
        for (const char *rule : { "Own: from orders key name let n = count() over 300ms when n > 2.0",
                                  "rule Jump pattern every a: orders[a.pulse > 135.0] -> "
                                  "b: orders[b.pulse < 62.0 && b.id == a.id] within 1s",
                                  "Ordered: from orders when event.pulse > 137.0 for 20ms time event disorder 50ms" })
            QVERIFY(engine.setRule(*parseRule(rule)).ok());
        engine.start();
        QVERIFY(engine.addSource(spec("db"), pushing(batches)).ok());
        QTRY_VERIFY_WITH_TIMEOUT(engine.idleFor(0) && engine.status()->sources[0].state == SourceState::Finished, 60'000);
        engine.stop();
        std::vector<std::string> told;
        std::set<std::uint64_t> episodes;
        for (const Alert &alert : *engine.status()->alerts) {
            told.push_back(alert.rule + " " + alert.key + " " + std::string(name(alert.state)) + " "
                           + std::to_string(alert.active_at_ns) + " " + std::to_string(alert.fired_at_ns) + " "
                           + std::to_string(alert.resolved_at_ns));
            episodes.insert(alert.episode);
        }
        QCOMPARE(episodes.size(), told.size());
        std::sort(told.begin(), told.end());
        if (workers == 1) {
            table = tableText(engine, "orders");
            alerts = told;
            QVERIFY(!table.empty() && alerts.size() > 5);
        }
        QCOMPARE(tableText(engine, "orders"), table);
        QCOMPARE(told, alerts);
    }
}

void EngineTest::alertsEndWithTheirRows_data()
{
    QTest::addColumn<QStringList>("rows");
    QTest::addColumn<QString>("reason");
    const QString fires = QStringLiteral("created@1 7 | n | 140");
    QTest::newRow("deleted") << QStringList { fires, QStringLiteral("deleted@2 - | - | - < 7 | - | -") }
                             << QStringLiteral("deleted");
    QTest::newRow("another key") << QStringList { fires, QStringLiteral("updated@2 8 | n | 70 < 7 | - | -") }
                                 << QStringLiteral("deleted");
    QTest::newRow("emptied") << QStringList { fires, QStringLiteral("reset@2 ") } << QStringLiteral("reset");
    QTest::newRow("not in the snapshot") << QStringList { fires, QStringLiteral("snapshot begins@2 "),
                                                          QStringLiteral("snapshot@2 9 | n | 70"),
                                                          QStringLiteral("snapshot ends@3 ") }
                                         << QStringLiteral("missing series");
}

void EngineTest::alertsEndWithTheirRows()
{
    QFETCH(QStringList, rows);
    QFETCH(QString, reason);
    for (const std::uint32_t workers : { 1U, 3U }) {
        EngineOptions options;
        options.workers = workers;
        const SystemClock clock;
        Engine engine(options, clock);
        QVERIFY(engine.setRule(*parseRule("High: from orders when event.pulse > 130.0")).ok());
        engine.start();
        BatchBuilder builder(schemaFrom("orders", "id:int*, name:string, pulse:double"), true);
        for (const QString &row : rows)
            appendRow(builder, row.toStdString());
        QVERIFY(engine.addSource(spec("db"), pushing({ builder.finish() })).ok());
        QTRY_VERIFY(engine.status()->sources[0].state == SourceState::Finished && engine.idleFor(0));
        engine.stop();
        const SnapshotPtr status = engine.status();
        QCOMPARE(status->alerts->size(), 1U);
        QCOMPARE(status->alerts->front().state, AlertState::Resolved);
        QCOMPARE(QString::fromStdString(status->alerts->front().reason), reason);
    }
}

void EngineTest::stopLosesNothing_data()
{
    QTest::addColumn<int>("workers");
    QTest::newRow("one worker") << 1;
    QTest::newRow("three workers") << 3;
}

void EngineTest::stopLosesNothing()
{
    QFETCH(int, workers);
    EngineOptions options;
    options.workers = static_cast<std::uint32_t>(workers);
    const SystemClock clock;
    Engine engine(options, clock);
    const SchemaPtr schema = schemaFrom("s", "id:int*, n:int");
    std::atomic<std::uint64_t> pushed = 0;
    auto connector =
        std::make_unique<ScriptedConnector>([&](const std::stop_token &stop, const RunStart &, EventSink &sink) {
            for (int i = 0; !stop.stop_requested(); ++i) {
                if (!sink.push(batchFrom(
                        schema, { "created@1 " + std::to_string(i) + " | 1", "updated@2 " + std::to_string(i) + " | 2" })))
                    return;
                pushed += 2;
            }
        });
    QVERIFY(engine.addSource(spec("db"), std::move(connector)).ok());
    engine.start();
    QTRY_VERIFY(pushed > 5'000);
    engine.stop();
    engine.stop();
    const SnapshotPtr status = engine.status();
    QCOMPARE(status->streams[0].events, pushed.load());
    QCOMPARE(status->streams[0].keys, pushed.load() / 2);
    QCOMPARE(status->sources[0].created, pushed.load() / 2);
    QCOMPARE(status->sources[0].updated, pushed.load() / 2);
    QCOMPARE(status->sources[0].queued_rows, std::size_t(0));
    QCOMPARE(status->sources[0].state, SourceState::Stopped);
}

void EngineTest::positionsFollowTheWork()
{
    EngineOptions options;
    options.workers = 3;
    const SystemClock clock;
    MemoryPositions positions;
    Engine engine(options, clock, &positions);
    const SchemaPtr schema = schemaFrom("s", "id:int*, n:int");
    std::atomic<int> ahead = 0;
    std::atomic<int> saved = 0;
    positions.on_save = [&](const PositionStore::Entry &entry) {
        ++saved;
        // Each transaction counts its rows up to its position.
        if (engine.status()->streams[0].events < std::stoull(entry.position))
            ++ahead;
    };
    auto connector = std::make_unique<ScriptedConnector>(
        [&](const std::stop_token &stop, const RunStart &, EventSink &sink) {
            std::uint64_t rows = 0;
            while (!stop.stop_requested()) {
                BatchBuilder builder(schema);
                for (int i = 0; i < 400; ++i)
                    appendRow(builder, "updated@1 " + std::to_string(i) + " | 1");
                rows += 400;
                if (!sink.push(builder.finish()))
                    return;
                sink.checkpoint(std::to_string(rows));
            }
        },
        false);
    engine.start();
    QVERIFY(engine.addSource(spec("db"), std::move(connector)).ok());
    QTRY_VERIFY_WITH_TIMEOUT(saved >= 3, 60'000);
    engine.stop();
    QCOMPARE(ahead.load(), 0);
    const SnapshotPtr status = engine.status();
    QCOMPARE(positions.load("db")->position, status->sources[0].position);
    QCOMPARE(positions.load("db")->identity, std::string("server-1"));
    QVERIFY(std::stoull(status->sources[0].position) + 400 >= status->streams[0].events);
}

void EngineTest::resumesFromTheSavedPosition()
{
    const SystemClock clock;
    MemoryPositions positions;
    const SchemaPtr schema = schemaFrom("s", "id:int*");
    std::string started_at;
    for (int run = 0; run < 2; ++run) {
        Engine engine({}, clock, &positions);
        engine.start();
        QVERIFY(engine
                    .addSource(spec("db"),
                               std::make_unique<ScriptedConnector>(
                                   [&](const std::stop_token &, const RunStart &start, EventSink &sink) {
                                       started_at = start.position;
                                       sink.push(batchFrom(schema, { "created@1 1" }));
                                       sink.checkpoint("after " + std::to_string(run));
                                   }))
                    .ok());
        QTRY_VERIFY(engine.status()->sources[0].state == SourceState::Finished);
        engine.stop();
    }
    QCOMPARE(started_at, std::string("after 0"));
    QCOMPARE(positions.load("db")->position, std::string("after 1"));
}

void EngineTest::fullQueuesBlock()
{
    EngineOptions options;
    options.workers = 1; // any worker may run the callback; the one that does must be the one that takes
    options.queue_rows = 100;
    const SystemClock clock;
    Gate gate;
    std::atomic<bool> held = false;
    Engine engine(options, clock);
    const auto opened = qScopeGuard([&gate] { gate.open(); });
    engine.onAlert([&](const Alert &) {
        held = true;
        gate.pass();
    });
    QVERIFY(engine.setRule(*parseRule("High: from s when event.n > 0")).ok());
    const SchemaPtr schema = schemaFrom("s", "id:int*, n:int");
    std::atomic<std::uint64_t> pushed = 0;
    auto connector = std::make_unique<ScriptedConnector>([&](const std::stop_token &, const RunStart &, EventSink &sink) {
        for (int i = 0; i < 2'000; ++i) {
            sink.push(batchFrom(schema, { "created@" + std::to_string(i) + " 1 | 1" }));
            ++pushed;
        }
    });
    QVERIFY(engine.addSource(spec("db"), std::move(connector)).ok());
    engine.start();
    QTRY_VERIFY(held);
    QTRY_VERIFY(engine.status()->sources[0].queued_rows >= 100);
    QVERIFY(pushed < 300);
    QVERIFY(!engine.idleFor(0));
    gate.open();
    QTRY_COMPARE(pushed.load(), 2'000U);
    engine.stop();
    QCOMPARE(engine.status()->streams[0].events, 2'000U);
    QCOMPARE(engine.status()->sources[0].dropped, 0U);
}

void EngineTest::fullQueuesDropAndCount()
{
    EngineOptions options;
    options.workers = 1; // any worker may run the callback; the one that does must be the one that takes
    options.queue_rows = 100;
    const SystemClock clock;
    Gate gate;
    std::atomic<bool> held = false;
    Engine engine(options, clock);
    const auto opened = qScopeGuard([&gate] { gate.open(); });
    engine.onAlert([&](const Alert &) {
        held = true;
        gate.pass();
    });
    QVERIFY(engine.setRule(*parseRule("High: from s when event.n > 0")).ok());
    const SchemaPtr schema = schemaFrom("s", "id:int*, n:int");
    std::atomic<bool> done = false;
    auto connector = std::make_unique<ScriptedConnector>([&](const std::stop_token &, const RunStart &, EventSink &sink) {
        sink.push(batchFrom(schema, { "created@1 1 | 1", "created@1 2 | 1" }));
        for (int i = 0; i < 3'000; ++i)
            sink.push(batchFrom(
                schema, { "created@1 " + std::to_string(i % 7) + " | 1", "created@1 " + std::to_string(i % 11) + " | 1" }));
        done = true;
    });
    QVERIFY(engine.addSource(spec("mqtt", TimeBasis::Arrival, false), std::move(connector)).ok());
    engine.start();
    QTRY_VERIFY(held && done);
    gate.open();
    QTRY_VERIFY(engine.idleFor(0));
    engine.stop();
    const SnapshotPtr status = engine.status();
    QVERIFY(status->sources[0].dropped > 0);
    QCOMPARE(status->sources[0].dropped + status->streams[0].events, 6'002U);
    std::uint64_t logged = 0;
    engine.forEachEvent("s", 0, 100, [&](const RowRef &) {
        ++logged;
        return true;
    });
    QCOMPARE(logged, status->streams[0].events);
}

void EngineTest::sameStreamOfTwoSources()
{
    const SystemClock clock;
    Engine engine({}, clock);
    engine.start();
    const SchemaPtr schema = schemaFrom("s", "id:int*, n:int");
    QVERIFY(engine.addSource(spec("one"), pushing({ batchFrom(schema, { "created@1 1 | 1" }) })).ok());
    QTRY_COMPARE(engine.status()->streams.size(), std::size_t(1));
    QVERIFY(engine.addSource(spec("two"), pushing({ batchFrom(schema, { "created@1 1 | 2" }) })).ok());
    QVERIFY(!engine.addSource(spec("two"), pushing({})).ok());
    QTRY_COMPARE(engine.status()->streams.size(), std::size_t(2));
    engine.stop();
    QCOMPARE(engine.status()->streams[1].schema->stream, std::string("two/s"));
    QCOMPARE(engine.status()->streams[1].source, std::string("two"));
    QCOMPARE(tableText(engine, "s"), std::string("1|1\n"));
    QCOMPARE(tableText(engine, "two/s"), std::string("1|2\n"));
}

void EngineTest::rulesChangeAtRunTime()
{
    EngineOptions options;
    options.workers = 2;
    const SystemClock clock;
    Engine engine(options, clock);
    std::mutex mutex;
    std::vector<std::string> told;
    engine.onAlert([&](const Alert &alert) {
        const std::scoped_lock lock(mutex);
        told.push_back(alert.rule + " " + alert.key + " " + std::string(name(alert.state)));
    });
    engine.start();
    QVERIFY(engine.setRule(*parseRule("High: from s when event.n > 0")).ok());
    const SchemaPtr schema = schemaFrom("s", "id:int*, n:int");
    QVERIFY(
        engine.addSource(spec("db"), pushing({ batchFrom(schema, { "created@1 1 | 1", "created@2 2 | 0" }) }, false)).ok());
    QTRY_COMPARE(engine.status()->alerts->size(), std::size_t(1));
    const std::uint64_t episode = engine.status()->alerts->front().episode;
    QVERIFY(engine.acknowledge(episode, { "Ada", "seen" }).ok());
    QVERIFY(!engine.acknowledge(episode + 1'000, { "Ada", "seen" }).ok());
    QCOMPARE(engine.status()->alerts->front().acknowledged->who, std::string("Ada"));
    QCOMPARE(engine.status()->rules.size(), std::size_t(1));
    QTRY_COMPARE(engine.status()->rules[0].evaluations, 2U);
    const auto before = engine.status()->alerts;
    QVERIFY(engine.status()->alerts == before);
    engine.removeRule("High");
    QVERIFY(engine.status()->rules.empty());
    QCOMPARE(engine.status()->alerts->front().state, AlertState::Resolved);
    engine.stop();
    const std::scoped_lock lock(mutex);
    QCOMPARE(told.front(), std::string("High 1 firing"));
    QCOMPARE(told.back(), std::string("High 1 resolved"));
}

void EngineTest::alertsCanCallTheEngine()
{
    const SystemClock clock;
    Engine engine({}, clock);
    std::atomic<int> seen = 0;
    engine.onAlert([&](const Alert &alert) {
        if (alert.state != AlertState::Firing || alert.acknowledged)
            return;
        QVERIFY(engine.status()->streams[0].keys > 0);
        QVERIFY(engine.acknowledge(alert.episode, { "robot", "" }).ok());
        ++seen;
    });
    QVERIFY(engine.setRule(*parseRule("High: from s when event.n > 0")).ok());
    QVERIFY(
        engine.addSource(spec("db"), pushing({ batchFrom(schemaFrom("s", "id:int*, n:int"), { "created@1 1 | 1" }) })).ok());
    engine.start();
    QTRY_COMPARE(seen.load(), 1);
    QTRY_VERIFY(engine.status()->alerts->front().acknowledged);
}

void EngineTest::countsAndLatency()
{
    VirtualClock clock(ns_per_s);
    EngineOptions options;
    options.workers = 1;
    Engine engine(options, clock);
    const SchemaPtr schema = schemaFrom("s", "id:int*");
    BatchBuilder builder(schema);
    for (int i = 0; i < 10; ++i) {
        builder.setTimes(i, ns_per_s - 5 * ns_per_ms, ns_per_s - 2 * ns_per_ms);
        builder.after(0).appendInt(i);
        builder.endRow(i % 2 == 0 ? Op::Created : Op::Snapshot);
    }
    const BatchPtr batch = builder.finish();
    auto connector = std::make_unique<ScriptedConnector>([&](const std::stop_token &, const RunStart &, EventSink &sink) {
        sink.push(batch);
        sink.countLate(2);
        sink.countDuplicates(3);
        sink.countDropped(4);
        sink.report({ Problem::Severity::Warning, "odd", "here", "nothing" });
        sink.gap(1, 2, "lost");
    });
    QVERIFY(engine.addSource(spec("db", TimeBasis::Arrival), std::move(connector)).ok());
    engine.start();
    QTRY_VERIFY(engine.status()->sources[0].state == SourceState::Finished && engine.idleFor(0));
    const SnapshotPtr status = engine.status();
    const SourceStatus &source = status->sources[0];
    QCOMPARE(source.created, 5U);
    QCOMPARE(source.snapshot, 5U);
    QCOMPARE(source.late, 2U);
    QCOMPARE(source.duplicates, 3U);
    QCOMPARE(source.dropped, 4U);
    QCOMPARE(source.problems.size(), std::size_t(1));
    QCOMPARE(source.gaps.size(), std::size_t(1));
    QCOMPARE(source.lag_ns, 5 * ns_per_ms);
    QCOMPARE(source.last_event_ns, ns_per_s - 5 * ns_per_ms);
    QCOMPARE(status->commit_to_rule.count, 10U);
    QVERIFY(std::abs(status->commit_to_rule.p50_us - 2'000) < 2'000.0 / 32);
    QCOMPARE(status->streams[0].last_event_time_ns, TimeNs(9));
    QVERIFY(status->memory.table_bytes > 0 && status->memory.series_bytes > 0 && status->memory.event_bytes > 0);
}

void EngineTest::tellsOfAClockSetBack()
{
    SetClock clock;
    Engine engine({}, clock);
    QVERIFY(engine
                .addSource(spec("live", TimeBasis::Arrival),
                           pushing({ batchFrom(schemaFrom("s", "id:int*"), { "created@1 1" }) }, false))
                .ok());
    QVERIFY(engine
                .addSource(spec("replay", TimeBasis::Event),
                           pushing({ batchFrom(schemaFrom("f", "id:int*"), { "created@1 1" }) }, false))
                .ok());
    engine.start();
    QTRY_COMPARE(engine.status()->sources[0].created, 1U);
    const auto problems = [&](std::size_t source) { return engine.status()->sources[source].problems; };
    QVERIFY(problems(0).empty());
    clock.setBy(-3'600 * ns_per_s);
    QTRY_COMPARE(problems(0).size(), std::size_t(1));
    QVERIFY2(problems(0)[0].text.starts_with("this machine's clock was set back"), problems(0)[0].text.c_str());
    QVERIFY(problems(1).empty());
    clock.setBy(3'600 * ns_per_s);
    QTRY_VERIFY(problems(0).empty());
}

void EngineTest::idleWhenAllIsDone()
{
    VirtualClock clock;
    Engine engine({}, clock);
    Gate gate;
    const SchemaPtr schema = schemaFrom("s", "id:int*");
    auto connector = std::make_unique<ScriptedConnector>(
        [&](const std::stop_token &, const RunStart &, EventSink &sink) {
            sink.push(batchFrom(schema, { "created@1 1" }));
            gate.pass();
            sink.push(batchFrom(schema, { "created@2 1" }));
        },
        false);
    QVERIFY(engine.addSource(spec("db"), std::move(connector)).ok());
    engine.start();
    QTRY_VERIFY(engine.idleFor(0));
    QVERIFY(!engine.idleFor(ns_per_s));
    clock.advance(ns_per_s);
    QVERIFY(engine.idleFor(ns_per_s));
    gate.open();
    QTRY_COMPARE(engine.status()->streams[0].events, 2U);
    QTRY_VERIFY(engine.idleFor(0));
    QVERIFY(!engine.idleFor(ns_per_s));
    clock.advance(ns_per_s);
    QVERIFY(engine.idleFor(ns_per_s));
}

void EngineTest::removedSourceKeepsItsData()
{
    const SystemClock clock;
    MemoryPositions positions;
    Engine engine({}, clock, &positions);
    engine.start();
    const SchemaPtr schema = schemaFrom("s", "id:int*, n:int");
    QVERIFY(engine
                .addSource(spec("db"),
                           std::make_unique<ScriptedConnector>(
                               [&](const std::stop_token &, const RunStart &, EventSink &sink) {
                                   sink.push(batchFrom(schema, { "created@1 1 | 1" }));
                                   sink.checkpoint("p");
                               },
                               false))
                .ok());
    QTRY_COMPARE(engine.status()->sources[0].position, std::string("p"));
    engine.removeSource("db");
    QVERIFY(engine.status()->sources.empty());
    QCOMPARE(positions.load("db")->position, std::string("p"));
    QCOMPARE(tableText(engine, "s"), std::string("1|1\n"));
    QVERIFY(engine.addSource(spec("db"), pushing({ batchFrom(schema, { "updated@2 1 | 2" }) })).ok());
    QTRY_COMPARE(tableText(engine, "s"), std::string("1|2\n"));
}

void EngineTest::forgottenStreamsGiveTheirMemoryBack()
{
    EngineOptions options;
    options.workers = 3;
    const SystemClock clock;
    Engine engine(options, clock);
    engine.start();
    for (const char *rule : { "Many: from s let m = count() over 1h when m > 1.0",
                              "Pair: from s as a, t as b key id within 1h when a.n > 0 && b.n > 0",
                              "Late: from s when event.n > 1000 for 1h time event disorder 1h" })
        QVERIFY(engine.setRule(*parseRule(rule)).ok());
    const auto ruleBytes = [&] {
        const auto status = engine.status();
        std::size_t bytes = 0;
        for (const RuleStatus &rule : status->rules)
            bytes += rule.memory_bytes;
        return bytes;
    };
    const auto storeBytes = [&] {
        const MemoryStatus memory = engine.status()->memory;
        return std::vector<std::size_t> { memory.series_bytes, memory.table_bytes, memory.event_bytes };
    };
    const std::vector<std::size_t> base = storeBytes();
    const std::size_t base_rules = ruleBytes();
    const auto addRows = [&](const std::string &stream) {
        BatchBuilder builder(schemaFrom(stream, "id:int*, n:int, text:string"));
        for (int row = 0; row < 5'000; ++row)
            appendRow(builder, "created@" + std::to_string(row) + " " + std::to_string(row % 2'000) + " | 1 | some text");
        return engine.addSource(spec("of " + stream), pushing({ builder.finish() })).ok();
    };
    const auto taken = [&] {
        const auto status = engine.status();
        std::uint64_t events = 0;
        for (const StreamStatus &stream : status->streams)
            events += stream.events;
        return events;
    };
    QVERIFY(addRows("t"));
    QTRY_COMPARE(taken(), 5'000U);
    QTRY_VERIFY(engine.idleFor(0));
    const std::vector<std::size_t> with_t = storeBytes();
    QVERIFY(addRows("s"));
    QTRY_COMPARE(taken(), 10'000U);
    QTRY_VERIFY(engine.idleFor(0));
    QVERIFY(storeBytes()[0] > with_t[0] && storeBytes()[1] > with_t[1] && storeBytes()[2] > with_t[2]);
    QVERIFY(ruleBytes() > base_rules + 100'000);

    // A source that is there, or is to come back, keeps everything.
    engine.forgetStreams({});
    QCOMPARE(engine.status()->streams.size(), std::size_t(2));
    engine.removeSource("of s");
    engine.forgetStreams({ "of s" });
    QCOMPARE(engine.status()->streams.size(), std::size_t(2));

    engine.forgetStreams({});
    QCOMPARE(engine.status()->streams.size(), std::size_t(1));
    QCOMPARE(storeBytes(), with_t);
    engine.removeSource("of t");
    engine.forgetStreams({});
    QCOMPARE(storeBytes(), base);
    QVERIFY(engine.status()->streams.empty());
    // Rules may keep what their empty tables stand in.
    QVERIFY(ruleBytes() < base_rules + 10'000);
    QVERIFY(tableText(engine, "s").empty());

    QVERIFY(addRows("s"));
    QTRY_COMPARE(taken(), 5'000U);
    QTRY_VERIFY(engine.idleFor(0));
    QVERIFY(engine.status()->streams[0].keys == 2'000 && ruleBytes() > base_rules + 100'000);
}

void EngineTest::budgetsAreKept()
{
    EngineOptions options;
    options.workers = 3;
    options.series_budget_bytes = 1U << 20;
    options.table_budget_bytes = 1U << 20;
    options.event_budget_bytes = 1U << 20;
    const SystemClock clock;
    Engine engine(options, clock);
    const SchemaPtr schema = schemaFrom("s", "id:int*, n:int, text:string");
    auto connector = std::make_unique<ScriptedConnector>([&](const std::stop_token &, const RunStart &, EventSink &sink) {
        for (int i = 0; i < 200; ++i) {
            BatchBuilder builder(schema);
            for (int row = 0; row < 100; ++row)
                appendRow(builder,
                          "created@" + std::to_string(i) + " " + std::to_string(i * 100 + row)
                              + " | 1 | some text of a row");
            sink.push(builder.finish());
        }
    });
    QVERIFY(engine.addSource(spec("db"), std::move(connector)).ok());
    engine.start();
    QTRY_VERIFY(engine.status()->sources[0].state == SourceState::Finished && engine.idleFor(0));
    const auto kept = [&] {
        const MemoryStatus memory = engine.status()->memory;
        return memory.series_bytes <= memory.series_budget_bytes && memory.table_bytes <= memory.table_budget_bytes
            && memory.event_bytes <= memory.event_budget_bytes;
    };
    QTRY_VERIFY(kept());
    const SnapshotPtr status = engine.status();
    QVERIFY(status->streams[0].evicted_keys > 0);
    QCOMPARE(status->streams[0].evicted_keys + status->streams[0].keys, 20'000U);
    QVERIFY(status->memory.table_bytes > (1U << 19));
}

void EngineTest::readsSamplesAndEvents()
{
    const SystemClock clock;
    Engine engine({}, clock);
    const SchemaPtr schema = schemaFrom("s", "id:string*, n:int");
    BatchBuilder builder(schema);
    for (int i = 0; i < 10'000; ++i)
        appendRow(builder, "created@" + std::to_string(i / 3'000) + " k | " + std::to_string(i));
    QVERIFY(engine.addSource(spec("db"), pushing({ builder.finish() })).ok());
    engine.start();
    QTRY_VERIFY(engine.status()->sources[0].state == SourceState::Finished && engine.idleFor(0));
    int next = 3'000;
    engine.forEachSample({ "s", "k", "n" }, 1, 3,
                         [&](TimeNs time_ns, double value) { return time_ns == next / 3'000 && value == next++; });
    QCOMPARE(next, 9'000);
    int events = 0;
    engine.forEachEvent("s", 3, 4, [&](const RowRef &row) {
        ++events;
        return row.batch->eventTime(row.row) == 3;
    });
    QCOMPARE(events, 1'000);
    events = 0;
    engine.forEachEvent("s", 0, 4, [&](const RowRef &) { return ++events < 10; });
    QCOMPARE(events, 10);
}

QTEST_GUILESS_MAIN(EngineTest)
#include "tst_engine.moc"
