// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/rules/alertrecorder.h"
#include "tests/engine/rules/cells.h"

#include <QRegularExpression>
#include <QTest>

using namespace streamgauge;

namespace {

constexpr TimeNs start_ns = 1'000'000'000 * ns_per_s;

SchemaPtr schema()
{
    static const SchemaPtr made = [] {
        Schema schema;
        schema.stream = "s";
        schema.columns = { { "key", ValueKind::String }, { "v", ValueKind::Double }, { "w", ValueKind::Double } };
        schema.key_columns = { 0 };
        return std::make_shared<const Schema>(schema);
    }();
    return made;
}

/// "75 10x2 _x2" as promtool writes series: VALUExN is the value and N more of it, _xN is N times nothing.
QStringList steps(const QString &series)
{
    static const QRegularExpression repeated(QStringLiteral("^(.+)x(\\d+)$"));
    QStringList all;
    for (const QString &token : series.split(u' ')) {
        const auto match = repeated.match(token);
        const int times = match.hasMatch() ? match.captured(2).toInt() + (token.startsWith(u'_') ? 0 : 1) : 1;
        for (int i = 0; i < times; ++i)
            all += match.hasMatch() ? match.captured(1) : token;
    }
    return all;
}

/// A value ("75"), the values of both fields ("75/3"), or an operation.
BatchPtr batchOf(const QString &step, TimeNs time_ns)
{
    BatchBuilder builder(schema());
    builder.setTimes(time_ns, time_ns);
    if (step == u"reset" || step == u"begin" || step == u"end") {
        builder.addMark(step == u"reset" ? Op::Reset : step == u"begin" ? Op::SnapshotBegin : Op::SnapshotEnd);
        return builder.finish();
    }
    const bool deleted = step == u"del";
    const QStringList values = deleted ? QStringList { QStringLiteral("absent") } : step.split(u'/');
    builder.after(0).appendText("k");
    appendCell(builder.after(1), values.first().toStdString());
    appendCell(builder.after(2), values.size() > 1 ? values.last().toStdString() : "absent");
    builder.endRow(deleted ? Op::Deleted : Op::Updated);
    return builder.finish();
}

QString reasonText(const Alert &alert)
{
    return alert.reason.empty() ? QString() : QStringLiteral("(%1)").arg(QString::fromStdString(alert.reason));
}

QString stateText(const Alert &alert)
{
    return QStringLiteral("NPFRX").at(static_cast<int>(alert.state)) + reasonText(alert);
}

QString changeText(const AlertRecorder::Change &change, TimeNs step_ns)
{
    const Alert &alert = change.alert;
    TimeNs at_ns = step_ns;
    if (alert.state == AlertState::Pending)
        at_ns = alert.active_at_ns;
    else if (alert.state == AlertState::Firing && change.previous != AlertState::Recovering)
        at_ns = alert.fired_at_ns;
    else if (alert.state == AlertState::Resolved)
        at_ns = alert.resolved_at_ns;
    QString text = QString::fromStdString(durationText(at_ns - start_ns)) + u' ' + QLatin1String(name(alert.state).data());
    if (alert.reopened_count > 0)
        text += QStringLiteral(" again %1").arg(alert.reopened_count);
    const QString reason = reasonText(alert);
    return reason.isEmpty() ? text : text + u' ' + reason;
}

} // namespace

/// The table of the alert state machine, a row a case. States: Normal, Pending, Firing, Recovering, X resolved,
/// with the reason behind, after each step.
class TestAlertTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesThroughStates_data();
    void goesThroughStates();
};

void TestAlertTable::goesThroughStates_data()
{
    QTest::addColumn<QString>("interval");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("series");
    QTest::addColumn<QString>("states");
    QTest::addColumn<QString>("changes");
    QString interval = QStringLiteral("1m");
    const auto row = [&](const char *name, const char *rule, const char *series, const char *states, const char *changes) {
        QTest::newRow(name) << interval << QString::fromLatin1(rule) << QString::fromLatin1(series)
                            << QString::fromLatin1(states) << QString::fromLatin1(changes);
    };

    row("Prometheus: fires, keeps firing, resolves", "when event.v > 50 for 1m keep_firing 1m", "75 85 70 70 10x5",
        "P F F F R X X X X X", "0s pending, 1m firing, 4m recovering, 5m resolved");
    row("Prometheus: pending is not kept", "when event.v > 50 for 1m keep_firing 1m", "75 10x10", "P N N N N N N N N N N N",
        "0s pending, 1m normal");

    row("Normal T, for = 0", "when event.v > 50", "10 75", "N F", "1m firing");
    row("Normal T, for > 0", "when event.v > 50 for 5m", "10 75", "N P", "1m pending");
    row("Pending T, for reached", "when event.v > 50 for 2m", "75 75 75 75", "P P F F", "0s pending, 2m firing");
    row("Pending T, for reached between events", "when event.v > 50 for 90s", "75 75 75", "P P F",
        "0s pending, 1m30s firing");
    row("Pending, for reached in silence", "when event.v > 50 for 90s", "75 _x2", "P P F", "0s pending, 1m30s firing");
    row("Pending F", "when event.v > 50 for 5m", "75 75 10 10", "P P N N", "0s pending, 2m normal");
    row("Pending F at the instant for is reached", "when event.v > 50 for 1m", "75 10", "P N", "0s pending, 1m normal");
    row("Firing T", "when event.v > 50", "75 80x2", "F F F F", "0s firing");
    row("Firing F", "when event.v > 50", "75 10 10", "F X X", "0s firing, 1m resolved");
    row("Firing F, clear not met", "when event.v > 120 clear event.v < 110", "130 115 105", "F F(hysteresis) X",
        "0s firing, 2m resolved");
    row("Firing F, clear not met, T again", "when event.v > 120 clear event.v < 110", "130 115 130 105",
        "F F(hysteresis) F X", "0s firing, 3m resolved");
    row("Firing T, clear met too", "when event.v > 50 clear event.v < 100", "75 10", "F X", "0s firing, 1m resolved");
    row("clear means nothing before it fires", "when event.v > 120 clear event.v < 110 for 5m", "130 115", "P N",
        "0s pending, 1m normal");
    row("clear of another field", "when event.v > 50 clear event.w < 5", "75/9 10/9 10/3", "F F(hysteresis) X",
        "0s firing, 2m resolved");
    row("Firing F, keep_firing", "when event.v > 50 keep_firing 2m", "75 10 10", "F R R", "0s firing, 1m recovering");
    row("Recovering T", "when event.v > 50 keep_firing 2m", "75 10 75 10x3", "F R F R R X X",
        "0s firing, 1m recovering, 2m firing, 3m recovering, 5m resolved");
    row("Recovering T at the instant keep_firing ends", "when event.v > 50 keep_firing 1m", "75 10 75", "F R F",
        "0s firing, 1m recovering, 2m firing");
    row("Recovering F, keep_firing over in silence", "when event.v > 50 keep_firing 90s", "75 10 _x2", "F R R X",
        "0s firing, 1m recovering, 2m30s resolved");
    row("Recovering, clear not met", "when event.v > 120 clear event.v < 110 keep_firing 2m", "130 105 115 105 105 105",
        "F R F(hysteresis) R R X", "0s firing, 1m recovering, 2m firing (hysteresis), 3m recovering, 5m resolved");

    row("Normal N, keep", "when event.v > 50", "null 75", "N F", "1m firing");
    row("Pending N, keep: for stands still", "when event.v > 50 for 2m", "75 null null 75 75", "P P(no data) P(no data) P F",
        "0s pending, 4m firing");
    row("Firing N, keep", "when event.v > 50", "75 null 10", "F F(no data) X", "0s firing, 2m resolved");
    row("Recovering N, keep: keep_firing stands still", "when event.v > 50 keep_firing 2m", "75 10 null null 10 10",
        "F R R(no data) R(no data) R X", "0s firing, 1m recovering, 5m resolved");
    row("Normal N, ok", "when event.v > 50 no_data ok", "null", "N", "");
    row("Pending N, ok", "when event.v > 50 for 2m no_data ok", "75 null", "P N(no data)",
        "0s pending, 1m normal (no data)");
    row("Firing N, ok", "when event.v > 50 no_data ok", "75 null", "F X(no data)", "0s firing, 1m resolved (no data)");
    row("Firing N, ok, keep_firing", "when event.v > 50 keep_firing 1m no_data ok", "75 null null",
        "F R(no data) X(no data)", "0s firing, 1m recovering (no data), 2m resolved (no data)");
    row("Normal N, alert", "when event.v > 50 no_data alert", "null 10", "F(no data) X", "0s firing (no data), 1m resolved");
    row("Normal N, alert honours for", "when event.v > 50 for 1m no_data alert", "null null 10", "P(no data) F(no data) X",
        "0s pending (no data), 1m firing (no data), 2m resolved");
    row("Firing N, alert", "when event.v > 50 no_data alert", "75 null 10", "F F(no data) X", "0s firing, 2m resolved");
    row("Recovering N, alert", "when event.v > 50 keep_firing 2m no_data alert", "75 10 null", "F R F(no data)",
        "0s firing, 1m recovering, 2m firing (no data)");
    row("clear is null, keep", "when event.v > 50 clear event.w < 5", "75/9 10/null 10/1", "F F(no data) X",
        "0s firing, 2m resolved");
    row("clear is null, ok", "when event.v > 50 clear event.w < 5 no_data ok", "75/9 10/null", "F X(no data)",
        "0s firing, 1m resolved (no data)");

    row("silence, keep: for stands still", "when event.v > 50 for 2m no_data keep after 90s", "75 _x3 75 75",
        "P P P(no data) P(no data) P F", "0s pending, 4m30s firing");
    row("silence, keep: a firing alert stays", "when event.v > 50 no_data keep after 90s", "75 _x3 10",
        "F F F(no data) F(no data) X", "0s firing, 4m resolved");
    row("silence, ok", "when event.v > 50 no_data ok after 90s", "75 _x3", "F F X(no data) X(no data)",
        "0s firing, 1m30s resolved (no data)");
    row("silence, alert", "when event.v > 50 for 1m no_data alert after 90s", "10 _x3 10", "N N P(no data) F(no data) X",
        "1m30s pending (no data), 2m30s firing (no data), 4m resolved");
    row("silence, alert, seen in time", "when event.v > 50 no_data alert after 90s", "10x4", "N N N N N", "");
    row("silence, alert: what is deleted is not missed", "when event.v > 50 no_data alert after 90s", "10 del _x3",
        "N N N N N", "");
    row("silence at the instant for is reached, ok", "when event.v > 50 for 2m no_data ok after 1m", "10 75 _ 75 75 75",
        "N P N(no data) P P F", "1m pending, 2m normal (no data), 3m pending, 5m firing");
    row("silence at the instant for is reached, keep", "when event.v > 50 for 1m no_data keep after 1m", "75 _x2 75",
        "P P(no data) P(no data) F", "0s pending, 3m firing");
    row("silence at the instant for is reached, alert", "when event.v > 50 for 1m no_data alert after 1m", "75 _x2 10",
        "P F(no data) F(no data) X", "0s pending, 1m firing (no data), 3m resolved");
    row("silence at the instant keep_firing ends, keep", "when event.v > 50 keep_firing 1m no_data keep after 1m",
        "75 10 _x2 10", "F R R(no data) R(no data) X", "0s firing, 1m recovering, 4m resolved");
    row("silence of a key never seen", "when event.v > 50 no_data alert after 90s", "_x5", "N N N N N", "");

    row("a row without the field, Normal", "when event.v > 50", "10 absent", "N N", "");
    row("a row without the field, Pending", "when event.v > 50 for 2m", "75 absent absent", "P P F",
        "0s pending, 2m firing");
    row("a row without the field, Firing", "when event.v > 50", "75 absent 10 absent", "F F X X", "0s firing, 2m resolved");
    row("rows without one of two fields", "when event.v > 50 clear event.w < 5", "75/3 absent/absent 10/absent", "F F X",
        "0s firing, 2m resolved");
    row("rows without the field of clear", "when event.v > 50 clear event.w < 5", "75/absent 10/absent 10/3",
        "F F(hysteresis) X", "0s firing, 2m resolved");

    row("a row without the field after silence, ok", "when event.v > 50 no_data ok after 90s", "75 _ _ absent 75",
        "F F X(no data) X(no data) F", "0s firing, 1m30s resolved (no data), 4m firing again 1");
    row("Resolved T", "when event.v > 50", "75 10 75", "F X F", "0s firing, 1m resolved, 2m firing again 1");
    row("Resolved T, for > 0", "when event.v > 50 for 1m", "75 75 10 75 75", "P F X P F",
        "0s pending, 1m firing, 2m resolved, 3m pending again 1, 4m firing again 1");
    row("what never fired does not count as again", "when event.v > 50 for 1m", "75 75 10 75 10 75 75", "P F X P N P F",
        "0s pending, 1m firing, 2m resolved, 3m pending again 1, 4m normal, 5m pending again 1, 6m firing again 1");
    row("again and again", "when event.v > 50", "75 10 75 10 75", "F X F X F",
        "0s firing, 1m resolved, 2m firing again 1, 3m resolved again 1, 4m firing again 2");

    row("Firing, deleted", "when event.v > 50", "75 del 75", "F X(deleted) F",
        "0s firing, 1m resolved (deleted), 2m firing again 1");
    row("Pending, deleted", "when event.v > 50 for 5m", "75 del", "P N(deleted)", "0s pending, 1m normal (deleted)");
    row("Recovering, deleted", "when event.v > 50 keep_firing 5m", "75 10 del", "F R X(deleted)",
        "0s firing, 1m recovering, 2m resolved (deleted)");
    row("Firing, stream emptied", "when event.v > 50", "75 reset", "F X(reset)", "0s firing, 1m resolved (reset)");
    row("Firing, a snapshot names the key", "when event.v > 50", "75 begin 75 end", "F F F F", "0s firing");
    row("Firing, a snapshot lacks the key", "when event.v > 50", "75 begin end", "F F X(missing series)",
        "0s firing, 2m resolved (missing series)");
    row("the end of a snapshot that did not begin", "when event.v > 50", "75 end", "F F", "0s firing");

    interval = QStringLiteral("15m");
    row("Resolved T, 15 min later", "when event.v > 50", "75 10 75", "F X F", "0s firing, 15m resolved, 30m firing again 1");
    interval = QStringLiteral("16m");
    row("Resolved T, over 15 min later", "when event.v > 50", "75 10 75", "F X F", "0s firing, 16m resolved, 32m firing");
}

void TestAlertTable::goesThroughStates()
{
    QFETCH(QString, interval);
    QFETCH(QString, rule);
    QFETCH(QString, series);
    QFETCH(QString, states);
    QFETCH(QString, changes);
    const DurationNs interval_ns = parseDuration(interval.toStdString()).value();
    RuleShard shard;
    AlertRecorder told;
    QVERIFY(shard.setRule(*parseRule("A: from s " + rule.toStdString()), start_ns, told).ok());

    QStringList states_seen;
    QStringList changes_seen;
    TimeNs now_ns = start_ns;
    for (const QString &step : steps(series)) {
        shard.advance("s", now_ns, told);
        if (step != u"_") {
            constexpr std::array<std::uint32_t, 1> rows { 0 };
            shard.evaluate(batchOf(step, now_ns), rows, TimeBasis::Event, told);
        }
        shard.advance("s", now_ns + 1, told);
        states_seen += stateText(told.latest("k"));
        for (; changes_seen.size() < static_cast<qsizetype>(told.changes.size());)
            changes_seen += changeText(told.changes[static_cast<std::size_t>(changes_seen.size())], now_ns);
        now_ns += interval_ns;
    }
    QCOMPARE(changes_seen.join(QStringLiteral(", ")), changes);
    QCOMPARE(states_seen.join(u' '), states);
    // Each episode follows its own line of states.
    for (std::size_t i = 0; i < told.changes.size(); ++i) {
        const auto same = [&](std::size_t j) { return told.changes[j].alert.episode == told.changes[i].alert.episode; };
        const AlertState expected = i > 0 && same(i - 1) ? told.changes[i - 1].alert.state : AlertState::Normal;
        QCOMPARE(told.changes[i].previous, expected);
    }
}

QTEST_GUILESS_MAIN(TestAlertTable)
#include "tst_alerttable.moc"
