// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "engine/export/csvexport.h"
#include "tests/engine/export/textsink.h"

#include <QTest>

#include <limits>

namespace streamgauge {

namespace {

constexpr TimeNs everything_from = 0;
constexpr TimeNs everything_to = std::numeric_limits<TimeNs>::max();

/// Two machines; "a" every second, "b" every other one, each second a batch. The last event deletes "b".
class TwoMachines final : public Connector
{
public:
    explicit TwoMachines(int seconds)
        : seconds_(seconds)
    {
    }
    std::vector<Finding> check(std::stop_token) override { return {}; }
    Result<Catalog> browse(std::stop_token) override { return Catalog(); }
    Result<std::string> identify(std::stop_token) override { return std::string(); }
    RunEnd run(std::stop_token, const RunStart &, EventSink &sink) override
    {
        auto schema = std::make_shared<Schema>();
        schema->stream = "machines";
        schema->columns = { { "machine", ValueKind::String }, { "heat", ValueKind::Double }, { "note", ValueKind::String } };
        schema->key_columns = { 0 };
        BatchBuilder builder(schema);
        for (int second = 0; second < seconds_; ++second) {
            addRow(builder, "a", second, Op::Updated);
            if (second % 2 == 0)
                addRow(builder, "b", second + 100, Op::Updated, second);
            if (second + 1 == seconds_)
                addRow(builder, "b", 0, Op::Deleted, second);
            if (!sink.push(builder.finish()))
                return {};
        }
        return { RunEnd::Reason::Finished, {} };
    }

private:
    static void addRow(BatchBuilder &builder, const char *machine, double heat, Op op, int second = -1)
    {
        const TimeNs time_ns = (second < 0 ? static_cast<TimeNs>(heat) : second) * ns_per_s;
        builder.setTimes(time_ns, time_ns);
        builder.after(0).appendText(machine);
        builder.after(1).appendDouble(heat);
        builder.after(2).appendText(heat == 1 ? "" : "=x");
        builder.endRow(op);
    }
    int seconds_;
};

} // namespace

class ExportRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheLatestRows()
    {
        run(4);
        auto rows = tableRows(*engine_, "machines");
        QVERIFY(rows.ok());
        QCOMPARE(text(**rows, {}), std::string("machine,heat,note\r\na,3,'=x\r\n"));
    }

    void writesEventsOfARange()
    {
        run(4);
        auto rows = eventRows(*engine_, "machines", ns_per_s, 3 * ns_per_s);
        QVERIFY(rows.ok());
        CsvOptions options;
        options.columns = { "event_time", "operation", "key", "heat" };
        QCOMPARE(text(**rows, options),
                 std::string("event_time,operation,key,heat\r\n1970-01-01 00:00:01.000000,updated,a,1\r\n"
                             "1970-01-01 00:00:02.000000,updated,a,2\r\n1970-01-01 00:00:02.000000,updated,b,102\r\n"));
    }

    void mergesSeriesByTime()
    {
        run(4);
        const auto rows =
            seriesRows(*engine_, { { "machines", "a", "heat" }, { "machines", "b", "heat" }, { "machines", "c", "heat" } },
                       everything_from, everything_to);
        CsvOptions options;
        options.format.time = TimeFormat::create(TimeStyle::EpochMilliseconds).value();
        QCOMPARE(text(*rows, options),
                 std::string("time,a heat,b heat,c heat\r\n0,0,100,\r\n1000,1,,\r\n2000,2,102,\r\n3000,3,,\r\n"));
    }

    void mergesLongSeriesInPieces()
    {
        constexpr int seconds = 20'000;
        run(seconds);
        const auto rows = seriesRows(*engine_, { { "machines", "a", "heat" }, { "machines", "b", "heat" } }, everything_from,
                                     everything_to);
        CsvOptions options;
        options.format.time = TimeFormat::create(TimeStyle::EpochSeconds).value();
        const std::string csv = text(*rows, options);
        std::string wanted = "time,a heat,b heat\r\n";
        for (int second = 0; second < seconds; ++second) {
            const std::string at = std::to_string(second);
            wanted += at + ".000000000," + at + "," + (second % 2 == 0 ? std::to_string(second + 100) : "") + "\r\n";
        }
        QVERIFY(csv == wanted);
    }

    void namesSeriesOfSeveralStreams()
    {
        run(1);
        const auto rows =
            seriesRows(*engine_, { { "machines", "a", "heat" }, { "other", "", "value" } }, everything_from, everything_to);
        QVERIFY(rows->columns() == (std::vector<std::string> { "time", "machines a heat", "other value" }));
    }

    void namesTheStreamsThereAre()
    {
        run(1);
        for (int kind = 0; kind < 2; ++kind) {
            const auto rows =
                kind == 0 ? tableRows(*engine_, "machine") : eventRows(*engine_, "machine", everything_from, everything_to);
            QVERIFY(!rows.ok());
            QCOMPARE(rows.error().remedy, std::string("Streams: machines"));
        }
    }

private:
    void run(int seconds)
    {
        engine_ = std::make_unique<Engine>(EngineOptions { .workers = 2 }, clock_);
        ConnectorInfo info;
        info.kind = "test";
        info.time_basis = TimeBasis::Event;
        QVERIFY(engine_->addSource({ "test", info }, std::make_unique<TwoMachines>(seconds)).ok());
        engine_->start();
        QTRY_VERIFY_WITH_TIMEOUT(engine_->status()->sources[0].state == SourceState::Finished && engine_->idleFor(0),
                                 60'000);
    }
    static std::string text(const ExportRows &rows, const CsvOptions &options)
    {
        TextSink sink;
        const auto written = writeCsv(rows, options, sink);
        return written.ok() ? sink.text : written.error().text();
    }

    SystemClock clock_;
    std::unique_ptr<Engine> engine_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::ExportRowsTest)
#include "tst_exportrows.moc"
