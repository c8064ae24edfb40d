// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/rules/alertrecorder.h"
#include "tests/engine/rules/cells.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace streamgauge;

namespace {

constexpr TimeNs start_ns = 1'000'000'000 * ns_per_s;

SchemaPtr schemaOf(const std::string &stream, const std::string &field = "v", bool simulated = false)
{
    Schema schema;
    schema.stream = stream;
    schema.columns = { { "key", ValueKind::String }, { field, ValueKind::Double } };
    schema.key_columns = { 0 };
    schema.simulated = simulated;
    return std::make_shared<const Schema>(schema);
}

struct Event {
    std::string key;
    std::string value;
    TimeNs time_ns = start_ns;
    Op op = Op::Updated;
};

BatchPtr batchOf(std::span<const Event> events, const SchemaPtr &schema = schemaOf("s"))
{
    BatchBuilder builder(schema);
    for (const Event &event : events) {
        builder.setTimes(event.time_ns, event.time_ns + 5 * ns_per_s);
        if (isStreamWide(event.op)) {
            builder.addMark(event.op);
            continue;
        }
        builder.after(0).appendText(event.key);
        appendCell(builder.after(1), event.value);
        builder.endRow(event.op);
    }
    return builder.finish();
}

/// A shard with its output.
struct Bench {
    RuleShard shard;
    AlertRecorder told;

    explicit Bench(const std::vector<std::string> &rules)
    {
        for (const std::string &rule : rules)
            set(rule);
    }
    void set(const std::string &rule, TimeNs now_ns = start_ns)
    {
        QVERIFY(shard.setRule(*parseRule(rule), now_ns, told).ok());
    }
    void feed(const BatchPtr &batch, TimeBasis basis = TimeBasis::Event)
    {
        std::vector<std::uint32_t> rows(batch->rows());
        for (std::uint32_t row = 0; row < rows.size(); ++row)
            rows[row] = row;
        shard.evaluate(batch, rows, basis, told);
    }
    void feed(const std::vector<Event> &events) { feed(batchOf(events)); }
    [[nodiscard]] RuleStatus status() const { return shard.status().front(); }
    [[nodiscard]] Alert last() const { return told.changes.back().alert; }
};

TimeNs at(std::int64_t seconds)
{
    return start_ns + seconds * ns_per_s;
}

QString text(const std::string &text)
{
    return QString::fromStdString(text);
}

using History = std::map<std::string, std::vector<std::string>>;

/// What became of each key of each rule, without episode numbers, which depend on the order of keys.
History historyOf(const AlertRecorder &told)
{
    History history;
    for (const auto &[alert, previous] : told.changes) {
        history[alert.rule + " " + alert.key].push_back(std::string(name(previous)) + ">" + std::string(name(alert.state))
                                                        + " " + std::to_string(alert.active_at_ns - start_ns) + " "
                                                        + std::to_string(alert.fired_at_ns) + " "
                                                        + std::to_string(alert.resolved_at_ns) + " " + alert.value + " "
                                                        + alert.reason + " " + std::to_string(alert.reopened_count));
    }
    return history;
}

std::vector<Event> randomEvents(std::mt19937 &random)
{
    std::vector<Event> events;
    TimeNs now_ns = start_ns;
    while (events.size() < 3'000) {
        now_ns += random() % 3 * ns_per_s;
        Event event { "key " + std::to_string(random() % 12), std::to_string(40 + random() % 21), now_ns, Op::Updated };
        const auto luck = random() % 200;
        if (luck < 10)
            event.value = "null";
        else if (luck < 30)
            event.value = "absent";
        else if (luck < 36)
            event.op = Op::Deleted;
        else if (luck < 40)
            event.op = static_cast<Op>(static_cast<int>(Op::Reset) + static_cast<int>(random() % 3));
        if (event.op == Op::Deleted)
            event.value = "absent";
        events.push_back(event);
    }
    return events;
}

const std::vector<std::string> many_rules {
    "plain: from s when event.v > 55",
    "waits: from s when event.v > 45 for 20s",
    "hysteresis: from s when event.v > 55 clear event.v < 45 for 3s",
    "keeps: from s when event.v > 55 keep_firing 25s",
    "all: from s when event.v > 55 clear event.v < 48 for 4s keep_firing 9s no_data keep after 12s",
    "ok: from s when event.v >= 50 for 4s keep_firing 9s no_data ok after 12s",
    "silence: from s when event.v > 58 for 4s keep_firing 9s no_data alert after 20s",
};

/// Rules that need all rows of their stream, and those with windows: for them too a cut makes no difference.
const std::vector<std::string> stateful_rules {
    "average: from s let m = avg(event.v) over 10s when m > 52.0 clear m < 48.0 for 3s",
    "least: from s let low = min(event.v) over 7s let n = count() over 20s when low > 50.0 && n > 3.0 keep_firing 5s",
    "mixed: from s let m = max(event.v) over 5s let span = m - event.v when span > 9.0 level critical when span > 14.0",
    "last_five: from s let m = avg(event.v) over 5 events when m > 53.0",
    "tumbling: from s let n = count() tumbling 15s when n > 5.0",
    "few: from s let n = count() tumbling 4s when n < 1.0 && event.v > 55",
    "little: from s let sum = sum(event.v) over 6s hop 3s when sum < 50.0 && event.v > 50 keep_firing 9s",
    "session: from s let n = count() session 6s when n > 4.0",
    "anomaly: from s let a = anomaly('robust_z', event.v) when a > 0.9",
    "unknown: from s let m = avg(event.v) over 5s when m > 55.0 no_data nodata",
    "own_key: from s key v let n = count() over 30s when n > 2.0",
    "late: from s when event.v > 55.0 for 4s time event disorder 3s",
    "late_window: from s let m = avg(event.v) over 10s when m > 52.0 time event disorder 3s",
    "rule steps pattern every a: s[a.v > 58.0] -> b: s[b.v < 42.0 && b.key == a.key] within 20s",
    "rule silent absence of s by key for 25s",
};

/// Most have the same windows under other names.
const std::vector<std::string> alike_rules {
    "mean: from s let m = avg(event.v) over 10s when m > 52.0 clear m < 48.0 for 3s",
    "high: from s let mean = avg(event.v) over 10s when mean > 54.0 keep_firing 5s",
    "rise: from s let m = avg(event.v) over 10s let up = event.v - m when up > 6.0 level critical when up > 9.0",
    "unknown: from s let m = avg(event.v) over 10s when m > 55.0 no_data nodata",
    "silence: from s let m = avg(event.v) over 10s when m > 53.0 no_data alert after 20s",
    "keyed: from s let m = avg(event.v) over 10s when m > 50.0 && key != 'key 3'",
    "fault: from s let m = avg(event.v) over 10s when m > 50.0 && int(key) > 3 error nodata",
    "longer: from s let m = avg(event.v) over 12s when m > 52.0",
    "count: from s let n = count() over 4s when n > 2.0",
    "many: from s let number = count() over 4s when number > 3.0 for 2s",
};

} // namespace

class TestRuleShard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsAllOfAnAlert();
    void judgesByTheTimeBasis();
    void lateEventsDoNotTurnTheClockBack();
    void rulesSeeTheirStreamOnly();
    void streamsThatEndHoldNothingUp_data();
    void streamsThatEndHoldNothingUp();
    void refusesUnsoundRules();
    void replacingARule_data();
    void replacingARule();
    void aLongerForTakesFiringBackToPending();
    void aShorterForFiresWithTheNextTimer();
    void removingARuleResolves();
    void acknowledgesAnEpisode();
    void tellsNewValuesOncePerBatch();
    void longValuesAreCut();
    void countsWhatItDid();
    void aMissingFieldIsAnErrorThatKeepsTheState();
    void emptyingAStreamResolvesAllKeys();
    void aKeyThatIsGoneResolves();
    void alertsOfSimulatedStreamsSaySo();
    void batchesMayBeCutAnywhere_data();
    void batchesMayBeCutAnywhere();
    void shardsTogetherTellWhatOneTells();
    void alikeRulesJudgeAsEachAlone();
};

void TestRuleShard::tellsAllOfAnAlert()
{
    Bench bench({ "Fast: from s when event.v > 120.0 for 10s severity critical" });
    bench.feed({ { "bed 1", "130.5", at(0) } });
    Alert expected;
    expected.episode = 1;
    expected.rule = "Fast";
    expected.stream = "s";
    expected.field = "v";
    expected.key = "bed 1";
    expected.severity = Severity::Critical;
    expected.state = AlertState::Pending;
    expected.active_at_ns = at(0);
    expected.value = "130.5";
    expected.condition = "event.v > 120.0";
    QVERIFY(bench.last() == expected);
    bench.feed({ { "bed 1", "131", at(12) } });
    expected.state = AlertState::Firing;
    expected.fired_at_ns = at(10);
    QVERIFY(bench.last() == expected);
    QCOMPARE(text(bench.told.updates.back().value), u"131"_qs);
    bench.feed({ { "bed 1", "90", at(20) } });
    expected.state = AlertState::Resolved;
    expected.resolved_at_ns = at(20);
    expected.value = "90";
    QVERIFY(bench.last() == expected);
    QCOMPARE(bench.told.changes.size(), std::size_t { 3 });
}

void TestRuleShard::judgesByTheTimeBasis()
{
    Bench bench({ "A: from s when event.v > 50" });
    bench.feed(batchOf(std::vector<Event> { { "a", "75", at(0) } }), TimeBasis::Arrival);
    QCOMPARE(bench.last().fired_at_ns, at(5));
    bench.feed(batchOf(std::vector<Event> { { "b", "75", at(0) } }), TimeBasis::Event);
    QCOMPARE(bench.last().fired_at_ns, at(0));
}

void TestRuleShard::lateEventsDoNotTurnTheClockBack()
{
    Bench bench({ "A: from s when event.v > 50 for 30s keep_firing 10s" });
    bench.feed({ { "k", "75", at(60) }, { "k", "80", at(10) } });
    bench.shard.advance("s", at(90), bench.told);
    QCOMPARE(bench.last().state, AlertState::Pending);
    bench.shard.advance("s", at(91), bench.told);
    QCOMPARE(bench.last().fired_at_ns, at(90));
    // It recovers from the time it fired on, not from the late event's.
    bench.feed({ { "k", "10", at(20) } });
    bench.shard.advance("s", at(100), bench.told);
    QCOMPARE(bench.last().state, AlertState::Recovering);
    bench.shard.advance("s", at(101), bench.told);
    QCOMPARE(bench.last().resolved_at_ns, at(100));
}

void TestRuleShard::streamsThatEndHoldNothingUp_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<int>("changes");
    QTest::newRow("silence") << QStringLiteral("rule R key key pattern every a: s -> not b: t within 10s") << 1;
    QTest::newRow("two streams") << QStringLiteral(
        "rule R from s as a, t as b key key within 10s when has(a.v) && !has(b.v)")
                                 << 2;
}

void TestRuleShard::streamsThatEndHoldNothingUp()
{
    QFETCH(QString, rule);
    QFETCH(int, changes);
    Bench bench({ rule.toStdString() });
    bench.feed(batchOf(std::vector<Event> { { "x", "1", at(0) } }, schemaOf("t")));
    bench.shard.advance("t", at(1), bench.told);
    bench.feed(batchOf(std::vector<Event> { { "k", "1", at(2) } }));
    bench.shard.advance("s", at(11), bench.told);
    QCOMPARE(bench.told.changes.size(), static_cast<std::size_t>(changes - 1));
    bench.shard.flush("t", bench.told);
    QCOMPARE(bench.told.changes.size(), static_cast<std::size_t>(changes - 1));
    bench.shard.advance("s", at(13), bench.told);
    QCOMPARE(bench.told.changes.size(), static_cast<std::size_t>(changes));
    QCOMPARE(changes == 1 ? bench.last().fired_at_ns : bench.last().resolved_at_ns, at(12));

    // Once it goes on, its time counts again.
    const auto told_of = [&](const char *key) {
        const Alert alert = bench.told.latest(key);
        return changes == 1 ? alert.fired_at_ns : alert.resolved_at_ns;
    };
    bench.shard.advance("t", at(14), bench.told);
    bench.feed(batchOf(std::vector<Event> { { "l", "1", at(20) } }));
    bench.shard.advance("s", at(40), bench.told);
    QCOMPARE(told_of("l"), TimeNs { 0 });
    bench.shard.advance("t", at(40), bench.told);
    QCOMPARE(told_of("l"), at(30));

    // In whichever order they end, the last of them says how far it went.
    bench.feed(batchOf(std::vector<Event> { { "m", "1", at(50) } }));
    bench.shard.advance("s", at(65), bench.told);
    bench.shard.advance("t", at(55), bench.told);
    bench.shard.flush("s", bench.told);
    QCOMPARE(told_of("m"), TimeNs { 0 });
    bench.shard.flush("t", bench.told);
    QCOMPARE(told_of("m"), at(60));
}

void TestRuleShard::rulesSeeTheirStreamOnly()
{
    Bench bench({ "A: from s when event.v > 50", "B: from t when event.v > 50 for 10s" });
    const std::vector<Event> event { { "k", "75", at(0) } };
    bench.feed(batchOf(event, schemaOf("t")));
    bench.feed(batchOf(event, schemaOf("u")));
    bench.shard.advance("s", at(60), bench.told);
    bench.shard.advance("u", at(60), bench.told);
    QCOMPARE(bench.told.changes.size(), std::size_t { 1 });
    QCOMPARE(text(bench.last().rule), u"B"_qs);
    QCOMPARE(bench.last().state, AlertState::Pending);
    QCOMPARE(bench.shard.status()[0].evaluations, std::uint64_t { 0 });
    QCOMPARE(bench.shard.status()[1].evaluations, std::uint64_t { 1 });
}

void TestRuleShard::refusesUnsoundRules()
{
    Bench bench({});
    RuleSpec spec = *parseRule("A: from s when event.v > 50");
    spec.for_ns = -1;
    const auto done = bench.shard.setRule(spec, start_ns, bench.told);
    QVERIFY(!done.ok());
    QCOMPARE(done.error().kind, ErrorKind::Configuration);
    QVERIFY(bench.shard.status().empty());
}

void TestRuleShard::replacingARule_data()
{
    QTest::addColumn<QString>("replacement");
    QTest::addColumn<QString>("firing");
    QTest::addColumn<QString>("pending");
    const auto row = [](const char *name, const char *rule, const char *firing, const char *pending) {
        QTest::newRow(name) << QString::fromLatin1(rule) << QString::fromLatin1(firing) << QString::fromLatin1(pending);
    };
    row("the same", "A: from s when event.v > 50 for 10s keep_firing 5s", "firing", "pending");
    row("another condition", "A: from s when event.v > 51 for 10s keep_firing 5s", "resolved updated", "normal updated");
    row("a clear condition", "A: from s when event.v > 50 clear event.v < 40 for 10s keep_firing 5s", "resolved updated",
        "normal updated");
    row("another severity", "A: from s when event.v > 50 for 10s keep_firing 5s severity info", "resolved updated",
        "normal updated");
    row("another stream", "A: from t when event.v > 50 for 10s keep_firing 5s", "resolved updated", "normal updated");
    row("another keep_firing", "A: from s when event.v > 50 for 10s", "firing", "pending");
    row("another no_data", "A: from s when event.v > 50 for 10s keep_firing 5s no_data ok after 1h", "firing", "pending");
    row("a longer for", "A: from s when event.v > 50 for 60s keep_firing 5s", "pending", "pending");
    row("a longer for, long over", "A: from s when event.v > 50 for 11s keep_firing 5s", "firing", "pending");
}

void TestRuleShard::replacingARule()
{
    QFETCH(QString, replacement);
    QFETCH(QString, firing);
    QFETCH(QString, pending);
    Bench bench({ "A: from s when event.v > 50 for 10s keep_firing 5s" });
    bench.feed({ { "f", "75", at(0) }, { "f", "75", at(15) }, { "p", "75", at(15) } });
    bench.set(replacement.toStdString(), at(16));
    const auto shown = [&](const char *key) {
        const Alert alert = bench.told.latest(key);
        return (QString::fromLatin1(name(alert.state).data()) + u' ' + text(alert.reason)).trimmed();
    };
    QCOMPARE(shown("f"), firing);
    QCOMPARE(shown("p"), pending);
    QCOMPARE(bench.status().firing, std::uint64_t { firing == u"firing" });
    QVERIFY(bench.status().spec == *parseRule(replacement.toStdString()));
    // What was resolved as updated is forgotten: the new rule starts afresh.
    QCOMPARE(bench.status().keys, std::size_t { firing.startsWith(u"resolved") ? 0U : 2U });
}

void TestRuleShard::aLongerForTakesFiringBackToPending()
{
    Bench bench({ "A: from s when event.v > 50" });
    bench.feed({ { "k", "75", at(0) } });
    bench.set("A: from s when event.v > 50 for 60s", at(10));
    QCOMPARE(bench.last().state, AlertState::Pending);
    QCOMPARE(bench.last().fired_at_ns, TimeNs { 0 });
    QCOMPARE(bench.last().episode, std::uint64_t { 1 });
    bench.shard.advance("s", at(61), bench.told);
    QCOMPARE(bench.last().state, AlertState::Firing);
    QCOMPARE(bench.last().fired_at_ns, at(60));
}

void TestRuleShard::aShorterForFiresWithTheNextTimer()
{
    Bench bench({ "A: from s when event.v > 50 for 60s" });
    bench.feed({ { "k", "75", at(0) } });
    bench.shard.advance("s", at(30), bench.told);
    bench.set("A: from s when event.v > 50 for 10s", at(30));
    bench.shard.advance("s", at(31), bench.told);
    QCOMPARE(bench.last().state, AlertState::Firing);
    QCOMPARE(bench.last().fired_at_ns, at(10));
}

void TestRuleShard::removingARuleResolves()
{
    Bench bench({ "A: from s when event.v > 50 for 10s" });
    bench.feed({ { "f", "75", at(0) }, { "f", "75", at(15) }, { "p", "75", at(15) } });
    bench.shard.removeRule("B", at(16), bench.told);
    bench.shard.removeRule("A", at(16), bench.told);
    QCOMPARE(bench.told.latest("f").state, AlertState::Resolved);
    QCOMPARE(bench.told.latest("f").resolved_at_ns, at(16));
    QCOMPARE(text(bench.told.latest("f").reason), u"rule removed"_qs);
    QCOMPARE(bench.told.latest("p").state, AlertState::Normal);
    QVERIFY(bench.shard.status().empty());
    const auto told = bench.told.changes.size();
    bench.feed({ { "f", "75", at(20) } });
    QCOMPARE(bench.told.changes.size(), told);
}

void TestRuleShard::acknowledgesAnEpisode()
{
    Bench bench({ "A: from s when event.v > 50", "B: from s when event.v > 60" });
    bench.feed({ { "k", "75", at(0) } });
    const Acknowledgement acknowledgement { "Ada", "looking at it", at(1) };
    QVERIFY(!bench.shard.acknowledge(3, acknowledgement, bench.told));
    QVERIFY(bench.shard.acknowledge(2, acknowledgement, bench.told));
    QCOMPARE(text(bench.last().rule), u"B"_qs);
    QVERIFY(bench.last().acknowledged == acknowledgement);
    QCOMPARE(bench.told.changes.back().previous, AlertState::Firing);
    // It stays with the episode and does not pass to the next.
    bench.feed({ { "k", "10", at(2) } });
    QVERIFY(bench.told.by_episode[2].acknowledged == acknowledgement);
    QVERIFY(!bench.told.by_episode[1].acknowledged.has_value());
    QVERIFY(!bench.shard.acknowledge(2, acknowledgement, bench.told));
    bench.feed({ { "k", "75", at(3) } });
    QVERIFY(!bench.told.by_episode[4].acknowledged.has_value());
    QCOMPARE(bench.told.by_episode[4].state, AlertState::Firing);
}

void TestRuleShard::tellsNewValuesOncePerBatch()
{
    Bench bench({ "A: from s when event.v > 50" });
    bench.feed({ { "a", "75", at(0) }, { "a", "76", at(1) }, { "b", "80", at(1) }, { "a", "77", at(2) } });
    QCOMPARE(bench.told.updates.size(), std::size_t { 1 });
    QCOMPARE(text(bench.told.updates[0].key), u"a"_qs);
    QCOMPARE(text(bench.told.updates[0].value), u"77"_qs);
    // Neither the same value nor a missing one is news; the reason is.
    bench.feed({ { "a", "77", at(3) }, { "b", "absent", at(3) } });
    QCOMPARE(bench.told.updates.size(), std::size_t { 1 });
    bench.feed({ { "a", "null", at(4) } });
    QCOMPARE(bench.told.updates.size(), std::size_t { 2 });
    QCOMPARE(text(bench.told.updates[1].reason), u"no data"_qs);
    QCOMPARE(text(bench.told.updates[1].value), u"77"_qs);
    bench.feed({ { "a", "77", at(5) } });
    QCOMPARE(bench.told.updates.size(), std::size_t { 3 });
    QCOMPARE(text(bench.told.updates[2].reason), QString());
}

void TestRuleShard::longValuesAreCut()
{
    Schema schema;
    schema.stream = "s";
    schema.columns = { { "key", ValueKind::String }, { "v", ValueKind::String } };
    schema.key_columns = { 0 };
    Bench bench({ "A: from s when event.v != ''" });
    QString value = QStringLiteral("x").repeated(255) + QStringLiteral("ä").repeated(1'000);
    bench.feed(batchOf(std::vector<Event> { { "k", value.toStdString(), at(0) } }, std::make_shared<const Schema>(schema)));
    QCOMPARE(text(bench.last().value), QStringLiteral("x").repeated(255) + u"…"_qs);
}

void TestRuleShard::countsWhatItDid()
{
    Bench bench({ "A: from s when event.v > 50 for 10s keep_firing 10s" });
    bench.feed({ { "a", "75", at(0) },
                 { "b", "75", at(0) },
                 { "c", "10", at(0) },
                 { "a", "75", at(10) },
                 { "b", "75", at(10) },
                 { "a", "10", at(11) },
                 { "d", "75", at(11) },
                 { "d", "absent", at(12), Op::Deleted },
                 { "", "", at(12), Op::SnapshotEnd },
                 { "e", "75", at(12) } });
    RuleStatus status = bench.status();
    QCOMPARE(status.evaluations, std::uint64_t { 8 });
    QCOMPARE(status.fired, std::uint64_t { 2 });
    QCOMPARE(status.resolved, std::uint64_t { 0 });
    QCOMPARE(status.firing, std::uint64_t { 2 });
    QCOMPARE(status.pending, std::uint64_t { 1 });
    QCOMPARE(status.errors, std::uint64_t { 0 });
    QCOMPARE(status.keys, std::size_t { 3 });
    QVERIFY(status.memory_bytes > 0);
    bench.shard.advance("s", at(30), bench.told);
    status = bench.status();
    QCOMPARE(status.fired, std::uint64_t { 3 });
    QCOMPARE(status.resolved, std::uint64_t { 1 });
    QCOMPARE(status.firing, std::uint64_t { 2 });
    QCOMPARE(status.pending, std::uint64_t { 0 });
}

void TestRuleShard::aMissingFieldIsAnErrorThatKeepsTheState()
{
    Bench bench({ "A: from s when event.v > 50 for 10s" });
    bench.feed({ { "k", "75", at(0) } });
    // The column is renamed and comes back: its time does not count.
    const std::vector<Event> others { { "k", "1", at(5) }, { "m", "99", at(6) } };
    bench.feed(batchOf(others, schemaOf("s", "renamed")));
    QCOMPARE(bench.status().errors, std::uint64_t { 2 });
    QCOMPARE(text(bench.status().last_error), u"stream s has no field v (its fields are: key, renamed)"_qs);
    QCOMPARE(text(bench.told.updates.back().reason), u"error: stream s has no field v (its fields are: key, renamed)"_qs);
    bench.shard.advance("s", at(100), bench.told);
    QCOMPARE(bench.last().state, AlertState::Pending);
    bench.feed({ { "k", "75", at(105) } });
    bench.shard.advance("s", at(110), bench.told);
    QCOMPARE(bench.last().state, AlertState::Pending);
    bench.shard.advance("s", at(111), bench.told);
    QCOMPARE(bench.last().fired_at_ns, at(110));
    QCOMPARE(bench.status().errors, std::uint64_t { 2 });
}

void TestRuleShard::emptyingAStreamResolvesAllKeys()
{
    Bench bench({ "A: from s when event.v > 50" });
    bench.feed({ { "a", "75", at(0) }, { "b", "75", at(0) }, { "", "", at(1), Op::Reset }, { "b", "75", at(2) } });
    QCOMPARE(bench.told.latest("a").state, AlertState::Resolved);
    QCOMPARE(text(bench.told.latest("a").reason), u"reset"_qs);
    QCOMPARE(bench.told.latest("b").state, AlertState::Firing);
    QCOMPARE(bench.told.latest("b").reopened_count, 1U);
    QCOMPARE(bench.status().resolved, std::uint64_t { 2 });
}

void TestRuleShard::aKeyThatIsGoneResolves()
{
    Bench bench({ "A: from s when event.v > 50", "B: from t when event.v > 50" });
    bench.feed({ { "old", "75", at(0) }, { "new", "75", at(0) } });
    bench.shard.keyGone("t", "old", keyHash("old"), at(1), bench.told);
    bench.shard.keyGone("s", "unknown", keyHash("unknown"), at(1), bench.told);
    QCOMPARE(bench.told.changes.size(), std::size_t { 2 });
    bench.shard.keyGone("s", "old", keyHash("old"), at(1), bench.told);
    QCOMPARE(bench.told.latest("old").state, AlertState::Resolved);
    QCOMPARE(bench.told.latest("old").resolved_at_ns, at(1));
    QCOMPARE(text(bench.told.latest("old").reason), u"deleted"_qs);
    QCOMPARE(bench.told.latest("new").state, AlertState::Firing);
}

void TestRuleShard::alertsOfSimulatedStreamsSaySo()
{
    Bench bench({ "A: from s when event.v > 50" });
    const std::vector<Event> event { { "k", "75", at(0) } };
    bench.feed(batchOf(event, schemaOf("s", "v", true)));
    QVERIFY(bench.last().simulated);
}

void TestRuleShard::batchesMayBeCutAnywhere_data()
{
    QTest::addColumn<bool>("stateful");
    QTest::addColumn<std::size_t>("changes");
    QTest::newRow("thresholds") << false << std::size_t { 1'000 };
    QTest::newRow("windows, patterns, absences") << true << std::size_t { 500 };
}

void TestRuleShard::batchesMayBeCutAnywhere()
{
    QFETCH(bool, stateful);
    QFETCH(std::size_t, changes);
    const std::vector<std::string> &rules = stateful ? stateful_rules : many_rules;
    std::mt19937 random(5);
    for (int round = 0; round < 20; ++round) {
        const auto events = randomEvents(random);
        const TimeNs end_ns = events.back().time_ns + 3'600 * ns_per_s;
        Bench whole(rules);
        whole.feed(events);
        whole.shard.advance("s", end_ns, whole.told);

        Bench cut(rules);
        for (std::size_t begin = 0; begin < events.size();) {
            const std::size_t size = std::min<std::size_t>(1 + random() % 50, events.size() - begin);
            cut.feed(batchOf(std::span(events).subspan(begin, size)));
            begin += size;
            if (begin < events.size() && random() % 2 == 0)
                cut.shard.advance("s", events[begin].time_ns, cut.told);
        }
        cut.shard.advance("s", end_ns, cut.told);
        whole.shard.flush("s", whole.told);
        cut.shard.flush("s", cut.told);
        QVERIFY(whole.told.changes.size() > changes);
        const History expected = historyOf(whole.told);
        const History found = historyOf(cut.told);
        for (const auto &[line, states] : expected) {
            QVERIFY2(found.contains(line), line.c_str());
            for (std::size_t i = 0; i < std::min(states.size(), found.at(line).size()); ++i)
                QCOMPARE(QByteArray::fromStdString(line + " " + found.at(line)[i]),
                         QByteArray::fromStdString(line + " " + states[i]));
            QVERIFY2(found.at(line).size() == states.size(), line.c_str());
        }
        QCOMPARE(found.size(), expected.size());
        for (std::size_t rule = 0; rule < rules.size(); ++rule) {
            QCOMPARE(cut.shard.status()[rule].evaluations, whole.shard.status()[rule].evaluations);
            QCOMPARE(cut.shard.status()[rule].fired, whole.shard.status()[rule].fired);
            QCOMPARE(cut.shard.status()[rule].firing, whole.shard.status()[rule].firing);
        }
    }
}

void TestRuleShard::shardsTogetherTellWhatOneTells()
{
    std::mt19937 random(6);
    const auto events = randomEvents(random);
    const BatchPtr batch = batchOf(events);
    const TimeNs end_ns = events.back().time_ns + 3'600 * ns_per_s;
    Bench one(many_rules);
    one.feed(batch);
    one.shard.advance("s", end_ns, one.told);

    History together;
    constexpr std::uint64_t workers = 3;
    for (std::uint64_t worker = 0; worker < workers; ++worker) {
        Bench bench(many_rules);
        std::vector<std::uint32_t> rows;
        for (std::uint32_t row = 0; row < batch->rows(); ++row) {
            if (isStreamWide(batch->op(row)) || batch->keyHash(row) % workers == worker)
                rows.push_back(row);
        }
        bench.shard.evaluate(batch, rows, TimeBasis::Event, bench.told);
        bench.shard.advance("s", end_ns, bench.told);
        together.merge(historyOf(bench.told));
    }
    QVERIFY(historyOf(one.told) == together);
}

void TestRuleShard::alikeRulesJudgeAsEachAlone()
{
    std::mt19937 random(7);
    for (int round = 0; round < 10; ++round) {
        const auto events = randomEvents(random);
        Bench together(alike_rules);
        std::vector<Bench> alone;
        for (const std::string &rule : alike_rules)
            alone.emplace_back(std::vector<std::string> { rule });
        const auto all = [&](const auto &action) {
            action(together);
            std::ranges::for_each(alone, action);
        };
        for (std::size_t begin = 0; begin < events.size();) {
            const std::size_t size = std::min<std::size_t>(1 + random() % 80, events.size() - begin);
            const BatchPtr batch = batchOf(std::span(events).subspan(begin, size));
            const TimeNs now_ns = events[begin].time_ns;
            const auto luck = random() % 40;
            const std::string key = "key " + std::to_string(random() % 12);
            all([&](Bench &bench) {
                if (luck < 20)
                    bench.shard.advance("s", now_ns, bench.told);
                if (luck == 20 || luck == 21)
                    bench.shard.pauseRule("mean", luck == 20, now_ns, bench.told);
                if (luck == 22)
                    bench.shard.removeRule("high", now_ns, bench.told);
                if (luck == 23)
                    bench.shard.keyGone("s", key, keyHash(key), now_ns, bench.told);
                bench.feed(batch);
            });
            begin += size;
        }
        all([&](Bench &bench) { bench.shard.advance("s", events.back().time_ns + 3'600 * ns_per_s, bench.told); });
        History apart;
        std::vector<RuleStatus> apart_status;
        for (const Bench &bench : alone) {
            apart.merge(historyOf(bench.told));
            for (const RuleStatus &status : bench.shard.status())
                apart_status.push_back(status);
        }
        QVERIFY(apart.size() > alike_rules.size());
        QVERIFY(historyOf(together.told) == apart);
        std::ranges::sort(apart_status, {}, [](const RuleStatus &status) { return status.spec.name; });
        const auto status = together.shard.status();
        QCOMPARE(status.size(), apart_status.size());
        for (std::size_t rule = 0; rule < status.size(); ++rule) {
            QCOMPARE(status[rule].evaluations, apart_status[rule].evaluations);
            QCOMPARE(status[rule].fired, apart_status[rule].fired);
            QCOMPARE(status[rule].resolved, apart_status[rule].resolved);
            QCOMPARE(status[rule].errors, apart_status[rule].errors);
        }
    }
}

QTEST_GUILESS_MAIN(TestRuleShard)
#include "tst_ruleshard.moc"
