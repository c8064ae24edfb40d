// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sim/plantsimulation.h"
#include "connectors/sim/simconnectorfactory.h"
#include "engine/data/timetext.h"
#include "tests/connectors/collectingsink.h"

#include <QTest>

#include <set>
#include <thread>

using namespace streamgauge;

class SimConnectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void settings_data();
    void settings();
    void sameSeedSameEvents();
    void pacesByTheClock();
    void stopsWhileWaiting();
    void stopsOnRefusedPush();
    void plantFaultsAndRecovers();
    void browseNamesTheStreams();

private:
    std::unique_ptr<Connector> make(Settings settings, const Clock &clock);
    std::string textOf(const CollectingSink &sink);

    Registry registry_;
};

void SimConnectorTest::initTestCase()
{
    registry_.add(std::make_unique<PlantSimulationFactory>());
    registry_.add(std::make_unique<SimConnectorFactory>(registry_));
}

std::unique_ptr<Connector> SimConnectorTest::make(Settings settings, const Clock &clock)
{
    auto made = registry_.connector("sim")->create("demo", settings, clock);
    return made ? std::move(*made) : nullptr;
}

std::string SimConnectorTest::textOf(const CollectingSink &sink)
{
    std::string text;
    for (const BatchPtr &batch : sink.batches) {
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            text += timeText(batch->eventTime(row), 9);
            for (std::size_t column = 0; column < batch->schema().columns.size(); ++column)
                text += ',' + cellText(batch->schema().columns[column], batch->after(column), row);
            text += '\n';
        }
    }
    return text;
}

void SimConnectorTest::settings_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("accepted");
    const auto add = [](const char *name, const char *value, bool accepted) {
        QTest::addRow("%s=%s", name, value) << QString::fromUtf8(name) << QString::fromUtf8(value) << accepted;
    };
    add("simulation", "plant", true);
    add("simulation", "", true);
    add("simulation", "nothing", false);
    add("rate", "0.5", true);
    add("rate", "0", false);
    add("rate", "nan", false);
    add("rate", "-1", false);
    add("rate", "12x", false);
    add("rate", "1e9", false);
    add("speed", "max", true);
    add("speed", "0.1", true);
    add("speed", "1000", true);
    add("speed", "1001", false);
    add("speed", "fast", false);
    add("seed", "18446744073709551615", true);
    add("seed", "-1", false);
    add("start", "2026-01-01 00:00:00", true);
    add("start", "yesterday", false);
    add("events", "10", true);
    add("events", "1.5", false);
}

void SimConnectorTest::settings()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(bool, accepted);
    SystemClock clock;
    const auto made = registry_.connector("sim")->create("demo", { { name.toStdString(), value.toStdString() } }, clock);
    QCOMPARE(made.ok(), accepted);
    if (!accepted) {
        QCOMPARE(made.error().kind, ErrorKind::Configuration);
        QVERIFY(!made.error().remedy.empty());
        QVERIFY(made.error().place.starts_with("demo"));
    }
}

void SimConnectorTest::sameSeedSameEvents()
{
    SystemClock clock;
    const Settings settings { { "speed", "max" }, { "start", "2026-01-01" }, { "events", "20000" }, { "rate", "1000" } };
    CollectingSink first;
    CollectingSink second;
    CollectingSink other;
    QCOMPARE(make(settings, clock)->run({}, {}, first).reason, RunEnd::Reason::Finished);
    QCOMPARE(make(settings, clock)->run({}, {}, second).reason, RunEnd::Reason::Finished);
    Settings reseeded = settings;
    reseeded["seed"] = "2";
    QCOMPARE(make(reseeded, clock)->run({}, {}, other).reason, RunEnd::Reason::Finished);
    QCOMPARE(first.rows.load(), 20'000U);
    QVERIFY(textOf(first) == textOf(second));
    QVERIFY(textOf(first) != textOf(other));
    QVERIFY(first.batches.front()->schema().simulated);
    QCOMPARE(first.batches.front()->eventTime(0), *parseTime("2026-01-01"));
    QCOMPARE(first.batches.back()->eventTime(first.batches.back()->rows() - 1), *parseTime("2026-01-01 00:00:19.999"));
    QCOMPARE(first.time_steps_ns.back(), *parseTime("2026-01-01 00:00:19.999"));
}

void SimConnectorTest::pacesByTheClock()
{
    VirtualClock clock(*parseTime("2026-01-01"));
    const auto connector = make({ { "rate", "100" }, { "speed", "2" } }, clock);
    CollectingSink sink;
    std::jthread runner([&](std::stop_token stop) { (void)connector->run(stop, {}, sink); });
    QTRY_COMPARE(sink.rows.load(), 1U);
    clock.advance(500 * ns_per_ms);
    QTRY_COMPARE(sink.rows.load(), 101U);
    runner.request_stop();
    runner.join();
    QCOMPARE(sink.rows.load(), 101U);
    QCOMPARE(sink.time_steps_ns.back(), *parseTime("2026-01-01 00:00:01"));
    QVERIFY(std::ranges::is_sorted(sink.time_steps_ns));
    QVERIFY(sink.problems.empty());
}

void SimConnectorTest::stopsWhileWaiting()
{
    VirtualClock clock;
    const auto connector = make({ { "rate", "0.001" } }, clock);
    CollectingSink sink;
    RunEnd end { RunEnd::Reason::Failed, {} };
    std::jthread runner([&](std::stop_token stop) { end = connector->run(stop, {}, sink); });
    QTRY_COMPARE(sink.rows.load(), 1U);
    runner.request_stop();
    runner.join();
    QCOMPARE(end.reason, RunEnd::Reason::Stopped);
}

void SimConnectorTest::stopsOnRefusedPush()
{
    SystemClock clock;
    CollectingSink sink;
    sink.refuse_after_rows = 1;
    QCOMPARE(make({ { "speed", "max" } }, clock)->run({}, {}, sink).reason, RunEnd::Reason::Stopped);
}

void SimConnectorTest::plantFaultsAndRecovers()
{
    SystemClock clock;
    CollectingSink sink;
    // One simulated hour.
    QCOMPARE(make({ { "speed", "max" }, { "rate", "24" }, { "events", "86400" } }, clock)->run({}, {}, sink).reason,
             RunEnd::Reason::Finished);
    const Schema &schema = sink.batches.front()->schema();
    const std::size_t state = *schema.find("state");
    const std::size_t vibration = *schema.find("vibration");
    std::set<std::string, std::less<>> machines;
    std::map<std::string, std::uint64_t, std::less<>> states;
    double most_vibration = 0;
    for (const BatchPtr &batch : sink.batches) {
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            machines.emplace(batch->key(row));
            ++states[std::string(batch->after(state).textAt(row))];
            most_vibration = std::max(most_vibration, batch->after(vibration).doubleAt(row));
        }
    }
    QCOMPARE(machines.size(), 12U);
    QVERIFY(states["running"] > states["degraded"] + states["faulty"]);
    QVERIFY(states["degraded"] > 0 && states["faulty"] > 0);
    QVERIFY(most_vibration > 7.1);
}

void SimConnectorTest::browseNamesTheStreams()
{
    SystemClock clock;
    const auto catalog = make({}, clock)->browse({});
    QVERIFY(catalog.ok());
    QCOMPARE(catalog->size(), 1U);
    QCOMPARE(catalog->front().name, std::string("machines"));
    QVERIFY(catalog->front().fields.front().key);
}

QTEST_GUILESS_MAIN(SimConnectorTest)
#include "tst_simconnector.moc"
