// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlogtransport.h"
#include "connectors/mysql/heartbeat.h"
#include "connectors/mysql/serverid.h"
#include "tests/support/mariadbserver.h"
#include "tests/support/mysqlserver.h"
#include "tests/support/tcpproxy.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace streamgauge;

namespace {

constexpr std::uint8_t write_rows_mariadb = 23;
constexpr std::uint8_t write_rows_mysql = 30;
constexpr std::size_t type_at = 4;

/// A transport that has asked for everything from the present end of the binlog on.
struct Opened {
    std::unique_ptr<BinlogTransport> transport;
    ServerFacts facts;
    BinlogPosition position;
};

MySqlSettings typed(const Settings &settings)
{
    return MySqlSettings::parse("test", settings).value();
}

Opened openAtEnd(const Settings &settings, std::stop_token stop, std::uint32_t server_id = randomServerId(),
                 bool by_gtid = true)
{
    auto session = SqlSession::open(typed(settings), {}).value();
    Opened opened { nullptr, ServerFacts::read(*session).value(), {} };
    opened.position = currentPosition(*session, opened.facts).value();
    if (!by_gtid)
        opened.position.gtid.clear();
    opened.transport = std::make_unique<BinlogTransport>(typed(settings), stop);
    if (auto connected = opened.transport->connect(); !connected)
        qFatal("%s", connected.error().text().c_str());
    if (auto started = opened.transport->start(opened.position, opened.facts, server_id); !started)
        qFatal("%s", started.error().text().c_str());
    return opened;
}

/// Reads on until an event of that type with `text` in it comes: a shared server writes for others too.
Result<std::size_t> sizeOfNext(BinlogTransport &transport, std::uint8_t type, std::string_view text = {})
{
    for (;;) {
        const auto event = transport.next({});
        if (!event)
            return event.error();
        if (event.value()[type_at] == type && (text.empty() || !std::ranges::search(event.value(), text).empty()))
            return event->size();
    }
}

} // namespace

class TestMySqlTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void brings_data();
    void brings();
    void bringsFromMySql_data();
    void bringsFromMySql();
    void brings20MegabyteEvents();
    void handsOverBeforeWaiting();
    void beatsWhenIdle();
    void noticesSilence();
    void noticesCuts();
    void stopsWhileWaiting_data();
    void stopsWhileWaiting();
    void stopsWhileConnecting();
    void refusedHandOverEndsTheRead();
    void saysWhoTookTheServerId();
    void saysWhatIsGone_data();
    void saysWhatIsGone();

private:
    MariaDbServer server_;
};

void TestMySqlTransport::initTestCase()
{
    server_.start();
    server_.makeCertificate();
    SqlClient client = server_.client();
    client.run("CREATE DATABASE t");
    client.run("CREATE TABLE t.a (id INT PRIMARY KEY AUTO_INCREMENT, b LONGBLOB)");
}

void TestMySqlTransport::brings_data()
{
    QTest::addColumn<QString>("tls");
    QTest::addColumn<bool>("by_gtid");
    QTest::addColumn<bool>("encrypted");
    QTest::newRow("plain, file and offset") << "off" << false << false;
    QTest::newRow("plain, GTID") << "off" << true << false;
    QTest::newRow("TLS") << "on" << false << true;
    QTest::newRow("TLS, certificate verified") << "verify" << true << true;
    QTest::newRow("socket") << "socket" << true << false;
}

void TestMySqlTransport::brings()
{
    QFETCH(QString, tls);
    QFETCH(bool, by_gtid);
    QFETCH(bool, encrypted);
    Settings settings = server_.settings();
    settings["tls"] = tls == QStringLiteral("socket") ? "off" : tls.toStdString();
    settings["tls_ca"] = server_.certificate();
    if (tls == QStringLiteral("socket"))
        settings["host"] = server_.directory() + "/socket";
    Opened opened = openAtEnd(settings, {}, randomServerId(), by_gtid);
    QCOMPARE(opened.transport->usesTls(), encrypted);
    QVERIFY(!by_gtid || !opened.position.gtid.empty());
    server_.client().run("INSERT INTO t.a (b) VALUES (REPEAT('x', 1000))");
    const auto size = sizeOfNext(*opened.transport, write_rows_mariadb);
    QVERIFY2(size.ok(), size.ok() ? "" : size.error().text().c_str());
    QVERIFY(size.value() > 1000 && size.value() < 1100);
}

void TestMySqlTransport::bringsFromMySql_data()
{
    QTest::addColumn<bool>("by_gtid");
    QTest::addColumn<QString>("tls");
    QTest::newRow("file and offset") << false << "off";
    QTest::newRow("GTID") << true << "off";
    QTest::newRow("GTID, TLS") << true << "on";
}

void TestMySqlTransport::bringsFromMySql()
{
    QFETCH(bool, by_gtid);
    QFETCH(QString, tls);
    const auto mysql = MySqlServer::fromEnvironment();
    if (!mysql)
        QSKIP("STREAMGAUGE_TEST_MYSQL names no server");
    const std::string database = MySqlServer::databaseName("transport");
    SqlClient client = mysql->client();
    client.run("CREATE DATABASE " + database);
    client.run("CREATE TABLE " + database + ".a (id INT PRIMARY KEY, b TEXT)");
    Settings settings = mysql->settings();
    settings["tls"] = tls.toStdString();
    Opened opened = openAtEnd(settings, {}, randomServerId(), by_gtid);
    QCOMPARE(opened.transport->usesTls(), tls == QStringLiteral("on"));
    client.run("INSERT INTO " + database + ".a VALUES (1, CONCAT('" + database + "', REPEAT('x', 1000)))");
    const auto size = sizeOfNext(*opened.transport, write_rows_mysql, database);
    client.run("DROP DATABASE " + database);
    QVERIFY2(size.ok(), size.ok() ? "" : size.error().text().c_str());
    QVERIFY(size.value() > 1000);
}

void TestMySqlTransport::brings20MegabyteEvents()
{
    Opened opened = openAtEnd(server_.settings(), {});
    server_.client().run("INSERT INTO t.a (b) VALUES (REPEAT('x', 20000000))");
    const auto size = sizeOfNext(*opened.transport, write_rows_mariadb);
    QVERIFY(size.ok());
    QVERIFY(size.value() > 20'000'000);
}

void TestMySqlTransport::handsOverBeforeWaiting()
{
    Opened opened = openAtEnd(server_.settings(), {});
    server_.client().run("INSERT INTO t.a (b) VALUES ('x')");
    int waits = 0;
    int waits_at_commit = -1;
    const std::function<bool()> count = [&waits] { return ++waits, true; };
    constexpr std::uint8_t xid = 16;
    for (;;) {
        const auto event = opened.transport->next(count);
        QVERIFY(event.ok());
        if (event.value()[type_at] == xid)
            waits_at_commit = waits;
        else if (waits_at_commit >= 0)
            break;
    }
    // Between the commit and the heartbeat after it the socket ran dry.
    QVERIFY(waits > waits_at_commit);
}

void TestMySqlTransport::beatsWhenIdle()
{
    Opened opened = openAtEnd(server_.settings(), {});
    for (;;) {
        const auto event = opened.transport->next({});
        QVERIFY(event.ok());
        if (const auto offset = heartbeatOffset(event.value())) {
            QCOMPARE(*offset, opened.position.offset);
            return;
        }
    }
}

void TestMySqlTransport::noticesSilence()
{
    TcpProxy proxy(server_.host(), server_.port());
    proxy.start();
    Settings settings = server_.settings();
    settings["port"] = std::to_string(proxy.port());
    Opened opened = openAtEnd(settings, {});
    proxy.pause();
    const auto event = sizeOfNext(*opened.transport, write_rows_mariadb);
    QVERIFY(!event.ok());
    QCOMPARE(event.error().kind, ErrorKind::Transient);
    QCOMPARE(event.error().message, std::string("the server fell silent"));
}

void TestMySqlTransport::noticesCuts()
{
    TcpProxy proxy(server_.host(), server_.port());
    proxy.start();
    Settings settings = server_.settings();
    settings["port"] = std::to_string(proxy.port());
    SqlClient client = server_.client();
    // In a header, in a body, and in a packet's length.
    for (const int bytes : { 2, 7, 30, 500 }) {
        Opened opened = openAtEnd(settings, {});
        QVERIFY(opened.transport->next({}).ok());
        proxy.cutAfter(bytes + 300);
        client.run("INSERT INTO t.a (b) VALUES (REPEAT('x', 5000))");
        const auto event = sizeOfNext(*opened.transport, 255);
        QVERIFY(!event.ok());
        QCOMPARE(event.error().kind, ErrorKind::Transient);
    }
}

void TestMySqlTransport::stopsWhileWaiting_data()
{
    QTest::addColumn<QString>("tls");
    QTest::newRow("plain") << "off";
    QTest::newRow("TLS") << "on";
}

void TestMySqlTransport::stopsWhileWaiting()
{
    QFETCH(QString, tls);
    Settings settings = server_.settings();
    settings["tls"] = tls.toStdString();
    settings["heartbeat_s"] = "3600";
    std::stop_source stop;
    Opened opened = openAtEnd(settings, stop.get_token());
    std::atomic<int> waits = 0;
    std::thread stopper([&] {
        while (waits == 0)
            std::this_thread::yield();
        stop.request_stop();
    });
    const std::function<bool()> count = [&waits] { return ++waits, true; };
    Result<void> ended;
    while (ended.ok()) {
        const auto event = opened.transport->next(count);
        if (!event)
            ended = event.error();
    }
    stopper.join();
    QCOMPARE(ended.error().kind, ErrorKind::Cancelled);
}

void TestMySqlTransport::stopsWhileConnecting()
{
    // A proxy that lets nothing through stands for a server that accepts and never greets.
    TcpProxy proxy(server_.host(), server_.port());
    proxy.start();
    proxy.pause();
    Settings settings = server_.settings();
    settings["port"] = std::to_string(proxy.port());
    settings["connect_timeout_s"] = "600";
    std::stop_source stop;
    BinlogTransport transport(typed(settings), stop.get_token());
    std::thread stopper([&] {
        while (proxy.connections() == 0)
            std::this_thread::yield();
        stop.request_stop();
    });
    const auto connected = transport.connect();
    stopper.join();
    QVERIFY(!connected.ok());
    QCOMPARE(connected.error().kind, ErrorKind::Cancelled);
}

void TestMySqlTransport::refusedHandOverEndsTheRead()
{
    Opened opened = openAtEnd(server_.settings(), {});
    Result<void> ended;
    while (ended.ok()) {
        const auto event = opened.transport->next([] { return false; });
        if (!event)
            ended = event.error();
    }
    QCOMPARE(ended.error().kind, ErrorKind::Cancelled);
}

void TestMySqlTransport::saysWhoTookTheServerId()
{
    Opened first = openAtEnd(server_.settings(), {}, 4711);
    QVERIFY(first.transport->next({}).ok());
    Opened second = openAtEnd(server_.settings(), {}, 4711);
    QVERIFY(second.transport->next({}).ok());
    const auto event = sizeOfNext(*first.transport, 255);
    QVERIFY(!event.ok());
    QCOMPARE(event.error().kind, ErrorKind::Transient);
    QVERIFY(isServerIdClash(first.transport->lastFault()));
}

void TestMySqlTransport::saysWhatIsGone_data()
{
    QTest::addColumn<QString>("position");
    QTest::newRow("file that never was") << "bin.999999:4";
    QTest::newRow("offset inside an event") << "bin.000001:300";
    QTest::newRow("offset behind the end") << "bin.000001:999999";
    QTest::newRow("GTID of the future") << "bin.000001:4;0-1-999999";
}

void TestMySqlTransport::saysWhatIsGone()
{
    QFETCH(QString, position);
    auto session = SqlSession::open(typed(server_.settings()), {}).value();
    const ServerFacts facts = ServerFacts::read(*session).value();
    BinlogTransport transport(typed(server_.settings()), {});
    QVERIFY(transport.connect().ok());
    QVERIFY(transport.start(BinlogPosition::parse(position.toStdString()).value(), facts, randomServerId()).ok());
    const auto event = sizeOfNext(transport, 255);
    QVERIFY(!event.ok());
    QCOMPARE(event.error().kind, ErrorKind::Gap);
    QVERIFY(!event.error().remedy.empty());
}

QTEST_GUILESS_MAIN(TestMySqlTransport)
#include "tst_mysqltransport.moc"
