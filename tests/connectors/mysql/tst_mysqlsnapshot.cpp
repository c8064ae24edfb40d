// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysqlfactory.h"
#include "connectors/mysql/snapshottransaction.h"
#include "tests/support/connectorrun.h"
#include "tests/support/mariadbserver.h"
#include "tests/support/mirrorsink.h"
#include "tests/support/mysqlserver.h"
#include "tests/support/settled.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

using namespace streamgauge;

namespace {

constexpr int wait_ms = 60'000;

std::unique_ptr<Connector> make(const Settings &settings)
{
    static const SystemClock clock;
    return std::move(MySqlFactory().create("test", settings, clock).value());
}

} // namespace

class TestMySqlSnapshot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void readsInChunks_data();
    void readsInChunks();
    void rowsEqualTheStreams_data();
    void rowsEqualTheStreams();
    void losesNothingAtTheSeam_data();
    void losesNothingAtTheSeam();
    void findsAWayToThePosition_data();
    void findsAWayToThePosition();
    void catchesUpFirst_data();
    void catchesUpFirst();
    void keepsEqualRowsWithoutKey();
    void viewsAgreeWithTheirPlaces();
    void stopsInTheMiddle();
    void filtersTables();
    void readsEmptyTables();

private:
    struct Server {
        Settings settings;
        std::unique_ptr<SqlClient> client;
        std::string database;
    };
    void addServers();
    /// False, after the skip was said, when the row's server is not there.
    bool open(Server &server, const std::string &word);

    MariaDbServer mariadb_;
    std::vector<std::string> mysql_databases_;
};

void TestMySqlSnapshot::initTestCase()
{
    mariadb_.start();
}

void TestMySqlSnapshot::cleanupTestCase()
{
    if (const auto mysql = MySqlServer::fromEnvironment()) {
        for (const std::string &database : mysql_databases_)
            mysql->client().run("DROP DATABASE IF EXISTS " + database);
    }
}

void TestMySqlSnapshot::addServers()
{
    QTest::addColumn<bool>("mysql");
    QTest::newRow("MariaDB") << false;
    QTest::newRow("MySQL") << true;
}

bool TestMySqlSnapshot::open(Server &server, const std::string &word)
{
    QFETCH(bool, mysql);
    const auto oracle = MySqlServer::fromEnvironment();
    if (mysql && !oracle) {
        [] { QSKIP("STREAMGAUGE_TEST_MYSQL names no server"); }();
        return false;
    }
    server.database = MySqlServer::databaseName(word);
    server.client = std::make_unique<SqlClient>(mysql ? oracle->client() : mariadb_.client());
    server.client->run("DROP DATABASE IF EXISTS " + server.database);
    server.client->run("CREATE DATABASE " + server.database + " CHARACTER SET utf8mb4");
    server.client->run("USE " + server.database);
    server.settings = mysql ? oracle->settings(server.database) : mariadb_.settings(server.database);
    if (mysql)
        mysql_databases_.push_back(server.database);
    return true;
}

void TestMySqlSnapshot::readsInChunks_data()
{
    QTest::addColumn<bool>("mysql");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    for (const bool mysql : { false, true }) {
        const char *server = mysql ? "MySQL" : "MariaDB";
        QTest::addRow("%s, number", server) << mysql << "id INT, PRIMARY KEY (id)"
                                            << "n - 500";
        QTest::addRow("%s, unsigned", server) << mysql << "id BIGINT UNSIGNED, PRIMARY KEY (id)"
                                              << "18446744073709551615 - n";
        QTest::addRow("%s, text", server) << mysql << "id VARCHAR(40), PRIMARY KEY (id)"
                                          << "CONCAT('k''\\\\', MOD(n * 7919, 1009), 'é')";
        QTest::addRow("%s, binary", server) << mysql << "id BINARY(8), PRIMARY KEY (id)"
                                            << "UNHEX(LPAD(HEX(n * 7919), 16, '0'))";
        QTest::addRow("%s, time", server) << mysql << "id DATETIME(3), PRIMARY KEY (id)"
                                          << "TIMESTAMP('2026-01-01') + INTERVAL n * 1500000 MICROSECOND";
        QTest::addRow("%s, decimal", server) << mysql << "id DECIMAL(10,3), PRIMARY KEY (id)"
                                             << "n / 8 - 30";
        QTest::addRow("%s, not to be walked", server) << mysql << "id DOUBLE, PRIMARY KEY (id)"
                                                      << "n / 7";
    }
}

void TestMySqlSnapshot::readsInChunks()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    Server server;
    if (!open(server, "chunks"))
        return;
    server.settings["snapshot_chunk_rows"] = "97";
    server.client->run("CREATE TABLE a (" + key.section(QLatin1Char(','), 0, -2).toStdString() + ", b INT,"
                       + key.section(QLatin1Char(','), -1).toStdString() + ")");
    server.client->run("CREATE TABLE b (id INT PRIMARY KEY)");
    server.client->run("SET sql_mode=''");
    server.client->run(
        "INSERT INTO a SELECT " + value.toStdString()
        + ", n FROM (WITH RECURSIVE numbers AS (SELECT 0 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 999) SELECT n "
          "FROM numbers) AS numbers");

    MirrorSink sink;
    auto connector = make(server.settings);
    ConnectorRun run(*connector, { "", true }, sink);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty() || run.ended(), wait_ms);
    run.stop();
    QCOMPARE(sink.counts(server.database + ".a").snapshot, 1000U);
    QCOMPARE(QString::fromStdString(sink.difference(*server.client, server.database, "a")), QString());
    QCOMPARE(QString::fromStdString(sink.firstMisfit()), QString());
    // Between two tables the snapshot is not over.
    const std::vector<std::string> progress = sink.progressTexts();
    QVERIFY(std::ranges::find(progress, "snapshot of " + server.database + ".b 0/0") != progress.end());
    QCOMPARE(std::ranges::count(progress, " 0/0"), 1);
    QCOMPARE(progress.back(), std::string(" 0/0"));
}

void TestMySqlSnapshot::rowsEqualTheStreams_data()
{
    addServers();
}

/// Two connectors watch the same rows: one gets them as a snapshot, the other as changes.
void TestMySqlSnapshot::rowsEqualTheStreams()
{
    Server server;
    if (!open(server, "equal"))
        return;
    server.client->run(
        "CREATE TABLE a (id INT PRIMARY KEY, ti TINYINT, tu TINYINT UNSIGNED, si SMALLINT, mi MEDIUMINT, bu BIGINT "
        "UNSIGNED, b BIGINT, "
        "f FLOAT, f2 FLOAT(7,2), d DOUBLE, d2 DOUBLE(10,3), de DECIMAL(20,6), dz DECIMAL(5,0) ZEROFILL, bi BIT(11), b1 "
        "BIT(1), "
        "y YEAR, da DATE, t TIME, t3 TIME(3), dt DATETIME, dt6 DATETIME(6), ts TIMESTAMP NULL, ts2 TIMESTAMP(2) NULL, c "
        "CHAR(10), "
        "vc VARCHAR(300), l1 VARCHAR(20) CHARACTER SET latin1, tx TEXT, bn BINARY(6), vb VARBINARY(20), bl BLOB, "
        "e ENUM('a,b','c''d','é'), s SET('x','y','z'), j JSON, g POINT)");
    MirrorSink changes;
    auto live = make(server.settings);
    ConnectorRun live_run(*live, {}, changes);
    QTRY_VERIFY_WITH_TIMEOUT(!changes.lastCheckpoint().empty() || live_run.ended(), wait_ms);
    server.client->run("SET sql_mode='', time_zone='+05:00'");
    server.client->run("INSERT INTO a VALUES (1, -1, 255, -32768, -8388608, 18446744073709551615, -9223372036854775808, "
                       "0.1, 12345.67, 0.1, "
                       "1234567.891, -0.000001, 42, b'10000000001', b'1', 2024, '2024-02-29', '-01:02:03', "
                       "'-838:59:59.000', '2024-01-02 03:04:05', "
                       "'2024-01-02 03:04:05.000007', '2024-01-02 03:04:05', '2024-01-02 03:04:05.67', 'trail   ', "
                       "REPEAT('ü', 200), 'cañón', 'text', "
                       "X'0102000000FF', X'00FF', X'DEADBEEF00', 'c''d', 'x,z', '{\"a\": [1, 2.5, null, \"q\"], \"b\": "
                       "{\"c\": true}}', POINT(1, -2))");
    server.client->run("INSERT INTO a (id) VALUES (2)");
    server.client->run("INSERT INTO a VALUES (3, 0, 0, 0, 0, 0, 0, 3.4e38, 0, 1.7976931348623157e308, 0, "
                       "99999999999999.999999, 0, 0, 0, 0, '0000-00-00', "
                       "'00:00:00', '838:59:59', '0000-00-00 00:00:00', '9999-12-31 23:59:59.999999', '1970-01-01 "
                       "10:00:01', '2038-01-19 08:14:07', '', "
                       "'', '', '', '', '', '', '', '', '[]', NULL)");
    server.client->run("INSERT INTO a (id, f, d, da, dt) VALUES (4, 16777217, 1e-320, '2024-00-00', '2024-06-00 00:00:00')");
    const std::string stream = server.database + ".a";
    QTRY_COMPARE_WITH_TIMEOUT(changes.counts(stream).created, 4U, wait_ms);
    live_run.stop();

    MirrorSink snapshot;
    auto late = make(server.settings);
    ConnectorRun late_run(*late, { "", true }, snapshot);
    QTRY_VERIFY_WITH_TIMEOUT(!snapshot.lastCheckpoint().empty() || late_run.ended(), wait_ms);
    late_run.stop();
    QVERIFY(changes.schema(stream) && snapshot.schema(stream));
    QVERIFY(changes.schema(stream)->columns == snapshot.schema(stream)->columns);
    QVERIFY(changes.schema(stream)->key_columns == snapshot.schema(stream)->key_columns);
    for (const Column &column : changes.schema(stream)->columns) {
        for (const char *key : { "1", "2", "3", "4" })
            QCOMPARE(QString::fromStdString(column.name + "=" + snapshot.cell(stream, key, column.name)),
                     QString::fromStdString(column.name + "=" + changes.cell(stream, key, column.name)));
    }
    server.client->run("SET time_zone='+00:00'");
    QCOMPARE(QString::fromStdString(changes.difference(*server.client, server.database, "a")), QString());
}

void TestMySqlSnapshot::losesNothingAtTheSeam_data()
{
    addServers();
}

/// Writers never pause while the snapshot is taken.
void TestMySqlSnapshot::losesNothingAtTheSeam()
{
    Server server;
    if (!open(server, "seam"))
        return;
    server.settings["snapshot_chunk_rows"] = "500";
    server.client->run("CREATE TABLE a (id INT PRIMARY KEY AUTO_INCREMENT, v INT)");
    std::string values = "(0)";
    for (int n = 1; n < 3000; ++n)
        values += ",(" + std::to_string(n) + ")";
    server.client->run("INSERT INTO a (v) VALUES " + values);
    std::atomic<bool> writing = true;
    std::atomic<int> written = 0;
    QFETCH(bool, mysql);
    const auto oracle = MySqlServer::fromEnvironment();
    std::thread writer([&] {
        SqlClient client = mysql ? oracle->client(server.database) : mariadb_.client(server.database);
        for (int n = 0; writing; ++n, ++written) {
            client.run("INSERT INTO a (v) VALUES (2), (3)");
            client.run("UPDATE a SET v = v + 1 WHERE id = " + std::to_string(1 + n % 3000));
            if (n % 5 == 0)
                client.run("DELETE FROM a WHERE id = (SELECT m FROM (SELECT MAX(id) AS m FROM a) AS newest)");
        }
    });
    QTRY_VERIFY_WITH_TIMEOUT(written > 20, wait_ms);
    MirrorSink sink;
    auto connector = make(server.settings);
    ConnectorRun run(*connector, { "", true }, sink);
    const std::string stream = server.database + ".a";
    QTRY_VERIFY_WITH_TIMEOUT(sink.counts(stream).changes() > 200 || run.ended(), wait_ms);
    writing = false;
    writer.join();
    QCOMPARE(settledDifference(sink, wait_ms, *server.client, server.database, "a"), QString());
    run.stop();
    QCOMPARE(QString::fromStdString(sink.firstMisfit()), QString());
    QVERIFY(sink.counts(stream).snapshot >= 2900);
}

void TestMySqlSnapshot::findsAWayToThePosition_data()
{
    QTest::addColumn<QString>("grants");
    QTest::addColumn<bool>("overlap");
    QTest::newRow("global lock") << "RELOAD, REPLICATION SLAVE, REPLICATION CLIENT" << false;
    QTest::newRow("table locks") << "LOCK TABLES, REPLICATION SLAVE, REPLICATION CLIENT" << false;
    QTest::newRow("between commits") << "REPLICATION SLAVE, REPLICATION CLIENT" << true;
}

void TestMySqlSnapshot::findsAWayToThePosition()
{
    QFETCH(QString, grants);
    QFETCH(bool, overlap);
    const auto mysql = MySqlServer::fromEnvironment();
    if (!mysql)
        QSKIP("STREAMGAUGE_TEST_MYSQL names no server");
    const std::string database = MySqlServer::databaseName("way");
    mysql_databases_.push_back(database);
    SqlClient client = mysql->client();
    client.run("DROP DATABASE IF EXISTS " + database);
    client.run("CREATE DATABASE " + database);
    client.run("CREATE TABLE " + database + ".a (id INT PRIMARY KEY)");
    client.run("INSERT INTO " + database + ".a VALUES (1), (2)");
    client.run("DROP USER IF EXISTS " + database);
    client.run("CREATE USER " + database + " IDENTIFIED BY 'pw'");
    client.run("GRANT SELECT, " + grants.toStdString() + " ON *.* TO " + database);
    Settings settings = mysql->settings(database);
    settings["user"] = database;
    settings["password"] = "pw";
    settings["tls"] = "on";
    MirrorSink sink;
    auto connector = make(settings);
    ConnectorRun run(*connector, { "", true }, sink);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty() || run.ended(), wait_ms);
    client.run("INSERT INTO " + database + ".a VALUES (3)");
    QTRY_VERIFY_WITH_TIMEOUT(sink.rows(database + ".a") == 3 || run.ended(), wait_ms);
    const RunEnd end = run.stop();
    client.run("DROP USER " + database);
    QCOMPARE(QString::fromStdString(end.error.text()), QString::fromStdString(Error {}.text()));
    QCOMPARE(sink.rows(database + ".a"), std::size_t(3));
    QCOMPARE(sink.hasProblem("without a lock"), overlap);
}

void TestMySqlSnapshot::catchesUpFirst_data()
{
    addServers();
}

void TestMySqlSnapshot::catchesUpFirst()
{
    Server server;
    if (!open(server, "catchup"))
        return;
    server.client->run("CREATE TABLE a (id INT PRIMARY KEY, v INT)");
    MirrorSink sink;
    auto connector = make(server.settings);
    const std::string stream = server.database + ".a";
    {
        ConnectorRun run(*connector, { "", true }, sink);
        QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty() || run.ended(), wait_ms);
        server.client->run("INSERT INTO a VALUES (1, 1)");
        QTRY_COMPARE_WITH_TIMEOUT(sink.counts(stream).created, 1U, wait_ms);
        run.stop();
    }
    server.client->run("INSERT INTO a VALUES (2, 2)");
    server.client->run("UPDATE a SET v = 20 WHERE id = 2");
    server.client->run("DELETE FROM a WHERE id = 1");
    ConnectorRun run(*connector, { sink.lastCheckpoint(), true }, sink);
    QTRY_COMPARE_WITH_TIMEOUT(sink.counts(stream).snapshot, 1U, wait_ms);
    QCOMPARE(sink.counts(stream).created, 2U);
    QCOMPARE(sink.counts(stream).updated, 1U);
    QCOMPARE(sink.counts(stream).deleted, 1U);
    server.client->run("INSERT INTO a VALUES (3, 3)");
    QTRY_COMPARE_WITH_TIMEOUT(sink.counts(stream).created, 3U, wait_ms);
    QCOMPARE(QString::fromStdString(sink.difference(*server.client, server.database, "a")), QString());
    QCOMPARE(QString::fromStdString(sink.firstMisfit()), QString());
}

void TestMySqlSnapshot::keepsEqualRowsWithoutKey()
{
    SqlClient client = mariadb_.client();
    client.run("CREATE DATABASE keyless");
    client.run("CREATE TABLE keyless.a (v INT, w VARCHAR(10))");
    client.run("INSERT INTO keyless.a VALUES (1, 'x'), (1, 'x'), (2, 'y')");
    MirrorSink sink;
    auto connector = make(mariadb_.settings("keyless"));
    ConnectorRun run(*connector, { "", true }, sink);
    QTRY_COMPARE_WITH_TIMEOUT(sink.rows("keyless.a"), std::size_t(3), wait_ms);
    client.run("DELETE FROM keyless.a WHERE v = 1 LIMIT 1");
    client.run("UPDATE keyless.a SET w = 'z' WHERE v = 2");
    client.run("INSERT INTO keyless.a VALUES (1, 'x')");
    QTRY_COMPARE_WITH_TIMEOUT(sink.counts("keyless.a").created, 1U, wait_ms);
    QCOMPARE(QString::fromStdString(sink.difference(client, "keyless", "a")), QString());
    QCOMPARE(QString::fromStdString(sink.firstMisfit()), QString());
    QVERIFY(sink.problems().empty());
}

/// Each transaction adds one to a number, so that number and GTID differ by the same in every view, also where the server
/// changes from one binlog file to the next.
void TestMySqlSnapshot::viewsAgreeWithTheirPlaces()
{
    constexpr int views = 1'500;
    MariaDbServer server({ "--max-binlog-size=65536" });
    server.start();
    SqlClient client = server.client();
    client.run("CREATE DATABASE n");
    client.run("CREATE TABLE n.a (n BIGINT)");
    client.run("INSERT INTO n.a VALUES (0)");
    std::jthread writer([&](const std::stop_token &stop) {
        while (!stop.stop_requested())
            client.run("UPDATE n.a SET n = n + 1");
    });
    const MySqlSettings settings = MySqlSettings::parse("test", server.settings("n")).value();
    const ServerFacts facts = ServerFacts::read(*SqlSession::open(settings, {}).value()).value();
    std::map<long, int> differences;
    for (int view = 0; view < views; ++view) {
        SnapshotTransaction transaction(settings, facts);
        const auto opened = transaction.open({}, {});
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
        const std::string &gtid = transaction.position().gtid;
        const auto number = transaction.session().cell("SELECT n FROM n.a");
        QVERIFY(number.ok() && !gtid.empty());
        ++differences[std::stol(gtid.substr(gtid.rfind('-') + 1)) - std::stol(number->value())];
    }
    QCOMPARE(differences.size(), std::size_t(1));
}

void TestMySqlSnapshot::stopsInTheMiddle()
{
    SqlClient client = mariadb_.client();
    client.run("CREATE DATABASE half");
    client.run("USE half");
    client.run("CREATE TABLE half.a (id INT PRIMARY KEY AUTO_INCREMENT, v INT)");
    client.run("INSERT INTO half.a (v) SELECT seq FROM seq_1_to_50000");
    MirrorSink sink;
    std::stop_source stop;
    sink.setBeforePush([&](const Batch &batch) {
        if (batch.op(0) == Op::Snapshot)
            stop.request_stop();
    });
    auto connector = make(mariadb_.settings("half"));
    const RunEnd end = connector->run(stop.get_token(), { "", true }, sink);
    QVERIFY(end.reason == RunEnd::Reason::Stopped);
    QVERIFY(sink.counts("half.a").snapshot > 0 && sink.counts("half.a").snapshot < 50'000);
    QVERIFY(sink.lastCheckpoint().empty());

    MirrorSink again;
    ConnectorRun run(*connector, { "", true }, again);
    QTRY_COMPARE_WITH_TIMEOUT(again.rows("half.a"), std::size_t(50'000), wait_ms);
    QVERIFY(again.progressTexts().size() > 5);
}

void TestMySqlSnapshot::filtersTables()
{
    SqlClient client = mariadb_.client();
    client.run("CREATE DATABASE few");
    for (const char *table : { "orders", "order_lines", "users" }) {
        client.run(std::string("CREATE TABLE few.") + table + " (id INT PRIMARY KEY)");
        client.run(std::string("INSERT INTO few.") + table + " VALUES (1)");
    }
    Settings settings = mariadb_.settings("few");
    settings["tables"] = "order*";
    MirrorSink sink;
    auto connector = make(settings);
    ConnectorRun run(*connector, { "", true }, sink);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty() || run.ended(), wait_ms);
    client.run("INSERT INTO few.users VALUES (2)");
    client.run("CREATE TABLE few.order_notes (id INT PRIMARY KEY)");
    client.run("INSERT INTO few.order_notes VALUES (7)");
    QTRY_COMPARE_WITH_TIMEOUT(sink.rows("few.order_notes"), std::size_t(1), wait_ms);
    QCOMPARE(sink.rows("few.orders"), std::size_t(1));
    QCOMPARE(sink.rows("few.order_lines"), std::size_t(1));
    QVERIFY(!sink.schema("few.users"));
}

void TestMySqlSnapshot::readsEmptyTables()
{
    SqlClient client = mariadb_.client();
    client.run("CREATE DATABASE none");
    client.run("CREATE TABLE none.a (id INT PRIMARY KEY)");
    MirrorSink sink;
    auto connector = make(mariadb_.settings("none"));
    ConnectorRun run(*connector, { "", true }, sink);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty() || run.ended(), wait_ms);
    QVERIFY(sink.schema("none.a"));
    QCOMPARE(sink.rows("none.a"), std::size_t(0));
}

QTEST_GUILESS_MAIN(TestMySqlSnapshot)
#include "tst_mysqlsnapshot.moc"
