// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysqlfactory.h"
#include "engine/source/connectorworker.h"
#include "tests/support/mariadbserver.h"
#include "tests/support/mirrorsink.h"
#include "tests/support/mysqlserver.h"
#include "tests/support/settled.h"
#include "tests/support/tcpproxy.h"

#include <QElapsedTimer>
#include <QScopeGuard>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <random>
#include <thread>

using namespace streamgauge;

namespace {

constexpr int settle_ms = 120'000;
constexpr int least_strikes = 6;
constexpr std::uint64_t least_transactions = 100;

int secondsPerServer()
{
    const char *value = std::getenv("STREAMGAUGE_FAULT_SECONDS");
    return value == nullptr ? 8 : std::atoi(value);
}

std::uint32_t seedOf()
{
    const char *value = std::getenv("STREAMGAUGE_FAULT_SEED");
    return value == nullptr ? std::random_device()() : static_cast<std::uint32_t>(std::strtoul(value, nullptr, 10));
}

/// Random transactions on three tables until told to end; survives its server's death.
class Writer
{
public:
    Writer(std::function<SqlClient()> connect, std::string database, std::uint32_t seed, bool changes_definitions)
        : connect_(std::move(connect))
        , database_(std::move(database))
        , random_(seed)
        , changes_definitions_(changes_definitions)
        , thread_([this](std::stop_token stop) { write(std::move(stop)); })
    {
    }

    void finish()
    {
        thread_.request_stop();
        if (thread_.joinable())
            thread_.join();
    }
    [[nodiscard]] std::uint64_t transactions() const { return transactions_; }
    /// Held while a definition changes: a server that is killed in the middle of TRUNCATE or ALTER may have done it
    /// without having written it to its binlog, which no reader of the binlog can know.
    [[nodiscard]] std::mutex &definitionMutex() { return definition_mutex_; }

private:
    int upTo(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
    std::string number(int most) { return std::to_string(upTo(most)); }

    void write(std::stop_token stop)
    {
        while (!stop.stop_requested()) {
            try {
                SqlClient client = connect_();
                client.run("USE " + database_);
                while (!stop.stop_requested() && transaction(client))
                    ++transactions_;
            } catch (const std::exception &) {
                std::this_thread::yield();
            }
        }
    }

    bool transaction(SqlClient &client)
    {
        const int what = upTo(199);
        if (what <= 1 && changes_definitions_) {
            const std::lock_guard lock(definition_mutex_);
            return what == 0 ? alter(client) : client.tryRun("TRUNCATE TABLE c");
        }
        if (what == 2 && ++big_rows_ <= 2)
            return client.tryRun("REPLACE INTO c VALUES (" + number(3) + ", REPEAT('x', 20000000))");
        bool good = client.tryRun("START TRANSACTION");
        for (int statements = 1 + upTo(6); good && statements > 0; --statements)
            good = statement(client);
        if (!good)
            return false;
        return client.tryRun(upTo(5) == 0 ? "ROLLBACK" : "COMMIT");
    }

    bool statement(SqlClient &client)
    {
        const std::string id = number(400);
        switch (upTo(8)) {
        case 0:
        case 1:
            return client.tryRun("INSERT INTO a (id, v, t) VALUES (" + id + ", " + number(1'000'000)
                                 + ", NOW(3)) ON DUPLICATE KEY UPDATE "
                                   "v = v + 1");
        case 2:
            return client.tryRun("UPDATE a SET v = v * 2 % 1000003, t = NULL WHERE id BETWEEN " + id + " AND " + id
                                 + " + 5");
        case 3: return client.tryRun("DELETE FROM a WHERE id % 37 = " + number(36) + " LIMIT 4");
        case 4: return client.tryRun("UPDATE IGNORE a SET id = id + 1000 WHERE id = " + id);
        case 5: return client.tryRun("INSERT INTO b (x, y) VALUES (" + number(3) + ", '" + number(9) + "')");
        case 6: return client.tryRun("DELETE FROM b WHERE x = " + number(3) + " ORDER BY x, y LIMIT 1");
        case 7: return client.tryRun("REPLACE INTO c VALUES (" + number(50) + ", REPEAT('é', " + number(3000) + "))");
        default:
            return client.tryRun("SAVEPOINT s")
                && client.tryRun("INSERT IGNORE INTO a (id, v) VALUES (" + number(2000) + ", 7)")
                && client.tryRun(upTo(1) == 0 ? "ROLLBACK TO s" : "RELEASE SAVEPOINT s");
        }
    }

    bool alter(SqlClient &client)
    {
        extra_column_ = !extra_column_;
        client.tryRun(extra_column_ ? "ALTER TABLE a ADD COLUMN extra VARCHAR(20) NOT NULL DEFAULT 'old' AFTER id"
                                    : "ALTER TABLE a DROP COLUMN extra");
        return true;
    }

    std::function<SqlClient()> connect_;
    std::string database_;
    std::mt19937 random_;
    bool changes_definitions_;
    std::atomic<std::uint64_t> transactions_ = 0;
    int big_rows_ = 0;
    bool extra_column_ = false;
    std::mutex definition_mutex_;
    std::jthread thread_;
};

void makeTables(SqlClient &client, const std::string &database)
{
    client.run("CREATE DATABASE " + database + " CHARACTER SET utf8mb4");
    client.run("CREATE TABLE " + database + ".a (id INT PRIMARY KEY, v BIGINT, t DATETIME(3))");
    client.run("CREATE TABLE " + database + ".b (x INT, y VARCHAR(10))");
    client.run("CREATE TABLE " + database + ".c (id INT PRIMARY KEY, big LONGTEXT)");
    client.run("INSERT INTO " + database + ".a (id, v) VALUES (1, 1), (2, 2), (3, 3)");
    client.run("INSERT INTO " + database + ".b VALUES (1, 'a'), (1, 'a'), (2, 'b')");
}

} // namespace

/// After every kind of bad day, the rows that arrived add up to the rows that are there: none lost, none twice.
class TestMySqlFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survives_data();
    void survives();
    void survivesSilence();
    void resumesBehindAGap();
    void readsOnBehindACutFile_data();
    void readsOnBehindACutFile();

private:
    void strike(std::mt19937 &random, MariaDbServer *server, std::mutex &definition_mutex, TcpProxy &proxy);
    void newWorker(const Settings &settings, MirrorSink &sink);
    void stopWorker(MirrorSink &sink);

    const SystemClock clock_;
    std::unique_ptr<ConnectorWorker> worker_;
    std::string identity_;
};

void TestMySqlFaults::newWorker(const Settings &settings, MirrorSink &sink)
{
    MySqlFactory factory;
    ConnectorWorkerOptions options;
    options.source = "faults";
    options.info = factory.info();
    options.gap_policy = GapPolicy::Stop;
    options.first_backoff_ns = 20 * ns_per_ms;
    options.most_backoff_ns = 500 * ns_per_ms;
    std::optional<PositionStore::Entry> resume;
    if (!sink.lastCheckpoint().empty())
        resume = PositionStore::Entry { sink.lastCheckpoint(), identity_ };
    worker_ = std::make_unique<ConnectorWorker>(options, std::move(factory.create("faults", settings, clock_).value()), sink,
                                                clock_, resume);
    worker_->start();
}

void TestMySqlFaults::stopWorker(MirrorSink &)
{
    if (!worker_)
        return;
    worker_->stop();
    if (const std::string identity = worker_->status().identity; !identity.empty())
        identity_ = identity;
    worker_.reset();
}

void TestMySqlFaults::strike(std::mt19937 &random, MariaDbServer *server, std::mutex &definition_mutex, TcpProxy &proxy)
{
    switch (std::uniform_int_distribution<int>(0, server != nullptr ? 4 : 2)(random)) {
    case 0: proxy.cut(); return;
    case 1: proxy.cutAfter(std::uniform_int_distribution<int>(1, 200'000)(random)); return;
    case 2:
        proxy.refuse(true);
        proxy.cut();
        QTest::qWait(300);
        proxy.refuse(false);
        return;
    case 3: {
        const std::lock_guard lock(definition_mutex);
        server->kill9();
        server->start();
        return;
    }
    default: server->restart(); return;
    }
}

void TestMySqlFaults::survives_data()
{
    QTest::addColumn<bool>("mysql");
    QTest::addColumn<QString>("option");
    QTest::addColumn<bool>("definitions");
    QTest::newRow("MariaDB") << false << "--binlog-row-metadata=FULL" << false;
    QTest::newRow("MariaDB, no metadata, small files")
        << false << "--binlog-row-metadata=NO_LOG --max-binlog-size=65536" << false;
    QTest::newRow("MySQL") << true << "" << false;
    QTest::newRow("MariaDB, definitions change") << false << "--binlog-row-metadata=FULL" << true;
    QTest::newRow("MariaDB, no metadata, definitions change") << false << "--binlog-row-metadata=NO_LOG" << true;
    QTest::newRow("MySQL, definitions change") << true << "" << true;
}

void TestMySqlFaults::survives()
{
    QFETCH(bool, mysql);
    QFETCH(QString, option);
    QFETCH(bool, definitions);
    const auto oracle = MySqlServer::fromEnvironment();
    if (mysql && !oracle)
        QSKIP("STREAMGAUGE_TEST_MYSQL names no server");
    std::vector<std::string> options;
    for (const QString &word : option.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        options.push_back(word.toStdString());
    MariaDbServer server(options);
    if (!mysql)
        server.start();
    const auto connect = [&] { return mysql ? oracle->client() : server.client(); };
    const std::string database = MySqlServer::databaseName("faults");
    {
        SqlClient client = connect();
        makeTables(client, database);
    }
    TcpProxy proxy("127.0.0.1", mysql ? oracle->port() : server.port());
    proxy.start();
    Settings settings = mysql ? oracle->settings(database) : server.settings(database);
    settings["port"] = std::to_string(proxy.port());

    const std::uint32_t seed = seedOf();
    qInfo("seed %u, %d s", seed, secondsPerServer());
    std::mt19937 random(seed);
    MirrorSink sink;
    identity_.clear();
    Writer writer(connect, database, seed + 1, definitions);
    newWorker(settings, sink);
    QElapsedTimer timer;
    timer.start();
    int strikes = 0;
    // On a busy machine it takes longer until enough has happened.
    while (timer.elapsed() < secondsPerServer() * 1000 || strikes < least_strikes
           || writer.transactions() < least_transactions) {
        QTest::qWait(std::uniform_int_distribution<int>(50, 600)(random));
        if (std::uniform_int_distribution<int>(0, 2)(random) == 0) {
            stopWorker(sink);
            newWorker(settings, sink);
        } else {
            strike(random, mysql ? nullptr : &server, writer.definitionMutex(), proxy);
        }
        ++strikes;
    }
    writer.finish();
    qInfo("%d strikes, %llu transactions, %llu connections", strikes, static_cast<unsigned long long>(writer.transactions()),
          static_cast<unsigned long long>(proxy.connections()));
    SqlClient client = connect();
    client.run("INSERT INTO " + database + ".a (id, v) VALUES (999999, 0)");
    const auto stop_last = qScopeGuard([&] { stopWorker(sink); });
    QTRY_VERIFY_WITH_TIMEOUT(sink.hasRow(database + ".a", "999999") || worker_->status().state == SourceState::Failed,
                             settle_ms);
    QVERIFY2(worker_->status().state != SourceState::Failed, worker_->status().last_error.text().c_str());
    for (const char *table : { "a", "b", "c" })
        QCOMPARE(settledDifference(sink, settle_ms, client, database, table), QString());
    const SourceSupervision status = worker_->status();
    if (mysql)
        client.run("DROP DATABASE " + database);
    // TRUNCATE and ALTER ignore open read views, so a snapshot they strike shows the table as it is behind them; events
    // from before them then do not fit until they arrive themselves.
    QVERIFY2(definitions || sink.firstMisfit().empty(), sink.firstMisfit().c_str());
    QVERIFY2(status.gaps.empty(), status.gaps.empty() ? "" : status.gaps.front().reason.c_str());
}

/// The cable is pulled and nobody is told.
void TestMySqlFaults::survivesSilence()
{
    MariaDbServer server;
    server.start();
    SqlClient client = server.client();
    makeTables(client, "quiet");
    TcpProxy proxy("127.0.0.1", server.port());
    proxy.start();
    Settings settings = server.settings("quiet");
    settings["port"] = std::to_string(proxy.port());
    settings["connect_timeout_s"] = "1";
    MirrorSink sink;
    identity_.clear();
    newWorker(settings, sink);
    QCOMPARE(settledDifference(sink, settle_ms, client, "quiet", "a"), QString());
    proxy.pause();
    client.run("INSERT INTO quiet.a (id, v) VALUES (77, 77)");
    QTRY_VERIFY_WITH_TIMEOUT(worker_->status().state != SourceState::Streaming, settle_ms);
    QCOMPARE(sink.rows("quiet.a"), std::size_t(3));
    proxy.resume();
    QCOMPARE(settledDifference(sink, settle_ms, client, "quiet", "a"), QString());
    QVERIFY(worker_->status().reconnects > 0);
    stopWorker(sink);
    QCOMPARE(QString::fromStdString(sink.firstMisfit()), QString());
}

void TestMySqlFaults::resumesBehindAGap()
{
    MariaDbServer server;
    server.start();
    SqlClient client = server.client();
    makeTables(client, "gap");
    const Settings settings = server.settings("gap");
    MirrorSink sink;
    identity_.clear();
    newWorker(settings, sink);
    QTRY_COMPARE_WITH_TIMEOUT(sink.rows("gap.a"), std::size_t(3), settle_ms);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty(), settle_ms);
    stopWorker(sink);
    client.run("INSERT INTO gap.a (id, v) VALUES (10, 10)");
    client.run("FLUSH BINARY LOGS");
    client.run("INSERT INTO gap.a (id, v) VALUES (11, 11)");
    client.run("FLUSH BINARY LOGS");
    // The server keeps a file as long as a dump it believes in reads it, or its own recovery would need it.
    const auto oldest = [&client] {
        client.run("PURGE BINARY LOGS TO 'bin.000003'");
        return QString::fromStdString(client.cell("SHOW BINARY LOGS"));
    };
    QTRY_COMPARE_WITH_TIMEOUT(oldest(), QStringLiteral("bin.000003"), settle_ms);
    newWorker(settings, sink);
    QTRY_VERIFY_WITH_TIMEOUT(!worker_->status().gaps.empty(), settle_ms);
    QTRY_VERIFY_WITH_TIMEOUT(worker_->status().state == SourceState::Failed, settle_ms);
    QVERIFY(worker_->status().last_error.kind == ErrorKind::Gap);
    stopWorker(sink);
}

void TestMySqlFaults::readsOnBehindACutFile_data()
{
    QTest::addColumn<int>("left_bytes");
    QTest::newRow("in the header") << 7;
    QTest::newRow("behind the header") << 19;
    QTest::newRow("in the body") << 30;
}

/// A server killed in the middle of a write leaves a part of an event at its binlog's end.
void TestMySqlFaults::readsOnBehindACutFile()
{
    QFETCH(int, left_bytes);
    MariaDbServer server;
    server.start();
    makeTables(*std::make_unique<SqlClient>(server.client()), "cut");
    const Settings settings = server.settings("cut");
    MirrorSink sink;
    identity_.clear();
    newWorker(settings, sink);
    QTRY_COMPARE_WITH_TIMEOUT(sink.rows("cut.a"), std::size_t(3), settle_ms);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty(), settle_ms);
    stopWorker(sink);
    server.client().run("INSERT INTO cut.a (id, v) VALUES (10, 10)");
    const std::string file = server.client().cell("SHOW MASTER STATUS");
    server.kill9();
    {
        // A rows event that says it is 200 bytes long.
        const std::string event("\x00\x00\x00\x68\x17\x01\x00\x00\x00\xc8\x00\x00\x00\x00\x00\x00\x00\x00\x00"
                                "\x12\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00",
                                30);
        std::ofstream binlog(server.directory() + "/data/" + file, std::ios::binary | std::ios::app);
        binlog.write(event.data(), left_bytes);
        QVERIFY(binlog.flush().good());
    }
    server.start();
    SqlClient client = server.client();
    client.run("INSERT INTO cut.a (id, v) VALUES (11, 11)");
    newWorker(settings, sink);
    QCOMPARE(settledDifference(sink, settle_ms, client, "cut", "a"), QString());
    client.run("INSERT INTO cut.a (id, v) VALUES (12, 12)");
    QCOMPARE(settledDifference(sink, settle_ms, client, "cut", "a"), QString());
    QVERIFY(worker_->status().gaps.empty());
    const std::vector<Problem> problems = worker_->status().problems;
    QVERIFY(std::ranges::any_of(problems, [](const Problem &problem) {
        return problem.text.find("in the middle of an event") != std::string::npos;
    }));
    QCOMPARE(QString::fromStdString(sink.firstMisfit()), QString());
    stopWorker(sink);
}

QTEST_GUILESS_MAIN(TestMySqlFaults)
#include "tst_mysqlfaults.moc"
