// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysqlfactory.h"
#include "tests/support/mariadbserver.h"
#include "tests/support/mirrorsink.h"
#include "tests/support/mysqlserver.h"

#include <QScopeGuard>
#include <QTest>

#include <algorithm>
#include <array>

using namespace streamgauge;

namespace {

const SystemClock system_clock;

/// Stands wrong by a fixed time.
class WrongClock final : public Clock
{
public:
    [[nodiscard]] TimeNs now() const override { return system_clock.now() + 90 * ns_per_s; }
    [[nodiscard]] DurationNs steady() const override { return system_clock.steady(); }
};

std::vector<Finding> findingsOf(const Settings &settings, const Clock &clock = system_clock)
{
    auto connector = MySqlFactory().create("test", settings, clock);
    if (!connector)
        qFatal("%s", connector.error().text().c_str());
    return connector.value()->check({});
}

const Finding *find(const std::vector<Finding> &findings, const std::string &name)
{
    for (const Finding &finding : findings) {
        if (finding.name == name)
            return &finding;
    }
    return nullptr;
}

/// The statements of a remedy: what an operator would paste into a client.
std::vector<std::string> statementsOf(const std::string &remedy)
{
    std::vector<std::string> statements;
    for (const QString &part : QString::fromStdString(remedy).split(QLatin1Char(';'))) {
        const QString statement = part.section(QStringLiteral(", and"), 0, 0).trimmed();
        if (statement.startsWith(QStringLiteral("SET ")))
            statements.push_back(statement.toStdString());
    }
    return statements;
}

QByteArray described(const std::vector<Finding> &findings)
{
    QByteArray text;
    for (const Finding &finding : findings)
        text += QByteArray::number(static_cast<int>(finding.state)) + " " + QByteArray::fromStdString(finding.name) + ": "
            + QByteArray::fromStdString(finding.found) + " | " + QByteArray::fromStdString(finding.remedy) + "\n";
    return text;
}

} // namespace

class TestMySqlDoctor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void findsNothingOnAGoodServer();
    void findsNothingFailedOnMySql();
    void judgesServerOptions_data();
    void judgesServerOptions();
    void mendsMySql_data();
    void mendsMySql();
    void judgesLogins_data();
    void judgesLogins();
    void judgesGrants_data();
    void judgesGrants();
    void judgesTables_data();
    void judgesTables();
    void judgesTheClock();
    void namesTheRightStatementForMySql();
    void runSaysTheSame_data();
    void runSaysTheSame();
    void browses();
    void identifies();

private:
    MariaDbServer server_;
};

void TestMySqlDoctor::initTestCase()
{
    server_.start();
    SqlClient client = server_.client();
    client.run("CREATE DATABASE good");
    client.run("CREATE TABLE good.a (id INT PRIMARY KEY, price DECIMAL(10,2) UNSIGNED)");
    client.run("INSERT INTO good.a VALUES (1, 2)");
}

void TestMySqlDoctor::findsNothingOnAGoodServer()
{
    const auto findings = findingsOf(server_.settings("good"));
    QVERIFY(findings.size() > 15);
    for (const Finding &finding : findings) {
        QVERIFY2(finding.state == FindingState::Ok, described(findings).constData());
        QVERIFY(finding.remedy.empty() && !finding.found.empty() && !finding.needed.empty());
    }
    const Finding *dump = find(findings, "REPLICATION SLAVE");
    QVERIFY(dump != nullptr);
    QVERIFY(dump->found.find("all databases") != std::string::npos);
}

void TestMySqlDoctor::findsNothingFailedOnMySql()
{
    const auto mysql = MySqlServer::fromEnvironment();
    if (!mysql)
        QSKIP("STREAMGAUGE_TEST_MYSQL names no server");
    const std::string database = MySqlServer::databaseName("doctor");
    SqlClient client = mysql->client();
    client.run("CREATE DATABASE " + database);
    client.run("CREATE TABLE " + database + ".a (id INT PRIMARY KEY)");
    const auto findings = findingsOf(mysql->settings(database));
    client.run("DROP DATABASE " + database);
    for (const Finding &finding : findings)
        QVERIFY2(finding.state != FindingState::Failed, described(findings).constData());
    QVERIFY(find(findings, "gtid_mode") != nullptr);
}

void TestMySqlDoctor::judgesServerOptions_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("remedy");
    const auto row = [](const char *option, const char *name, FindingState state, const char *remedy) {
        QTest::newRow(option) << QString::fromLatin1(option).split(QLatin1Char(' ')) << QString::fromLatin1(name)
                              << static_cast<int>(state) << QString::fromLatin1(remedy);
    };
    row("--skip-log-bin", "log_bin", FindingState::Failed, "log_bin=bin");
    row("--binlog-format=STATEMENT", "binlog_format", FindingState::Failed, "SET GLOBAL binlog_format=ROW");
    row("--binlog-format=MIXED", "binlog_format", FindingState::Failed, "SET GLOBAL binlog_format=ROW");
    row("--binlog-row-image=MINIMAL", "binlog_row_image", FindingState::Warning, "SET GLOBAL binlog_row_image=FULL");
    row("--binlog-row-metadata=NO_LOG", "binlog_row_metadata", FindingState::Warning, "SET GLOBAL binlog_row_metadata=FULL");
    row("--binlog-checksum=NONE", "binlog_checksum", FindingState::Warning, "SET GLOBAL binlog_checksum=CRC32");
    row("--expire-logs-days=0.1", "binlog_expire_logs_seconds", FindingState::Warning,
        "SET GLOBAL binlog_expire_logs_seconds=");
    row("--binlog-ignore-db=good", "binlog_do_db, binlog_ignore_db", FindingState::Failed, "option file");
    row("--binlog-do-db=good", "binlog_do_db, binlog_ignore_db", FindingState::Warning, "option file");
    row("--log-bin-compress=ON", "log_bin_compress", FindingState::Ok, "");
}

void TestMySqlDoctor::judgesServerOptions()
{
    QFETCH(QStringList, options);
    QFETCH(QString, name);
    QFETCH(int, state);
    QFETCH(QString, remedy);
    std::vector<std::string> arguments;
    for (const QString &option : options)
        arguments.push_back(option.toStdString());
    server_.restartWith(arguments);
    const auto as_it_was = qScopeGuard([this] { server_.restartWith({}); });
    const auto findings = findingsOf(server_.settings("good"));
    const Finding *finding = find(findings, name.toStdString());
    QVERIFY2(finding != nullptr, described(findings).constData());
    QVERIFY2(static_cast<int>(finding->state) == state, described(findings).constData());
    QVERIFY2(finding->remedy.find(remedy.toStdString()) != std::string::npos, finding->remedy.c_str());

    const std::vector<std::string> statements = statementsOf(finding->remedy);
    QCOMPARE(statements.empty(), !finding->remedy.starts_with("SET "));
    for (const std::string &statement : statements)
        server_.client().run(statement);
    if (statements.empty())
        server_.restartWith({});
    const auto mended = findingsOf(server_.settings("good"));
    for (const Finding &after : mended)
        QVERIFY2(after.state == FindingState::Ok, described(mended).constData());
}

void TestMySqlDoctor::mendsMySql_data()
{
    QTest::addColumn<QString>("spoiling");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("state");
    const auto row = [](const char *spoiling, const char *name, FindingState state) {
        QTest::newRow(spoiling) << QString::fromLatin1(spoiling) << QString::fromLatin1(name) << static_cast<int>(state);
    };
    row("server_id=0", "server_id", FindingState::Failed);
    row("binlog_row_image=MINIMAL", "binlog_row_image", FindingState::Warning);
    row("binlog_row_image=NOBLOB", "binlog_row_image", FindingState::Warning);
    row("binlog_row_image=MINIMAL, GLOBAL binlog_row_value_options=PARTIAL_JSON", "binlog_row_value_options",
        FindingState::Warning);
    row("binlog_row_image=FULL, GLOBAL binlog_row_value_options=PARTIAL_JSON", "binlog_row_value_options", FindingState::Ok);
    row("binlog_row_metadata=MINIMAL", "binlog_row_metadata", FindingState::Warning);
    row("binlog_checksum=NONE", "binlog_checksum", FindingState::Warning);
    row("binlog_expire_logs_seconds=3600", "binlog_expire_logs_seconds", FindingState::Warning);
    row("binlog_transaction_compression=ON", "binlog_transaction_compression", FindingState::Ok);
    row("gtid_mode=ON_PERMISSIVE", "gtid_mode", FindingState::Warning);
    row("gtid_mode=ON_PERMISSIVE; SET GLOBAL gtid_mode=OFF_PERMISSIVE", "gtid_mode", FindingState::Warning);
    row("gtid_mode=ON_PERMISSIVE; SET GLOBAL gtid_mode=OFF_PERMISSIVE; SET GLOBAL gtid_mode=OFF", "gtid_mode",
        FindingState::Warning);
}

/// Each variable of a MySQL server is set wrong, judged, mended by the statements that the doctor names, and judged again.
void TestMySqlDoctor::mendsMySql()
{
    QFETCH(QString, spoiling);
    QFETCH(QString, name);
    QFETCH(int, state);
    const auto mysql = MySqlServer::fromEnvironment();
    if (!mysql)
        QSKIP("STREAMGAUGE_TEST_MYSQL names no server");
    const std::string database = MySqlServer::databaseName("mends");
    SqlClient client = mysql->client();
    const std::array<std::string, 7> variables {
        "server_id",       "binlog_row_image",           "binlog_row_value_options",      "binlog_row_metadata",
        "binlog_checksum", "binlog_expire_logs_seconds", "binlog_transaction_compression"
    };
    std::vector<std::string> before;
    for (const std::string &variable : variables) {
        const std::string value = client.cell("SELECT @@GLOBAL." + variable);
        const bool number = !value.empty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
        before.push_back("SET GLOBAL " + variable + "=" + (number ? value : client.quoted(value)));
    }
    client.run("CREATE DATABASE " + database);
    client.run("CREATE TABLE " + database + ".a (id INT PRIMARY KEY)");
    const auto as_it_was = qScopeGuard([&] {
        for (const std::string &statement : before) {
            if (!client.tryRun(statement))
                qCritical("%s: %s", statement.c_str(), client.lastError().c_str());
        }
        for (const char *mode : { "OFF_PERMISSIVE", "ON_PERMISSIVE", "ON" })
            client.tryRun(std::string("SET GLOBAL gtid_mode=") + mode);
        client.tryRun("RESET PERSIST");
        client.tryRun("DROP DATABASE " + database);
    });
    for (const QString &statement : (QStringLiteral("SET GLOBAL ") + spoiling).split(QLatin1Char(';')))
        client.run(statement.trimmed().toStdString());

    const auto findings = findingsOf(mysql->settings(database));
    const Finding *finding = find(findings, name.toStdString());
    QVERIFY2(finding != nullptr && static_cast<int>(finding->state) == state, described(findings).constData());
    const std::vector<std::string> statements = statementsOf(finding->remedy);
    QCOMPARE(statements.empty(), state == static_cast<int>(FindingState::Ok));
    for (const std::string &statement : statements)
        client.run(statement);
    const auto mended = findingsOf(mysql->settings(database));
    const Finding *after = find(mended, name.toStdString());
    QVERIFY2(after != nullptr && after->state == FindingState::Ok && after->remedy.empty(), described(mended).constData());
}

void TestMySqlDoctor::judgesLogins_data()
{
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("found");
    QTest::newRow("wrong password") << "password"
                                    << "wrong"
                                    << "Access denied";
    QTest::newRow("unknown user") << "user"
                                  << "nobody"
                                  << "Access denied";
    QTest::newRow("unknown host") << "host"
                                  << "no-such-host.invalid"
                                  << "no-such-host.invalid";
    QTest::newRow("nobody listens") << "port"
                                    << "1"
                                    << "Can't connect";
    QTest::newRow("no such socket") << "host"
                                    << "/no/such/socket"
                                    << "/no/such/socket";
    QTest::newRow("TLS on a server without") << "tls"
                                             << "on"
                                             << "SSL";
}

void TestMySqlDoctor::judgesLogins()
{
    QFETCH(QString, setting);
    QFETCH(QString, value);
    QFETCH(QString, found);
    Settings settings = server_.settings("good");
    settings[setting.toStdString()] = value.toStdString();
    const auto findings = findingsOf(settings);
    QCOMPARE(findings.size(), std::size_t(1));
    QCOMPARE(findings.front().name, std::string("connection"));
    QVERIFY(findings.front().state == FindingState::Failed);
    QVERIFY2(findings.front().found.find(found.toStdString()) != std::string::npos, findings.front().found.c_str());
    QVERIFY(!findings.front().remedy.empty());
}

void TestMySqlDoctor::judgesGrants_data()
{
    QTest::addColumn<QString>("grants");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("no dump") << "GRANT SELECT, BINLOG MONITOR ON *.* TO u"
                             << "REPLICATION SLAVE"
                             << "REPLICATION SLAVE";
    QTest::newRow("no status") << "GRANT SELECT, REPLICATION SLAVE ON *.* TO u"
                               << "BINLOG MONITOR"
                               << "GRANT BINLOG MONITOR";
    QTest::newRow("no tables") << "GRANT BINLOG MONITOR, REPLICATION SLAVE ON *.* TO u"
                               << "tables"
                               << "GRANT SELECT";
    QTest::newRow("a column only") << "GRANT BINLOG MONITOR, REPLICATION SLAVE ON *.* TO u; GRANT SELECT (id) ON good.a TO u"
                                   << "SELECT"
                                   << "GRANT SELECT ON good.a TO 'u'@'%'";
}

void TestMySqlDoctor::judgesGrants()
{
    QFETCH(QString, grants);
    QFETCH(QString, name);
    QFETCH(QString, remedy);
    SqlClient client = server_.client();
    client.run("CREATE OR REPLACE USER u IDENTIFIED BY 'pw'");
    for (const QString &grant : grants.split(QLatin1Char(';')))
        client.run(grant.toStdString());
    Settings settings = server_.settings("good");
    settings["user"] = "u";
    settings["password"] = "pw";
    const auto findings = findingsOf(settings);
    const Finding *finding = find(findings, name.toStdString());
    QVERIFY2(finding != nullptr && finding->state == FindingState::Failed, described(findings).constData());
    QVERIFY2(finding->remedy.find(remedy.toStdString()) != std::string::npos, finding->remedy.c_str());
}

void TestMySqlDoctor::judgesTables_data()
{
    QTest::addColumn<QString>("statements");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("found");
    QTest::newRow("empty database") << ""
                                    << "tables" << static_cast<int>(FindingState::Failed) << "none";
    QTest::newRow("no key") << "CREATE TABLE d.k (v INT)"
                            << "primary keys" << static_cast<int>(FindingState::Warning) << "d.k";
    QTest::newRow("MyISAM") << "CREATE TABLE d.m (v INT PRIMARY KEY) ENGINE=MyISAM"
                            << "transactional tables" << static_cast<int>(FindingState::Warning) << "d.m";
    QTest::newRow("cascade")
        << "CREATE TABLE d.p (id INT PRIMARY KEY);CREATE TABLE d.c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) "
           "REFERENCES d.p (id) ON DELETE CASCADE)"
        << "cascades" << static_cast<int>(FindingState::Warning) << "d.c";
}

void TestMySqlDoctor::judgesTables()
{
    QFETCH(QString, statements);
    QFETCH(QString, name);
    QFETCH(int, state);
    QFETCH(QString, found);
    SqlClient client = server_.client();
    client.run("CREATE OR REPLACE DATABASE d");
    for (const QString &statement : statements.split(QLatin1Char(';'), Qt::SkipEmptyParts))
        client.run(statement.toStdString());
    const auto findings = findingsOf(server_.settings("d"));
    const Finding *finding = find(findings, name.toStdString());
    QVERIFY2(finding != nullptr && static_cast<int>(finding->state) == state, described(findings).constData());
    QVERIFY2(finding->found.find(found.toStdString()) != std::string::npos, finding->found.c_str());
    QVERIFY(!finding->remedy.empty());

    Settings named = server_.settings("d");
    named["tables"] = "nowhere";
    const auto missing = findingsOf(named);
    const Finding *tables = find(missing, "tables");
    QVERIFY(tables != nullptr && tables->state == FindingState::Failed);
    QVERIFY(tables->found.find("d.nowhere") != std::string::npos);
}

void TestMySqlDoctor::judgesTheClock()
{
    const WrongClock wrong;
    const auto findings = findingsOf(server_.settings("good"), wrong);
    const Finding *finding = find(findings, "clock");
    QVERIFY(finding != nullptr && finding->state == FindingState::Warning);
    QVERIFY2(finding->found.find("behind") != std::string::npos, finding->found.c_str());
}

void TestMySqlDoctor::namesTheRightStatementForMySql()
{
    const auto mysql = MySqlServer::fromEnvironment();
    if (!mysql)
        QSKIP("STREAMGAUGE_TEST_MYSQL names no server");
    const std::string name = MySqlServer::databaseName("grants");
    SqlClient client = mysql->client();
    client.run("CREATE DATABASE " + name);
    client.run("CREATE TABLE " + name + ".a (id INT PRIMARY KEY)");
    client.run("CREATE USER " + name + " IDENTIFIED BY 'pw'");
    client.run("GRANT SELECT ON " + name + ".* TO " + name);
    Settings settings = mysql->settings(name);
    settings["user"] = name;
    settings["password"] = "pw";
    settings["tls"] = "on";
    const auto findings = findingsOf(settings);
    client.run("DROP USER " + name);
    client.run("DROP DATABASE " + name);
    const Finding *status = find(findings, "REPLICATION CLIENT");
    QVERIFY2(status != nullptr && status->state == FindingState::Failed, described(findings).constData());
    QVERIFY(status->remedy.find("GRANT REPLICATION CLIENT") != std::string::npos);
    const Finding *tls = find(findings, "TLS");
    QVERIFY2(tls != nullptr && tls->found.find("TLSv1") != std::string::npos, described(findings).constData());
    const Finding *snapshot = find(findings, "snapshot");
    QVERIFY(snapshot != nullptr && snapshot->state == FindingState::Warning);
    QVERIFY(snapshot->remedy.find("GRANT LOCK TABLES") != std::string::npos);
}

void TestMySqlDoctor::runSaysTheSame_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("kind");
    QTest::newRow("binlog off") << "--skip-log-bin"
                                << ""
                                << "" << static_cast<int>(ErrorKind::Configuration);
    QTest::newRow("statements") << "--binlog-format=STATEMENT"
                                << ""
                                << "" << static_cast<int>(ErrorKind::Configuration);
    QTest::newRow("password") << ""
                              << "password"
                              << "wrong" << static_cast<int>(ErrorKind::Configuration);
    QTest::newRow("host") << ""
                          << "host"
                          << "no-such-host.invalid" << static_cast<int>(ErrorKind::Configuration);
    QTest::newRow("nobody listens") << ""
                                    << "port"
                                    << "1" << static_cast<int>(ErrorKind::Transient);
}

void TestMySqlDoctor::runSaysTheSame()
{
    QFETCH(QString, option);
    QFETCH(QString, setting);
    QFETCH(QString, value);
    QFETCH(int, kind);
    if (!option.isEmpty())
        server_.restartWith({ option.toStdString() });
    Settings settings = server_.settings("good");
    if (!setting.isEmpty())
        settings[setting.toStdString()] = value.toStdString();
    auto connector = MySqlFactory().create("test", settings, system_clock);
    MirrorSink sink;
    const RunEnd end = connector.value()->run({}, {}, sink);
    if (!option.isEmpty())
        server_.restartWith({});
    QVERIFY(end.reason == RunEnd::Reason::Failed);
    QVERIFY2(static_cast<int>(end.error.kind) == kind, end.error.text().c_str());
    QVERIFY(!end.error.message.empty() && !end.error.place.empty());
    QVERIFY(kind == static_cast<int>(ErrorKind::Transient) || !end.error.remedy.empty());
}

void TestMySqlDoctor::browses()
{
    server_.client().run("ANALYZE TABLE good.a");
    auto connector = MySqlFactory().create("test", server_.settings("good"), system_clock);
    const auto catalog = connector.value()->browse({});
    QVERIFY(catalog.ok());
    QCOMPARE(catalog->size(), std::size_t(1));
    const CatalogStream &table = catalog->front();
    QCOMPARE(table.group + "." + table.name, std::string("good.a"));
    QVERIFY(table.fields
            == (std::vector<CatalogField> { { "id", "int(11)", true }, { "price", "decimal(10,2) unsigned", false } }));
    QCOMPARE(table.estimated_rows, 1U);

    auto everything = MySqlFactory().create("test", server_.settings(), system_clock).value()->browse({});
    QVERIFY(everything.ok());
    for (const CatalogStream &stream : everything.value())
        QVERIFY(stream.group != "mysql" && stream.group != "information_schema");
}

void TestMySqlDoctor::identifies()
{
    auto connector = MySqlFactory().create("test", server_.settings(), system_clock);
    const auto first = connector.value()->identify({});
    QVERIFY(first.ok() && first.value().starts_with("mariadb:"));
    server_.restart();
    const auto again = connector.value()->identify({});
    QVERIFY(again.ok());
    QCOMPARE(again.value(), first.value());
    server_.restartWith({ "--server-id=77" });
    const auto other = connector.value()->identify({});
    server_.restartWith({});
    QVERIFY(other.ok() && other.value() != first.value());
}

QTEST_GUILESS_MAIN(TestMySqlDoctor)
#include "tst_mysqldoctor.moc"
