// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlogtransport.h"
#include "connectors/mysql/tablecatalog.h"
#include "tests/connectors/mysql/binlog/binlogrecording.h"
#include "tests/connectors/mysql/binlog/typeworkload.h"
#include "tests/support/mirrorsink.h"
#include "tests/support/mysqlserver.h"

#include <QTest>

#include <algorithm>

using namespace streamgauge;

namespace {

struct Mode {
    const char *name;
    std::vector<std::string> statements;

    [[nodiscard]] bool fullImage() const
    {
        return std::none_of(statements.begin(), statements.end(),
                            [](const std::string &setting) { return setting.starts_with("binlog_row_image"); });
    }
};

const std::vector<Mode> mariadb_modes = {
    { "full metadata", { "binlog_row_metadata=FULL" } },
    { "minimal metadata", { "binlog_row_metadata=MINIMAL" } },
    { "no metadata", { "binlog_row_metadata=NO_LOG" } },
    { "minimal image", { "binlog_row_image=MINIMAL", "binlog_row_metadata=FULL" } },
    { "minimal image, no metadata", { "binlog_row_image=MINIMAL", "binlog_row_metadata=NO_LOG" } },
    { "image without blobs", { "binlog_row_image=NOBLOB", "binlog_row_metadata=FULL" } },
    { "no checksums", { "binlog_checksum=NONE" } },
    { "old temporal formats", { "mysql56_temporal_format=OFF" } },
    { "old temporal formats, no metadata", { "mysql56_temporal_format=OFF", "binlog_row_metadata=NO_LOG" } },
    { "compressed", { "log_bin_compress=ON", "log_bin_compress_min_len=10" } },
    { "compressed, no checksums", { "log_bin_compress=ON", "log_bin_compress_min_len=10", "binlog_checksum=NONE" } },
    { "compressed, minimal image",
      { "log_bin_compress=ON", "log_bin_compress_min_len=10", "binlog_row_image=MINIMAL", "binlog_row_metadata=MINIMAL" } },
};

const std::vector<std::string> mariadb_defaults = { "binlog_row_metadata=FULL", "binlog_row_image=FULL",
                                                    "binlog_checksum=CRC32", "log_bin_compress=OFF",
                                                    "mysql56_temporal_format=ON" };

const std::vector<Mode> mysql_modes = {
    { "full metadata", { "binlog_row_metadata=FULL" } },
    { "minimal metadata", { "binlog_row_metadata=MINIMAL" } },
    { "minimal image", { "binlog_row_image=MINIMAL" } },
    { "image without blobs", { "binlog_row_image=NOBLOB" } },
    { "compressed transactions", { "binlog_transaction_compression=ON" } },
    { "partial JSON", { "binlog_row_value_options=PARTIAL_JSON" } },
    { "partial JSON, compressed, minimal metadata",
      { "binlog_row_value_options=PARTIAL_JSON", "binlog_transaction_compression=ON", "binlog_row_metadata=MINIMAL" } },
};

std::string modeDatabase(std::size_t mode)
{
    return "types" + std::to_string(mode);
}

MySqlSettings settingsOf(const Settings &settings)
{
    return MySqlSettings::parse("test", settings).value();
}

/// The first difference between what arrived and the tables, or "".
QByteArray firstDifference(const MirrorSink &sink, SqlClient &client, const std::string &database)
{
    for (const std::string &table : TypeWorkload::tables) {
        if (const std::string difference = sink.difference(client, database, table); !difference.empty())
            return QByteArray::fromStdString(difference.substr(0, 1'500));
        if (sink.rows(database + "." + table) == 0)
            return QByteArray::fromStdString(table + ": no rows");
    }
    return {};
}

} // namespace

/// The decoder beside the servers' own answers.
class BinlogServers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        server_ = std::make_unique<MariaDbServer>();
        server_->start();
    }

    void mariaDbRowsEqualSelect_data()
    {
        QTest::addColumn<int>("mode");
        for (std::size_t i = 0; i < mariadb_modes.size(); ++i)
            QTest::newRow(mariadb_modes[i].name) << static_cast<int>(i);
    }
    void mariaDbRowsEqualSelect()
    {
        QFETCH(int, mode);
        const auto index = static_cast<std::size_t>(mode);
        {
            SqlClient admin = server_->client();
            for (const std::string &setting : mariadb_defaults)
                admin.run("SET GLOBAL " + setting);
            for (const std::string &setting : mariadb_modes[index].statements)
                admin.run("SET GLOBAL " + setting);
        }
        SqlClient client = server_->client();
        const std::string first_file = freshBinlogFile(client);
        TypeWorkload(client, modeDatabase(index), true, mariadb_modes[index].fullImage()).run();
        const auto recordings = recordSince(*server_, client, first_file);

        CachedDefinitions definitions(settingsOf(server_->settings()));
        BinlogStreamOptions options;
        options.tables = { modeDatabase(index) + ".*" };
        BinlogStream stream(options, definitions);
        MirrorSink sink;
        const auto replayed = replay(stream, recordings, sink);
        QVERIFY2(replayed.ok(), replayed.ok() ? "" : replayed.error().text().c_str());
        for (const Problem &problem : sink.problems())
            qInfo("%s | %s | %s", problem.text.c_str(), problem.place.c_str(), problem.remedy.c_str());
        QCOMPARE(firstDifference(sink, client, modeDatabase(index)), QByteArray());
        QCOMPARE(QByteArray::fromStdString(sink.firstMisfit()), QByteArray());
    }

    void mariaDbTransactionsEndAsTheServerSays()
    {
        SqlClient admin = server_->client();
        for (const std::string &setting : mariadb_defaults)
            admin.run("SET GLOBAL " + setting);
        SqlClient client = server_->client();
        SqlClient other = server_->client();
        const std::string first_file = freshBinlogFile(client);
        const std::string gtid_before = client.cell("SELECT @@gtid_binlog_pos");
        client.run("CREATE DATABASE endings");
        client.run("USE endings");
        other.run("USE endings");
        client.run("CREATE TABLE kept (id INT PRIMARY KEY, note VARCHAR(20)) ENGINE=InnoDB");
        client.run("CREATE TABLE plain (id INT PRIMARY KEY) ENGINE=MyISAM");
        for (const char *xa : { "'one'", "'two'", "'three'" }) {
            client.run(std::string("XA START ") + xa);
            client.run(std::string("INSERT INTO kept SELECT COUNT(*) + 1, ") + xa + " FROM kept");
            client.run(std::string("XA END ") + xa);
            if (std::string(xa) == "'three'") {
                client.run("XA COMMIT 'three' ONE PHASE");
                continue;
            }
            client.run(std::string("XA PREPARE ") + xa);
            other.run(std::string("INSERT INTO plain SELECT COUNT(*) + 1 FROM plain"));
            client.run((std::string(xa) == "'one'" ? "XA COMMIT " : "XA ROLLBACK ") + std::string(xa));
        }
        // A transaction that cannot be rolled back wholly.
        client.run("START TRANSACTION");
        client.run("INSERT INTO kept VALUES (50, 'gone')");
        client.run("INSERT INTO plain VALUES (50)");
        client.run("ROLLBACK");
        client.run("START TRANSACTION");
        client.run("INSERT INTO kept VALUES (60, 'stays')");
        client.run("SAVEPOINT s");
        client.run("INSERT INTO kept VALUES (61, 'gone')");
        client.run("INSERT INTO plain VALUES (61)");
        client.run("ROLLBACK TO SAVEPOINT s");
        client.run("COMMIT");
        client.run("CREATE TABLE copied AS SELECT * FROM kept");
        client.run("CREATE TABLE emptied AS SELECT * FROM kept");
        client.run("TRUNCATE TABLE emptied");
        client.run("INSERT INTO emptied VALUES (1, 'after')");
        const std::string gtid_after = client.cell("SELECT @@gtid_binlog_pos");
        const auto recordings = recordSince(*server_, client, first_file);

        CachedDefinitions definitions(settingsOf(server_->settings()));
        BinlogStreamOptions options;
        options.tables = { "endings.*" };
        BinlogStream stream(options, definitions);
        MirrorSink sink;
        const auto replayed = replay(stream, recordings, sink);
        QVERIFY2(replayed.ok(), replayed.ok() ? "" : replayed.error().text().c_str());
        for (const std::string table : { "kept", "plain", "copied", "emptied" })
            QCOMPARE(QByteArray::fromStdString(sink.difference(client, "endings", table)), QByteArray());
        QCOMPARE(sink.counts("endings.emptied").resets, std::uint64_t(1));
        QCOMPARE(sink.rows("endings.plain"), std::size_t(4));
        // The file began with the state, so the stream knows it to the end.
        QVERIFY(gtid_before != gtid_after);
        QCOMPARE(stream.position().gtid, gtid_after);
    }

    void mySqlGtidsAreTheServers()
    {
        const auto server = MySqlServer::fromEnvironment();
        if (!server)
            QSKIP("STREAMGAUGE_TEST_MYSQL=host:port names no server");
        const std::string database = MySqlServer::databaseName("gtids");
        SqlClient client = server->client();
        const SqlClient::Row status = client.rows("SHOW BINARY LOG STATUS").front();
        client.run("CREATE DATABASE " + database);
        client.run("CREATE TABLE " + database + ".t (id INT PRIMARY KEY)");
        client.run("SET gtid_next = 'AUTOMATIC:streamgauge'");
        client.run("INSERT INTO " + database + ".t VALUES (1)");
        client.run("SET gtid_next = 'AUTOMATIC'");
        client.run("INSERT INTO " + database + ".t VALUES (2)");
        client.run("XA START 'x'");
        client.run("INSERT INTO " + database + ".t VALUES (3)");
        client.run("XA END 'x'");
        client.run("XA PREPARE 'x'");
        client.run("XA COMMIT 'x'");
        const SqlClient::Row end = client.rows("SHOW BINARY LOG STATUS").front();

        const MySqlSettings settings = settingsOf(server->settings());
        auto session = SqlSession::open(settings, {});
        QVERIFY(session.ok());
        const auto facts = ServerFacts::read(**session);
        QVERIFY(facts.ok());
        BinlogTransport transport(settings, {});
        QVERIFY(transport.connect().ok());
        const BinlogPosition by_file { *status[0], std::stoull(*status[1]), {} };
        QVERIFY(transport.start(by_file, *facts, 990'100U).ok());
        CachedDefinitions definitions(settings);
        const SystemClock clock;
        BinlogStreamOptions options;
        options.flavour = Flavour::MySql;
        options.tables = { database + ".*" };
        BinlogStream stream(options, definitions);
        MirrorSink sink;
        stream.begin({ by_file.file, by_file.offset, compactGtidSet(*status[4]) }, sink);
        while (stream.position() < BinlogPosition { *end[0], std::stoull(*end[1]), {} }) {
            const auto event = transport.next([] { return true; });
            QVERIFY2(event.ok(), event.ok() ? "" : event.error().text().c_str());
            const auto fed = stream.feed(*event, clock.now());
            QVERIFY2(fed.ok(), fed.ok() ? "" : fed.error().text().c_str());
        }
        QVERIFY(stream.flush());
        const QByteArray difference = QByteArray::fromStdString(sink.difference(client, database, "t"));
        client.run("DROP DATABASE " + database);
        QCOMPARE(difference, QByteArray());
        QCOMPARE(stream.position().gtid, compactGtidSet(*end[4]));
    }

    void mySqlRowsEqualSelect_data()
    {
        QTest::addColumn<int>("mode");
        for (std::size_t i = 0; i < mysql_modes.size(); ++i)
            QTest::newRow(mysql_modes[i].name) << static_cast<int>(i);
    }
    void mySqlRowsEqualSelect()
    {
        QFETCH(int, mode);
        const auto server = MySqlServer::fromEnvironment();
        if (!server)
            QSKIP("STREAMGAUGE_TEST_MYSQL=host:port names no server");
        const std::string database = MySqlServer::databaseName("types" + std::to_string(mode));
        SqlClient client = server->client();
        bool global_metadata = false;
        for (const std::string &setting : mysql_modes[static_cast<std::size_t>(mode)].statements) {
            const bool global = setting.starts_with("binlog_row_metadata");
            global_metadata = global_metadata || global;
            client.run((global ? "SET GLOBAL " : "SET SESSION ") + setting.substr(0, setting.find('=') + 1) + "'"
                       + setting.substr(setting.find('=') + 1) + "'");
        }
        const SqlClient::Row status = client.rows("SHOW BINARY LOG STATUS").front();
        TypeWorkload(client, database, false, mysql_modes[static_cast<std::size_t>(mode)].fullImage()).run();
        const SqlClient::Row end = client.rows("SHOW BINARY LOG STATUS").front();
        if (global_metadata)
            client.run("SET GLOBAL binlog_row_metadata = 'FULL'");

        const MySqlSettings settings = settingsOf(server->settings());
        auto session = SqlSession::open(settings, {});
        QVERIFY(session.ok());
        const auto facts = ServerFacts::read(**session);
        QVERIFY(facts.ok());
        BinlogTransport transport(settings, {});
        QVERIFY(transport.connect().ok());
        const BinlogPosition start { *status[0], std::stoull(*status[1]), {} };
        const BinlogPosition last { *end[0], std::stoull(*end[1]), {} };
        QVERIFY(transport.start(start, *facts, 990'000U + static_cast<std::uint32_t>(mode)).ok());

        CachedDefinitions definitions(settings);
        const SystemClock clock;
        BinlogStreamOptions options;
        options.flavour = Flavour::MySql;
        options.tables = { database + ".*" };
        BinlogStream stream(options, definitions);
        MirrorSink sink;
        stream.begin(start, sink);
        while (stream.position() < last) {
            const auto event = transport.next([] { return true; });
            QVERIFY2(event.ok(), event.ok() ? "" : event.error().text().c_str());
            const auto fed = stream.feed(*event, clock.now());
            QVERIFY2(fed.ok(), fed.ok() ? "" : fed.error().text().c_str());
        }
        QVERIFY(stream.flush());
        for (const Problem &problem : sink.problems())
            qInfo("%s | %s | %s", problem.text.c_str(), problem.place.c_str(), problem.remedy.c_str());
        const QByteArray difference = firstDifference(sink, client, database);
        client.run("DROP DATABASE " + database);
        QCOMPARE(difference, QByteArray());
        QCOMPARE(QByteArray::fromStdString(sink.firstMisfit()), QByteArray());
    }

private:
    std::unique_ptr<MariaDbServer> server_;
};

QTEST_GUILESS_MAIN(BinlogServers)
#include "tst_binlogservers.moc"
