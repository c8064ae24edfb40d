// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlogtransport.h"
#include "connectors/mysql/hostresolver.h"
#include "connectors/mysql/mysqlconnector.h"
#include "connectors/mysql/mysqlfactory.h"
#include "connectors/mysql/sqlsession.h"
#include "engine/source/connectorworker.h"
#include "engine/source/supervision.h"
#include "tests/support/mariadbserver.h"
#include "tests/support/mirrorsink.h"
#include "tests/support/mysqlserver.h"
#include "tests/support/tcpproxy.h"

#include <QScopeGuard>
#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace streamgauge;

namespace {

constexpr int wait_ms = 60'000;
/// Nothing but the stop can end a wait of this length within the test's time.
constexpr DurationNs endless_ns = 24 * 3600 * ns_per_s;

const SystemClock system_clock;

std::unique_ptr<MySqlConnector> patientConnector(const Settings &settings)
{
    MySqlSettings typed = MySqlSettings::parse("test", settings).value();
    typed.connect_timeout_ns = endless_ns;
    typed.answer_timeout_ns = endless_ns;
    typed.heartbeat_ns = endless_ns;
    return std::make_unique<MySqlConnector>(std::move(typed), system_clock);
}

/// A name service that answers when it is told to.
class SlowNames
{
public:
    /// Copies of it share all they know, as searches that nobody waits for outlive the test.
    [[nodiscard]] HostResolver::Search search() const
    {
        return [shared = shared_](const std::string &host) {
            std::unique_lock lock(shared->mutex);
            ++shared->begun;
            shared->changed.wait(lock, [&] { return shared->answering; });
            return HostResolver::Answer { { "address of " + host }, 0 };
        };
    }
    [[nodiscard]] std::size_t begun() const
    {
        const std::lock_guard lock(shared_->mutex);
        return shared_->begun;
    }
    void answer() const
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->answering = true;
        shared_->changed.notify_all();
    }

private:
    struct Shared {
        std::mutex mutex;
        std::condition_variable changed;
        std::size_t begun = 0;
        bool answering = false;
    };
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

} // namespace

/// A server, or the way to it, that falls silent for good at each step of a run, and a stop that ends the run there.
class TestMySqlStops : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void endsTheRun_data();
    void endsTheRun();
    void endsTheQuestion_data();
    void endsTheQuestion();
    void leavesASearchForTheHost();
    void boundsSearchesForHosts();
    void endsALockWait();
    void repeatsNothingBehindAStop();
    void sendsNoLoginInClear_data();
    void sendsNoLoginInClear();
    void logsInEncrypted_data();
    void logsInEncrypted();
    void wantsTheCertificateOfTheNameGiven_data();
    void wantsTheCertificateOfTheNameGiven();

private:
    Settings startFallingSilent(TcpProxy &proxy, const QByteArray &silent_at, bool encrypted) const;

    MariaDbServer server_;
};

/// The way to the server through a proxy that passes nothing any more once these bytes came by; without bytes, from the
/// beginning.
Settings TestMySqlStops::startFallingSilent(TcpProxy &proxy, const QByteArray &silent_at, bool encrypted) const
{
    if (silent_at.isEmpty())
        proxy.pause();
    else
        proxy.pauseAt(silent_at.toStdString());
    proxy.start();
    Settings settings = server_.settings("s");
    settings["port"] = std::to_string(proxy.port());
    settings["tls"] = encrypted ? "on" : "off";
    return settings;
}

void TestMySqlStops::initTestCase()
{
    server_.start();
    server_.makeCertificate();
    SqlClient client = server_.client();
    client.run("CREATE DATABASE s");
    client.run("CREATE TABLE s.a (id INT PRIMARY KEY)");
    client.run("INSERT INTO s.a VALUES (1), (2)");
    client.run("CREATE USER plain IDENTIFIED BY 'secret'");
    client.run("GRANT ALL ON *.* TO plain");
}

void TestMySqlStops::endsTheRun_data()
{
    QTest::addColumn<bool>("encrypted");
    QTest::addColumn<QByteArray>("silent_at");
    QTest::newRow("connecting") << false << QByteArray();
    QTest::newRow("logging in") << false << QByteArray("root");
    QTest::newRow("TLS handshake") << true << QByteArray("\x16\x03");
    QTest::newRow("server's variables") << false << QByteArray("SHOW GLOBAL VARIABLES");
    QTest::newRow("names of the tables") << false << QByteArray("FROM information_schema.tables");
    QTest::newRow("opening the snapshot") << false << QByteArray("WITH CONSISTENT SNAPSHOT");
    QTest::newRow("columns of a table") << false << QByteArray("information_schema.columns");
    QTest::newRow("chunk of the snapshot") << false << QByteArray("FROM `s`.`a`");
    QTest::newRow("asking for the stream") << false << QByteArray("@master_heartbeat_period");
    QTest::newRow("streaming") << false << QByteArray("never sent");
}

void TestMySqlStops::endsTheRun()
{
    QFETCH(bool, encrypted);
    QFETCH(QByteArray, silent_at);
    TcpProxy proxy(server_.host(), server_.port());
    const bool streaming = silent_at == "never sent";
    const Settings settings = startFallingSilent(proxy, silent_at, encrypted);
    MirrorSink sink;
    ConnectorWorkerOptions options;
    options.info = MySqlFactory().info();
    ConnectorWorker worker(options, patientConnector(settings), sink, system_clock, {});
    worker.start();
    if (streaming) {
        QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty(), wait_ms);
        server_.client().run("REPLACE INTO s.a VALUES (3)");
        QTRY_COMPARE_WITH_TIMEOUT(sink.rows("s.a"), std::size_t(3), wait_ms);
        proxy.pause();
    }
    QTRY_VERIFY_WITH_TIMEOUT((proxy.paused() && proxy.connections() > 0) || worker.status().state == SourceState::Failed,
                             wait_ms);
    QVERIFY2(worker.status().state != SourceState::Failed, worker.status().last_error.text().c_str());
    worker.stop();
    QVERIFY(worker.status().state == SourceState::Stopped);
    QVERIFY2(worker.status().last_error.message.empty(), worker.status().last_error.text().c_str());
    QVERIFY(proxy.paused());
}

void TestMySqlStops::endsTheQuestion_data()
{
    QTest::addColumn<bool>("listing");
    QTest::addColumn<bool>("encrypted");
    QTest::addColumn<QByteArray>("silent_at");
    for (const bool listing : { false, true }) {
        const char *question = listing ? "tables" : "doctor";
        QTest::addRow("%s, connecting", question) << listing << false << QByteArray();
        QTest::addRow("%s, logging in", question) << listing << false << QByteArray("root");
        QTest::addRow("%s, TLS handshake", question) << listing << true << QByteArray("\x16\x03");
        QTest::addRow("%s, names of the tables", question)
            << listing << false << QByteArray("FROM information_schema.tables");
    }
    QTest::newRow("doctor, server's variables") << false << false << QByteArray("SHOW GLOBAL VARIABLES");
    QTest::newRow("doctor, the server's time") << false << false << QByteArray("UTC_TIMESTAMP");
    QTest::newRow("doctor, asking for the stream") << false << false << QByteArray("@master_heartbeat_period");
    QTest::newRow("tables, columns") << true << false << QByteArray("information_schema.columns");
}

/// The doctor's, or the one for the tables there are.
void TestMySqlStops::endsTheQuestion()
{
    QFETCH(bool, listing);
    QFETCH(bool, encrypted);
    QFETCH(QByteArray, silent_at);
    TcpProxy proxy(server_.host(), server_.port());
    const Settings settings = startFallingSilent(proxy, silent_at, encrypted);
    const auto connector = patientConnector(settings);
    Result<Catalog> catalog = Catalog();
    std::atomic<bool> answered = false;
    {
        std::jthread thread([&](const std::stop_token &stop) {
            if (listing)
                catalog = connector->browse(stop);
            else
                (void)connector->check(stop);
            answered = true;
        });
        QTRY_VERIFY_WITH_TIMEOUT((proxy.paused() && proxy.connections() > 0) || answered, wait_ms);
        QVERIFY(!answered);
    }
    if (listing)
        QCOMPARE(catalog.error().kind, ErrorKind::Cancelled);
}

/// The system may seek a name for as long as it likes; who asks next gets what that search brings.
void TestMySqlStops::leavesASearchForTheHost()
{
    const SlowNames names;
    HostResolver resolver(names.search());
    std::optional<HostResolver::Answer> answer = HostResolver::Answer();
    {
        std::jthread thread([&](const std::stop_token &stop) { answer = resolver.find("db.example", stop, endless_ns); });
        QTRY_COMPARE_WITH_TIMEOUT(names.begun(), std::size_t(1), wait_ms);
    }
    QVERIFY(!answer);
    QVERIFY(!resolver.find("db.example", {}, ns_per_ms));
    QCOMPARE(names.begun(), std::size_t(1));
    names.answer();
    answer = resolver.find("db.example", {}, endless_ns);
    QVERIFY(answer);
    QCOMPARE(answer->addresses, std::vector<std::string> { "address of db.example" });
}

void TestMySqlStops::boundsSearchesForHosts()
{
    const SlowNames names;
    HostResolver resolver(names.search());
    const auto host = [](std::size_t number) { return "db" + std::to_string(number) + ".example"; };
    for (std::size_t number = 0; number < 2 * HostResolver::most_searches; ++number)
        QVERIFY(!resolver.find(host(number), {}, ns_per_ms));
    QTRY_COMPARE_WITH_TIMEOUT(names.begun(), HostResolver::most_searches, wait_ms);
    {
        std::jthread thread([&](const std::stop_token &stop) { (void)resolver.find("late.example", stop, endless_ns); });
    }
    names.answer();
    const auto answer = resolver.find("late.example", {}, endless_ns);
    QVERIFY(answer);
    QCOMPARE(answer->addresses, std::vector<std::string> { "address of late.example" });
    QCOMPARE(names.begun(), HostResolver::most_searches + 1);
}

/// A table lock in the server's hand: the run waits in the middle of a chunk, not for the network.
void TestMySqlStops::endsALockWait()
{
    SqlClient locker = server_.client();
    locker.run("LOCK TABLES s.a WRITE");
    MirrorSink sink;
    ConnectorWorkerOptions options;
    options.info = MySqlFactory().info();
    ConnectorWorker worker(options, patientConnector(server_.settings("s")), sink, system_clock, {});
    worker.start();
    SqlClient client = server_.client();
    QTRY_VERIFY_WITH_TIMEOUT(!client.rows("SELECT 1 FROM information_schema.processlist WHERE state LIKE 'Waiting for%lock'"
                                          " AND info LIKE 'SELECT%a%'")
                                     .empty()
                                 || worker.status().state == SourceState::Waiting,
                             wait_ms);
    worker.stop();
    QVERIFY(worker.status().state == SourceState::Stopped);
}

/// A stop in the middle of handing a transaction over: what was begun is finished, so that a new process begins behind it.
void TestMySqlStops::repeatsNothingBehindAStop()
{
    SqlClient client = server_.client();
    client.run("CREATE DATABASE pair");
    client.run("CREATE TABLE pair.a (id INT PRIMARY KEY)");
    client.run("CREATE TABLE pair.b (id INT PRIMARY KEY)");
    MirrorSink sink;
    ConnectorWorkerOptions options;
    options.info = MySqlFactory().info();
    std::string identity;
    {
        Supervision first(options, patientConnector(server_.settings("pair")), sink, system_clock, {});
        std::stop_source stop;
        std::jthread thread([&] { first.run(stop.get_token()); });
        const auto join = qScopeGuard([&] { stop.request_stop(); });
        QTRY_VERIFY_WITH_TIMEOUT(!sink.lastCheckpoint().empty(), wait_ms);
        sink.setBeforePush([&](const Batch &) { stop.request_stop(); });
        client.run("START TRANSACTION");
        client.run("INSERT INTO pair.a VALUES (1)");
        client.run("INSERT INTO pair.b VALUES (1)");
        client.run("COMMIT");
        QTRY_VERIFY_WITH_TIMEOUT(first.status().state == SourceState::Stopped, wait_ms);
        identity = first.status().identity;
    }
    sink.setBeforePush({});
    QCOMPARE(sink.counts("pair.a").created + sink.counts("pair.b").created, std::uint64_t(2));
    options.snapshot = false;
    ConnectorWorker second(options, patientConnector(server_.settings("pair")), sink, system_clock,
                           PositionStore::Entry { sink.lastCheckpoint(), identity });
    second.start();
    client.run("INSERT INTO pair.b VALUES (2)");
    QTRY_COMPARE_WITH_TIMEOUT(sink.counts("pair.b").created, std::uint64_t(2), wait_ms);
    second.stop();
    QCOMPARE(sink.counts("pair.a").repeated + sink.counts("pair.b").repeated, std::uint64_t(0));
    QCOMPARE(QString::fromStdString(sink.difference(client, "pair", "a")), QString());
}

void TestMySqlStops::sendsNoLoginInClear_data()
{
    QTest::addColumn<QString>("tls");
    QTest::addColumn<bool>("by_sql");
    QTest::newRow("statements, on") << "on" << true;
    QTest::newRow("statements, verify") << "verify" << true;
    QTest::newRow("stream, on") << "on" << false;
    QTest::newRow("stream, verify") << "verify" << false;
}

/// A server without TLS is told nothing at all.
void TestMySqlStops::sendsNoLoginInClear()
{
    QFETCH(QString, tls);
    QFETCH(bool, by_sql);
    MariaDbServer bare({ "--skip-ssl" });
    bare.start();
    TcpProxy proxy(bare.host(), bare.port());
    proxy.start();
    Settings settings = bare.settings();
    settings["port"] = std::to_string(proxy.port());
    settings["password"] = "secret";
    settings["tls"] = tls.toStdString();
    const MySqlSettings typed = MySqlSettings::parse("test", settings).value();
    Result<void> refused;
    if (by_sql) {
        const auto session = SqlSession::open(typed, {});
        if (!session)
            refused = session.error();
    } else {
        refused = BinlogTransport(typed, {}).connect();
    }
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().kind, ErrorKind::Configuration);
    QVERIFY2(refused.error().remedy.find("ssl_cert") != std::string::npos, refused.error().text().c_str());
    QCOMPARE(proxy.connections(), std::uint64_t(1));
    QCOMPARE(proxy.clientBytes(), std::uint64_t(0));
}

void TestMySqlStops::logsInEncrypted_data()
{
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("tls");
    QTest::addColumn<bool>("mysql");
    for (const char *tls : { "on", "verify" }) {
        QTest::addRow("MariaDB, password, %s", tls) << "plain"
                                                    << "secret" << tls << false;
        QTest::addRow("MariaDB, no password, %s", tls) << "root"
                                                       << "" << tls << false;
    }
    QTest::newRow("MySQL, caching_sha2_password") << "sg_stops"
                                                  << "secret"
                                                  << "on" << true;
    QTest::newRow("MySQL, no password") << "root"
                                        << ""
                                        << "on" << true;
}

/// What begins without a secret ends logged in, by whatever way the account wants.
void TestMySqlStops::logsInEncrypted()
{
    QFETCH(QString, user);
    QFETCH(QString, password);
    QFETCH(QString, tls);
    QFETCH(bool, mysql);
    const auto oracle = MySqlServer::fromEnvironment();
    if (mysql && !oracle)
        QSKIP("STREAMGAUGE_TEST_MYSQL names no server");
    const auto leave_none = qScopeGuard([&] {
        if (mysql)
            oracle->client().tryRun("DROP USER IF EXISTS sg_stops");
    });
    if (mysql) {
        oracle->client().run("CREATE USER IF NOT EXISTS sg_stops IDENTIFIED BY 'secret'");
        oracle->client().run("GRANT ALL ON *.* TO sg_stops");
    }
    Settings settings = mysql ? oracle->settings() : server_.settings();
    settings["user"] = user.toStdString();
    settings["password"] = password.toStdString();
    settings["tls"] = tls.toStdString();
    settings["tls_ca"] = mysql ? "" : server_.certificate();
    const MySqlSettings typed = MySqlSettings::parse("test", settings).value();
    const auto session = SqlSession::open(typed, {});
    QVERIFY2(session.ok(), session.ok() ? "" : session.error().text().c_str());
    const auto cipher = (*session)->query("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
    QVERIFY(cipher.ok() && !cipher->front()[1].value_or("").empty());
    BinlogTransport transport(typed, {});
    const auto connected = transport.connect();
    QVERIFY2(connected.ok(), connected.ok() ? "" : connected.error().text().c_str());
    QVERIFY(transport.usesTls());
}

void TestMySqlStops::wantsTheCertificateOfTheNameGiven_data()
{
    QTest::addColumn<QByteArray>("certificate");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("good");
    QTest::newRow("of the address") << QByteArray("IP:127.0.0.1") << QByteArray("127.0.0.1") << true;
    QTest::newRow("of the name") << QByteArray("DNS:localhost") << QByteArray("LOCALHOST") << true;
    QTest::newRow("the local name") << QByteArray("DNS:localhost") << QByteArray("localhost") << true;
    QTest::newRow("of the address alone") << QByteArray("IP:127.0.0.1") << QByteArray("LOCALHOST") << false;
    QTest::newRow("of another name") << QByteArray("DNS:db.example") << QByteArray("LOCALHOST") << false;
}

/// Names are sought before the library connects, which then knows the address alone.
void TestMySqlStops::wantsTheCertificateOfTheNameGiven()
{
    QFETCH(QByteArray, certificate);
    QFETCH(QByteArray, host);
    QFETCH(bool, good);
    MariaDbServer server;
    server.start();
    server.makeCertificate(certificate.toStdString());
    Settings settings = server.settings();
    settings["host"] = host.toStdString();
    settings["tls"] = "verify";
    settings["tls_ca"] = server.certificate();
    const MySqlSettings typed = MySqlSettings::parse("test", settings).value();
    BinlogTransport transport(typed, {});
    const auto connected = transport.connect();
    QVERIFY2(connected.ok() == good, connected.ok() ? "" : connected.error().text().c_str());
    const auto session = SqlSession::open(typed, {});
    QCOMPARE(session.ok(), good);
    if (!good)
        QCOMPARE(session.error().kind, ErrorKind::Configuration);
}

QTEST_GUILESS_MAIN(TestMySqlStops)
#include "tst_mysqlstops.moc"
