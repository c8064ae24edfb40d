// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/servererrors.h"

#include <QTest>

using namespace streamgauge;

class TestServerErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void classifies_data();
    void classifies();
    void knowsClashes();
};

void TestServerErrors::classifies_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind");
    const auto row = [](int code, const char *text, ErrorKind kind) {
        QTest::addRow("%d %s", code, text) << code << QString::fromLatin1(text) << static_cast<int>(kind);
    };
    row(1045, "Access denied for user", ErrorKind::Configuration);
    row(1227, "Access denied; you need (at least one of) the REPLICATION SLAVE privilege(s)", ErrorKind::Configuration);
    row(1040, "Too many connections", ErrorKind::Transient);
    row(1053, "Server shutdown in progress", ErrorKind::Transient);
    row(1927, "Connection was killed", ErrorKind::Transient);
    row(2002, "Can't connect to server", ErrorKind::Transient);
    row(2005, "Unknown server host 'x' (-2)", ErrorKind::Configuration);
    row(2005, "Unknown server host 'x' (-3)", ErrorKind::Transient);
    row(2013, "Lost connection to server", ErrorKind::Transient);
    row(2026, "TLS/SSL error", ErrorKind::Configuration);
    row(4052, "A slave with the same server_uuid/server_id as this slave has connected to the master", ErrorKind::Transient);
    row(1941, "Could not parse GTID list", ErrorKind::Configuration);
    row(1236, "Could not find first log file name in binary log index file", ErrorKind::Gap);
    row(1236, "Client requested master to start replication from impossible position", ErrorKind::Gap);
    row(1236, "Error: connecting slave requested to start from GTID 0-1-99999, which is not in the master's binlog",
        ErrorKind::Gap);
    row(1236,
        "Could not find GTID state requested by slave in any binlog files. Probably the slave state is too old and required "
        "binlog "
        "files have been purged.",
        ErrorKind::Gap);
    row(1236, "log event entry exceeded max_allowed_packet; Increase max_allowed_packet on master",
        ErrorKind::Configuration);
    row(1236, "Slave can not handle replication events with the checksum that master is configured to log",
        ErrorKind::Unsupported);
    row(1236, "A replica with the same server_uuid/server_id as this replica has connected to the source",
        ErrorKind::Transient);
    row(1236, "a text of the future", ErrorKind::Gap);
    row(9999, "a number of the future", ErrorKind::Transient);
}

void TestServerErrors::classifies()
{
    QFETCH(int, code);
    QFETCH(QString, text);
    QFETCH(int, kind);
    const Error error = serverError({ static_cast<unsigned>(code), "HY000", text.toStdString() }, "db:3306");
    QCOMPARE(static_cast<int>(error.kind), kind);
    QCOMPARE(error.place, std::string("db:3306"));
    QVERIFY(error.message.find(text.toStdString()) != std::string::npos);
    if (error.kind == ErrorKind::Configuration || error.kind == ErrorKind::Gap)
        QVERIFY(!error.remedy.empty());
}

void TestServerErrors::knowsClashes()
{
    QVERIFY(isServerIdClash({ 4052, "HY000", "" }));
    QVERIFY(isServerIdClash({ 1236, "HY000", "A slave with the same server_uuid/server_id as this slave has connected" }));
    QVERIFY(!isServerIdClash({ 1236, "HY000", "impossible position" }));
    QVERIFY(!isServerIdClash({}));
}

QTEST_GUILESS_MAIN(TestServerErrors)
#include "tst_servererrors.moc"
