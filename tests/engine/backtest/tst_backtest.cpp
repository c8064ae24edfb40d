// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backtest/backtest.h"
#include "engine/backtest/ruletestrun.h"
#include "engine/data/batchbuilder.h"
#include "engine/record/recorder.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace streamgauge;

namespace {

RuleSpec rule(const std::string &text)
{
    auto spec = parseRule(text);
    if (!spec)
        qFatal("%s", spec.error().text().c_str());
    return spec.value();
}

SchemaPtr vitals()
{
    Schema schema;
    schema.stream = "vitals";
    schema.columns = { { "bed", ValueKind::String }, { "rate", ValueKind::Double }, { "ward", ValueKind::String } };
    schema.key_columns = { 0 };
    return std::make_shared<const Schema>(std::move(schema));
}

constexpr TimeNs begin_ns = 1'700'000'000 * ns_per_s;

struct Sample {
    int at_s;
    const char *bed;
    double rate;
};

/// Given samples, one batch each, in event time.
class Samples final : public BatchSource
{
public:
    explicit Samples(std::vector<Sample> samples)
        : samples_(std::move(samples))
    {
    }
    Result<void> play(std::span<const RuleSpec>, BatchPlayer &player, std::stop_token stop) override
    {
        for (const Sample &sample : samples_) {
            if (stop.stop_requested())
                return Error { ErrorKind::Cancelled, "stopped", "", "" };
            BatchBuilder builder(vitals());
            builder.setTimes(begin_ns + sample.at_s * ns_per_s, 1);
            builder.after(0).appendText(sample.bed);
            builder.after(1).appendDouble(sample.rate);
            builder.after(2).appendText("ICU");
            builder.endRow(Op::Updated);
            player.play("ward", TimeBasis::Event, builder.finish(), 0, 1, true);
        }
        return {};
    }

private:
    std::vector<Sample> samples_;
};

const std::vector<Sample> day {
    { 0, "1", 80 },   { 10, "1", 130 }, { 10, "2", 70 },  { 20, "1", 130 },  { 40, "1", 80 },
    { 50, "2", 125 }, { 52, "2", 70 },  { 60, "1", 140 }, { 100, "1", 140 },
};

} // namespace

class TestBacktest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsEpisodes();
    void judgesIncidents_data();
    void judgesIncidents();
    void boundsEpisodes();
    void stops();
    void refusesAnUnsoundRule();
    void readsFieldsByName_data();
    void readsFieldsByName();
    void readsOnlyNeededColumns();
    void ruleTests_data();
    void ruleTests();
    void ruleTestFaults();
};

void TestBacktest::countsEpisodes()
{
    const std::vector<RuleSpec> rules { rule("Fast: from vitals when event.rate > 120 for 10s"),
                                        rule("Never: from vitals when event.rate > 500") };
    Samples source(day);
    const auto report = backtest(rules, source);
    QVERIFY(report.ok());
    QCOMPARE(report->events, std::uint64_t { 9 });
    QCOMPARE(report->from_ns, begin_ns);
    QCOMPARE(report->to_ns, begin_ns + 100 * ns_per_s);
    QCOMPARE(report->rules.size(), std::size_t { 2 });
    const RuleReport &fast = report->rules[0];
    QCOMPARE(fast.fired, std::uint64_t { 2 });
    QCOMPARE(fast.never_fired, std::uint64_t { 1 });
    QCOMPARE(fast.open, std::uint64_t { 1 });
    QCOMPARE(fast.firing_ns, (20 + 30) * ns_per_s);
    QCOMPARE(fast.evaluations, std::uint64_t { 9 });
    QCOMPARE(fast.errors, std::uint64_t { 0 });
    QCOMPARE(qRound(fast.alerts_per_day), 1728);
    QCOMPARE(fast.episodes.size(), std::size_t { 3 });
    QCOMPARE(fast.episodes[0].key, std::string("1"));
    QCOMPARE(fast.episodes[0].active_at_ns, begin_ns + 10 * ns_per_s);
    QCOMPARE(fast.episodes[0].fired_at_ns, begin_ns + 20 * ns_per_s);
    QCOMPARE(fast.episodes[0].resolved_at_ns, begin_ns + 40 * ns_per_s);
    QCOMPARE(fast.episodes[1].state, AlertState::Normal);
    QCOMPARE(fast.episodes[2].state, AlertState::Firing);
    QCOMPARE(report->rules[1].fired, std::uint64_t { 0 });
    QVERIFY(report->rules[1].episodes.empty());
}

void TestBacktest::judgesIncidents_data()
{
    QTest::addColumn<int>("from_s");
    QTest::addColumn<int>("to_s");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("early_s");
    QTest::addColumn<bool>("hit");
    QTest::addColumn<int>("lead_s");
    QTest::addColumn<int>("false_alarms");
    QTest::newRow("the alert came first") << 25 << 60 << QByteArray("1") << 0 << true << 5 << 1;
    QTest::newRow("the alert came later") << 15 << 60 << QByteArray("1") << 0 << true << -5 << 1;
    QTest::newRow("any key") << 15 << 60 << QByteArray() << 0 << true << -5 << 1;
    QTest::newRow("another key") << 15 << 60 << QByteArray("2") << 0 << false << 0 << 2;
    QTest::newRow("before every alert") << 0 << 19 << QByteArray("1") << 0 << false << 0 << 2;
    QTest::newRow("ended too early") << 45 << 60 << QByteArray("1") << 0 << false << 0 << 2;
    QTest::newRow("ended early enough") << 45 << 60 << QByteArray("1") << 5 << true << 25 << 1;
    QTest::newRow("still firing") << 95 << 99 << QByteArray("1") << 0 << true << 25 << 1;
}

void TestBacktest::judgesIncidents()
{
    QFETCH(const int, from_s);
    QFETCH(const int, to_s);
    QFETCH(const QByteArray, key);
    QFETCH(const int, early_s);
    QFETCH(const bool, hit);
    QFETCH(const int, lead_s);
    QFETCH(const int, false_alarms);
    BacktestOptions options;
    options.incidents = { { begin_ns + from_s * ns_per_s, begin_ns + to_s * ns_per_s, key.toStdString(), "arrest" } };
    options.early_ns = early_s * ns_per_s;
    const std::vector<RuleSpec> rules { rule("Fast: from vitals when event.rate > 120 for 10s") };
    Samples source(day);
    const auto report = backtest(rules, source, options);
    QVERIFY(report.ok());
    const RuleReport &fast = report->rules[0];
    QCOMPARE(fast.incidents.size(), std::size_t { 1 });
    QCOMPARE(fast.incidents[0].hit, hit);
    QCOMPARE(fast.incidents[0].lead_ns, lead_s * ns_per_s);
    QCOMPARE(fast.hits, std::uint64_t { hit });
    QCOMPARE(fast.missed, std::uint64_t { !hit });
    QCOMPARE(fast.false_alarms, static_cast<std::uint64_t>(false_alarms));
}

void TestBacktest::boundsEpisodes()
{
    std::vector<Sample> many;
    for (int at = 0; at < 1'000; ++at)
        many.push_back({ at, "1", at % 2 == 0 ? 130.0 : 80.0 });
    BacktestOptions options;
    options.most_episodes = 10;
    const std::vector<RuleSpec> rules { rule("Fast: from vitals when event.rate > 120") };
    Samples source(many);
    const auto report = backtest(rules, source, options);
    QVERIFY(report.ok());
    QCOMPARE(report->rules[0].fired, std::uint64_t { 500 });
    QCOMPARE(report->rules[0].firing_ns, 500 * ns_per_s);
    QCOMPARE(report->rules[0].episodes.size(), std::size_t { 10 });
}

void TestBacktest::stops()
{
    std::stop_source stop;
    stop.request_stop();
    BacktestOptions options;
    options.stop = stop.get_token();
    const std::vector<RuleSpec> rules { rule("Fast: from vitals when event.rate > 120") };
    Samples source(day);
    const auto report = backtest(rules, source, options);
    QVERIFY(!report.ok());
    QCOMPARE(report.error().kind, ErrorKind::Cancelled);
}

void TestBacktest::refusesAnUnsoundRule()
{
    RuleSpec unsound = rule("Fast: from vitals when event.rate > 120");
    unsound.when = "event.rate >";
    Samples source(day);
    QVERIFY(!backtest({ &unsound, 1 }, source).ok());
}

void TestBacktest::readsFieldsByName_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("fields"); // with commas; *: any
    QTest::newRow("one") << QByteArray("R: from vitals when event.rate > 120") << QByteArray("rate");
    QTest::newRow("two") << QByteArray("R: from vitals when event.rate > 120 && event.ward == \"ICU\"")
                         << QByteArray("rate,ward");
    QTest::newRow("by index") << QByteArray("R: from vitals when event[\"rate\"] > 120") << QByteArray("rate");
    QTest::newRow("in clear") << QByteArray("R: from vitals when event.rate > 120 clear event.ward == 'x'")
                              << QByteArray("rate,ward");
    QTest::newRow("computed name") << QByteArray("R: from vitals when event['ra' + 'te'] > 120") << QByteArray("*");
    QTest::newRow("the event whole") << QByteArray("R: from vitals when size(event) > 2") << QByteArray("*");
    QTest::newRow("an escape") << QByteArray("R: from vitals when event[\"r\\u0061te\"] > 120") << QByteArray("rate");
}

void TestBacktest::readsFieldsByName()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, fields);
    const std::vector<RuleSpec> rules { rule(text.toStdString()) };
    const auto read = fieldsRead(rules, { vitals() });
    if (fields == "*") {
        QVERIFY(!read);
        return;
    }
    // Reading more than is needed is slow, not wrong.
    for (const QByteArray &field : fields.split(','))
        QVERIFY(!read || std::ranges::find(*read, field.toStdString()) != read->end());
}

void TestBacktest::readsOnlyNeededColumns()
{
    QTemporaryDir directory;
    const std::string path = directory.filePath(QStringLiteral("day.sgr")).toStdString();
    const SystemClock clock;
    auto recorder = Recorder::start({ path }, clock);
    QVERIFY(recorder.ok());
    ConnectorInfo info;
    info.time_basis = TimeBasis::Event;
    BatchBuilder builder(vitals());
    for (const Sample &sample : day) {
        builder.setTimes(begin_ns + sample.at_s * ns_per_s, 1);
        builder.after(0).appendText(sample.bed);
        builder.after(1).appendDouble(sample.rate);
        builder.after(2).appendText("ICU");
        builder.endRow(Op::Updated);
    }
    (*recorder)->taken("ward", info, builder.finish());
    QVERIFY((*recorder)->finish().ok());
    auto recording = Recording::open(path);
    QVERIFY(recording.ok());

    class Columns final : public BatchPlayer
    {
    public:
        void play(const std::string &, TimeBasis, const BatchPtr &batch, std::uint32_t, std::uint32_t, bool) override
        {
            columns = batch->schema().columns.size();
        }
        void advance(const std::string &, TimeNs, const std::vector<std::string> &) override { }
        std::size_t columns = 0;
    } player;
    const std::vector<RuleSpec> rules { rule("Fast: from vitals when event.rate > 120 for 10s") };
    RecordedBatches source(**recording);
    QVERIFY(source.play(rules, player, {}).ok());
    QCOMPARE(player.columns, std::size_t { 1 });
    Samples samples(day);
    const auto recorded = backtest(rules, source);
    const auto given = backtest(rules, samples);
    QVERIFY(recorded.ok() && given.ok());
    QCOMPARE(recorded->rules[0].episodes, given->rules[0].episodes);
}

void TestBacktest::ruleTests_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("values");
    QTest::addColumn<QByteArray>("states"); // one letter a minute: Normal, Pending, Firing, Recovering, Done (resolved)
    // Prometheus, rules/alerting_test.go: for 1m, keep_firing_for 1m.
    QTest::newRow("for and keep") << QByteArray("R: from s when event.v > 50 for 1m keep_firing 1m")
                                  << QByteArray("75 85 70 70 10x5") << QByteArray("PFFFRDDDD");
    QTest::newRow("pending is not kept") << QByteArray("R: from s when event.v > 50 for 1m keep_firing 1m")
                                         << QByteArray("75 10x10") << QByteArray("PNNNN");
    QTest::newRow("rising") << QByteArray("R: from s when event.v >= 3") << QByteArray("1+1x4") << QByteArray("NNFFF");
    QTest::newRow("falling") << QByteArray("R: from s when event.v >= 3") << QByteArray("5-1x4") << QByteArray("FFFDD");
    QTest::newRow("nothing sent") << QByteArray("R: from s when event.v >= 3 for 2m") << QByteArray("5 _ _x2")
                                  << QByteArray("PPFF");
    QTest::newRow("hysteresis") << QByteArray("R: from s when event.v > 50 clear event.v < 40") << QByteArray("60 45 39 45")
                                << QByteArray("FFDD");
    QTest::newRow("text") << QByteArray("R: from s when event.v == \"down\"") << QByteArray("'up' 'down' 'up'")
                          << QByteArray("NFD");
    QTest::newRow("truth") << QByteArray("R: from s when event.v") << QByteArray("false true false") << QByteArray("NFD");
    QTest::newRow("whole numbers") << QByteArray("R: from s when event.v % 2 == 1") << QByteArray("2 3 4")
                                   << QByteArray("NFD");
    QTest::newRow("deleted") << QByteArray("R: from s when event.v > 50 for 1m keep_firing 5m")
                             << QByteArray("75 +75 stale 75 stale _") << QByteArray("PFDPNN");
    QTest::newRow("doubles") << QByteArray("R: from s when event.v * 2.0 > 5.0") << QByteArray("2 3 2") << QByteArray("NFD");
}

void TestBacktest::ruleTests()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, values);
    QFETCH(const QByteArray, states);
    RuleTest test { "t", "R", 60 * ns_per_s, { { "", "k", "v", values.toStdString() } }, {} };
    const std::map<char, AlertState> letters { { 'N', AlertState::Normal },
                                               { 'P', AlertState::Pending },
                                               { 'F', AlertState::Firing },
                                               { 'R', AlertState::Recovering },
                                               { 'D', AlertState::Resolved } };
    for (int minute = 0; minute < states.size(); ++minute)
        test.expected.push_back({ minute * 60 * ns_per_s, "k", letters.at(states[minute]) });
    const auto mismatches = runRuleTest(rule(text.toStdString()), test);
    QVERIFY2(mismatches.ok(), mismatches.ok() ? "" : mismatches.error().text().c_str());
    for (const RuleTestMismatch &mismatch : *mismatches)
        qWarning("at %s: %s", std::to_string(mismatch.expected.at_ns / ns_per_s).c_str(),
                 std::string(name(mismatch.found)).c_str());
    QVERIFY(mismatches->empty());
    // Every expectation can fail.
    for (TestExpectation &expectation : test.expected)
        expectation.key = "somebody else";
    const bool all_normal = states.count('N') + states.count('D') == states.size();
    QCOMPARE(runRuleTest(rule(text.toStdString()), test)->empty(), all_normal);
}

void TestBacktest::ruleTestFaults()
{
    const RuleSpec spec = rule("R: from s when event.v > 50");
    RuleTest test { "t", "R", 60 * ns_per_s, { { "", "k", "v", "1 2 x" } }, {} };
    QVERIFY(!runRuleTest(spec, test).ok());
    test.input[0].values = "60";
    test.interval_ns = 0;
    QVERIFY(!runRuleTest(spec, test).ok());
    test.interval_ns = ns_per_s;
    test.expected = { { 0, "k", AlertState::Pending } };
    const auto mismatches = runRuleTest(spec, test);
    QVERIFY(mismatches.ok());
    QCOMPARE(mismatches->size(), std::size_t { 1 });
    QCOMPARE((*mismatches)[0].found, AlertState::Firing);
}

QTEST_GUILESS_MAIN(TestBacktest)
#include "tst_backtest.moc"
