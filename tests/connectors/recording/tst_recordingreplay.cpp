// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/recording/recordingconnector.h"
#include "connectors/recording/recordingconnectorfactory.h"
#include "engine/backtest/shardplayer.h"
#include "engine/data/batchbuilder.h"
#include "engine/record/recorder.h"
#include "engine/record/recordingreader.h"
#include "engine/run/engine.h"
#include "engine/source/quietsink.h"
#include "tests/engine/source/scriptedconnector.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

using namespace streamgauge;

namespace {

/// What became of each rule's alerts, key by key. Not the value shown with it: that is the last of a batch, and batches
/// are cut differently for several workers than for one.
using Story = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

void tell(Story &story, const Alert &alert)
{
    std::string line = std::string(name(alert.state)) + " " + std::string(name(alert.severity)) + " active "
        + std::to_string(alert.active_at_ns) + " fired " + std::to_string(alert.fired_at_ns) + " resolved "
        + std::to_string(alert.resolved_at_ns) + " " + alert.reason;
    story[{ alert.rule, alert.key }].push_back(std::move(line));
}

class StoryOutput final : public AlertOutput
{
public:
    void changed(const Alert &alert, AlertState) override { tell(story, alert); }
    std::uint64_t nextEpisode() override { return ++episodes_; }
    Story story;

private:
    std::uint64_t episodes_ = 0;
};

const std::vector<std::string> rule_texts {
    "High: from a when event.value > 70 severity critical",
    "Slow: from a when event.value > 55 clear event.value < 45 for 300ms keep_firing 200ms",
    "Silent: from b when event.value > 90 no_data alert after 400ms for 100ms",
    "Low: from b when event.value < 20 keep_firing 150ms no_data ok after 1s",
    "Mean: from a let mean = avg(event.value) over 300ms when mean > 60.0 clear mean < 50.0",
    "Many: from a let many = count() over 200ms when many > 3 for 50ms",
    "Late: from b key id when event.value > 80 for 50ms time event disorder 40ms",
    "Quiet: absence of b by id for 300ms",
    "Drop: pattern every x: a[x.value > 60.0] -> y: a[y.value < 30.0] within 300ms",
    "Leveled: from a when event.value > 60 level critical when event.value > 90 clear event.value < 75",
    "Both: from a as one, b as two key id within 200ms when one.value > 60.0 && two.value > 60.0",
    "LateBoth: from a as one, b as two key id within 200ms when one.value > 60.0 && two.value > 60.0"
    " time event disorder 70ms",
    "LateDrop: pattern every x: a[x.value > 60.0] -> y: b[y.value < 30.0] within 300ms time event disorder 70ms",
    "LateNone: pattern every x: a[x.value > 80.0] -> not y: b[y.value < 60.0] within 100ms time event disorder 30ms",
};

std::vector<RuleSpec> rules(const std::vector<std::string> &texts)
{
    std::vector<RuleSpec> specs;
    for (const std::string &text : texts) {
        auto spec = parseRule(text);
        if (!spec)
            qFatal("%s", spec.error().text().c_str());
        specs.push_back(std::move(spec.value()));
    }
    return specs;
}

SchemaPtr schemaOf(const std::string &stream)
{
    Schema schema;
    schema.stream = stream;
    schema.columns = { { "id", ValueKind::String }, { "value", ValueKind::Double }, { "unused", ValueKind::String } };
    schema.key_columns = { 0 };
    return std::make_shared<const Schema>(std::move(schema));
}

/// Random events of one or two streams: deleted rows, rows that change their key, marks, times that step back, pauses in
/// which timers run.
class RandomScript
{
public:
    RandomScript(unsigned seed, VirtualClock &clock, const std::vector<std::string> &streams)
        : random_(seed)
        , clock_(clock)
    {
        for (const std::string &stream : streams)
            schemas_.push_back(schemaOf(stream));
    }

    RunEnd run(const std::stop_token &stop, EventSink &sink)
    {
        for (int batch = 0; batch < 150 && !stop.stop_requested(); ++batch) {
            if (!sink.push(make(batch)))
                return {};
            // Some pauses are long enough for `for`, keep_firing and no_data to end in them.
            const auto pause_ms = static_cast<DurationNs>(random_() % (random_() % 6 == 0 ? 900 : 40));
            for (DurationNs passed_ms = 0; passed_ms < pause_ms; passed_ms += 10) {
                clock_.advance(10 * ns_per_ms);
                if (random_() % 4 == 0)
                    std::this_thread::yield();
            }
        }
        return { RunEnd::Reason::Finished, {} };
    }

private:
    BatchPtr make(int number)
    {
        BatchBuilder builder(schemas_[random_() % schemas_.size()], number % 3 == 0);
        for (std::size_t row = 0, rows = 1 + random_() % 20; row < rows; ++row) {
            // Stamped before they were pushed, as a connector does that waits for a transaction's end.
            const TimeNs time_ns = clock_.now() - static_cast<TimeNs>(random_() % 60) * ns_per_ms;
            builder.setTimes(time_ns - static_cast<TimeNs>(random_() % 5'000'000), time_ns);
            if (random_() % 60 == 0) {
                builder.addMark(random_() % 2 == 0 ? Op::SnapshotBegin : Op::SnapshotEnd);
                continue;
            }
            const std::string key = "k" + std::to_string(random_() % 7);
            fill(builder, builder.after(0), builder.after(1), key);
            builder.after(2).appendText("x");
            if (builder.hasBefore()) {
                const bool moved = random_() % 4 == 0;
                fill(builder, builder.before(0), builder.before(1), moved ? "k" + std::to_string(random_() % 7) : key);
                builder.before(2).appendMissing(CellState::Absent);
            }
            builder.endRow(random_() % 12 == 0 ? Op::Deleted : Op::Updated);
        }
        builder.endTransaction();
        return builder.finish();
    }
    void fill(BatchBuilder &, ColumnData &id, ColumnData &value, const std::string &key)
    {
        id.appendText(key);
        if (random_() % 10 == 0)
            value.appendMissing(random_() % 2 == 0 ? CellState::Absent : CellState::Null);
        else
            value.appendDouble(static_cast<double>(random_() % 100));
    }

    std::mt19937_64 random_;
    VirtualClock &clock_;
    std::vector<SchemaPtr> schemas_;
};

struct Live {
    Story story;
    std::vector<Alert> told;
};

struct Source {
    ConnectorInfo info;
    std::unique_ptr<Connector> connector;
};

/// Runs the whole engine until the sources have ended and everything is judged.
Live runEngine(const std::vector<RuleSpec> &specs, std::vector<Source> sources, const Clock &clock,
               std::shared_ptr<Recorder> recorder)
{
    Live live;
    std::mutex mutex;
    EngineOptions options;
    options.workers = 3;
    options.queue_rows = 200;
    Engine engine(options, clock);
    engine.onAlert([&](const Alert &alert) {
        const std::scoped_lock lock(mutex);
        tell(live.story, alert);
        live.told.push_back(alert);
    });
    engine.setTap(std::move(recorder));
    for (const RuleSpec &spec : specs) {
        if (!engine.setRule(spec).ok())
            qFatal("no rule");
    }
    for (Source &source : sources) {
        const std::string name = "source " + std::to_string(&source - sources.data());
        if (!engine.addSource({ name, source.info }, std::move(source.connector)).ok())
            qFatal("no source");
    }
    engine.start();
    const auto finished = [](const SourceStatus &source) { return source.state == SourceState::Finished; };
    while (!std::ranges::all_of(engine.status()->sources, finished) || !engine.idleFor(0))
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    engine.stop();
    engine.setTap(nullptr);
    return live;
}

QByteArray difference(const Story &one, const Story &other)
{
    for (const auto &[what, lines] : one) {
        const auto found = other.find(what);
        const std::vector<std::string> none;
        const std::vector<std::string> &theirs = found == other.end() ? none : found->second;
        const std::size_t most = std::max(lines.size(), theirs.size());
        for (std::size_t line = 0; line < most; ++line) {
            const std::string mine = line < lines.size() ? lines[line] : "nothing";
            const std::string their = line < theirs.size() ? theirs[line] : "nothing";
            if (mine != their)
                return QByteArray::fromStdString(what.first + " of " + what.second + ", line " + std::to_string(line) + ": "
                                                 + mine + " / " + their);
        }
    }
    return one.size() == other.size() ? QByteArray() : QByteArray("another number of keys");
}

} // namespace

class TestRecordingReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { directory_ = std::make_unique<QTemporaryDir>(); }
    void sameAlertsLiveBacktestAndReplay_data();
    void sameAlertsLiveBacktestAndReplay();
    void sameAlertsOfTwoSources_data();
    void sameAlertsOfTwoSources();
    void replaysInOrderAtItsPace();
    void settings_data();
    void settings();
    void doctor();

private:
    void compare(const std::vector<RuleSpec> &specs, std::vector<Source> sources, const Clock &clock);
    [[nodiscard]] std::string path() const { return directory_->filePath(QStringLiteral("day.sgr")).toStdString(); }
    std::unique_ptr<QTemporaryDir> directory_;
};

void TestRecordingReplay::sameAlertsLiveBacktestAndReplay_data()
{
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<int>("basis");
    for (unsigned seed = 1; seed <= 12; ++seed) {
        QTest::addRow("by arrival, %u", seed) << seed << static_cast<int>(TimeBasis::Arrival);
        QTest::addRow("by event time, %u", seed) << seed << static_cast<int>(TimeBasis::Event);
    }
}

void TestRecordingReplay::sameAlertsLiveBacktestAndReplay()
{
    QFETCH(const unsigned, seed);
    QFETCH(const int, basis);
    const std::vector<RuleSpec> specs = rules(rule_texts);
    VirtualClock clock(1'700'000'000 * ns_per_s);
    ConnectorInfo info;
    info.kind = "scripted";
    info.time_basis = static_cast<TimeBasis>(basis);
    Script script;
    script.then([&](std::stop_token stop, EventSink &sink) {
        return RandomScript(seed, clock, { "a", "b" }).run(stop, sink);
    });
    std::vector<Source> sources;
    sources.push_back({ info, std::make_unique<ScriptedConnector>(script) });
    compare(specs, std::move(sources), clock);
}

void TestRecordingReplay::sameAlertsOfTwoSources_data()
{
    sameAlertsLiveBacktestAndReplay_data();
}

/// Live, the two share a clock; by event time each keeps its own, so that one is read far ahead of the other.
void TestRecordingReplay::sameAlertsOfTwoSources()
{
    QFETCH(const unsigned, seed);
    QFETCH(const int, basis);
    const std::vector<RuleSpec> specs = rules(rule_texts);
    VirtualClock clock(1'700'000'000 * ns_per_s);
    VirtualClock second(1'700'000'000 * ns_per_s);
    ConnectorInfo info;
    info.kind = "scripted";
    info.time_basis = static_cast<TimeBasis>(basis);
    Script first_script;
    first_script.then(
        [&](std::stop_token stop, EventSink &sink) { return RandomScript(seed, clock, { "a" }).run(stop, sink); });
    Script second_script;
    second_script.then([&](std::stop_token stop, EventSink &sink) {
        VirtualClock &its = info.time_basis == TimeBasis::Event ? second : clock;
        return RandomScript(seed + 100, its, { "b" }).run(stop, sink);
    });
    std::vector<Source> sources;
    sources.push_back({ info, std::make_unique<ScriptedConnector>(first_script) });
    sources.push_back({ info, std::make_unique<ScriptedConnector>(second_script) });
    compare(specs, std::move(sources), clock);
}

void TestRecordingReplay::compare(const std::vector<RuleSpec> &specs, std::vector<Source> sources, const Clock &clock)
{
    auto recorder = Recorder::start({ path() }, clock);
    QVERIFY(recorder.ok());
    const Live live = runEngine(specs, std::move(sources), clock, *recorder);
    QVERIFY((*recorder)->finish().ok());
    QVERIFY(live.told.size() > 20);

    auto recording = Recording::open(path());
    QVERIFY(recording.ok());
    QCOMPARE((*recording)->alerts().value().size(), live.told.size());
    StoryOutput backtested;
    RuleShard shard;
    for (const RuleSpec &spec : specs)
        QVERIFY(shard.setRule(spec, 0, backtested).ok());
    ShardPlayer player(shard, backtested);
    RecordedBatches source(**recording);
    QVERIFY(source.play(specs, player, {}).ok());
    player.finish();
    const QByteArray in_backtest = difference(live.story, backtested.story);
    QVERIFY2(in_backtest.isEmpty(), in_backtest.constData());

    const RecordingConnectorFactory factory;
    auto connector = factory.create("again", { { "path", path() }, { "speed", "max" } }, clock);
    QVERIFY(connector.ok());
    std::vector<Source> again;
    again.push_back({ factory.info(), std::move(connector.value()) });
    const Live replayed = runEngine(specs, std::move(again), clock, nullptr);
    const QByteArray in_replay = difference(live.story, replayed.story);
    QVERIFY2(in_replay.isEmpty(), in_replay.constData());
}

void TestRecordingReplay::replaysInOrderAtItsPace()
{
    const SystemClock clock;
    auto recorder = Recorder::start({ path() }, clock);
    QVERIFY(recorder.ok());
    ConnectorInfo info;
    info.kind = "scripted";
    constexpr int batches = 20;
    for (int number = 0; number < batches; ++number) {
        const std::string stream = number % 2 == 0 ? "a" : "b";
        BatchBuilder builder(schemaOf(stream));
        builder.setTimes(number * 100 * ns_per_ms, number * 100 * ns_per_ms);
        builder.after(0).appendText("k");
        builder.after(1).appendDouble(number);
        builder.after(2).appendText("x");
        builder.endRow(Op::Created);
        (*recorder)->taken(stream, info, builder.finish());
    }
    QVERIFY((*recorder)->finish().ok());

    class Sink final : public QuietSink
    {
    public:
        bool push(BatchPtr batch) override
        {
            for (std::size_t row = 0; row < batch->rows(); ++row)
                values.push_back(batch->schema().stream + std::to_string(static_cast<int>(batch->after(1).doubleAt(row))));
            return true;
        }
        std::vector<std::string> values;
    } sink;
    // 1.9 recorded seconds at 10 times their speed cannot pass in less than 190 ms.
    const DurationNs began_ns = clock.steady();
    RecordingConnector connector({ path(), 10 }, clock);
    QCOMPARE(connector.run({}, {}, sink).reason, RunEnd::Reason::Finished);
    QVERIFY(clock.steady() - began_ns >= 190 * ns_per_ms);
    std::vector<std::string> expected;
    for (int number = 0; number < batches; ++number)
        expected.push_back((number % 2 == 0 ? "a" : "b") + std::to_string(number));
    QCOMPARE(sink.values, expected);
}

void TestRecordingReplay::settings_data()
{
    QTest::addColumn<QByteArray>("speed");
    QTest::addColumn<bool>("possible");
    QTest::newRow("usual") << QByteArray("") << true;
    QTest::newRow("slow") << QByteArray("0.1") << true;
    QTest::newRow("fast") << QByteArray("1000") << true;
    QTest::newRow("fastest") << QByteArray("max") << true;
    QTest::newRow("too slow") << QByteArray("0.01") << false;
    QTest::newRow("too fast") << QByteArray("1001") << false;
    QTest::newRow("a word") << QByteArray("quick") << false;
    QTest::newRow("nothing counts") << QByteArray("nan") << false;
}

void TestRecordingReplay::settings()
{
    QFETCH(const QByteArray, speed);
    QFETCH(const bool, possible);
    const SystemClock clock;
    const RecordingConnectorFactory factory;
    QCOMPARE(factory.create("r", { { "path", "x.sgr" }, { "speed", speed.toStdString() } }, clock).ok(), possible);
    QVERIFY(!factory.create("r", {}, clock).ok());
}

void TestRecordingReplay::doctor()
{
    const SystemClock clock;
    RecordingConnector missing({ path(), 0 }, clock);
    QCOMPARE(missing.check({}).back().state, FindingState::Failed);
    QVERIFY(!missing.browse({}).ok());
    auto recorder = Recorder::start({ path() }, clock);
    QVERIFY(recorder.ok());
    RecordingConnector open({ path(), 0 }, clock);
    const std::vector<Finding> unfinished = open.check({});
    QVERIFY(std::ranges::any_of(unfinished, [](const Finding &one) { return one.state == FindingState::Warning; }));
    QVERIFY((*recorder)->finish().ok());
    for (const Finding &finding : open.check({}))
        QCOMPARE(finding.state, FindingState::Ok);
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(open.check(stop.get_token()).back().name, std::string("file"));
}

QTEST_GUILESS_MAIN(TestRecordingReplay)
#include "tst_recordingreplay.moc"
