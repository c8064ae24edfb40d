// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/timetext.h"
#include "tests/connectors/replay/replayhelp.h"

#include <QTest>

#include <thread>

using namespace streamgauge;

class ReplayConnectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settings_data();
    void settings();
    void pacesByTheClock();
    void stopsWhileWaiting();
    void stopsOnRefusedPush();
    void loopsWithTimeGoingOn();
    void sortsAndKeepsTies();
    void rowsFollowAtTheRate();
    void joinsKeyColumns();
    void checksAndBrowses();
    void missingFile();

private:
    ReplayHelp help_;
};

void ReplayConnectorTest::settings_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("accepted");
    const auto add = [](const char *name, const char *value, bool accepted) {
        QTest::addRow("%s=%s", name, value) << QString::fromUtf8(name) << QString::fromUtf8(value) << accepted;
    };
    add("path", "", false);
    add("speed", "max", true);
    add("speed", "0.1", true);
    add("speed", "0.05", false);
    add("speed", "1001", false);
    add("speed", "nan", false);
    add("rate", "250", true);
    add("rate", "0", false);
    add("loop", "on", true);
    add("loop", "yes", false);
    add("separator", "tab", true);
    add("separator", "x", false);
    add("format", "xml", false);
    add("start", "2020-01-01", true);
    add("start", "noon", false);
}

void ReplayConnectorTest::settings()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(bool, accepted);
    SystemClock clock;
    Settings settings { { "path", "file.csv" } };
    settings[name.toStdString()] = value.toStdString();
    const auto made = ReplayConnectorFactory().create("test", settings, clock);
    QCOMPARE(made.ok(), accepted);
    if (!accepted)
        QVERIFY(!made.error().remedy.empty() && made.error().place.starts_with("test"));
}

void ReplayConnectorTest::pacesByTheClock()
{
    const std::string path =
        help_.write("paced.csv", "time,value\n2020-01-01 00:00:00,1\n2020-01-01 00:00:10,2\n2020-01-01 00:00:11,3\n");
    VirtualClock clock(*parseTime("2026-01-01"));
    const auto connector = help_.make(path, { { "speed", "10" } }, clock);
    CollectingSink sink;
    RunEnd end;
    std::jthread runner([&](std::stop_token stop) { end = connector->run(stop, {}, sink); });
    QTRY_COMPARE(sink.rows.load(), 1U);
    clock.advance(ns_per_s);
    QTRY_COMPARE(sink.rows.load(), 2U);
    clock.advance(ns_per_s);
    runner.join();
    QCOMPARE(sink.rows.load(), 3U);
    QCOMPARE(end.reason, RunEnd::Reason::Finished);
    QVERIFY(std::ranges::is_sorted(sink.time_steps_ns));
    QCOMPARE(sink.time_steps_ns.back(), *parseTime("2020-01-01 00:00:11"));
    QCOMPARE(sink.batches[1]->arrivalTime(0), *parseTime("2026-01-01 00:00:01"));
}

void ReplayConnectorTest::stopsWhileWaiting()
{
    const std::string path = help_.write("long.csv", "time,value\n2020-01-01,1\n2021-01-01,2\n");
    VirtualClock clock;
    const auto connector = help_.make(path, { { "speed", "1" } }, clock);
    CollectingSink sink;
    RunEnd end { RunEnd::Reason::Failed, {} };
    std::jthread runner([&](std::stop_token stop) { end = connector->run(stop, {}, sink); });
    QTRY_COMPARE(sink.rows.load(), 1U);
    runner.request_stop();
    runner.join();
    QCOMPARE(end.reason, RunEnd::Reason::Stopped);
}

void ReplayConnectorTest::stopsOnRefusedPush()
{
    const std::string path = help_.write("refused.csv", "time,value\n2020-01-01,1\n2021-01-01,2\n");
    CollectingSink sink;
    sink.refuse_after_rows = 1;
    QCOMPARE(help_.play(path, { { "loop", "on" } }, sink).reason, RunEnd::Reason::Stopped);
}

void ReplayConnectorTest::loopsWithTimeGoingOn()
{
    const std::string path =
        help_.write("loop.csv", "time,value\n2020-01-01 00:00:00,1\n2020-01-01 00:00:10,2\n2020-01-01 00:00:20,3\n");
    CollectingSink sink;
    sink.refuse_after_rows = 9;
    QCOMPARE(help_.play(path, { { "loop", "on" } }, sink).reason, RunEnd::Reason::Stopped);
    const auto times_ns = eventTimes(sink);
    QCOMPARE(times_ns.size(), 9U);
    for (std::size_t i = 1; i < times_ns.size(); ++i)
        QCOMPARE(times_ns[i] - times_ns[i - 1], 10 * ns_per_s);
    QCOMPARE(columnTexts(sink, "time")[3], std::string("2020-01-01 00:00:00"));
}

void ReplayConnectorTest::sortsAndKeepsTies()
{
    const std::string path =
        help_.write("late.csv", "time,value\n2020-01-03,a\n2020-01-01,b\n2020-01-02,c\n2020-01-01,d\n2020-01-03,e\n");
    CollectingSink sink;
    (void)help_.play(path, {}, sink);
    QCOMPARE(columnTexts(sink, "value"), (std::vector<std::string> { "b", "d", "c", "a", "e" }));
}

void ReplayConnectorTest::rowsFollowAtTheRate()
{
    const std::string path = help_.write("wave.csv", "ecg\n1\n2\n3\n");
    CollectingSink sink;
    (void)help_.play(path, { { "rate", "250" }, { "start", "2026-01-01" } }, sink);
    QCOMPARE(eventTimes(sink),
             (std::vector<TimeNs> { *parseTime("2026-01-01"), *parseTime("2026-01-01 00:00:00.004"),
                                    *parseTime("2026-01-01 00:00:00.008") }));
    CollectingSink chosen;
    (void)help_.play(help_.write("dates.csv", "date\n2020-01-02\n2020-01-01\n"), { { "time", "row" }, { "rate", "1" } },
                     chosen);
    QCOMPARE(columnTexts(chosen, "date"), (std::vector<std::string> { "2020-01-02 00:00:00", "2020-01-01 00:00:00" }));
    QVERIFY(chosen.problems.empty());
}

void ReplayConnectorTest::joinsKeyColumns()
{
    const std::string path = help_.write("keys.csv", "time,plant,machine\n2020-01-01,A,7\n");
    CollectingSink sink;
    (void)help_.play(path, { { "key", "plant,machine" } }, sink);
    QCOMPARE(sink.batches.front()->key(0),
             std::string_view("A\x1f"
                              "7"));
}

void ReplayConnectorTest::checksAndBrowses()
{
    SystemClock clock;
    const auto connector = help_.make(help_.write("ticks.csv", "time;bid\n2020-01-01;1.5\n"), { { "key", "bid" } }, clock);
    const auto findings = connector->check({});
    QCOMPARE(findings.size(), 3U);
    QVERIFY(std::ranges::all_of(findings, [](const Finding &finding) { return finding.state == FindingState::Ok; }));
    QVERIFY(findings[1].found.find("separator ;") != std::string::npos);
    const auto catalog = connector->browse({});
    QVERIFY(catalog.ok());
    QCOMPARE(catalog->front().name, std::string("ticks"));
    QCOMPARE(catalog->front().estimated_rows, 1U);
    QVERIFY(catalog->front().fields[1].key);
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(connector->browse(stop.get_token()).error().kind, ErrorKind::Cancelled);
    QCOMPARE(connector->check(stop.get_token()).back().state, FindingState::Failed);
    CollectingSink sink;
    QCOMPARE(connector->run(stop.get_token(), {}, sink).reason, RunEnd::Reason::Stopped);
}

void ReplayConnectorTest::missingFile()
{
    SystemClock clock;
    const auto connector = help_.make("/nowhere/at/all.csv", {}, clock);
    QCOMPARE(connector->check({}).front().state, FindingState::Failed);
    QCOMPARE(connector->browse({}).error().kind, ErrorKind::Configuration);
    CollectingSink sink;
    QCOMPARE(connector->run({}, {}, sink).error.kind, ErrorKind::Configuration);
    QCOMPARE(help_.make("/tmp", {}, clock)->browse({}).error().kind, ErrorKind::Configuration);
}

QTEST_GUILESS_MAIN(ReplayConnectorTest)
#include "tst_replayconnector.moc"
