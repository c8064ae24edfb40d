// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/binlogstream.h"
#include "tests/connectors/collectingsink.h"
#include "tests/connectors/mysql/binlog/eventbuilder.h"

#include <QTest>

#include <initializer_list>

using namespace streamgauge;

namespace {

class NoDefinitions final : public TableDefinitionSource
{
public:
    Result<TableDefinition> tableDefinition(std::string_view, std::string_view) override
    {
        ++questions;
        if (definition)
            return *definition;
        return error;
    }
    void forget(std::string_view, std::string_view) override { }
    void refilled(std::string_view database, std::string_view table) override
    {
        changed.push_back("refilled " + std::string(database) + "." + std::string(table));
    }

    Error error { ErrorKind::Configuration, "no such table", {}, {} };
    std::optional<TableDefinition> definition;
    std::vector<std::string> changed;
    int questions = 0;
};

/// "created 1=one", one line a row, streams in the order of their batches.
QByteArray rowsOf(const CollectingSink &sink)
{
    QByteArray text;
    for (const BatchPtr &batch : sink.batches) {
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            text += QByteArray::fromStdString(std::string(name(batch->op(row))) + " " + std::string(batch->key(row)));
            if (batch->schema().columns.size() > 1 && batch->after(1).has(row))
                text += "=" + QByteArray::fromStdString(cellText(batch->schema().columns[1], batch->after(1), row));
            text += batch->endsTransaction(row) ? ".\n" : "\n";
        }
    }
    return text;
}

} // namespace

/// Transactions, positions and envelopes, on events made for the purpose.
class BinlogStreams : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        sink_ = std::make_unique<CollectingSink>();
        definitions_ = NoDefinitions();
        builder_ = EventBuilder();
        restart({});
    }

    void rowsWaitForCommit()
    {
        feed({ builder_.mariaGtid(1), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "one") });
        QVERIFY(stream_->inTransaction());
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray());
        QVERIFY(sink_->checkpoints.empty());
        // A flush in a transaction is made up for at its end.
        feed({ builder_.xid() });
        QCOMPARE(rowsOf(*sink_), QByteArray("created 1=one.\n"));
        QCOMPARE(sink_->checkpoints.size(), std::size_t(1));
        QCOMPARE(sink_->checkpoints[0], "bin.000001:" + std::to_string(builder_.position));
    }

    void smallTransactionsShareABatch()
    {
        for (int i = 1; i <= 3; ++i)
            feed({ builder_.mariaGtid(static_cast<std::uint64_t>(i)), builder_.tableMap(7, "orders"),
                   builder_.insert(7, i, "x"), builder_.xid() });
        QVERIFY(sink_->batches.empty());
        QVERIFY(stream_->flush());
        QCOMPARE(sink_->batches.size(), std::size_t(1));
        QCOMPARE(rowsOf(*sink_), QByteArray("created 1=x.\ncreated 2=x.\ncreated 3=x.\n"));
    }

    void rollbackShowsNothing()
    {
        feed({ builder_.query("BEGIN"), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "x"),
               builder_.query("ROLLBACK") });
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray());
        QCOMPARE(sink_->checkpoints.size(), std::size_t(1));
    }

    void savepointsCut()
    {
        feed({ builder_.query("BEGIN"), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a"),
               builder_.query("SAVEPOINT `s1`"), builder_.insert(7, 2, "b"), builder_.tableMap(8, "lines"),
               builder_.insert(8, 3, "c"), builder_.query("ROLLBACK TO `s1`"), builder_.insert(7, 4, "d"), builder_.xid() });
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray("created 1=a\ncreated 4=d.\n"));
    }

    void nontransactionalRowsSurviveRollback()
    {
        definitions_.definition = TableDefinition();
        definitions_.definition->transactional = false;
        feed({ builder_.query("BEGIN"), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a"),
               builder_.query("ROLLBACK") });
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray("created 1=a.\n"));
    }

    void updatesAndDeletesCarryBothImages()
    {
        EventBytes images = EventBuilder::row(1, "old");
        const EventBytes after = EventBuilder::row(1, "new");
        images.insert(images.end(), after.begin(), after.end());
        feed({ builder_.query("BEGIN"), builder_.tableMap(7, "orders"), builder_.rows(EventType::UpdateRows, 7, images),
               builder_.rows(EventType::DeleteRows, 7, EventBuilder::row(1, "new")), builder_.xid() });
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray("updated 1=new\ndeleted 1.\n"));
        const Batch &batch = *sink_->batches[0];
        QCOMPARE(batch.before(1).textAt(0), std::string_view("old"));
        QCOMPARE(batch.after(1).state(1), CellState::Absent);
        QVERIFY(QString::fromStdString(std::string(batch.position(0))).startsWith(QStringLiteral("bin.000001:")));
        QVERIFY(batch.position(0).ends_with("#1"));
    }

    void aNewKeyIsADeleteAndACreate()
    {
        EventBytes images = EventBuilder::row(1, "x");
        const EventBytes after = EventBuilder::row(2, "x");
        images.insert(images.end(), after.begin(), after.end());
        feed({ builder_.query("BEGIN"), builder_.tableMap(7, "orders"), builder_.rows(EventType::UpdateRowsV1, 7, images),
               builder_.xid() });
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray("deleted 1\ncreated 2=x.\n"));
    }

    void largeTransactionsAreHandedOverEarlyAndNotTwice()
    {
        BinlogStreamOptions options;
        options.transaction_rows = 2;
        restart(options);
        const BinlogPosition start = stream_->position();
        const std::vector<EventBytes> events { builder_.mariaGtid(5),
                                               builder_.tableMap(7, "orders"),
                                               builder_.insert(7, 1, "a"),
                                               builder_.insert(7, 2, "b"),
                                               builder_.insert(7, 3, "c"),
                                               builder_.insert(7, 4, "d"),
                                               builder_.xid() };
        for (std::size_t i = 0; i < 6; ++i)
            QVERIFY(stream_->feed(events[i], 0).ok());
        QCOMPARE(sink_->rows.load(), std::uint64_t(3));
        QVERIFY(sink_->checkpoints.empty());
        // The connection breaks; the transaction comes again from its start.
        stream_->begin(start, *sink_);
        QVERIFY(stream_->feed(format_, 0).ok());
        for (const EventBytes &event : events)
            QVERIFY(stream_->feed(event, 0).ok());
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray("created 1=a\ncreated 2=b\ncreated 3=c\ncreated 4=d.\n"));
        QCOMPARE(sink_->duplicates, std::uint64_t(3));
    }

    /// Small transactions wait for company and go to the sink with the first part of a large one behind them.
    void whatWentAlongWithALargeTransactionComesOnce_data()
    {
        QTest::addColumn<bool>("comes_back");
        QTest::newRow("the large one comes again") << true;
        QTest::newRow("a killed server lost the large one") << false;
    }
    void whatWentAlongWithALargeTransactionComesOnce()
    {
        QFETCH(const bool, comes_back);
        BinlogStreamOptions options;
        options.transaction_rows = 2;
        restart(options);
        const BinlogPosition start = stream_->position();
        const std::vector<EventBytes> small { builder_.mariaGtid(1),      builder_.tableMap(7, "orders"),
                                              builder_.insert(7, 1, "a"), builder_.xid(),
                                              builder_.mariaGtid(2, 1),   builder_.query("TRUNCATE orders"),
                                              builder_.mariaGtid(3),      builder_.tableMap(7, "orders"),
                                              builder_.insert(7, 2, "b"), builder_.xid() };
        const std::vector<EventBytes> large { builder_.mariaGtid(4),
                                              builder_.tableMap(7, "orders"),
                                              builder_.insert(7, 3, "c"),
                                              builder_.insert(7, 4, "d"),
                                              builder_.insert(7, 5, "e"),
                                              builder_.insert(7, 6, "f"),
                                              builder_.xid() };
        feed(small);
        for (std::size_t i = 0; i < 5; ++i)
            QVERIFY(stream_->feed(large[i], 0).ok());
        const QByteArray shown = "created 1=a.\nreset .\ncreated 2=b.\ncreated 3=c\ncreated 4=d\ncreated 5=e\n";
        QCOMPARE(rowsOf(*sink_), shown);
        QVERIFY(sink_->checkpoints.empty());
        // Twice, the second time before the large one is met.
        for (const std::size_t again : { std::size_t(4), small.size() }) {
            stream_->begin(start, *sink_);
            feed({ format_ });
            for (std::size_t i = 0; i < again; ++i)
                QVERIFY(stream_->feed(small[i], 0).ok());
        }
        if (comes_back) {
            feed(large);
        } else {
            feed({ builder_.rotate("bin.000002", 4, true) });
            builder_.position = 4;
            feed({ builder_.format("10.11.19-MariaDB", 1), builder_.mariaGtid(4), builder_.tableMap(7, "orders"),
                   builder_.insert(7, 6, "f"), builder_.xid() });
        }
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), shown + "created 6=f.\n");
        QCOMPARE(sink_->checkpoints.size(), std::size_t(1));
    }

    void aRollbackAfterEarlyHandOverIsAGap()
    {
        BinlogStreamOptions options;
        options.transaction_rows = 1;
        restart(options);
        feed({ builder_.query("BEGIN"), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a"),
               builder_.insert(7, 2, "b") });
        const auto fed = stream_->feed(builder_.query("ROLLBACK"), 0);
        QVERIFY(!fed.ok());
        QCOMPARE(fed.error().kind, ErrorKind::Gap);
    }

    void completeRowsSurviveAReconnectAtTheSamePlace()
    {
        feed({ builder_.mariaGtid(1), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a"), builder_.xid() });
        const BinlogPosition there = stream_->position();
        feed({ builder_.mariaGtid(2), builder_.tableMap(7, "orders"), builder_.insert(7, 2, "lost") });
        stream_->begin(there, *sink_);
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray("created 1=a.\n"));
    }

    void xaRowsWaitForTheirCommit_data()
    {
        QTest::addColumn<QByteArray>("end");
        QTest::addColumn<QByteArray>("rows");
        QTest::newRow("commit") << QByteArray("XA COMMIT X'786964',X'',1") << QByteArray("created 2=b.\ncreated 1=a.\n");
        QTest::newRow("rollback") << QByteArray("XA ROLLBACK X'786964',X'',1") << QByteArray("created 2=b.\n");
    }
    void xaRowsWaitForTheirCommit()
    {
        QFETCH(QByteArray, end);
        QFETCH(QByteArray, rows);
        const BinlogPosition start = stream_->position();
        feed({ builder_.mariaGtid(1, 0x4C), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a"),
               builder_.xaPrepare(false), builder_.mariaGtid(2), builder_.tableMap(7, "orders"), builder_.insert(7, 2, "b"),
               builder_.xid() });
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray("created 2=b.\n"));
        // A restart must see the prepared rows again.
        for (const std::string &checkpoint : sink_->checkpoints)
            QCOMPARE(checkpoint, start.text());
        feed({ builder_.mariaGtid(3, 0x8D), builder_.query(end.toStdString()) });
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), rows);
        QCOMPARE(sink_->checkpoints.back(), stream_->position().text());
    }

    void mariaDbGtidsAreCounted()
    {
        stream_->begin({ "bin.000001", 4, "0-1-4,7-2-9" }, *sink_);
        feed({ format_, builder_.mariaGtid(5), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a"), builder_.xid() });
        QCOMPARE(stream_->position().gtid, std::string("0-1-5,7-2-9"));
        feed({ builder_.mariaGtid(10, 0x29, 7), builder_.query("CREATE TABLE t (a INT)") });
        QCOMPARE(stream_->position().gtid, std::string("0-1-5,7-1-10"));
    }

    void commitTimesComeFromMySqlGtids()
    {
        restart({}, Flavour::MySql);
        constexpr std::uint64_t commit_us = 1'700'000'000'123'456;
        feed({ builder_.mySqlGtid(5, commit_us), builder_.query("BEGIN"), builder_.tableMap(7, "orders"),
               builder_.insert(7, 1, "a"), builder_.xid() });
        QVERIFY(stream_->flush());
        QCOMPARE(sink_->batches[0]->eventTime(0), static_cast<TimeNs>(commit_us) * 1'000);
        QCOMPARE(sink_->batches[0]->sentTime(0), static_cast<TimeNs>(commit_us) * 1'000);
    }

    void payloadsHoldTransactions_data()
    {
        QTest::addColumn<bool>("compressed");
        QTest::newRow("zstd") << true;
        QTest::newRow("plain") << false;
    }
    void payloadsHoldTransactions()
    {
        QFETCH(bool, compressed);
        restart({}, Flavour::MySql);
        EventBytes inside;
        for (const EventBytes &event :
             { builder_.bare(EventType::Query, EventBuilder::queryBody("BEGIN")),
               builder_.bare(EventType::TableMap, EventBuilder::tableMapBody(7, "orders")),
               builder_.bare(EventType::WriteRows,
                             EventBuilder::rowsBody(EventType::WriteRows, 7, EventBuilder::row(1, "a"))),
               builder_.bare(EventType::Xid, ByteWriter().little(1, 8).bytes()) })
            inside.insert(inside.end(), event.begin(), event.end());
        feed({ builder_.mySqlGtid(5, 1), builder_.payload(inside, compressed) });
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray("created 1=a.\n"));
        QCOMPARE(stream_->position().offset, builder_.position);
    }

    void positionsFollowWithoutHelpInsideTransactions()
    {
        builder_.gives_positions = false;
        feed({ builder_.mariaGtid(1), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a") });
        builder_.gives_positions = true;
        feed({ builder_.xid() });
        QCOMPARE(stream_->position().offset, builder_.position);
    }

    void positionsGrowBeyondFourGigabytes()
    {
        constexpr std::uint64_t near_wrap = 0xFFFFFFC0;
        builder_.position = near_wrap;
        stream_->begin({ "bin.000001", near_wrap, {} }, *sink_);
        EventBuilder head;
        feed({ head.rotate("bin.000001", near_wrap, true) });
        // Sent again in mid-file, the format has no place of its own.
        EventBytes format = head.format();
        format[13] = format[14] = format[15] = format[16] = 0;
        const std::size_t covered = format.size() - 4;
        const auto sum = crc32_z(0, format.data(), covered);
        for (std::size_t i = 0; i < 4; ++i)
            format[covered + i] = static_cast<std::uint8_t>(sum >> (8 * i));
        feed({ format, builder_.mariaGtid(1), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a"), builder_.xid() });
        QVERIFY(builder_.position > 0x100000000ULL);
        QCOMPARE(stream_->position().offset, builder_.position);
    }

    void rotationTakesTheBodysWord()
    {
        feed({ builder_.rotate("bin.000002", 4, false), builder_.rotate("bin.000002", 4, true) });
        QCOMPARE(stream_->position().text(), std::string("bin.000002:4"));
        // Ids of the file before mean nothing.
        const auto fed = stream_->feed(builder_.insert(7, 1, "a"), 0);
        QVERIFY(!fed.ok());
        QCOMPARE(fed.error().kind, ErrorKind::Input);
    }

    void aDiedServersTransactionIsDropped()
    {
        feed({ builder_.mariaGtid(1), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a"),
               builder_.format("10.11.19-MariaDB", 1'700'000'000), builder_.mariaGtid(2), builder_.tableMap(7, "orders"),
               builder_.insert(7, 2, "b"), builder_.xid() });
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray("created 2=b.\n"));
    }

    void everyFlippedBitIsDetected()
    {
        const EventBytes map = builder_.tableMap(7, "orders");
        for (std::size_t bit = 0; bit < map.size() * 8; ++bit) {
            EventBytes damaged = map;
            damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ (1U << (bit % 8)));
            QVERIFY(!stream_->feed(damaged, 0).ok());
        }
        QVERIFY(stream_->feed(map, 0).ok());
    }

    void strangeEvents_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("flags");
        QTest::addColumn<int>("kind"); // -1: accepted
        QTest::newRow("unknown, ignorable") << 200 << int(EventHeader::ignorable_flag) << -1;
        QTest::newRow("unknown") << 200 << 0 << int(ErrorKind::Unsupported);
        QTest::newRow("incident") << int(EventType::Incident) << 0 << int(ErrorKind::Gap);
        QTest::newRow("annotation") << int(EventType::AnnotateRows) << 0 << -1;
        QTest::newRow("stop") << int(EventType::Stop) << 0 << -1;
        QTest::newRow("empty table map") << int(EventType::TableMap) << 0 << int(ErrorKind::Input);
        QTest::newRow("empty GTID") << int(EventType::MariaGtid) << 0 << int(ErrorKind::Input);
        QTest::newRow("empty query") << int(EventType::Query) << 0 << int(ErrorKind::Input);
    }
    void strangeEvents()
    {
        QFETCH(int, type);
        QFETCH(int, flags);
        QFETCH(int, kind);
        const auto fed =
            stream_->feed(builder_.event(static_cast<EventType>(type), {}, static_cast<std::uint16_t>(flags)), 0);
        QCOMPARE(fed.ok() ? -1 : static_cast<int>(fed.error().kind), kind);
    }

    void definitionsResetStreams_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("rows");
        QTest::addColumn<std::string>("changed");
        const QByteArray before = "created 1=a.\n";
        QTest::newRow("truncate") << QByteArray("TRUNCATE TABLE `orders`") << before + "reset .\n" << std::string("");
        QTest::newRow("drop") << QByteArray("DROP TABLE IF EXISTS other, shop.`orders` /* generated by server */")
                              << before + "reset .\n"
                              << std::string("");
        QTest::newRow("drop database") << QByteArray("DROP DATABASE shop") << before + "reset .\n" << std::string("");
        QTest::newRow("rename away") << QByteArray("RENAME TABLE orders TO attic.orders") << before + "reset .\n"
                                     << std::string("");
        QTest::newRow("swap") << QByteArray("RENAME TABLE orders TO _orders_old, _orders_new TO orders") << before
                              << std::string("refilled shop.orders");
        QTest::newRow("partition") << QByteArray("ALTER TABLE orders TRUNCATE PARTITION p1") << before + "reset .\n"
                                   << std::string("refilled shop.orders");
        QTest::newRow("column") << QByteArray("ALTER TABLE orders DROP COLUMN x") << before
                                << std::string("refilled shop.orders");
        QTest::newRow("index") << QByteArray("ALTER TABLE orders ADD INDEX (x)") << before << std::string("");
        QTest::newRow("temporary") << QByteArray("DROP TEMPORARY TABLE orders") << before << std::string("");
    }
    void definitionsResetStreams()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, rows);
        QFETCH(std::string, changed);
        BinlogStreamOptions options;
        options.tables = { "orders" };
        options.database = "shop";
        restart(options);
        feed({ builder_.mariaGtid(1), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a"), builder_.xid(),
               builder_.mariaGtid(2, 0x29), builder_.query(sql.toStdString()) });
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), rows);
        QCOMPARE(stream_->position().offset, builder_.position);
        QCOMPARE(definitions_.changed, changed.empty() ? std::vector<std::string>() : std::vector { changed });
    }

    void statementsAreAFaultOfTheServersSettings()
    {
        feed({ builder_.query("BEGIN"), builder_.query("INSERT INTO orders VALUES (1)"), builder_.query("COMMIT") });
        QCOMPARE(sink_->problems.size(), std::size_t(1));
        QCOMPARE(sink_->problems[0].severity, Problem::Severity::Serious);
        QVERIFY(sink_->problems[0].remedy.find("binlog_format = 'ROW'") != std::string::npos);
    }

    void aNewShapeIsANewGeneration()
    {
        feed({ builder_.query("BEGIN"), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a"), builder_.xid(),
               builder_.query("BEGIN"), builder_.tableMap(9, "orders"), builder_.insert(9, 2, "b"), builder_.xid(),
               builder_.query("BEGIN"), builder_.tableMap(10, "orders", "title"), builder_.insert(10, 3, "c"),
               builder_.xid() });
        QVERIFY(stream_->flush());
        QCOMPARE(sink_->batches.size(), std::size_t(2));
        QCOMPARE(sink_->batches[0]->rows(), std::size_t(2));
        QCOMPARE(sink_->batches[0]->schema().generation, 1U);
        QCOMPARE(sink_->batches[1]->schema().generation, 2U);
        QCOMPARE(sink_->batches[1]->schema().columns[1].name, std::string("title"));
    }

    void namesAreNeverGuessed()
    {
        ByteWriter map;
        map.little(7, 6).little(1, 2).counted("shop").byte(0).counted("orders").byte(0);
        map.byte(2).byte(3).byte(15).byte(2).little(50, 2).byte(2);
        definitions_.definition = TableDefinition { { { "id", "int", "int(11)" } }, { 0 }, true };
        feed({ builder_.query("BEGIN"), builder_.event(EventType::TableMap, map.bytes()), builder_.insert(7, -1, "a"),
               builder_.xid() });
        QVERIFY(stream_->flush());
        const Batch &batch = *sink_->batches[0];
        QCOMPARE(batch.schema().columns[0].name, std::string("col_1"));
        QCOMPARE(batch.schema().columns[1].name, std::string("col_2"));
        QVERIFY(batch.schema().key_columns.empty());
        // Signed or not: nobody says.
        QCOMPARE(batch.after(0).state(0), CellState::Absent);
        QVERIFY(!sink_->problems.empty());
        QVERIFY(sink_->problems[0].text.find("had 2 columns and now has 1") != std::string::npos);
        QCOMPARE(definitions_.changed, std::vector<std::string> { "refilled shop.orders" });
    }

    void aTransientFaultOfDefinitionsEndsTheFeed()
    {
        ByteWriter map;
        map.little(7, 6).little(1, 2).counted("shop").byte(0).counted("orders").byte(0);
        map.byte(1).byte(3).byte(0).byte(1);
        definitions_.error.kind = ErrorKind::Transient;
        const auto fed = stream_->feed(builder_.event(EventType::TableMap, map.bytes()), 0);
        QVERIFY(!fed.ok());
        QCOMPARE(fed.error().kind, ErrorKind::Transient);
    }

    void heartbeatsAreLife()
    {
        const BinlogPosition before = stream_->position();
        const std::string_view file = "bin.000001";
        feed({ builder_.event(EventType::Heartbeat, ByteWriter().text(file).bytes(), EventHeader::artificial_flag) });
        QCOMPARE(stream_->position(), before);
    }

    void fragmentsAreJoined()
    {
        const EventBytes whole = builder_.bare(
            EventType::WriteRowsV1, EventBuilder::rowsBody(EventType::WriteRowsV1, 7, EventBuilder::row(1, "fragmented")));
        feed({ builder_.mariaGtid(1), builder_.tableMap(7, "orders") });
        const std::size_t cut = whole.size() / 2;
        ByteWriter first;
        first.little(1, 4)
            .little(2, 4)
            .byte(1)
            .little(whole.size(), 8)
            .raw(EventBytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut)));
        ByteWriter second;
        second.little(2, 4).little(2, 4).byte(0).raw(
            EventBytes(whole.begin() + static_cast<std::ptrdiff_t>(cut), whole.end()));
        feed({ builder_.event(EventType::PartialRowData, first.bytes()),
               builder_.event(EventType::PartialRowData, second.bytes()), builder_.xid() });
        QVERIFY(stream_->flush());
        QCOMPARE(rowsOf(*sink_), QByteArray("created 1=fragmented.\n"));
    }

    void aRefusingSinkStops()
    {
        feed({ builder_.query("BEGIN"), builder_.tableMap(7, "orders"), builder_.insert(7, 1, "a"), builder_.xid() });
        sink_->refuse_after_rows = 0;
        QVERIFY(!stream_->flush());
    }

private:
    void restart(BinlogStreamOptions options, Flavour flavour = Flavour::MariaDb)
    {
        options.flavour = flavour;
        stream_ = std::make_unique<BinlogStream>(options, definitions_);
        stream_->begin({ "bin.000001", 4, {} }, *sink_);
        builder_ = EventBuilder();
        format_ = builder_.format();
        feed({ format_ });
    }
    void feed(const std::vector<EventBytes> &events)
    {
        for (const EventBytes &event : events) {
            const auto fed = stream_->feed(event, 0);
            QVERIFY2(fed.ok(), fed.ok() ? "" : fed.error().text().c_str());
        }
    }

    NoDefinitions definitions_;
    std::unique_ptr<CollectingSink> sink_;
    std::unique_ptr<BinlogStream> stream_;
    EventBuilder builder_;
    EventBytes format_;
};

QTEST_GUILESS_MAIN(BinlogStreams)
#include "tst_binlogstream.moc"
