// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysqlfactory.h"
#include "tests/support/connectorrun.h"
#include "tests/support/mariadbserver.h"
#include "tests/support/mirrorsink.h"
#include "tests/support/mysqlserver.h"
#include "tests/support/settled.h"
#include "tests/support/tcpproxy.h"

#include <QTest>

using namespace streamgauge;

namespace {

constexpr int wait_ms = 20'000;
const SystemClock system_clock;

std::unique_ptr<Connector> make(const Settings &settings)
{
    return std::move(MySqlFactory().create("test", settings, system_clock).value());
}

} // namespace

/// Changes as they arrive from a server, in each way it can write them.
class TestMySqlStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mirrors_data();
    void mirrors();
    void mirrorsMySql();
    void showsWhatDefinitionsChange_data();
    void showsWhatDefinitionsChange();
    void endsWhenTheServerKillsIt();
    void saysThatTheDatabaseIsNotThere();
    void saysThatTablesAreNotThere();
    void resumesWhereItStopped();
    void refusedPushEndsTheRun();
};

void TestMySqlStream::mirrors_data()
{
    QTest::addColumn<QString>("options");
    for (const char *options :
         { "--binlog-row-metadata=FULL", "--binlog-row-metadata=NO_LOG", "--binlog-row-metadata=MINIMAL",
           "--binlog-row-image=MINIMAL", "--binlog-row-image=MINIMAL --binlog-row-metadata=NO_LOG",
           "--binlog-row-image=NOBLOB", "--binlog-checksum=NONE", "--log-bin-compress=ON --log-bin-compress-min-len=10",
           "--max-binlog-size=4096" })
        QTest::newRow(options) << QString::fromLatin1(options);
}

void makeChanges(SqlClient &client, bool whole_rows)
{
    client.run("INSERT INTO a VALUES (1, 'one', 1.5, X'00FF00'), (2, 'two', -2.25, NULL), (3, 'três', 0, X'')");
    client.run("UPDATE a SET name = 'zwei', price = price * 3 WHERE id = 2");
    // Under its new key such a row has only what the binlog repeats of it.
    if (whole_rows)
        client.run("UPDATE a SET id = 30 WHERE id = 3");
    client.run("DELETE FROM a WHERE id = 1");
    client.run("START TRANSACTION");
    client.run("INSERT INTO a VALUES (4, 'never', 1, X'01')");
    client.run("ROLLBACK");
    client.run("START TRANSACTION");
    client.run("INSERT INTO a VALUES (5, 'kept', 1, X'02')");
    client.run("SAVEPOINT s");
    client.run("INSERT INTO a VALUES (6, 'dropped', 1, X'03')");
    client.run("ROLLBACK TO s");
    client.run("COMMIT");
    client.run("ALTER TABLE a ADD COLUMN note VARCHAR(20) AFTER id");
    client.run("UPDATE a SET note = 'n' WHERE id = 5");
    client.run("INSERT INTO a (id, note, name, price, raw) VALUES (7, 'new', 'seven', 7, X'07')");
    client.run("CREATE TABLE later (id INT PRIMARY KEY)");
    client.run("INSERT INTO later VALUES (1), (2)");
    client.run("TRUNCATE TABLE later");
    client.run("INSERT INTO later VALUES (3)");
}

void TestMySqlStream::mirrors()
{
    QFETCH(QString, options);
    std::vector<std::string> arguments;
    for (const QString &word : options.split(QLatin1Char(' ')))
        arguments.push_back(word.toStdString());
    MariaDbServer server(arguments);
    server.start();
    SqlClient client = server.client();
    client.run("CREATE DATABASE d CHARACTER SET utf8mb4");
    client.run("USE d");
    client.run("CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(50), price DECIMAL(10,2), raw BLOB)");
    MirrorSink sink;
    auto connector = make(server.settings("d"));
    ConnectorRun run(*connector, { "", true }, sink);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty() || run.ended(), wait_ms);
    QVERIFY2(!run.ended(), run.ended() ? run.wait().error.text().c_str() : "");
    makeChanges(client, !options.contains(QStringLiteral("row-image")));
    QTRY_VERIFY_WITH_TIMEOUT(sink.rows("d.later") == 1 || run.ended(), wait_ms);
    QVERIFY2(!run.ended(), run.ended() ? run.wait().error.text().c_str() : "");
    QTRY_COMPARE_WITH_TIMEOUT(sink.counts("d.later").resets, 1U, wait_ms);
    QCOMPARE(settledDifference(sink, wait_ms, client, "d", "a"), QString());
    QCOMPARE(settledDifference(sink, wait_ms, client, "d", "later"), QString());
    QCOMPARE(QString::fromStdString(sink.firstMisfit()), QString());
    QVERIFY(sink.schema("d.a")->generation > 1);
    QVERIFY(run.stop().reason == RunEnd::Reason::Stopped);
}

void TestMySqlStream::mirrorsMySql()
{
    const auto mysql = MySqlServer::fromEnvironment();
    if (!mysql)
        QSKIP("STREAMGAUGE_TEST_MYSQL names no server");
    const std::string database = MySqlServer::databaseName("stream");
    SqlClient client = mysql->client();
    client.run("CREATE DATABASE " + database);
    client.run("USE " + database);
    client.run("CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(50), price DECIMAL(10,2), raw BLOB)");
    client.run("SET SESSION binlog_transaction_compression=ON");
    MirrorSink sink;
    auto connector = make(mysql->settings(database));
    ConnectorRun run(*connector, { "", true }, sink);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty() || run.ended(), wait_ms);
    makeChanges(client, true);
    QTRY_COMPARE_WITH_TIMEOUT(sink.rows(database + ".later"), std::size_t(1), wait_ms);
    QTRY_COMPARE_WITH_TIMEOUT(sink.counts(database + ".later").resets, 1U, wait_ms);
    const QString difference = settledDifference(sink, wait_ms, client, database, "a");
    run.stop();
    client.run("DROP DATABASE " + database);
    QCOMPARE(difference, QString());
    QCOMPARE(QString::fromStdString(sink.firstMisfit()), QString());
}

void TestMySqlStream::showsWhatDefinitionsChange_data()
{
    QTest::addColumn<QString>("metadata");
    QTest::addColumn<QStringList>("statements");
    QTest::addColumn<bool>("read_anew");
    struct Change {
        const char *name;
        QStringList statements;
        bool rows_differ;
    };
    const std::vector<Change> changes {
        { "column with a default", { u"ALTER TABLE a ADD COLUMN grade INT NOT NULL DEFAULT 7"_qs }, true },
        { "another type", { u"ALTER TABLE a MODIFY COLUMN price INT"_qs }, true },
        { "a column that looks as before",
          { u"ALTER TABLE a DROP COLUMN price"_qs, u"ALTER TABLE a ADD COLUMN price DECIMAL(10,2)"_qs },
          true },
        { "a row between two changes",
          { u"ALTER TABLE a ADD COLUMN grade INT NOT NULL DEFAULT 7"_qs, u"ALTER TABLE a DROP COLUMN grade"_qs,
            u"INSERT INTO a VALUES (4, 'four', 4)"_qs, u"ALTER TABLE a ADD COLUMN grade INT NOT NULL DEFAULT 7"_qs },
          true },
        { "an index only", { u"ALTER TABLE a ADD INDEX by_name (name)"_qs }, false },
        { "swapped by renaming",
          { u"CREATE TABLE b LIKE a"_qs, u"INSERT INTO b SELECT id + 100, name, price FROM a"_qs,
            u"RENAME TABLE a TO old_a, b TO a"_qs },
          true },
    };
    for (const char *metadata : { "FULL", "NO_LOG" }) {
        for (const Change &change : changes)
            QTest::addRow("%s, metadata %s", change.name, metadata) << metadata << change.statements << change.rows_differ;
    }
}

/// ALTER and RENAME change rows without an event for any of them; all are done before the stream meets the first.
void TestMySqlStream::showsWhatDefinitionsChange()
{
    QFETCH(QString, metadata);
    QFETCH(QStringList, statements);
    QFETCH(bool, read_anew);
    MariaDbServer server({ "--binlog-row-metadata=" + metadata.toStdString() });
    server.start();
    SqlClient client = server.client();
    client.run("CREATE DATABASE d CHARACTER SET utf8mb4");
    client.run("USE d");
    client.run("CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(50), price DECIMAL(10,2))");
    client.run("INSERT INTO a VALUES (1, 'one', 1.5), (2, 'two', NULL)");
    client.run("CREATE TABLE last (id INT PRIMARY KEY)");
    MirrorSink sink;
    TcpProxy proxy("127.0.0.1", server.port());
    proxy.start();
    Settings settings = server.settings("d");
    settings["port"] = std::to_string(proxy.port());
    auto connector = make(settings);
    ConnectorRun run(*connector, { "", true }, sink);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty() || run.ended(), wait_ms);
    const std::uint64_t read_first = sink.counts("d.a").snapshot;
    proxy.pause();
    client.run("UPDATE a SET price = 3 WHERE id = 2");
    for (const QString &statement : statements)
        client.run(statement.toStdString());
    proxy.resume();
    client.run("INSERT INTO a (id, name) VALUES (3, 'three')");
    QCOMPARE(settledDifference(sink, wait_ms, client, "d", "a"), QString());
    client.run("INSERT INTO last VALUES (1)");
    QTRY_COMPARE_WITH_TIMEOUT(sink.rows("d.last"), std::size_t(1), wait_ms);
    QCOMPARE(settledDifference(sink, wait_ms, client, "d", "a"), QString());
    QCOMPARE(sink.counts("d.a").snapshot > read_first, read_anew);
    QVERIFY(run.stop().reason == RunEnd::Reason::Stopped);
}

/// As an administrator or a replica with the same id ends it.
void TestMySqlStream::endsWhenTheServerKillsIt()
{
    MariaDbServer server;
    server.start();
    SqlClient client = server.client();
    client.run("CREATE DATABASE d");
    client.run("CREATE TABLE d.a (id INT PRIMARY KEY)");
    MirrorSink sink;
    auto connector = make(server.settings("d"));
    ConnectorRun run(*connector, {}, sink);
    QTRY_VERIFY_WITH_TIMEOUT(sink.aliveCalls() > 0 || run.ended(), wait_ms);
    client.run("KILL " + client.cell("SELECT id FROM information_schema.processlist WHERE command = 'Binlog Dump'"));
    const RunEnd end = run.wait();
    QVERIFY(end.reason == RunEnd::Reason::Failed);
    QVERIFY2(end.error.kind == ErrorKind::Transient, end.error.text().c_str());
}

void TestMySqlStream::saysThatTheDatabaseIsNotThere()
{
    MariaDbServer server;
    server.start();
    MirrorSink sink;
    auto connector = make(server.settings("shpo"));
    ConnectorRun run(*connector, { "", true }, sink);
    const RunEnd end = run.wait();
    QVERIFY(end.reason == RunEnd::Reason::Failed);
    QVERIFY(end.error.kind == ErrorKind::Configuration);
    QCOMPARE(QString::fromStdString(end.error.message),
             QStringLiteral("there is no database shpo, or the user may not see it"));
    QVERIFY(!end.error.remedy.empty());
}

void TestMySqlStream::saysThatTablesAreNotThere()
{
    MariaDbServer server;
    server.start();
    SqlClient client = server.client();
    client.run("CREATE DATABASE d");
    client.run("CREATE TABLE d.a (id INT PRIMARY KEY)");
    Settings settings = server.settings("d");
    settings["tables"] = "a,b";
    MirrorSink sink;
    auto connector = make(settings);
    ConnectorRun run(*connector, { "", true }, sink);
    QTRY_VERIFY_WITH_TIMEOUT(sink.hasProblem("not there, or hidden from the user: d.b") || run.ended(), wait_ms);
    QVERIFY(!run.ended());
    client.run("CREATE TABLE d.b (id INT PRIMARY KEY)");
    client.run("INSERT INTO d.b VALUES (5)");
    QTRY_VERIFY_WITH_TIMEOUT(sink.hasRow("d.b", "5"), wait_ms);
}

void TestMySqlStream::resumesWhereItStopped()
{
    MariaDbServer server;
    server.start();
    SqlClient client = server.client();
    client.run("CREATE DATABASE d");
    client.run("CREATE TABLE d.a (id INT PRIMARY KEY)");
    MirrorSink sink;
    std::string position;
    for (int id = 0; id < 5; ++id) {
        auto connector = make(server.settings("d"));
        ConnectorRun run(*connector, { position, false }, sink);
        QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty() || run.ended(), wait_ms);
        client.run("INSERT INTO d.a VALUES (" + std::to_string(id) + ")");
        QTRY_COMPARE_WITH_TIMEOUT(sink.counts("d.a").created, static_cast<std::uint64_t>(2 * id + 1), wait_ms);
        run.stop();
        position = sink.lastCheckpoint();
        client.run("INSERT INTO d.a VALUES (" + std::to_string(id + 100) + ")");
        auto again = make(server.settings("d"));
        ConnectorRun rest(*again, { position, false }, sink);
        QTRY_COMPARE_WITH_TIMEOUT(sink.counts("d.a").created, static_cast<std::uint64_t>(2 * id + 2), wait_ms);
        rest.stop();
        position = sink.lastCheckpoint();
    }
    QCOMPARE(settledDifference(sink, wait_ms, client, "d", "a"), QString());
    QCOMPARE(QString::fromStdString(sink.firstMisfit()), QString());
}

void TestMySqlStream::refusedPushEndsTheRun()
{
    MariaDbServer server;
    server.start();
    SqlClient client = server.client();
    client.run("CREATE DATABASE d");
    client.run("CREATE TABLE d.a (id INT PRIMARY KEY)");
    MirrorSink sink;
    auto connector = make(server.settings("d"));
    ConnectorRun run(*connector, {}, sink);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty() || run.ended(), wait_ms);
    sink.refuse();
    client.run("INSERT INTO d.a VALUES (1)");
    QVERIFY(run.wait().reason == RunEnd::Reason::Stopped);
}

QTEST_GUILESS_MAIN(TestMySqlStream)
#include "tst_mysqlstream.moc"
