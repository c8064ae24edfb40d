// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/engine.h"
#include "tests/engine/data/batchtext.h"
#include "tests/engine/run/scriptedconnector.h"

#include <QTest>

#include <deque>
#include <map>
#include <random>
#include <thread>

using namespace streamgauge;
using namespace streamgauge::test;

namespace {

/// Waits for a snapshot that answers the query and, when given, satisfies `wanted`.
template <typename T> std::optional<T> answerOf(View &view, QueryId id, const std::function<bool(const T &)> &wanted = {})
{
    for (int tries = 0; tries < 20'000; ++tries) {
        const SnapshotPtr snapshot = view.take();
        if (!snapshot) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            continue;
        }
        const auto found = snapshot->answers.find(id);
        if (found == snapshot->answers.end())
            continue;
        const T &answer = std::get<T>(found->second);
        if (!wanted || wanted(answer))
            return answer;
    }
    return std::nullopt;
}

/// Whether none of the next snapshots answers the query.
bool staysSilent(View &view, QueryId id, int snapshots = 3)
{
    while (snapshots > 0) {
        const SnapshotPtr snapshot = view.take();
        if (!snapshot) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            continue;
        }
        if (snapshot->answers.contains(id))
            return false;
        --snapshots;
    }
    return true;
}

std::map<std::string, std::string> rowsOf(const Engine &engine, const std::string &stream)
{
    std::map<std::string, std::string> rows;
    engine.forEachRow(stream, [&](const RowRef &row) {
        rows[std::string(row.batch->key(row.row))] = cellsText(*row.batch, row.row);
        return true;
    });
    return rows;
}

void apply(std::map<std::string, std::string> &rows, const TableDelta &delta)
{
    if (delta.reset)
        rows.clear();
    for (const std::string &key : delta.removed)
        rows.erase(key);
    for (const RowRef &row : delta.changed) {
        QVERIFY(row.batch->schemaPtr() == delta.schema);
        rows[std::string(row.batch->key(row.row))] = cellsText(*row.batch, row.row);
    }
}

/// An engine with one source that pushes what the test hands it.
struct Desk {
    explicit Desk(std::uint32_t workers = 2, TimeBasis basis = TimeBasis::Event)
        : engine(options(workers), clock)
    {
        engine.start();
        added = add(basis);
    }
    bool add(TimeBasis basis = TimeBasis::Event)
    {
        auto connector =
            std::make_unique<ScriptedConnector>([this](const std::stop_token &stop, const RunStart &, EventSink &sink) {
                std::unique_lock lock(mutex);
                while (changed.wait(lock, stop, [this] { return !todo.empty(); })) {
                    const auto next = std::move(todo.front());
                    todo.pop_front();
                    lock.unlock();
                    next(sink);
                    lock.lock();
                }
            });
        return engine.addSource(spec("db", basis), std::move(connector)).ok();
    }
    static EngineOptions options(std::uint32_t workers)
    {
        EngineOptions options;
        options.workers = workers;
        return options;
    }
    void run(std::function<void(EventSink &)> what)
    {
        {
            const std::scoped_lock lock(mutex);
            todo.push_back(std::move(what));
        }
        changed.notify_all();
    }
    void push(BatchPtr batch)
    {
        run([batch = std::move(batch)](EventSink &sink) { sink.push(batch); });
    }

    SystemClock clock;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::deque<std::function<void(EventSink &)>> todo;
    bool added = false;
    Engine engine;
};

} // namespace

class ViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tableDeltasAddUp();
    void tableAnswersOnlyNews();
    void tableHonoursMostRows();
    void tableComesInPieces();
    void tableStartsAnewWithTheSchema();
    void tellsThatAStreamIsGone();
    void changedQueryGetsNoOldAnswer();
    void seriesAnswers();
    void seriesFollowsWallClock();
    void seriesShowsGaps();
    void eventsInOrderWithSkipped();
    void eventsOfOneKey();
    void keysSortedAndLimited();
    void snapshotsComeOneByOne();
    void outlivesTheEnginesStop();
    void measuresToTheScreen();
};

void ViewTest::tableDeltasAddUp()
{
    Desk desk(3);
    const auto view = desk.engine.openView();
    view->setRate(500);
    const QueryId id = view->add(TableQuery { "s", 100'000 });
    const SchemaPtr schema = schemaFrom("s", "id:int*, name:string, n:int");
    std::mt19937 random(3);
    std::map<std::string, std::string> rows;
    const auto takeOne = [&] {
        const SnapshotPtr snapshot = view->take();
        if (snapshot && snapshot->answers.contains(id))
            apply(rows, std::get<TableDelta>(snapshot->answers.at(id)));
    };
    for (int i = 0; i < 300; ++i) {
        BatchBuilder builder(schema, true);
        for (unsigned left = 1 + random() % 300; left > 0; --left) {
            const std::string key = std::to_string(random() % 2'000);
            const unsigned choice = random() % 3'000;
            if (choice == 0)
                appendRow(builder, "reset@1");
            else if (choice < 500)
                appendRow(builder, "deleted@1 - < " + key);
            else if (choice < 700)
                appendRow(builder, "updated@1 " + std::to_string(random() % 2'000) + " | - | 1 < " + key);
            else
                appendRow(builder,
                          "updated@1 " + key + " | n" + std::to_string(random() % 5'000) + " | " + std::to_string(random()));
        }
        desk.push(builder.finish());
        takeOne();
    }
    QTRY_VERIFY([&] {
        const std::scoped_lock lock(desk.mutex);
        return desk.todo.empty();
    }());
    QTRY_VERIFY(desk.engine.idleFor(0));
    const std::map<std::string, std::string> expected = rowsOf(desk.engine, "s");
    QVERIFY(expected.size() > 100);
    QTRY_VERIFY((takeOne(), rows == expected));
}

void ViewTest::tableAnswersOnlyNews()
{
    Desk desk;
    const auto view = desk.engine.openView();
    const QueryId id = view->add(TableQuery { "s", 10 });
    QVERIFY(staysSilent(*view, id));
    const SchemaPtr schema = schemaFrom("s", "id:int*, n:int");
    desk.push(batchFrom(schema, { "created@1 1 | 1", "created@1 2 | 2" }));
    const auto first = answerOf<TableDelta>(*view, id, [](const TableDelta &delta) { return delta.total_rows == 2; });
    QVERIFY(first && first->schema->stream == "s");
    QVERIFY(staysSilent(*view, id));
    desk.push(batchFrom(schema, { "updated@2 1 | 5", "deleted@2 2 | -" }));
    std::map<std::string, std::string> rows { { "1", "1|1" }, { "2", "2|2" } };
    const auto second = answerOf<TableDelta>(*view, id, [&](const TableDelta &delta) {
        apply(rows, delta);
        return delta.total_rows == 1;
    });
    QVERIFY(second && !second->reset);
    QCOMPARE(rows, (std::map<std::string, std::string> { { "1", "1|5" } }));
}

void ViewTest::tableHonoursMostRows()
{
    Desk desk;
    const SchemaPtr schema = schemaFrom("s", "id:int*");
    BatchBuilder builder(schema);
    for (int i = 0; i < 1'000; ++i)
        appendRow(builder, "created@1 " + std::to_string(i));
    desk.push(builder.finish());
    QTRY_VERIFY(!desk.engine.status()->streams.empty() && desk.engine.status()->streams[0].keys == 1'000);
    const auto view = desk.engine.openView();
    const auto delta = answerOf<TableDelta>(*view, view->add(TableQuery { "s", 70 }));
    QVERIFY(delta && delta->reset);
    QCOMPARE(delta->changed.size(), std::size_t(70));
    QCOMPARE(delta->total_rows, 1'000U);
}

void ViewTest::tableComesInPieces()
{
    constexpr std::size_t most = 8'192;
    Desk desk(2);
    const SchemaPtr schema = schemaFrom("s", "id:int*, n:int");
    BatchBuilder builder(schema);
    for (int i = 0; i < 30'000; ++i)
        appendRow(builder, "created@1 " + std::to_string(i) + " | 1");
    desk.push(builder.finish());
    QTRY_VERIFY(!desk.engine.status()->streams.empty() && desk.engine.status()->streams[0].keys == 30'000);
    const auto view = desk.engine.openView();
    view->setRate(1'000);
    const QueryId id = view->add(TableQuery { "s", 20'000 });
    std::vector<std::size_t> pieces;
    std::map<std::string, std::string> rows;
    const auto collect = [&](const TableDelta &delta) {
        if (delta.reset != pieces.empty())
            return true;
        pieces.push_back(delta.changed.size());
        apply(rows, delta);
        return rows.size() == 20'000;
    };
    QVERIFY(answerOf<TableDelta>(*view, id, collect));
    QCOMPARE(rows.size(), std::size_t(20'000));
    QCOMPARE(pieces, (std::vector<std::size_t> { most, most, 20'000 - 2 * most }));

    // So do changes, and what changes meanwhile comes behind them.
    pieces.assign(1, 0);
    BatchBuilder changes(schema);
    for (int i = 0; i < 10'000; ++i)
        appendRow(changes, "updated@2 " + std::to_string(i) + " | 2");
    desk.push(changes.finish());
    const auto follow = [&](const TableDelta &delta) {
        pieces.push_back(delta.changed.size());
        apply(rows, delta);
        return std::ranges::count_if(rows, [](const auto &row) { return row.second.ends_with("|2"); }) == 10'000;
    };
    QVERIFY(answerOf<TableDelta>(*view, id, follow));
    QVERIFY(std::ranges::max(pieces) <= most);
}

void ViewTest::tableStartsAnewWithTheSchema()
{
    Desk desk;
    const auto view = desk.engine.openView();
    const QueryId id = view->add(TableQuery { "s", 10 });
    desk.push(batchFrom(schemaFrom("s", "id:int*, n:int"), { "created@1 1 | 1", "created@1 2 | 2" }));
    QVERIFY(answerOf<TableDelta>(*view, id, [](const TableDelta &delta) { return delta.total_rows == 2; }));
    desk.push(batchFrom(schemaFrom("s", "id:int*, more:string, n:int", 2), { "updated@2 1 | x | -" }));
    std::map<std::string, std::string> rows;
    bool reset = false;
    const auto done = answerOf<TableDelta>(*view, id, [&](const TableDelta &delta) {
        apply(rows, delta);
        reset |= delta.reset;
        return rows["1"] == "1|x|1";
    });
    QVERIFY(done && reset);
    QCOMPARE(rows["2"], std::string("2|-|2"));
    QCOMPARE(done->schema->generation, 2U);
}

void ViewTest::tellsThatAStreamIsGone()
{
    Desk desk;
    const auto table_view = desk.engine.openView();
    const QueryId table = table_view->add(TableQuery { "s", 10 });
    const auto event_view = desk.engine.openView();
    const QueryId events = event_view->add(EventQuery { "s", "", 10 });
    const auto holds = [](std::uint64_t rows) {
        return [rows](const TableDelta &delta) { return delta.total_rows == rows; };
    };
    desk.push(batchFrom(schemaFrom("s", "id:int*"), { "created@1 1", "created@2 2", "created@3 3" }));
    QVERIFY(answerOf<TableDelta>(*table_view, table, holds(3)));
    QVERIFY(answerOf<EventDelta>(*event_view, events));

    desk.engine.removeSource("db");
    desk.engine.forgetStreams({});
    const auto gone = answerOf<TableDelta>(*table_view, table);
    QVERIFY(gone && gone->reset && !gone->schema && gone->changed.empty() && gone->total_rows == 0);
    QVERIFY(staysSilent(*table_view, table));

    QVERIFY(desk.add());
    desk.push(batchFrom(schemaFrom("s", "id:int*"), { "created@4 4", "created@5 5" }));
    const auto back = answerOf<TableDelta>(*table_view, table, holds(2));
    QVERIFY(back && back->schema);
    const auto news = answerOf<EventDelta>(*event_view, events);
    QVERIFY(news && news->events.size() == 2);
    QCOMPARE(news->skipped, 0U);
}

void ViewTest::changedQueryGetsNoOldAnswer()
{
    Desk desk;
    for (const char *stream : { "a", "b" })
        desk.push(batchFrom(schemaFrom(stream, "id:int*"), { "created@1 1" }));
    QTRY_COMPARE(desk.engine.status()->streams.size(), std::size_t(2));
    QTRY_VERIFY(desk.engine.idleFor(0));
    const auto view = desk.engine.openView();
    const QueryId id = view->add(TableQuery { "a", 10 });
    for (int i = 0; i < 50; ++i) {
        const std::string stream = i % 2 == 0 ? "b" : "a";
        view->change(id, TableQuery { stream, 10 });
        const auto delta = answerOf<TableDelta>(*view, id);
        QVERIFY(delta && delta->reset);
        QCOMPARE(delta->schema->stream, stream);
    }
    view->remove(id);
    desk.push(batchFrom(schemaFrom("a", "id:int*"), { "created@1 2" }));
    QVERIFY(staysSilent(*view, id));
}

void ViewTest::seriesAnswers()
{
    Desk desk;
    const auto view = desk.engine.openView();
    SeriesQuery query { { "s", "k", "n" }, 0, 2'000, 0, 50 };
    const QueryId id = view->add(query);
    const auto none = answerOf<SeriesSlice>(*view, id);
    QVERIFY(none && !none->has_latest && none->cells.empty());
    QVERIFY(staysSilent(*view, id));
    BatchBuilder builder(schemaFrom("s", "id:string*, n:int"));
    for (int i = 0; i < 1'000; ++i)
        appendRow(builder, "created@" + std::to_string(i) + " k | " + std::to_string(i));
    desk.push(builder.finish());
    const auto slice = answerOf<SeriesSlice>(*view, id, [](const SeriesSlice &read) { return read.held_samples == 1'000; });
    QVERIFY(slice);
    QCOMPARE(slice->latest, 999.0);
    QCOMPARE(slice->latest_arrival_ns, TimeNs(1'999));
    QCOMPARE(slice->oldest_ns, TimeNs(0));
    std::uint64_t count = 0;
    for (const SeriesCell &cell : slice->cells) {
        QCOMPARE(cell.max - cell.min + 1, static_cast<double>(cell.count));
        count += cell.count;
    }
    QCOMPARE(count, 1'000U);
    QVERIFY(slice->cells.size() <= 50 && slice->cells.size() >= 20);
    QVERIFY(staysSilent(*view, id));
    query.from_ns = 990;
    view->change(id, query);
    QCOMPARE(answerOf<SeriesSlice>(*view, id)->cells.size(), std::size_t(10));
    query.follow_span_ns = 100;
    view->change(id, query);
    const auto followed = answerOf<SeriesSlice>(*view, id);
    QVERIFY(followed->to_ns > 999 && followed->to_ns <= 1'010 && followed->from_ns <= 899);
    desk.run([](EventSink &sink) { sink.advanceTime(5'000); });
    QVERIFY(
        answerOf<SeriesSlice>(*view, id, [](const SeriesSlice &read) { return read.to_ns > 5'000 && read.cells.empty(); }));
}

void ViewTest::seriesFollowsWallClock()
{
    Desk desk(1, TimeBasis::Arrival);
    const auto view = desk.engine.openView();
    const TimeNs now_ns = desk.clock.now();
    desk.push(batchFrom(schemaFrom("s", "id:string*, n:int"), { "created@" + std::to_string(now_ns) + " k | 7" }));
    const QueryId id = view->add(SeriesQuery { { "s", "k", "n" }, 0, 0, ns_per_s, 100 });
    const auto first = answerOf<SeriesSlice>(*view, id, [](const SeriesSlice &read) { return read.has_latest; });
    QVERIFY(first);
    const auto later = answerOf<SeriesSlice>(
        *view, id, [&](const SeriesSlice &read) { return read.to_ns > first->to_ns + 50 * ns_per_ms; });
    QVERIFY(later && later->latest == 7.0);
    QCOMPARE(later->to_ns - later->from_ns, first->to_ns - first->from_ns);
}

void ViewTest::seriesShowsGaps()
{
    Desk desk;
    const auto view = desk.engine.openView();
    const SchemaPtr schema = schemaFrom("s", "id:string*, n:int");
    desk.push(batchFrom(schema, { "created@1 k | 1" }));
    desk.run([](EventSink &sink) { sink.gap(2, 9, "history lost"); });
    desk.push(batchFrom(schema, { "created@10 k | 2", "created@11 k | 3" }));
    const QueryId id = view->add(SeriesQuery { { "s", "k", "n" }, 0, 100, 0, 50 });
    const auto slice = answerOf<SeriesSlice>(*view, id, [](const SeriesSlice &read) { return read.cells.size() == 3; });
    QVERIFY(slice);
    QVERIFY(!slice->cells[0].after_gap && slice->cells[1].after_gap && !slice->cells[2].after_gap);
}

void ViewTest::eventsInOrderWithSkipped()
{
    Desk desk;
    const auto view = desk.engine.openView();
    const QueryId id = view->add(EventQuery { "s", "", 10 });
    const QueryId all = view->add(EventQuery { "", "", 100'000 });
    BatchBuilder builder(schemaFrom("s", "id:int*"));
    for (int i = 0; i < 1'000; ++i)
        appendRow(builder, "created@" + std::to_string(i) + " 1");
    desk.push(builder.finish());
    desk.push(batchFrom(schemaFrom("t", "id:int*"), { "snapshot begins@1", "snapshot@1 1", "snapshot ends@1" }));
    std::uint64_t shown = 0;
    std::uint64_t skipped = 0;
    std::uint64_t in_all = 0;
    TimeNs last_ns = -1;
    while (shown + skipped < 1'000 || in_all < 1'001) {
        const SnapshotPtr snapshot = view->take();
        if (!snapshot) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            continue;
        }
        if (snapshot->answers.contains(all))
            in_all += std::get<EventDelta>(snapshot->answers.at(all)).events.size();
        if (!snapshot->answers.contains(id))
            continue;
        const auto &delta = std::get<EventDelta>(snapshot->answers.at(id));
        for (const RowRef &row : delta.events) {
            QVERIFY(row.batch->eventTime(row.row) > last_ns);
            last_ns = row.batch->eventTime(row.row);
        }
        shown += delta.events.size();
        skipped += delta.skipped;
    }
    QCOMPARE(shown + skipped, 1'000U);
    QCOMPARE(in_all, 1'001U);
    QCOMPARE(shown, 10U);
    QCOMPARE(last_ns, TimeNs(999));
}

void ViewTest::eventsOfOneKey()
{
    Desk desk;
    BatchBuilder builder(schemaFrom("s", "id:int*"));
    for (int i = 0; i < 1'000; ++i)
        appendRow(builder, "created@" + std::to_string(i) + " " + std::to_string(i % 10));
    desk.push(builder.finish());
    const auto view = desk.engine.openView();
    const auto delta = answerOf<EventDelta>(*view, view->add(EventQuery { "s", "3", 20 }));
    QVERIFY(delta);
    QCOMPARE(delta->events.size(), std::size_t(20));
    QCOMPARE(delta->skipped, 80U);
    QCOMPARE(delta->events.back().batch->eventTime(delta->events.back().row), TimeNs(993));
}

void ViewTest::keysSortedAndLimited()
{
    Desk desk(3);
    const auto view = desk.engine.openView();
    const QueryId id = view->add(KeysQuery { "s", 3 });
    const SchemaPtr schema = schemaFrom("s", "id:string*, n:int");
    desk.push(batchFrom(schema,
                        { "created@1 d | 1", "created@1 b | 1", "created@1 e | 1", "created@1 c | 1", "created@1 x | -" }));
    const auto keys = answerOf<KeysAnswer>(*view, id, [](const KeysAnswer &answer) { return answer.total == 4; });
    QVERIFY(keys);
    QCOMPARE(keys->keys, (std::vector<std::string> { "b", "c", "d" }));
    // The worker of x may take its row after the four are there.
    QTRY_VERIFY(desk.engine.idleFor(0));
    QTRY_VERIFY(staysSilent(*view, id));
    desk.push(batchFrom(schema, { "updated@2 d | 2" }));
    QVERIFY(staysSilent(*view, id));
    desk.push(batchFrom(schema, { "updated@2 a | 2" }));
    QCOMPARE(answerOf<KeysAnswer>(*view, id)->keys.front(), std::string("a"));
}

void ViewTest::snapshotsComeOneByOne()
{
    Desk desk;
    const auto view = desk.engine.openView();
    view->setRate(1'000);
    view->add(EventQuery { "", "", 10 });
    std::uint64_t last = 0;
    for (int taken = 0; taken < 20;) {
        desk.push(batchFrom(schemaFrom("s", "id:int*"), { "created@1 1" }));
        const SnapshotPtr snapshot = view->take();
        if (!snapshot) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            continue;
        }
        QCOMPARE(snapshot->sequence, last + 1);
        QCOMPARE(snapshot->workers, 2U);
        QVERIFY(snapshot->alerts && snapshot->sources.size() == 1);
        last = snapshot->sequence;
        ++taken;
    }
}

void ViewTest::outlivesTheEnginesStop()
{
    Desk desk;
    const auto view = desk.engine.openView();
    desk.push(batchFrom(schemaFrom("s", "id:int*"), { "created@1 1" }));
    QTRY_VERIFY(!desk.engine.status()->streams.empty());
    desk.engine.stop();
    const auto delta = answerOf<TableDelta>(*view, view->add(TableQuery { "s", 10 }));
    QVERIFY(delta && delta->changed.size() == 1);
}

void ViewTest::measuresToTheScreen()
{
    Desk desk(1);
    const auto view = desk.engine.openView();
    const QueryId id = view->add(TableQuery { "s", 100 });
    const TimeNs now_ns = desk.clock.now();
    const auto push = [&] {
        BatchBuilder builder(schemaFrom("s", "id:int*"));
        for (const int age_ms : { 40, 70, 50 }) {
            builder.setTimes(now_ns, now_ns, now_ns - age_ms * ns_per_ms);
            builder.after(0).appendInt(age_ms);
            builder.endRow(Op::Created);
        }
        desk.push(builder.finish());
    };
    push();
    SnapshotPtr shown;
    const auto takeRows = [&] {
        const SnapshotPtr next = shown ? nullptr : view->take();
        if (!next || !next->answers.contains(id) || std::get<TableDelta>(next->answers.at(id)).changed.empty())
            return shown != nullptr;
        // Rows that come while a snapshot is built may be in it while their times count for the next.
        if (next->oldest_commit_ns != no_time)
            shown = next;
        else
            push();
        return shown != nullptr;
    };
    QTRY_VERIFY(takeRows());
    QCOMPARE(shown->oldest_commit_ns, now_ns - 70 * ns_per_ms);
    QCOMPARE(desk.engine.status()->commit_to_screen.count, 0U);
    view->painted(*shown);
    const LatencyStatus latency = desk.engine.status()->commit_to_screen;
    QCOMPARE(latency.count, 1U);
    QVERIFY(latency.max_us >= 70'000);
    QVERIFY(latency.p50_us <= latency.p95_us && latency.p95_us <= latency.p99_us);
    SnapshotPtr later;
    const auto takeAny = [&] { return later || (later = view->take()); };
    QTRY_VERIFY(takeAny());
    QCOMPARE(later->oldest_commit_ns, no_time);
    view->painted(*later);
    QCOMPARE(desk.engine.status()->commit_to_screen.count, 1U);
}

QTEST_GUILESS_MAIN(ViewTest)
#include "tst_view.moc"
