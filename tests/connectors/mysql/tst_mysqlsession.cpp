// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/sqlsession.h"
#include "tests/support/mariadbserver.h"
#include "tests/support/mysqlserver.h"
#include "tests/support/tcpproxy.h"

#include <QTest>

using namespace streamgauge;

/// A session tells a cut answer from a short one.
class TestMySqlSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCutAnswerIsAnError_data();
    void aCutAnswerIsAnError();
};

void TestMySqlSession::aCutAnswerIsAnError_data()
{
    QTest::addColumn<bool>("mysql");
    QTest::newRow("MariaDB") << false;
    QTest::newRow("MySQL") << true;
}

void TestMySqlSession::aCutAnswerIsAnError()
{
    QFETCH(bool, mysql);
    const auto oracle = MySqlServer::fromEnvironment();
    if (mysql && !oracle)
        QSKIP("STREAMGAUGE_TEST_MYSQL names no server");
    MariaDbServer server;
    if (!mysql)
        server.start();
    TcpProxy proxy("127.0.0.1", mysql ? oracle->port() : server.port());
    proxy.start();
    Settings settings = mysql ? oracle->settings() : server.settings("");
    settings["port"] = std::to_string(proxy.port());
    const auto parsed = MySqlSettings::parse("session", settings);
    QVERIFY(parsed.ok());
    constexpr std::size_t all_rows = 40;
    const std::string sql = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < "
        + std::to_string(all_rows) + ") SELECT i FROM n";

    int cut_answers = 0;
    for (int bytes = 1;; ++bytes) {
        auto session = SqlSession::open(*parsed, {});
        QVERIFY2(session.ok(), session.ok() ? "" : session.error().text().c_str());
        proxy.cutAfter(bytes);
        std::size_t rows = 0;
        const auto read = (*session)->stream(sql, [&rows](SqlRow &) { return ++rows > 0; });
        if (read.ok() && rows == all_rows)
            break;
        QVERIFY2(!read.ok(), qPrintable(QStringLiteral("cut after %1 bytes: %2 rows and no error").arg(bytes).arg(rows)));
        QVERIFY(read.error().kind == ErrorKind::Transient);
        ++cut_answers;
    }
    QVERIFY(cut_answers > static_cast<int>(all_rows));
}

QTEST_GUILESS_MAIN(TestMySqlSession)
#include "tst_mysqlsession.moc"
