// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/batchbuilder.h"
#include "engine/export/csvexport.h"
#include "tests/engine/export/textsink.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

namespace streamgauge {

namespace {

/// Numbered rows, made up as they are asked for.
class NumberedRows final : public ExportRows
{
public:
    explicit NumberedRows(std::uint64_t count)
        : count_(count)
    {
    }
    [[nodiscard]] const std::vector<std::string> &columns() const override { return columns_; }
    [[nodiscard]] std::uint64_t expectedRows() const override { return count_; }
    void forEach(const std::function<bool(const ExportCells &)> &row) const override
    {
        Cells cells;
        for (cells.number = 0; cells.number < count_; ++cells.number) {
            ++visited;
            if (!row(cells))
                return;
        }
    }
    mutable std::uint64_t visited = 0;

private:
    class Cells final : public ExportCells
    {
    public:
        std::uint64_t number = 0;
        void write(std::size_t column, CsvWriter &out) const override
        {
            column == 0 ? out.number(std::to_string(number)) : out.text("row " + std::to_string(number));
        }
    };
    std::uint64_t count_;
    std::vector<std::string> columns_ { "number", "text" };
};

SchemaPtr schemaOf(std::vector<Column> columns, std::uint32_t generation = 1)
{
    auto schema = std::make_shared<Schema>();
    schema->stream = "orders";
    schema->columns = std::move(columns);
    schema->key_columns = { 0 };
    schema->generation = generation;
    return schema;
}

} // namespace

class CsvExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesHeaderAndRows()
    {
        TextSink sink;
        const auto rows = writeCsv(NumberedRows(2), {}, sink);
        QVERIFY(rows.ok());
        QCOMPARE(*rows, 2U);
        QCOMPARE(sink.text, std::string("number,text\r\n0,row 0\r\n1,row 1\r\n"));
    }

    void writesTheHeaderOfNoRows()
    {
        TextSink sink;
        QVERIFY(writeCsv(NumberedRows(0), {}, sink).ok());
        QCOMPARE(sink.text, std::string("number,text\r\n"));
    }

    void choosesColumnsInOrder()
    {
        TextSink sink;
        CsvOptions options;
        options.columns = { "text", "number", "text" };
        QVERIFY(writeCsv(NumberedRows(1), options, sink).ok());
        QCOMPARE(sink.text, std::string("text,number,text\r\nrow 0,0,row 0\r\n"));
    }

    void namesTheColumnsThereAre()
    {
        TextSink sink;
        CsvOptions options;
        options.columns = { "wrong" };
        const auto rows = writeCsv(NumberedRows(1), options, sink);
        QVERIFY(!rows.ok());
        QVERIFY(rows.error().message.find("wrong") != std::string::npos);
        QVERIFY(rows.error().remedy.find("number, text") != std::string::npos);
        QVERIFY(sink.text.empty());
    }

    void streamsManyRows()
    {
        TextSink sink;
        constexpr std::uint64_t count = 1'000'000;
        std::uint64_t last_done = 0;
        const auto rows = writeCsv(NumberedRows(count), {}, sink, [&](std::uint64_t done, std::uint64_t expected) {
            last_done = done;
            return expected == count;
        });
        QVERIFY(rows.ok());
        QCOMPARE(*rows, count);
        QCOMPARE(last_done, count);
        QCOMPARE(std::uint64_t(std::ranges::count(sink.text, '\n')), count + 1);
        // No more than a row at a time was held.
        QVERIFY(sink.largest_write_bytes < 100);
    }

    void leavesNothingAfterACancel()
    {
        QTemporaryDir directory;
        const NumberedRows rows(100'000);
        const auto done = exportCsv(rows, {}, directory.filePath(QStringLiteral("a.csv")).toStdString(),
                                    [](std::uint64_t count, std::uint64_t) { return count < 5'000; });
        QVERIFY(!done.ok());
        QCOMPARE(done.error().kind, ErrorKind::Cancelled);
        QCOMPARE(rows.visited, 5'000U);
        QVERIFY(QDir(directory.path()).entryList(QDir::Files).isEmpty());
    }

    void leavesNothingAfterAFault()
    {
        QTemporaryDir directory;
        CsvOptions options;
        options.columns = { "wrong" };
        QVERIFY(!exportCsv(NumberedRows(1), options, directory.filePath(QStringLiteral("a.csv")).toStdString()).ok());
        QVERIFY(QDir(directory.path()).entryList(QDir::Files).isEmpty());
    }

    void endsAtTheSinksError()
    {
        TextSink sink;
        sink.room_bytes = 1'000;
        const NumberedRows rows(1'000'000);
        QVERIFY(!writeCsv(rows, {}, sink).ok());
        QVERIFY(rows.visited < 1'000);
    }

    void findsColumnsByNameAcrossSchemas()
    {
        const auto now =
            schemaOf({ { "id", ValueKind::Int64 }, { "total", ValueKind::Double }, { "note", ValueKind::String } }, 2);
        const auto before = schemaOf({ { "note", ValueKind::String }, { "id", ValueKind::Int64 } });
        BatchBuilder builder(before);
        builder.after(0).appendText("old");
        builder.after(1).appendInt(7);
        builder.endRow(Op::Created);
        const BatchPtr batch = builder.finish();
        BatchRowCells cells(*now, false);
        cells.select(*batch, 0);
        TextSink sink;
        CsvWriter writer(sink, {});
        for (std::size_t column = 0; column < cells.columns().size(); ++column)
            cells.write(column, writer);
        QVERIFY(writer.endRow().ok());
        QCOMPARE(sink.text, std::string("7,,old\r\n"));
    }

    void showsADeletedRowAsItWas()
    {
        const auto schema = schemaOf({ { "id", ValueKind::Int64 }, { "note", ValueKind::String } });
        BatchBuilder builder(schema, true);
        builder.setTimes(0, ns_per_s);
        builder.setPosition("bin.1:4");
        builder.before(0).appendInt(7);
        builder.before(1).appendText("was");
        builder.after(0).appendMissing(CellState::Absent);
        builder.after(1).appendMissing(CellState::Absent);
        builder.endRow(Op::Deleted);
        const BatchPtr batch = builder.finish();
        BatchRowCells cells(*schema, true);
        QCOMPARE(cells.columns(),
                 (std::vector<std::string> { "event_time", "arrival_time", "operation", "key", "position", "id", "note" }));
        cells.select(*batch, 0);
        TextSink sink;
        CsvWriter writer(sink, {});
        for (std::size_t column = 0; column < cells.columns().size(); ++column)
            cells.write(column, writer);
        QVERIFY(writer.endRow().ok());
        QCOMPARE(sink.text,
                 std::string("1970-01-01 00:00:00.000000,1970-01-01 00:00:01.000000,deleted,7,bin.1:4,7,was\r\n"));
    }

    void writesAlerts()
    {
        auto alerts = std::make_shared<std::vector<Alert>>();
        Alert alert;
        alert.episode = 3;
        alert.rule = "=Fast";
        alert.stream = "vitals";
        alert.key = "bed 1\x1F"
                    "left";
        alert.state = AlertState::Firing;
        alert.active_at_ns = ns_per_s;
        alert.acknowledged = Acknowledgement { "nurse", "seen, \"ok\"", 2 * ns_per_s };
        alerts->push_back(alert);
        TextSink sink;
        CsvOptions options;
        options.columns = { "episode", "rule", "key", "active_at", "fired_at", "acknowledged_by", "comment" };
        QVERIFY(writeCsv(*alertRows(alerts), options, sink).ok());
        QCOMPARE(sink.text,
                 std::string("episode,rule,key,active_at,fired_at,acknowledged_by,comment\r\n"
                             "3,'=Fast,bed 1 · left,1970-01-01 00:00:01.000000,,nurse,\"seen, \"\"ok\"\"\"\r\n"));
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::CsvExportTest)
#include "tst_csvexport.moc"
