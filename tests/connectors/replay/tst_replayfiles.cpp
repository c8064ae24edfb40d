// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/timetext.h"
#include "tests/connectors/replay/replayhelp.h"

#include <QDir>
#include <QDirIterator>
#include <QTest>

#include <algorithm>
#include <set>

using namespace streamgauge;

/// Recorded files of many origins, with their faults.
class ReplayFilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void plays_data();
    void plays();
    void retailAddsUp();
    void fleetKeepsItsFaults();
    void bitcoinBars();
    void bybitBook();
    void nginxCounters();
    void numericsKeepMissing();
    void pumpImbalance();
    void tradesHaveSendTimes();
    void sessionHasItsFlags();
    void everyFileIsPlayedOrRefused();

private:
    ReplayHelp help_;
};

void ReplayFilesTest::initTestCase()
{
    if (!QDir(QString::fromStdString(ReplayHelp::sharedFile("trading"))).exists())
        QSKIP("The recorded files are not beside this source tree.");
}

void ReplayFilesTest::plays_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("rows");
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("last");
    QTest::addColumn<bool>("late");
    const auto add = [](const char *file, int rows, const char *first, const char *last, bool late = false) {
        QTest::newRow(file) << QString::fromUtf8(file) << rows << QString::fromUtf8(first) << QString::fromUtf8(last)
                            << late;
    };
    add("engagement/Twitter_volume_AAPL.csv", 15'902, "2015-02-26 21:42:53", "2015-04-23 02:47:53");
    add("f1/driver_list.jsonstream", 64, "2000-01-01 00:00:06", "");
    add("f1/race_control_messages.jsonstream", 21, "2000-01-01 00:07:49", "2000-01-01 01:52:48");
    add("f1/session_info.jsonstream", 1, "2000-01-01 00:00:00", "2000-01-01 00:00:00");
    add("f1/session_status.jsonstream", 5, "2000-01-01 00:00:05", "2000-01-01 01:52:48");
    add("f1/timing_app_data.jsonstream", 660, "2000-01-01 00:00:06", "");
    add("f1/timing_data.jsonstream", 17'121, "2000-01-01 00:00:03", "2000-01-01 01:38:49");
    add("f1/track_status.jsonstream", 7, "2000-01-01 00:14:42", "2000-01-01 01:35:43");
    add("f1/weather_data.jsonstream", 100, "2000-01-01 00:00:09", "");
    add("fleet/capmetro_stops_20160821_20170121.csv", 2'657, "2000-01-01 00:00:00", "");
    add("fleet/capmetro_vehicle_positions_2017-03-21.csv", 45'386, "2017-03-21 05:00:02", "2017-03-21 15:24:59", true);
    add("manufacturing/nab/machine_temperature_system_failure.csv", 22'695, "2013-12-02 21:15:00", "2014-02-19 15:25:00",
        true);
    add("manufacturing/skab/anomaly-free.csv", 9'405, "2020-02-08 13:30:47", "");
    add("manufacturing/skab/other_5.csv", 1'155, "2020-02-08 16:06:48", "");
    add("manufacturing/skab/other_6.csv", 1'147, "2020-02-08 16:27:09", "");
    add("manufacturing/skab/other_7.csv", 1'090, "2020-02-08 16:47:11", "");
    add("manufacturing/skab/other_8.csv", 1'147, "2020-02-08 17:07:11", "");
    add("manufacturing/skab/other_9.csv", 1'144, "2020-02-08 17:27:19", "");
    add("manufacturing/skab/valve1_0.csv", 1'147, "2020-03-09 10:14:33", "");
    add("manufacturing/skab/valve1_1.csv", 1'145, "2020-03-09 10:34:33", "");
    add("manufacturing/skab/valve1_2.csv", 1'075, "2020-03-09 10:54:34", "");
    add("manufacturing/skab/valve1_3.csv", 1'148, "2020-03-09 11:14:34", "");
    add("retail/2010-12-01.csv", 3'108, "2010-12-01 08:26:00", "");
    add("retail/2010-12-02.csv", 2'109, "", "");
    add("retail/2010-12-03.csv", 2'202, "", "");
    add("retail/2010-12-05.csv", 2'725, "", "");
    add("retail/2010-12-06.csv", 3'878, "", "");
    add("retail/2010-12-07.csv", 2'963, "", "");
    add("retail/2010-12-08.csv", 2'647, "", "");
    add("retail/2010-12-09.csv", 2'891, "", "2010-12-09 20:01:00");
    add("trading/binance-futures_book_snapshot_25_BTCUSDT.csv", 10, "2020-09-01 00:00:03", "");
    add("trading/bitmex_trades_XBTUSD.csv", 10, "2020-03-01 00:00:03", "");
    add("trading/btc-perp-20211231-20220201_1m.csv", 45'031, "2021-12-31 23:01:00", "2022-02-01 05:31:00");
    add("trading/btcusdt-depth-snap.csv", 100, "2022-11-01 23:49:39", "2022-11-01 23:49:39");
    add("trading/btcusdt-depth-update.csv", 100, "2022-11-01 23:59:59", "2022-11-01 23:59:59");
    add("trading/bybit_xrpusdt_ob500_2024-12-01.jsonl", 50, "2024-12-01 00:00:00", "2024-12-01 00:00:05");
    add("trading/usdjpy-ticks.csv", 1'000, "2013-01-01 22:00:00", "2013-01-01 22:35:13");
    add("vitals/cinc2015_a103l_250hz.csv", 82'500, "2000-01-01 00:00:00", "");
    add("vitals/mimic_03700181_125hz.csv", 75'000, "2000-01-01 00:00:00", "");
    add("vitals/mimic_numerics_s00001_1permin.csv", 1'936, "2000-01-01 00:00:00", "2000-01-02 08:15:00");
    add("vitals/mimic_numerics_s25047_1permin.csv", 72, "2000-01-01 00:00:00", "2000-01-01 01:11:00");
    add("web/nab_ec2_request_latency_system_failure.csv", 4'032, "2014-03-07 03:41:00", "");
    add("web/nab_elb_request_count_8c0756.csv", 4'032, "2014-04-10 00:04:00", "");
    add("web/nginxplus_status_250.jsonl", 250, "2015-10-30 23:58:19", "");
}

void ReplayFilesTest::plays()
{
    QFETCH(QString, file);
    QFETCH(int, rows);
    QFETCH(QString, first);
    QFETCH(QString, last);
    QFETCH(bool, late);
    CollectingSink sink;
    const std::string path = ReplayHelp::sharedFile(file.toStdString());
    QCOMPARE(help_.play(path, {}, sink).reason, RunEnd::Reason::Finished);
    QCOMPARE(sink.rows.load(), static_cast<std::uint64_t>(rows));
    QCOMPARE(sink.dropped, 0U);
    QCOMPARE(sink.batches.front()->schema().stream, QFileInfo(file).completeBaseName().toStdString());
    const std::vector<TimeNs> times_ns = eventTimes(sink);
    QVERIFY(std::ranges::is_sorted(times_ns));
    if (!first.isEmpty())
        QCOMPARE(QString::fromStdString(timeText(times_ns.front(), 0)), first);
    if (!last.isEmpty() && file != QStringLiteral("trading/bybit_xrpusdt_ob500_2024-12-01.jsonl"))
        QCOMPARE(QString::fromStdString(timeText(times_ns.back(), 0)), last);
    const bool sorted = std::ranges::any_of(
        sink.problems, [](const Problem &problem) { return problem.text.find("sorted by time") != std::string::npos; });
    QCOMPARE(sorted, late);
    for (const Problem &problem : sink.problems)
        QCOMPARE(problem.severity, Problem::Severity::Notice);
}

void ReplayFilesTest::retailAddsUp()
{
    double net = 0;
    double positive = 0;
    std::uint64_t cancelled = 0;
    std::uint64_t returned = 0;
    std::uint64_t anonymous = 0;
    std::set<std::string> codes;
    for (const int day : { 1, 2, 3, 5, 6, 7, 8, 9 }) {
        CollectingSink sink;
        (void)help_.play(ReplayHelp::sharedFile("retail/2010-12-0" + std::to_string(day) + ".csv"), {}, sink);
        for (const BatchPtr &batch : sink.batches) {
            const auto column = [&](const char *name) -> const ColumnData & {
                return batch->after(batch->schema().find(name).value());
            };
            for (std::size_t row = 0; row < batch->rows(); ++row) {
                const double amount = static_cast<double>(column("Quantity").intAt(row)) * column("UnitPrice").doubleAt(row);
                net += amount;
                const bool cancellation =
                    column("InvoiceNo").kind() == ValueKind::String && column("InvoiceNo").textAt(row).starts_with('C');
                cancelled += cancellation ? 1 : 0;
                positive += amount > 0 ? amount : 0;
                returned += column("Quantity").intAt(row) < 0 ? 1 : 0;
                anonymous += column("CustomerID").has(row) ? 0 : 1;
                codes.emplace(column("StockCode").textAt(row));
            }
        }
    }
    QCOMPARE(cancelled, 329U);
    QCOMPARE(returned, 393U);
    QCOMPARE(anonymous, 7'720U);
    QCOMPARE(codes.size(), 2'481U);
    QCOMPARE(QString::number(net, 'f', 2), QStringLiteral("377488.45"));
    QCOMPARE(QString::number(positive, 'f', 2), QStringLiteral("438852.65"));
}

void ReplayFilesTest::fleetKeepsItsFaults()
{
    CollectingSink sink;
    (void)help_.play(ReplayHelp::sharedFile("fleet/capmetro_vehicle_positions_2017-03-21.csv"), { { "key", "vehicle_id" } },
                     sink);
    std::set<std::string, std::less<>> vehicles;
    std::uint64_t stuck = 0;
    std::uint64_t nowhere = 0;
    std::uint64_t fast = 0;
    for (const BatchPtr &batch : sink.batches) {
        const auto column = [&](const char *name) -> const ColumnData & {
            return batch->after(batch->schema().find(name).value());
        };
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            vehicles.emplace(batch->key(row));
            const auto speed = column("speed").numberAt(row);
            stuck += speed && *speed == 113.9952 ? 1 : 0;
            fast += speed && *speed > 29.06 ? 1 : 0;
            nowhere += column("latitude").numberAt(row) == 0.0 && column("longitude").numberAt(row) == 0.0 ? 1 : 0;
        }
    }
    QCOMPARE(vehicles.size(), 329U);
    QCOMPARE(stuck, 7U);
    QCOMPARE(fast, 73U);
    QCOMPARE(nowhere, 3U);
}

void ReplayFilesTest::bitcoinBars()
{
    CollectingSink sink;
    (void)help_.play(ReplayHelp::sharedFile("trading/btc-perp-20211231-20220201_1m.csv"), {}, sink);
    double widest = 0;
    TimeNs widest_ns = 0;
    for (const BatchPtr &batch : sink.batches) {
        const auto value = [&](const char *name, std::size_t row) {
            return batch->after(batch->schema().find(name).value()).doubleAt(row);
        };
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            QVERIFY(value("low", row) <= std::min(value("open", row), value("close", row)));
            QVERIFY(value("high", row) >= std::max(value("open", row), value("close", row)));
            const double range = (value("high", row) - value("low", row)) / value("low", row);
            if (range > widest) {
                widest = range;
                widest_ns = batch->eventTime(row);
            }
        }
    }
    QCOMPARE(timeText(widest_ns, 0), std::string("2022-01-07 08:27:00"));
    QCOMPARE(QString::number(widest * 100, 'f', 2), QStringLiteral("2.70"));
}

void ReplayFilesTest::bybitBook()
{
    CollectingSink sink;
    (void)help_.play(ReplayHelp::sharedFile("trading/bybit_xrpusdt_ob500_2024-12-01.jsonl"), { { "key", "data.s" } }, sink);
    const Schema &schema = sink.batches.front()->schema();
    QCOMPARE(schema.columns[*schema.find("data.b")].kind, ValueKind::Json);
    QCOMPARE(schema.columns[*schema.find("data.u")].kind, ValueKind::Int64);
    QCOMPARE(sink.batches.front()->key(0), std::string_view("XRPUSDT"));
    const auto updates = columnTexts(sink, "data.u");
    QCOMPARE(updates.front(), std::string("20254869"));
    QCOMPARE(updates.back(), std::string("20254918"));
    QCOMPARE(eventTimes(sink).back() - eventTimes(sink).front(), 4'799 * ns_per_ms);
}

void ReplayFilesTest::nginxCounters()
{
    CollectingSink sink;
    (void)help_.play(ReplayHelp::sharedFile("web/nginxplus_status_250.jsonl"), {}, sink);
    const auto requests = columnTexts(sink, "requests.total");
    const double first = std::stod(requests.front());
    const double last = std::stod(requests.back());
    const auto times_ns = eventTimes(sink);
    const double seconds = static_cast<double>(times_ns.back() - times_ns.front()) / 1e9;
    QCOMPARE(QString::number(seconds, 'f', 1), QStringLiteral("1277.3"));
    QCOMPARE(QString::number((last - first) / seconds, 'f', 2), QStringLiteral("11.20"));
    const auto failures = columnTexts(sink, "server_zones.hg.nginx.org.responses.5xx");
    QCOMPARE(std::stoll(failures.back()) - std::stoll(failures.front()), 3);
}

void ReplayFilesTest::numericsKeepMissing()
{
    CollectingSink sink;
    (void)help_.play(ReplayHelp::sharedFile("vitals/mimic_numerics_s00001_1permin.csv"), {}, sink);
    QCOMPARE(columnTexts(sink, "NBPSys_mmHg").front(), std::string("-"));
    QCOMPARE(columnTexts(sink, "HR_bpm").front(), std::string("0"));
    QCOMPARE(eventTimes(sink)[1] - eventTimes(sink)[0], 60 * ns_per_s);
}

void ReplayFilesTest::pumpImbalance()
{
    CollectingSink sink;
    (void)help_.play(ReplayHelp::sharedFile("manufacturing/skab/other_9.csv"), {}, sink);
    const auto values = columnTexts(sink, "Accelerometer1RMS");
    const auto labels = columnTexts(sink, "anomaly");
    double sums[2] = { 0, 0 };
    int counts[2] = { 0, 0 };
    for (std::size_t row = 0; row < values.size(); ++row) {
        const int label = labels[row] == "1" ? 1 : 0;
        sums[label] += std::stod(values[row]);
        ++counts[label];
    }
    QCOMPARE(counts[1], 401);
    QCOMPARE(QString::number(sums[0] / counts[0], 'f', 3), QStringLiteral("0.231"));
    QCOMPARE(QString::number(sums[1] / counts[1], 'f', 3), QStringLiteral("0.586"));
}

void ReplayFilesTest::tradesHaveSendTimes()
{
    CollectingSink sink;
    (void)help_.play(ReplayHelp::sharedFile("trading/bitmex_trades_XBTUSD.csv"),
                     { { "sent", "local_timestamp" }, { "key", "symbol" } }, sink);
    QCOMPARE(sink.batches.front()->sentTime(0), 1'583'020'803'307'160'000);
    QCOMPARE(sink.batches.front()->eventTime(0), 1'583'020'803'145'000'000);
}

void ReplayFilesTest::sessionHasItsFlags()
{
    CollectingSink sink;
    (void)help_.play(ReplayHelp::sharedFile("f1/track_status.jsonstream"), { { "start", "2020-08-07 13:52:10.528" } }, sink);
    QCOMPARE(columnTexts(sink, "Message"),
             (std::vector<std::string> { "AllClear", "Yellow", "VSCDeployed", "VSCEnding", "AllClear", "Yellow", "Red" }));
    QCOMPARE(columnTexts(sink, "elapsed").front(), std::string("882.451"));
    QCOMPARE(timeText(eventTimes(sink).back(), 3), std::string("2020-08-07 15:27:53.568"));
}

/// Nothing that lies beside this tree ends a replay otherwise than with rows or with words.
void ReplayFilesTest::everyFileIsPlayedOrRefused()
{
    QDirIterator files(QString::fromStdString(ReplayHelp::sharedFile("")), QDir::Files, QDirIterator::Subdirectories);
    int played = 0;
    int refused = 0;
    while (files.hasNext()) {
        CollectingSink sink;
        sink.keep_batches = false;
        sink.refuse_after_rows = 5'000;
        const RunEnd end = help_.play(files.next().toStdString(), {}, sink);
        const bool failed = end.reason == RunEnd::Reason::Failed;
        QVERIFY2(!failed || (!end.error.message.empty() && !end.error.remedy.empty()), qPrintable(files.filePath()));
        QVERIFY2(failed || sink.rows > 0 || sink.dropped > 0 || !sink.problems.empty(), qPrintable(files.filePath()));
        (failed ? refused : played) += 1;
    }
    QVERIFY(played > 40);
    QVERIFY(refused > 0);
}

QTEST_GUILESS_MAIN(ReplayFilesTest)
#include "tst_replayfiles.moc"
