// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/flaphistory.h"
#include "tests/engine/rules/alertrecorder.h"
#include "tests/engine/rules/cells.h"

#include <QTest>

#include <algorithm>

using namespace streamgauge;

namespace {

constexpr TimeNs start_ns = 1'000'000'000 * ns_per_s;

TimeNs at(double seconds)
{
    return start_ns + static_cast<TimeNs>(seconds * 1e9);
}

QString text(const std::string &text)
{
    return QString::fromStdString(text);
}

SchemaPtr schemaOf(const QString &stream)
{
    Schema schema;
    schema.stream = stream.toStdString();
    schema.columns = {
        { "key", ValueKind::String }, { "v", ValueKind::Double }, { "w", ValueKind::Double }, { "name", ValueKind::String }
    };
    schema.key_columns = { 0 };
    return std::make_shared<const Schema>(schema);
}

QString stateText(const Alert &alert)
{
    QString shown = QString::fromLatin1(name(alert.state).data());
    if (alert.severity != Severity::Warning)
        shown += u' ' + QString::fromLatin1(name(alert.severity).data());
    if (!alert.reason.empty())
        shown += QStringLiteral(" (%1)").arg(text(alert.reason));
    if (alert.flapping)
        shown += QStringLiteral(" flapping");
    if (alert.acknowledged)
        shown += QStringLiteral(" acknowledged");
    return shown;
}

/// A shard that is fed a script: "0 a 75; 10 a 10/3; 15 t:b null; 20 -a; 30" is, at these seconds, a row of key a with
/// v = 75, one with w = 3 too, one of stream t, a deleted one, and nothing but the time. A fourth word is the arrival
/// time, when rows are judged by it, or the field `name` in quotes.
struct Play {
    RuleShard shard;
    AlertRecorder told;
    TimeBasis basis = TimeBasis::Event;
    QStringList streams { QStringLiteral("s"), QStringLiteral("t") };

    explicit Play(const QStringList &rules)
    {
        for (const QString &rule : rules) {
            const auto spec = parseRule(rule.toStdString());
            QVERIFY2(spec.ok(), spec.ok() ? "" : spec.error().text().c_str());
            const auto set = shard.setRule(*spec, start_ns, told);
            QVERIFY2(set.ok(), set.ok() ? "" : set.error().text().c_str());
        }
    }

    void run(const QString &script)
    {
        for (const QString &step : script.split(u';'))
            take(step.trimmed().split(u' '));
    }

    void take(const QStringList &words)
    {
        const TimeNs time_ns = at(words[0].toDouble());
        if (words.size() == 1) {
            for (const QString &stream : streams)
                shard.advance(stream.toStdString(), time_ns, told);
            note(time_ns);
            return;
        }
        const bool other = words[1].startsWith(u"t:");
        const QString key = other ? words[1].mid(2) : words[1];
        const bool deleted = key.startsWith(u'-');
        BatchBuilder builder(schemaOf(other ? QStringLiteral("t") : QStringLiteral("s")));
        const bool named = words.size() > 3 && words[3].startsWith(u'\'');
        const TimeNs arrival_ns = words.size() > 3 && !named ? at(words[3].toDouble()) : time_ns;
        builder.setTimes(time_ns, arrival_ns);
        builder.after(0).appendText((deleted ? key.mid(1) : key).toStdString());
        const QStringList values = deleted ? QStringList { QStringLiteral("absent") } : words[2].split(u'/');
        appendCell(builder.after(1), values.first().toStdString());
        appendCell(builder.after(2), values.size() > 1 ? values.last().toStdString() : "absent");
        if (named)
            builder.after(3).appendText(words[3].mid(1, words[3].size() - 2).toStdString());
        else
            builder.after(3).appendMissing(CellState::Null);
        builder.endRow(deleted ? Op::Deleted : Op::Updated);
        constexpr std::array<std::uint32_t, 1> rows { 0 };
        shard.evaluate(builder.finish(), rows, basis, told);
        note(basis == TimeBasis::Event ? time_ns : arrival_ns);
    }

    /// What changed since, at the time it says itself or at that of the step.
    void note(TimeNs step_ns)
    {
        for (; noted < told.changes.size(); ++noted) {
            const auto &[alert, previous] = told.changes[noted];
            TimeNs time_ns = step_ns;
            if (alert.state == AlertState::Pending)
                time_ns = alert.active_at_ns;
            else if (alert.state == AlertState::Firing && previous != AlertState::Firing
                     && previous != AlertState::Recovering)
                time_ns = alert.fired_at_ns;
            else if (alert.state == AlertState::Resolved && previous != AlertState::Resolved)
                time_ns = alert.resolved_at_ns;
            log += text(durationText(time_ns - start_ns)) + u' ' + text(alert.key) + u' ' + stateText(alert);
        }
    }

    [[nodiscard]] RuleStatus status() const { return shard.status().front(); }

    QStringList log;
    std::size_t noted = 0;
};

} // namespace

/// What rules make of events: a row a case, the rule, the events, and what was told.
class TestRuleEvaluation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judges_data();
    void judges();
    void flappingPercent_data();
    void flappingPercent();
    void flappingIsTold();
    void acknowledgementEnds();
    void restores_data();
    void restores();
    void pausedRulesJudgeNothing();
    void eventTimeOrdersRows();
    void probesLets();
    void summariesAreFilled();
    void alertsSayWhatTheyAreAbout_data();
    void alertsSayWhatTheyAreAbout();
    void functionsCanBeCalled();
};

void TestRuleEvaluation::judges_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("log");
    const auto row = [](const char *name, const char *rule, const char *script, const char *log) {
        QTest::newRow(name) << QString::fromLatin1(rule) << QString::fromLatin1(script) << QString::fromLatin1(log);
    };
    row("two fields", "A: from s when event.v > event.w", "0 a 5/9; 1 a 9/5; 2 a 1/5", "1s a firing, 2s a resolved");
    row("either absorbs what is missing", "A: from s when event.v > 5.0 || event.w > 5.0", "0 a null/9; 1 a 1/1",
        "0s a firing, 1s a resolved");
    row("the key", "A: from s when key == 'b' && event.v > 5.0", "0 a 9; 0 b 9; 1 b 1", "0s b firing, 1s b resolved");
    row("text", "A: from s when event.name.startsWith('x')", "0 a 1 'xy'; 1 a 1 'yx'", "0s a firing, 1s a resolved");
    row("a derived value", "A: from s let sum = event.v + event.w when sum > 10.0", "0 a 5/6; 1 a 5/4",
        "0s a firing, 1s a resolved");
    for (const char *rule : { "A: from s let x = double(event.v) + 1.0 when x > 50.0 no_data nodata",
                              "A: from s let x = double(event.v) + 1.0 when x == null || x > 50.0 no_data nodata" })
        row(rule, rule, "0 a 60; 1 a null; 2 a 60; 3 a 1",
            "0s a firing, 1s a firing (no data), 2s a resolved, 3s a resolved");
    row("derived from derived", "A: from s let sum = event.v + event.w let twice = sum * 2.0 when twice > 20.0",
        "0 a 5/6; 1 a 5/4", "0s a firing, 1s a resolved");

    row("a window's sample leaves without an event", "A: from s let low = min(event.v) over 10s when low > 50.0",
        "0 a 40; 5 a 60; 12", "10s a firing");
    row("at exactly the instant of an event it leaves first", "A: from s let low = min(event.v) over 10s when low > 50.0",
        "0 a 40; 5 a 60; 10 a 30; 21", "");
    row("an empty window has no data", "A: from s let low = min(event.v) over 10s when low > 50.0 no_data ok",
        "0 a 60; 5 a 60; 30", "0s a firing, 15s a resolved (no data)");
    row("an empty window, keep", "A: from s let low = min(event.v) over 10s when low > 50.0", "0 a 60; 5 a 60; 30",
        "0s a firing");
    row("count of nothing is 0", "A: from s let n = count() over 10s when n > 1.0", "0 a 1; 5 a 1; 30",
        "5s a firing, 10s a resolved");
    row("the filter of a let", "A: from s let n = count() over 10s where event.v > 5.0 when n > 1.0",
        "0 a 9; 1 a 1; 2 a 9; 3 a 9; 20", "2s a firing, 12s a resolved");
    row("keys have their own windows", "A: from s let n = count() over 10s when n > 1.0", "0 a 1; 1 b 1; 2 b 1; 20",
        "2s b firing, 11s b resolved");
    row("every let is fed before any is read", "A: from s let n = count() over 1m when event.v > 5.0 && n > 2.0",
        "0 a 1; 1 a 1; 2 a 9", "2s a firing");
    row("a timer reads the last event", "A: from s let n = count() over 10s when n < 2.0 && event.v > 5.0 && event.w > 1.0",
        "0 a 1/9; 5 a 9/9; 12", "10s a firing");
    row("windows of texts", "A: from s let last = last(event.name) over 10s when last == 'x' flapping off",
        "0 a 1 'x'; 1 a 1 'y'; 2 a 1 'x'; 30", "0s a firing, 1s a resolved, 2s a firing, 12s a resolved");
    row("different texts", "A: from s let n = distinct(event.name) over 10s when n > 1.0",
        "0 a 1 'x'; 1 a 1 'x'; 2 a 1 'y'; 30", "2s a firing, 11s a resolved");
    row("an error at a timer", "A: from s let n = count() over 10s when n < 1.0 && int(event.name) > 5 error alert",
        "0 a 1 'x'; 12", "10s a firing (error: \"x\" is no int)");
    row("for, from a timer on", "A: from s let low = min(event.v) over 10s when low > 50.0 for 3s", "0 a 40; 5 a 60; 14",
        "10s a pending, 13s a firing");
    row("deleted", "A: from s let n = count() over 10s when n > 1.0", "0 a 1; 1 a 1; 2 -a; 3 a 1",
        "1s a firing, 2s a resolved (deleted)");

    row("levels rise and fall", "A: from s when event.v > 50.0 level critical when event.v > 80.0 flapping off",
        "0 a 60; 1 a 90; 2 a 60; 3 a 10", "0s a firing, 1s a firing critical, 2s a firing, 3s a resolved");
    row("levels are left by their clear",
        "A: from s when event.v > 50.0 clear event.v < 40.0 level critical when event.v > 80.0 "
        "clear event.v < 70.0",
        "0 a 90; 1 a 75; 2 a 60; 3 a 45; 4 a 30", "0s a firing critical, 2s a firing, 4s a resolved");
    row("a level may be skipped",
        "A: from s when event.v > 50.0 severity info level warning when event.v > 60.0 level critical "
        "when event.v > 70.0",
        "0 a 75; 1 a 55; 2 a 5", "0s a firing critical, 1s a firing info, 2s a resolved info");
    row("the higher level is unknown", "A: from s when event.v > 50.0 level critical when event.w > 50.0",
        "0 a 60/null; 1 a 60/60; 2 a 60/null; 3 a 60/1", "0s a firing, 1s a firing critical, 3s a firing");

    row("no data, an alert of its own", "A: from s when event.v > 50.0 no_data nodata", "0 a 60; 1 a null; 2 a 60; 3 a 1",
        "0s a firing, 1s a firing (no data), 2s a resolved, 3s a resolved");
    row("no data of its own waits for `for`", "A: from s when event.v > 50.0 for 5s no_data nodata",
        "0 a null; 3 a null; 6 a null; 7 a 1", "0s a pending (no data), 5s a firing (no data), 7s a resolved");
    row("silence, an alert of its own", "A: from s when event.v > 50.0 no_data nodata after 10s", "0 a 1; 12; 13 a 1",
        "10s a firing (no data), 13s a resolved");
    row("an error, kept", "A: from s when int(event.name) > 5", "0 a 1 '9'; 1 a 1 'x'; 2 a 1 '1'",
        "0s a firing, 2s a resolved");
    row("an error, ok", "A: from s when int(event.name) > 5 error ok", "0 a 1 '9'; 1 a 1 'x'",
        "0s a firing, 1s a resolved (error: \"x\" is no int)");

    row("an own key", "A: from s key name let n = count() over 10s when n > 1.0", "0 a 1 'x'; 1 b 1 'x'; 2 -b; 30",
        "1s x firing, 10s x resolved");
    row("an absence", "rule A absence of s by key for 10s", "0 a 1; 5 b 1; 12; 13 a 1; 30",
        "10s a firing (no data), 13s a resolved, 15s b firing (no data), 23s a firing (no data)");
    row("a pattern", "rule A pattern every x: s[x.v > 5.0] -> y: t[y.key == x.key] within 10s keep_firing 5s",
        "0 a 9; 2 t:b 1; 3 t:a 1; 20", "3s a firing, 8s a resolved");
    row("a pattern holds as long as it may take", "rule A pattern every x: s[x.v > 5.0] -> y: s[y.v < 2.0] within 10s",
        "0 a 9; 1 a 1; 20", "1s  firing, 11s  resolved");
    row("two streams", "rule A from s as l, t as r key key within 10s when l.v > 5.0 && r.v > 5.0 no_data ok",
        "0 a 9; 2 t:b 9; 3 t:a 9; 30", "3s a firing, 10s a resolved (no data)");
}

void TestRuleEvaluation::judges()
{
    QFETCH(QString, rule);
    QFETCH(QString, script);
    QFETCH(QString, log);
    Play play({ rule });
    play.run(script);
    QVERIFY2(play.status().errors == 0 || rule.contains(u"int("), play.status().last_error.c_str());
    QCOMPARE(play.log.join(QStringLiteral(", ")), log);
}

void TestRuleEvaluation::flappingPercent_data()
{
    QTest::addColumn<QString>("levels");
    QTest::addColumn<double>("percent");
    QTest::addColumn<bool>("flapping");
    const QString calm(21, u'0');
    QTest::newRow("calm") << calm << 0.0 << false;
    QTest::newRow("each step a change") << QStringLiteral("010101010101010101010") << 100.0 << true;
    QTest::newRow("one change, the oldest") << u'1' + QString(20, u'0') << 4.0 << false;
    QTest::newRow("one change, the newest") << QString(20, u'0') + u'1' << 6.0 << false;
    // Weights 1.2, 1.17894..., 1.15789... and 1.13684... of 20.
    QTest::newRow("three changes") << QString(18, u'0') + QStringLiteral("101") << 17.684 << false;
    QTest::newRow("four changes") << QString(17, u'0') + QStringLiteral("1010") << 23.368 << true;
    QTest::newRow("levels count") << QString(17, u'0') + QStringLiteral("1213") << 23.368 << true;
    // It stops below 5 %.
    QTest::newRow("has flapped") << QStringLiteral("010101") + QString(19, u'0') << 8.1 << true;
    QTest::newRow("has calmed down") << QStringLiteral("010101") + QString(20, u'0') << 4.0 << false;
}

void TestRuleEvaluation::flappingPercent()
{
    QFETCH(QString, levels);
    QFETCH(double, percent);
    QFETCH(bool, flapping);
    FlapHistory history;
    for (const QChar level : levels)
        history.note(static_cast<unsigned>(level.digitValue()));
    QVERIFY2(std::abs(history.percent() - percent) < 0.4, std::to_string(history.percent()).c_str());
    QCOMPARE(history.flapping(), flapping);
}

void TestRuleEvaluation::flappingIsTold()
{
    Play play({ QStringLiteral("A: from s when event.v > 50.0") });
    play.run(QStringLiteral("0 a 60; 1 a 1; 2 a 60; 3 a 1"));
    QCOMPARE(play.log.last(), QStringLiteral("3s a resolved flapping"));
    QCOMPARE(play.status().flapping, std::uint64_t { 1 });
    QString calm = QStringLiteral("4 a 1");
    for (int second = 5; second < 24; ++second)
        calm += QStringLiteral("; %1 a 1").arg(second);
    play.run(calm);
    QCOMPARE(play.log.last(), QStringLiteral("22s a resolved"));
    QCOMPARE(play.status().flapping, std::uint64_t { 0 });
    QCOMPARE(play.log.size(), 5);
    Play off({ QStringLiteral("A: from s when event.v > 50.0 flapping off") });
    off.run(QStringLiteral("0 a 60; 1 a 1; 2 a 60; 3 a 1; 4 a 60"));
    QVERIFY(off.log.filter(QStringLiteral("flapping")).isEmpty());
}

void TestRuleEvaluation::acknowledgementEnds()
{
    const QString rule = QStringLiteral("A: from s when event.v > 50.0 level critical when event.v > 80.0");
    Play play({ rule });
    play.run(QStringLiteral("0 a 60"));
    QVERIFY(play.shard.acknowledge(1, { "Ada", "", at(1), at(10) }, play.told));
    play.run(QStringLiteral("5 a 60; 11"));
    QCOMPARE(play.log.join(u','), QStringLiteral("0s a firing,5s a firing acknowledged,11s a firing"));
    QVERIFY(play.shard.acknowledge(1, { "Ada", "", at(12) }, play.told));
    play.run(QStringLiteral("13 a 90"));
    QCOMPARE(play.log.last(), QStringLiteral("13s a firing critical"));
    Play sticky({ rule });
    sticky.run(QStringLiteral("0 a 60"));
    QVERIFY(sticky.shard.acknowledge(1, { "Ada", "", at(1), 0, true }, sticky.told));
    sticky.run(QStringLiteral("2 a 90"));
    QCOMPARE(sticky.log.last(), QStringLiteral("2s a firing critical acknowledged"));
}

void TestRuleEvaluation::restores_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("state");
    QTest::addColumn<double>("active");
    QTest::addColumn<double>("down");
    QTest::addColumn<double>("up");
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("log");
    const auto row = [](const char *name, const char *rule, const char *state, double active, double down, double up,
                        const char *script, const char *log) {
        QTest::newRow(name) << QString::fromLatin1(rule) << QString::fromLatin1(state) << active << down << up
                            << QString::fromLatin1(script) << QString::fromLatin1(log);
    };
    row("firing stays firing, without a second fired", "A: from s when event.v > 50.0", "firing", 0, 10, 100,
        "101 a 60; 102 a 1", "100s a firing, 102s a resolved");
    row("firing, the condition is gone", "A: from s when event.v > 50.0", "firing", 0, 10, 100, "101 a 1",
        "100s a firing, 101s a resolved");
    // 4 of 10 s had passed; the time away does not count.
    row("pending goes on where it was", "A: from s when event.v > 50.0 for 10s", "pending", 0, 4, 100,
        "100 a 60; 105 a 60; 107", "0s a pending, 106s a firing");
    row("pending waits for its first event", "A: from s when event.v > 50.0 for 10s", "pending", 0, 4, 100, "200; 201 a 1",
        "0s a pending, 201s a normal");
    row("pending was due", "A: from s when event.v > 50.0 for 10s", "pending", 0, 10, 100, "100 a 60",
        "0s a pending, 100s a firing");
    row("another condition now", "A: from s when event.v > 51.0", "firing", 0, 10, 100, "101 a 60",
        "100s a resolved (updated), 101s a firing");
    row("away for over an hour", "A: from s when event.v > 50.0", "firing", 0, 10, 3'700, "3701 a 1",
        "1h1m40s a resolved (long outage)");
    // Down and up are told by the wall clock, which is no clock of a recording.
    row("in the time of a recording, firing", "A: from s when event.v > 50.0", "firing", 0, 1'000, 1'010, "5 a 1; 6 a 60",
        "16m50s a firing, 5s a resolved, 6s a firing");
    row("in the time of a recording, pending", "A: from s when event.v > 50.0 for 10s", "pending", 0, 1'000, 1'010,
        "4 a 60; 11; 12 a 1; 13 a 60; 30", "0s a pending, 10s a firing, 12s a resolved, 13s a pending, 23s a firing");
    row("in the time of a recording, away for over an hour", "A: from s when event.v > 50.0", "firing", 0, 1'000, 4'700,
        "5 a 1; 6 a 60", "1h18m20s a resolved (long outage), 6s a firing");
    row("the clock was set back, pending", "A: from s when event.v > 50.0 for 10s", "pending", 996, 1'000, 100,
        "101 a 60; 110", "1m36s a pending, 107s a firing");
    row("the clock was set back, firing", "A: from s when event.v > 50.0", "firing", 996, 1'000, 100, "101 a 1",
        "100s a firing, 101s a resolved");
    row("a window fills anew", "A: from s let m = avg(event.v) over 10s when m > 50.0", "firing", 0, 10, 100,
        "101 a 60; 102 a 1", "100s a firing, 102s a resolved");
}

void TestRuleEvaluation::restores()
{
    QFETCH(QString, rule);
    QFETCH(QString, state);
    QFETCH(double, active);
    QFETCH(double, down);
    QFETCH(double, up);
    QFETCH(QString, script);
    QFETCH(QString, log);
    Play play({ rule });
    Alert alert;
    alert.episode = 7;
    alert.rule = "A";
    alert.stream = "s";
    alert.key = "a";
    alert.state = state == u"pending" ? AlertState::Pending : AlertState::Firing;
    alert.active_at_ns = at(active);
    alert.fired_at_ns = state == u"pending" ? 0 : at(active);
    alert.condition = rule.contains(u"avg") ? "m > 50.0" : "event.v > 50.0";
    QVERIFY(play.shard.restore(alert, at(down), at(up), play.told));
    QVERIFY(play.told.changes.front().alert.episode == 7U);
    play.note(at(up));
    play.run(script);
    for (QString &line : play.log)
        line.replace(QStringLiteral("1m40s"), QStringLiteral("100s"))
            .replace(QStringLiteral("1m41s"), QStringLiteral("101s"));
    QString shown = play.log.join(QStringLiteral(", "));
    for (int second = 100; second < 240; ++second)
        shown.replace(text(durationText(second * ns_per_s)) + u' ', QString::number(second) + QStringLiteral("s "));
    QCOMPARE(shown.replace(QStringLiteral("1h100s"), QStringLiteral("1h1m40s")), log);
}

void TestRuleEvaluation::pausedRulesJudgeNothing()
{
    Play play({ QStringLiteral("A: from s when event.v > 50.0") });
    play.run(QStringLiteral("0 a 60"));
    play.shard.pauseRule("A", true, at(1), play.told);
    QVERIFY(play.status().paused);
    play.run(QStringLiteral("2 a 60"));
    play.shard.pauseRule("A", false, at(3), play.told);
    play.run(QStringLiteral("4 a 60"));
    QCOMPARE(play.log.join(u','), QStringLiteral("0s a firing,1s a resolved (paused),4s a firing"));
}

void TestRuleEvaluation::eventTimeOrdersRows()
{
    Play play({ QStringLiteral("A: from s when event.v > 50.0 for 2s time event disorder 3s") });
    play.basis = TimeBasis::Arrival;
    play.streams = QStringList { QStringLiteral("s") };
    // Event time, key, value, arrival: the row of second 1 came after that of second 2.
    play.run(QStringLiteral("0 a 60 0; 2 a 60 0.5; 1 a 1 0.6; 5 a 60 0.7"));
    QCOMPARE(play.log.join(u','), QStringLiteral("0s a pending,700ms a normal,2s a pending"));
    // Second 0 is long over.
    play.run(QStringLiteral("0 a 1 0.8"));
    QCOMPARE(play.status().late, std::uint64_t { 1 });
    // Far ahead of its arrival: taken as 5 s ahead.
    play.run(QStringLiteral("90 a 60 1"));
    QCOMPARE(play.status().clamped, std::uint64_t { 1 });
    QCOMPARE(play.status().waiting_rows, std::size_t { 2 });
    // An idle stream follows the wall clock.
    play.run(QStringLiteral("8.5"));
    QCOMPARE(play.status().waiting_rows, std::size_t { 1 });
    QCOMPARE(play.log.last(), QStringLiteral("4s a firing"));
    play.shard.flush("s", play.told);
    QCOMPARE(play.status().waiting_rows, std::size_t { 0 });
}

void TestRuleEvaluation::probesLets()
{
    Play play({ QStringLiteral("A: from s let low = min(event.v) over 10s let twice = low * 2.0 let n = count() over 1m "
                               "when twice > 100.0 && event.w > 1.0") });
    play.run(QStringLiteral("0 a 60/5; 1 a 70/6"));
    const auto probe = play.shard.probe("A", "a", {});
    QVERIFY(probe.has_value());
    QCOMPARE(probe->lets.size(), std::size_t { 3 });
    QCOMPARE(text(probe->lets[0].value), QStringLiteral("60"));
    QCOMPARE(text(probe->lets[1].value), QStringLiteral("120"));
    QCOMPARE(text(probe->lets[2].value), QStringLiteral("2"));
    QCOMPARE(probe->when, Outcome::True);
    QCOMPARE(probe->state, AlertState::Firing);
    const auto unknown = play.shard.probe("A", "b", {});
    QVERIFY(unknown.has_value());
    QCOMPARE(text(unknown->lets[0].value), QString());
    QVERIFY(!play.shard.probe("B", "a", {}).has_value());
}

void TestRuleEvaluation::alertsSayWhatTheyAreAbout_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *tag, const char *rule, const char *field, const char *value) {
        QTest::newRow(tag) << QString::fromLatin1(rule) << QString::fromLatin1(field) << QString::fromLatin1(value);
    };
    row("the one that is compared", "A: from s when event.v > 50.0", "v", "60");
    row("the first of the text", "A: from s when event.w < event.v", "w", "5");
    row("not the first of the stream", "A: from s when event.w + 1.0 < event.v", "w", "5");
    row("not part of another name", "A: from s when {'event.vw': event.w < event.v}['event.vw']", "w", "5");
    row("not the rule's key", "A: from s key w when event.w < event.v", "v", "60");
    row("nor the stream's", "A: from s when event.key != '' && event.v > 50.0", "v", "60");
    row("the key when there is no other", "A: from s when event.key.startsWith('a')", "key", "a");
}

void TestRuleEvaluation::alertsSayWhatTheyAreAbout()
{
    QFETCH(QString, rule);
    Play play({ rule });
    play.run(QStringLiteral("0 a 60/5"));
    QCOMPARE(play.told.changes.size(), std::size_t { 1 });
    QTEST(text(play.told.changes.front().alert.field), "field");
    QTEST(text(play.told.changes.front().alert.value), "value");
}

void TestRuleEvaluation::summariesAreFilled()
{
    Play play({ QStringLiteral("A: from s let low = min(event.v) over 10s when low > 50.0 "
                               "label team = 'icu' summary '{{low}} of {{ key }} at {{event.w}}, {{unknown}}'") });
    play.run(QStringLiteral("0 a 60/5; 1 a 55/6"));
    QCOMPARE(text(play.told.changes.front().alert.summary), QStringLiteral("60 of a at 5, "));
    QCOMPARE(text(play.told.updates.back().summary), QStringLiteral("55 of a at 6, "));
    QCOMPARE(text(play.told.changes.front().alert.value), QStringLiteral("60"));
    QCOMPARE(text(play.told.changes.front().alert.field), QStringLiteral("v"));
    QCOMPARE(text(play.told.changes.front().alert.labels.at("team")), QStringLiteral("icu"));
    Play pattern({ QStringLiteral("rule P pattern every a: s[a.v > 5.0] -> b: s[b.v < 2.0] within 10s "
                                  "summary '{{a.v}} to {{b.v}} of {{b.key}}'") });
    pattern.run(QStringLiteral("0 a 9; 1 b 1"));
    QCOMPARE(text(pattern.told.changes.front().alert.summary), QStringLiteral("9 to 1 of b"));
}

void TestRuleEvaluation::functionsCanBeCalled()
{
    Play play({});
    std::vector<CelFunction> functions;
    functions.push_back({ "limit", 1, 1, CelKind::Double, [](std::span<const CelValue> arguments) {
                             return CelValue::ofDouble(arguments[0].text() == "a" ? 50 : 90);
                         } });
    play.shard.setFunctions(std::make_shared<const std::vector<CelFunction>>(std::move(functions)));
    const auto spec = parseRule("A: from s when event.v > limit(event.key)");
    QVERIFY2(spec.ok(), spec.ok() ? "" : spec.error().text().c_str());
    QVERIFY(play.shard.setRule(*spec, start_ns, play.told).ok());
    play.run(QStringLiteral("0 a 60; 0 b 60"));
    QCOMPARE(play.log.join(u','), QStringLiteral("0s a firing"));
}

QTEST_GUILESS_MAIN(TestRuleEvaluation)
#include "tst_ruleevaluation.moc"
