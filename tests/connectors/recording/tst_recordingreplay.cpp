// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/recording/recordingconnector.h"
#include "connectors/recording/recordingconnectorfactory.h"
#include "engine/backtest/shardplayer.h"
#include "engine/data/batchbuilder.h"
#include "engine/record/recorder.h"
#include "engine/record/recordingreader.h"
#include "engine/run/engine.h"
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

/// Random events of two streams: deleted rows, rows that change their key, marks, times that step back, pauses in which
/// timers run.
class RandomScript
{
public:
    RandomScript(unsigned seed, VirtualClock &clock)
        : random_(seed)
        , clock_(clock)
        , schemas_ { schemaOf("a"), schemaOf("b") }
    {
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
        BatchBuilder builder(schemas_[random_() % 2], number % 3 == 0);
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

/// Runs the whole engine until the source has ended and everything is judged.
Live runEngine(const std::vector<RuleSpec> &specs, const ConnectorInfo &info, std::unique_ptr<Connector> connector,
               const Clock &clock, std::shared_ptr<Recorder> recorder)
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
    if (!engine.addSource({ "source", info }, std::move(connector)).ok())
        qFatal("no source");
    engine.start();
    while (engine.status()->sources[0].state != SourceState::Finished || !engine.idleFor(0))
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

/// Without the rule that waits for a watermark: in an engine its idle stream follows the clock, which threads meet when
/// they do. The backtest, which has none, is held to it.
Story withoutLate(Story story)
{
    std::erase_if(story, [](const auto &entry) { return entry.first.first == "Late"; });
    return story;
}

} // namespace

class TestRecordingReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { directory_ = std::make_unique<QTemporaryDir>(); }
    void sameAlertsLiveBacktestAndReplay_data();
    void sameAlertsLiveBacktestAndReplay();
    void replaysInOrderAtItsPace();
    void settings_data();
    void settings();
    void doctor();

private:
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
    auto recorder = Recorder::start({ path() }, clock);
    QVERIFY(recorder.ok());
    Script script;
    script.then([&](std::stop_token stop, EventSink &sink) { return RandomScript(seed, clock).run(stop, sink); });
    const Live live = runEngine(specs, info, std::make_unique<ScriptedConnector>(script), clock, *recorder);
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
    const Live replayed = runEngine(specs, factory.info(), std::move(connector.value()), clock, nullptr);
    const QByteArray in_replay = difference(withoutLate(live.story), withoutLate(replayed.story));
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

    class Sink final : public EventSink
    {
    public:
        bool push(BatchPtr batch) override
        {
            for (std::size_t row = 0; row < batch->rows(); ++row)
                values.push_back(batch->schema().stream + std::to_string(static_cast<int>(batch->after(1).doubleAt(row))));
            return true;
        }
        void checkpoint(std::string) override { }
        void alive() override { }
        void advanceTime(TimeNs) override { }
        void report(Problem) override { }
        void progress(std::string, std::uint64_t, std::uint64_t) override { }
        void gap(TimeNs, TimeNs, std::string) override { }
        void countLate(std::uint64_t) override { }
        void countDuplicates(std::uint64_t) override { }
        void countDropped(std::uint64_t) override { }
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
    QCOMPARE(missing.check().back().state, FindingState::Failed);
    QVERIFY(!missing.browse().ok());
    auto recorder = Recorder::start({ path() }, clock);
    QVERIFY(recorder.ok());
    RecordingConnector open({ path(), 0 }, clock);
    const std::vector<Finding> unfinished = open.check();
    QVERIFY(std::ranges::any_of(unfinished, [](const Finding &one) { return one.state == FindingState::Warning; }));
    QVERIFY((*recorder)->finish().ok());
    for (const Finding &finding : open.check())
        QCOMPARE(finding.state, FindingState::Ok);
}

QTEST_GUILESS_MAIN(TestRecordingReplay)
#include "tst_recordingreplay.moc"
