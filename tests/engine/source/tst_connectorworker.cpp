// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "engine/source/connectorworker.h"
#include "tests/engine/source/scriptedconnector.h"

#include <QTest>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

using namespace streamgauge;

Q_DECLARE_METATYPE(streamgauge::GapPolicy)

namespace {

constexpr DurationNs endless_ns = 100LL * 3'600 * ns_per_s;

BatchPtr oneRow()
{
    Schema schema;
    schema.stream = "s";
    BatchBuilder builder(std::make_shared<const Schema>(schema));
    builder.endRow(Op::Created);
    return builder.finish();
}

ConnectorWorkerOptions quickOptions()
{
    ConnectorWorkerOptions options;
    options.source = "a";
    options.info.snapshot = true;
    options.info.resume = true;
    options.first_backoff_ns = ns_per_ms;
    options.most_backoff_ns = 4 * ns_per_ms;
    options.seed = 1;
    return options;
}

ConnectorWorkerOptions patientOptions()
{
    ConnectorWorkerOptions options = quickOptions();
    options.first_backoff_ns = endless_ns;
    options.most_backoff_ns = endless_ns;
    return options;
}

/// A worker on a script. The script and the sink outlive the worker.
struct Bench {
    Script script;
    RecordingSink sink;
    VirtualClock clock { 1'000 * ns_per_s };
    std::unique_ptr<ConnectorWorker> worker;

    void make(const ConnectorWorkerOptions &options, std::optional<PositionStore::Entry> resume = {})
    {
        worker = std::make_unique<ConnectorWorker>(options, std::make_unique<ScriptedConnector>(script), sink, clock,
                                                   std::move(resume));
        worker->start();
    }
    [[nodiscard]] SourceState state() const { return worker->status().state; }
    ~Bench() { worker.reset(); }
};

/// A run that hands over one row and a position, then fails.
Script::Run deliverThenFail(ErrorKind kind, const std::string &position)
{
    return [=](std::stop_token, EventSink &sink) {
        sink.push(oneRow());
        if (!position.empty())
            sink.checkpoint(position);
        return RunEnd { RunEnd::Reason::Failed, { kind, "lost", {}, {} } };
    };
}

Script::Run deliverAndStay()
{
    return [](std::stop_token stop, EventSink &sink) {
        sink.push(oneRow());
        return Script::untilStopped(std::move(stop));
    };
}

} // namespace

class TestConnectorWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamsOnceItHearsSomething();
    void beginsWithASnapshotWhenWanted_data();
    void beginsWithASnapshotWhenWanted();
    void showsTheSnapshotsProgress();
    void resumesFromAStoredPosition_data();
    void resumesFromAStoredPosition();
    void anotherIdentityFollowsThePolicy_data();
    void anotherIdentityFollowsThePolicy();
    void reconnectsFromTheLastCheckpoint();
    void aSnapshotThatBrokeOffIsTakenAgain();
    void waitsGrowUntilSomethingIsHeard();
    void aGapFollowsThePolicy_data();
    void aGapFollowsThePolicy();
    void aSecondGapBacksOff();
    void otherErrorsFailUntilRetry_data();
    void otherErrorsFailUntilRetry();
    void aFailedIdentificationIsAnErrorToo();
    void anExceptionIsAnInternalError();
    void aFinishedSourceStartsFromTheBeginning();
    void withoutPositionsALossIsAGap();
    void aSnapshotThatBrokeIsNoGap();
    void retryEndsAWait();
    void retryDoesNothingToARunningSource();
    void aClockJumpDoesNotHangAWait();
    void stopsDuringAWait();
    void stopsDuringARun();
    void stopsDuringABlockedPush();
    void aRefusedPushRestsAsStopped();
    void keepsFinalStatesWhenStopped();
    void stopsFromManyThreads();
    void passesCountsOnAndKeepsProblems();
    void gapsAreBounded();
};

void TestConnectorWorker::streamsOnceItHearsSomething()
{
    Bench bench;
    std::latch hear(1);
    bench.script.then([&](std::stop_token stop, EventSink &sink) {
        hear.wait();
        sink.alive();
        return Script::untilStopped(std::move(stop));
    });
    bench.make(quickOptions());
    QTRY_COMPARE(bench.script.runs(), std::size_t { 1 });
    QCOMPARE(bench.state(), SourceState::Connecting);
    hear.count_down();
    QTRY_COMPARE(bench.state(), SourceState::Streaming);
    const auto status = bench.worker->status();
    QVERIFY(status.identity == "server 1");
    QCOMPARE(status.attempt, 0U);
    QCOMPARE(status.reconnects, 0U);
    QVERIFY(status.last_error == Error());
    bench.worker->stop();
    QCOMPARE(bench.state(), SourceState::Stopped);
    QVERIFY(bench.sink.notes() == std::vector<std::string> { "alive" });
}

void TestConnectorWorker::beginsWithASnapshotWhenWanted_data()
{
    QTest::addColumn<bool>("wanted");
    QTest::addColumn<bool>("can");
    QTest::addColumn<bool>("resumed");
    QTest::addColumn<bool>("snapshot");
    QTest::newRow("wanted") << true << true << false << true;
    QTest::newRow("not wanted") << false << true << false << false;
    QTest::newRow("cannot") << true << false << false << false;
    QTest::newRow("resumed") << true << true << true << true;
    QTest::newRow("resumed, not wanted") << false << true << true << false;
}

void TestConnectorWorker::beginsWithASnapshotWhenWanted()
{
    QFETCH(bool, wanted);
    QFETCH(bool, can);
    QFETCH(bool, resumed);
    QFETCH(bool, snapshot);
    Bench bench;
    ConnectorWorkerOptions options = quickOptions();
    options.snapshot = wanted;
    options.info.snapshot = can;
    bench.make(options, resumed ? std::optional(PositionStore::Entry { "p1", "server 1" }) : std::nullopt);
    QTRY_COMPARE(bench.script.runs(), std::size_t { 1 });
    QCOMPARE(bench.script.starts()[0].snapshot, snapshot);
}

void TestConnectorWorker::showsTheSnapshotsProgress()
{
    Bench bench;
    std::latch middle(1);
    bench.script.then([&](std::stop_token stop, EventSink &sink) {
        sink.push(oneRow());
        sink.progress("snapshot of shop.orders", 5, 10);
        middle.wait();
        sink.progress({}, 0, 0);
        return Script::untilStopped(std::move(stop));
    });
    bench.make(quickOptions());
    QTRY_COMPARE(bench.state(), SourceState::Snapshotting);
    QVERIFY(bench.worker->status().progress_what == "snapshot of shop.orders");
    QCOMPARE(bench.worker->status().progress_done, std::uint64_t { 5 });
    QCOMPARE(bench.worker->status().progress_expected, std::uint64_t { 10 });
    middle.count_down();
    QTRY_COMPARE(bench.state(), SourceState::Streaming);
    QVERIFY(bench.worker->status().progress_what.empty());
}

void TestConnectorWorker::resumesFromAStoredPosition_data()
{
    QTest::addColumn<QString>("stored");
    QTest::addColumn<QString>("found");
    QTest::newRow("same server") << "server 1"
                                 << "server 1";
    QTest::newRow("positions hold everywhere") << ""
                                               << "";
    QTest::newRow("identity was not known") << ""
                                            << "server 1";
}

void TestConnectorWorker::resumesFromAStoredPosition()
{
    QFETCH(QString, stored);
    QFETCH(QString, found);
    Bench bench;
    bench.script.identifyAs(found.toStdString());
    bench.make(quickOptions(), PositionStore::Entry { "p7", stored.toStdString() });
    QTRY_COMPARE(bench.script.runs(), std::size_t { 1 });
    QVERIFY(bench.script.starts()[0].position == "p7");
    // The stores of a new process are empty: the snapshot is wanted all the same.
    QVERIFY(bench.script.starts()[0].snapshot);
    QVERIFY(bench.worker->status().gaps.empty());
}

void TestConnectorWorker::anotherIdentityFollowsThePolicy_data()
{
    QTest::addColumn<GapPolicy>("policy");
    QTest::addColumn<bool>("wanted");
    QTest::addColumn<bool>("runs");
    QTest::addColumn<bool>("snapshot");
    QTest::newRow("snapshot") << GapPolicy::Snapshot << false << true << true;
    QTest::newRow("skip ahead") << GapPolicy::SkipAhead << false << true << false;
    QTest::newRow("skip ahead, the first snapshot is due") << GapPolicy::SkipAhead << true << true << true;
    QTest::newRow("stop") << GapPolicy::Stop << true << false << false;
}

void TestConnectorWorker::anotherIdentityFollowsThePolicy()
{
    QFETCH(GapPolicy, policy);
    QFETCH(bool, wanted);
    QFETCH(bool, runs);
    QFETCH(bool, snapshot);
    Bench bench;
    ConnectorWorkerOptions options = quickOptions();
    options.gap_policy = policy;
    options.snapshot = wanted;
    bench.script.identifyAs(std::string("server 2"));
    bench.make(options, PositionStore::Entry { "p7", "server 1" });
    if (runs) {
        QTRY_COMPARE(bench.script.runs(), std::size_t { 1 });
        QVERIFY(bench.script.starts()[0].position.empty());
        QCOMPARE(bench.script.starts()[0].snapshot, snapshot);
    } else {
        QTRY_COMPARE(bench.state(), SourceState::Failed);
        QCOMPARE(bench.worker->status().last_error.kind, ErrorKind::Gap);
        QCOMPARE(bench.script.runs(), std::size_t { 0 });
    }
    QCOMPARE(bench.worker->status().gaps.size(), std::size_t { 1 });
    QVERIFY(bench.worker->status().gaps[0].reason == "the source is another one: server 2 in place of server 1");
    QVERIFY(bench.sink.notes()[0].starts_with("gap "));
    QVERIFY(bench.worker->status().identity == "server 2");
}

void TestConnectorWorker::reconnectsFromTheLastCheckpoint()
{
    Bench bench;
    bench.script.then(deliverThenFail(ErrorKind::Transient, "p1"));
    bench.script.thenFail(ErrorKind::Transient);
    bench.script.then(deliverThenFail(ErrorKind::Transient, "p2"));
    bench.script.then(deliverAndStay());
    bench.make(quickOptions());
    QTRY_COMPARE(bench.sink.rows(), std::size_t { 3 });
    const auto starts = bench.script.starts();
    QCOMPARE(starts.size(), std::size_t { 4 });
    QVERIFY(starts[0].snapshot && starts[0].position.empty());
    QVERIFY(!starts[1].snapshot && starts[1].position == "p1");
    QVERIFY(!starts[2].snapshot && starts[2].position == "p1");
    QVERIFY(!starts[3].snapshot && starts[3].position == "p2");
    QTRY_COMPARE(bench.state(), SourceState::Streaming);
    const auto status = bench.worker->status();
    QCOMPARE(status.reconnects, 2U);
    QVERIFY(status.last_error.message.empty());
    QVERIFY(status.gaps.empty());
    // What happened stays visible.
    QCOMPARE(status.problems.size(), std::size_t { 1 });
    QVERIFY(status.problems[0].text == "lost (3 times)");
    QCOMPARE(status.problems[0].severity, Problem::Severity::Warning);
}

void TestConnectorWorker::aSnapshotThatBrokeOffIsTakenAgain()
{
    Bench bench;
    bench.script.then(deliverThenFail(ErrorKind::Transient, {}));
    bench.make(quickOptions());
    QTRY_COMPARE(bench.script.runs(), std::size_t { 2 });
    QVERIFY(bench.script.starts()[1].snapshot);
    QVERIFY(bench.script.starts()[1].position.empty());
}

void TestConnectorWorker::waitsGrowUntilSomethingIsHeard()
{
    Bench bench;
    bench.make(patientOptions());
    QTRY_COMPARE(bench.script.runs(), std::size_t { 1 });
    bench.worker->stop();

    Bench failing;
    for (int i = 0; i < 3; ++i)
        failing.script.thenFail(ErrorKind::Transient);
    failing.script.then([](std::stop_token, EventSink &sink) {
        sink.alive();
        return RunEnd { RunEnd::Reason::Failed, { ErrorKind::Transient, "lost", {}, {} } };
    });
    ConnectorWorkerOptions options = patientOptions();
    options.first_backoff_ns = endless_ns / 4;
    failing.make(options);
    for (std::uint32_t attempt = 1; attempt <= 3; ++attempt) {
        QTRY_COMPARE(failing.worker->status().attempt, attempt);
        QTRY_COMPARE(failing.state(), SourceState::Waiting);
        const DurationNs wait_ns = failing.worker->status().next_try_in_ns;
        QVERIFY(wait_ns > 0 && wait_ns <= options.first_backoff_ns << (attempt - 1));
        QVERIFY(failing.worker->status().last_error.message == "lost");
        failing.worker->retry();
    }
    // Being heard counts, having connected would not: the next failure is a first one.
    QTRY_COMPARE(failing.worker->status().attempt, 1U);
    QVERIFY(failing.worker->status().next_try_in_ns <= options.first_backoff_ns);
    failing.clock.advance(endless_ns);
    QCOMPARE(failing.worker->status().next_try_in_ns, DurationNs { 0 });
}

void TestConnectorWorker::aGapFollowsThePolicy_data()
{
    QTest::addColumn<GapPolicy>("policy");
    QTest::addColumn<bool>("runs");
    QTest::addColumn<bool>("snapshot");
    QTest::newRow("snapshot") << GapPolicy::Snapshot << true << true;
    QTest::newRow("skip ahead") << GapPolicy::SkipAhead << true << false;
    QTest::newRow("stop") << GapPolicy::Stop << false << false;
}

void TestConnectorWorker::aGapFollowsThePolicy()
{
    QFETCH(GapPolicy, policy);
    QFETCH(bool, runs);
    QFETCH(bool, snapshot);
    Bench bench;
    ConnectorWorkerOptions options = patientOptions();
    options.gap_policy = policy;
    bench.script.then([&](std::stop_token, EventSink &sink) {
        sink.push(oneRow());
        sink.checkpoint("p8");
        bench.clock.advance(ns_per_s);
        return RunEnd { RunEnd::Reason::Failed, { ErrorKind::Gap, "purged", {}, {} } };
    });
    bench.make(options, PositionStore::Entry { "p7", "server 1" });
    if (runs) {
        // At once: the endless back-off would show otherwise.
        QTRY_COMPARE(bench.script.runs(), std::size_t { 2 });
        QVERIFY(bench.script.starts()[1].position.empty());
        QCOMPARE(bench.script.starts()[1].snapshot, snapshot);
    } else {
        QTRY_COMPARE(bench.state(), SourceState::Failed);
        QCOMPARE(bench.worker->status().last_error.kind, ErrorKind::Gap);
        bench.worker->retry();
        QTRY_COMPARE(bench.script.runs(), std::size_t { 2 });
        QVERIFY(bench.script.starts()[1].position == "p8");
    }
    const auto gaps = bench.worker->status().gaps;
    QCOMPARE(gaps.size(), std::size_t { 1 });
    QVERIFY(gaps[0] == (Gap { 1'000 * ns_per_s, 1'001 * ns_per_s, "purged" }));
}

void TestConnectorWorker::aSecondGapBacksOff()
{
    Bench bench;
    bench.script.thenFail(ErrorKind::Gap);
    bench.script.thenFail(ErrorKind::Gap);
    bench.make(patientOptions(), PositionStore::Entry { "p7", "server 1" });
    QTRY_COMPARE(bench.state(), SourceState::Waiting);
    QCOMPARE(bench.script.runs(), std::size_t { 2 });
    QCOMPARE(bench.worker->status().attempt, 1U);
}

void TestConnectorWorker::otherErrorsFailUntilRetry_data()
{
    QTest::addColumn<int>("kind");
    for (const ErrorKind kind : { ErrorKind::Configuration, ErrorKind::Input, ErrorKind::Resource, ErrorKind::Unsupported,
                                  ErrorKind::Cancelled, ErrorKind::Internal })
        QTest::addRow("kind %d", static_cast<int>(kind)) << static_cast<int>(kind);
}

void TestConnectorWorker::otherErrorsFailUntilRetry()
{
    QFETCH(int, kind);
    Bench bench;
    bench.script.thenFail(static_cast<ErrorKind>(kind), "no privilege");
    bench.script.then(deliverAndStay());
    bench.make(quickOptions());
    QTRY_COMPARE(bench.state(), SourceState::Failed);
    auto status = bench.worker->status();
    QVERIFY(status.last_error == (Error { static_cast<ErrorKind>(kind), "no privilege", "here", "mend it" }));
    QCOMPARE(status.problems.size(), std::size_t { 1 });
    QVERIFY(status.problems[0] == (Problem { Problem::Severity::Serious, "no privilege", "here", "mend it" }));
    QCOMPARE(bench.script.runs(), std::size_t { 1 });
    bench.worker->retry();
    QTRY_COMPARE(bench.state(), SourceState::Streaming);
    QVERIFY(bench.worker->status().last_error.message.empty());
}

void TestConnectorWorker::aFailedIdentificationIsAnErrorToo()
{
    Bench bench;
    bench.script.identifyAs(Error { ErrorKind::Transient, "no route", {}, {} });
    bench.script.identifyAs(Error { ErrorKind::Configuration, "wrong password", {}, {} });
    bench.script.identifyAs(std::string("server 1"));
    bench.make(quickOptions());
    QTRY_COMPARE(bench.state(), SourceState::Failed);
    QVERIFY(bench.worker->status().last_error.message == "wrong password");
    QCOMPARE(bench.script.identifications(), 2);
    QCOMPARE(bench.script.runs(), std::size_t { 0 });
    bench.worker->retry();
    QTRY_COMPARE(bench.script.runs(), std::size_t { 1 });
}

void TestConnectorWorker::anExceptionIsAnInternalError()
{
    Bench bench;
    bench.script.then([](std::stop_token, EventSink &) -> RunEnd { throw std::runtime_error("driver went mad"); });
    bench.make(quickOptions());
    QTRY_COMPARE(bench.state(), SourceState::Failed);
    QCOMPARE(bench.worker->status().last_error.kind, ErrorKind::Internal);
    QVERIFY(bench.worker->status().last_error.message == "the connector failed: driver went mad");
}

void TestConnectorWorker::aFinishedSourceStartsFromTheBeginning()
{
    Bench bench;
    bench.script.then([](std::stop_token, EventSink &sink) {
        sink.push(oneRow());
        sink.checkpoint("end");
        return RunEnd { RunEnd::Reason::Finished, {} };
    });
    bench.make(quickOptions());
    QTRY_COMPARE(bench.state(), SourceState::Finished);
    bench.worker->retry();
    QTRY_COMPARE(bench.script.runs(), std::size_t { 2 });
    QVERIFY(bench.script.starts()[1].position.empty());
    QVERIFY(bench.script.starts()[1].snapshot);
    QVERIFY(bench.worker->status().gaps.empty());
}

void TestConnectorWorker::withoutPositionsALossIsAGap()
{
    Bench bench;
    ConnectorWorkerOptions options = quickOptions();
    options.info.resume = false;
    options.info.snapshot = false;
    bench.script.thenFail(ErrorKind::Transient);
    bench.script.then(deliverThenFail(ErrorKind::Transient, "ignored"));
    bench.script.thenFail(ErrorKind::Transient);
    bench.script.then(deliverAndStay());
    bench.make(options, PositionStore::Entry { "p7", "server 1" });
    QTRY_COMPARE(bench.sink.rows(), std::size_t { 2 });
    for (const RunStart &start : bench.script.starts())
        QVERIFY(start.position.empty());
    QCOMPARE(bench.script.identifications(), 0);
    // One loss: a try that brought nothing loses nothing more.
    QCOMPARE(bench.worker->status().gaps.size(), std::size_t { 1 });
    QVERIFY(bench.worker->status().gaps[0].reason
            == "the connection was lost and the source has no position to resume from");
}

/// The next one brings the same content.
void TestConnectorWorker::aSnapshotThatBrokeIsNoGap()
{
    Bench bench;
    bench.script.then(deliverThenFail(ErrorKind::Transient, ""));
    bench.script.then(deliverAndStay());
    bench.make(quickOptions());
    QTRY_COMPARE(bench.sink.rows(), std::size_t { 2 });
    QVERIFY(bench.script.starts()[1].snapshot);
    QVERIFY(bench.worker->status().gaps.empty());
}

void TestConnectorWorker::retryEndsAWait()
{
    Bench bench;
    bench.script.thenFail(ErrorKind::Transient);
    bench.script.then(deliverAndStay());
    bench.make(patientOptions());
    QTRY_COMPARE(bench.state(), SourceState::Waiting);
    bench.worker->retry();
    QTRY_COMPARE(bench.state(), SourceState::Streaming);
}

void TestConnectorWorker::retryDoesNothingToARunningSource()
{
    Bench bench;
    std::latch fail(1);
    bench.script.then([&](std::stop_token, EventSink &sink) {
        sink.alive();
        fail.wait();
        return RunEnd { RunEnd::Reason::Failed, { ErrorKind::Transient, "lost", {}, {} } };
    });
    bench.make(patientOptions());
    QTRY_COMPARE(bench.state(), SourceState::Streaming);
    bench.worker->retry();
    QCOMPARE(bench.state(), SourceState::Streaming);
    fail.count_down();
    // It was not kept for the wait that follows.
    QTRY_COMPARE(bench.state(), SourceState::Waiting);
    QCOMPARE(bench.script.runs(), std::size_t { 1 });
}

void TestConnectorWorker::aClockJumpDoesNotHangAWait()
{
    Bench bench;
    bench.script.then([&](std::stop_token, EventSink &) {
        bench.clock.set(-1'000'000 * ns_per_s);
        return RunEnd { RunEnd::Reason::Failed, { ErrorKind::Transient, "lost", {}, {} } };
    });
    bench.script.then(deliverAndStay());
    bench.clock.set(1'000'000 * ns_per_s);
    bench.make(quickOptions());
    QTRY_COMPARE(bench.state(), SourceState::Streaming);
}

void TestConnectorWorker::stopsDuringAWait()
{
    Bench bench;
    bench.script.thenFail(ErrorKind::Transient);
    bench.make(patientOptions());
    QTRY_COMPARE(bench.state(), SourceState::Waiting);
    bench.worker->stop();
    QCOMPARE(bench.state(), SourceState::Stopped);
    QCOMPARE(bench.script.runs(), std::size_t { 1 });
}

void TestConnectorWorker::stopsDuringARun()
{
    Bench bench;
    bench.script.then(deliverAndStay());
    bench.make(quickOptions());
    QTRY_COMPARE(bench.state(), SourceState::Streaming);
    bench.worker->stop();
    QCOMPARE(bench.state(), SourceState::Stopped);
    bench.worker->stop();
    QVERIFY(bench.worker->status().problems.empty());
}

void TestConnectorWorker::stopsDuringABlockedPush()
{
    Bench bench;
    std::atomic<int> accepted = 0;
    std::atomic<int> refused = 0;
    bench.script.then([&](std::stop_token, EventSink &sink) {
        while (sink.push(oneRow()))
            ++accepted;
        ++refused;
        return RunEnd { RunEnd::Reason::Stopped, {} };
    });
    bench.sink.setBlocked(true);
    bench.make(quickOptions());
    QTRY_COMPARE(bench.sink.pushes(), 1);
    std::jthread stopper([&] { bench.worker->stop(); });
    // The push under way is not lost, the next one is refused.
    bench.sink.setBlocked(false);
    stopper.join();
    QCOMPARE(refused.load(), 1);
    QCOMPARE(bench.sink.rows(), static_cast<std::size_t>(accepted.load()));
    QVERIFY(accepted.load() >= 1);
    QCOMPARE(bench.state(), SourceState::Stopped);
}

void TestConnectorWorker::aRefusedPushRestsAsStopped()
{
    Bench bench;
    bench.sink.setAccepting(false);
    bench.script.then([](std::stop_token, EventSink &sink) {
        return sink.push(oneRow()) ? RunEnd { RunEnd::Reason::Finished, {} } : RunEnd { RunEnd::Reason::Stopped, {} };
    });
    bench.make(quickOptions());
    QTRY_COMPARE(bench.state(), SourceState::Stopped);
    bench.worker->retry();
    QTRY_COMPARE(bench.script.runs(), std::size_t { 2 });
}

void TestConnectorWorker::keepsFinalStatesWhenStopped()
{
    Bench finished;
    finished.script.then([](std::stop_token, EventSink &) { return RunEnd { RunEnd::Reason::Finished, {} }; });
    finished.make(quickOptions());
    QTRY_COMPARE(finished.state(), SourceState::Finished);
    finished.worker->stop();
    QCOMPARE(finished.state(), SourceState::Finished);

    Bench failed;
    failed.script.thenFail(ErrorKind::Configuration);
    failed.make(quickOptions());
    QTRY_COMPARE(failed.state(), SourceState::Failed);
    failed.worker->stop();
    QCOMPARE(failed.state(), SourceState::Failed);
}

void TestConnectorWorker::stopsFromManyThreads()
{
    Bench bench;
    bench.script.then(deliverAndStay());
    bench.make(quickOptions());
    QTRY_COMPARE(bench.state(), SourceState::Streaming);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                bench.worker->retry();
                bench.worker->stop();
            });
        }
    }
    QCOMPARE(bench.state(), SourceState::Stopped);
}

void TestConnectorWorker::passesCountsOnAndKeepsProblems()
{
    Bench bench;
    bench.script.then([](std::stop_token stop, EventSink &sink) {
        sink.countLate(1);
        sink.countDuplicates(2);
        sink.countDropped(3);
        sink.advanceTime(4);
        sink.gap(5, 6, "cut");
        sink.report({ Problem::Severity::Notice, "odd charset", "column a", "name it" });
        sink.progress("reading", 1, 2);
        sink.checkpoint("p1");
        sink.push(oneRow());
        return Script::untilStopped(std::move(stop));
    });
    ConnectorWorkerOptions options = quickOptions();
    options.snapshot = false;
    bench.make(options);
    QTRY_COMPARE(bench.sink.rows(), std::size_t { 1 });
    const std::vector<std::string> expected {
        "late 1", "duplicates 2", "dropped 3", "time 4", "gap 5 6 cut", "checkpoint p1"
    };
    QVERIFY(bench.sink.notes() == expected);
    const auto status = bench.worker->status();
    QVERIFY(status.problems
            == std::vector<Problem>({ { Problem::Severity::Notice, "odd charset", "column a", "name it" } }));
    QVERIFY(status.gaps == std::vector<Gap>({ { 5, 6, "cut" } }));
    QVERIFY(status.progress_what == "reading");
    // Progress of something else than a snapshot.
    QCOMPARE(status.state, SourceState::Streaming);
}

void TestConnectorWorker::gapsAreBounded()
{
    Bench bench;
    bench.script.then([](std::stop_token stop, EventSink &sink) {
        for (TimeNs i = 0; i < 1'500; ++i)
            sink.gap(i, i + 1, "cut");
        sink.push(oneRow());
        return Script::untilStopped(std::move(stop));
    });
    bench.make(quickOptions());
    QTRY_COMPARE(bench.sink.rows(), std::size_t { 1 });
    const auto gaps = bench.worker->status().gaps;
    QCOMPARE(gaps.size(), std::size_t { 1'000 });
    QCOMPARE(gaps.front().from_ns, TimeNs { 500 });
    QCOMPARE(gaps.back().from_ns, TimeNs { 1'499 });
}

QTEST_GUILESS_MAIN(TestConnectorWorker)
#include "tst_connectorworker.moc"
