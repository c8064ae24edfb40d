// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysqlfactory.h"
#include "connectors/mysql/mysqlsettings.h"
#include "connectors/mysql/tableselection.h"

#include <QTest>

using namespace streamgauge;

class TestMySqlSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void describesItself();
    void fillsInDefaults();
    void choosesTls_data();
    void choosesTls();
    void refuses_data();
    void refuses();
    void filters_data();
    void filters();
};

void TestMySqlSettings::describesItself()
{
    const MySqlFactory factory;
    QCOMPARE(factory.info().kind, std::string("mysql"));
    QCOMPARE(factory.info().aliases, std::vector<std::string> { "mariadb" });
    QVERIFY(factory.info().snapshot && factory.info().resume && factory.info().transactions && factory.info().before_images);
    bool secret = false;
    for (const SettingField &field : factory.info().fields) {
        QVERIFY2(!field.label.empty() && !field.help.empty(), field.name.c_str());
        secret = secret || (field.name == "password" && field.type == FieldType::Secret);
    }
    QVERIFY(secret);
    const SystemClock clock;
    QVERIFY(factory.create("shop", { { "host", "db" }, { "user", "me" } }, clock).ok());
}

void TestMySqlSettings::fillsInDefaults()
{
    const auto settings = MySqlSettings::parse("shop", { { "user", "me" } });
    QVERIFY(settings.ok());
    QCOMPARE(settings->host, std::string("127.0.0.1"));
    QCOMPARE(settings->port, std::uint16_t(3306));
    QCOMPARE(settings->heartbeat_ns, ns_per_s);
    QCOMPARE(settings->silenceNs(), 3 * ns_per_s);
    QVERIFY(settings->tables.empty());
}

void TestMySqlSettings::choosesTls_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("tls");
    QTest::addColumn<int>("mode");
    const auto row = [](const char *name, const char *host, const char *tls, TlsMode mode) {
        QTest::newRow(name) << QString::fromLatin1(host) << QString::fromLatin1(tls) << static_cast<int>(mode);
    };
    row("this machine", "127.0.0.1", "", TlsMode::Off);
    row("this machine by name", "localhost", "auto", TlsMode::Off);
    row("socket", "/run/mysqld/mysqld.sock", "", TlsMode::Off);
    row("elsewhere", "db.example.com", "", TlsMode::On);
    row("elsewhere, switched off", "db.example.com", "off", TlsMode::Off);
    row("verified", "db.example.com", "verify", TlsMode::Verify);
    row("here, wanted", "127.0.0.1", "on", TlsMode::On);
}

void TestMySqlSettings::choosesTls()
{
    QFETCH(QString, host);
    QFETCH(QString, tls);
    QFETCH(int, mode);
    const auto settings =
        MySqlSettings::parse("shop", { { "host", host.toStdString() }, { "user", "me" }, { "tls", tls.toStdString() } });
    QVERIFY(settings.ok());
    QCOMPARE(static_cast<int>(settings->tls), mode);
}

void TestMySqlSettings::refuses_data()
{
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *setting, const char *value) {
        QTest::addRow("%s=%s", setting, value) << QString::fromLatin1(setting) << QString::fromLatin1(value);
    };
    row("port", "0");
    row("port", "65536");
    row("port", "33o6");
    row("user", "");
    row("tls", "maybe");
    row("heartbeat_s", "0");
    row("connect_timeout_s", "-1");
    row("snapshot_chunk_rows", "0");
    row("tables", "orders");
    row("colour", "red");
}

void TestMySqlSettings::refuses()
{
    QFETCH(QString, setting);
    QFETCH(QString, value);
    Settings settings { { "user", "me" } };
    settings[setting.toStdString()] = value.toStdString();
    const auto parsed = MySqlSettings::parse("shop", settings);
    QVERIFY(!parsed.ok());
    QCOMPARE(parsed.error().kind, ErrorKind::Configuration);
    QCOMPARE(parsed.error().place, "shop: setting " + setting.toStdString());
    QVERIFY(!parsed.error().remedy.empty());
}

void TestMySqlSettings::filters_data()
{
    QTest::addColumn<QString>("tables");
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("matching");
    QTest::addColumn<QString>("other");
    const auto row = [](const char *name, const char *tables, const char *database, const char *matching,
                        const char *other) {
        QTest::newRow(name) << QString::fromLatin1(tables) << QString::fromLatin1(database) << QString::fromLatin1(matching)
                            << QString::fromLatin1(other);
    };
    row("all of the database", "", "shop", "shop.orders", "crm.orders");
    row("all of the server", "", "", "crm.orders", "mysql.user");
    row("named", "orders, items", "shop", "shop.items", "shop.users");
    row("named with database", "crm.users", "shop", "crm.users", "shop.users");
    row("any table", "crm.*", "shop", "crm.users", "shop.users");
    row("part of a name", "log_*_2026", "shop", "shop.log_a_b_2026", "shop.log_2025");
    row("any database", "*.orders", "", "crm.orders", "crm.users");
}

void TestMySqlSettings::filters()
{
    QFETCH(QString, tables);
    QFETCH(QString, database);
    QFETCH(QString, matching);
    QFETCH(QString, other);
    const auto settings = MySqlSettings::parse(
        "s", { { "user", "me" }, { "tables", tables.toStdString() }, { "database", database.toStdString() } });
    QVERIFY(settings.ok());
    const TableSelection filter(settings->tables, settings->database);
    const auto matches = [&filter](const QString &name) {
        return filter.matches(name.section(QLatin1Char('.'), 0, 0).toStdString(),
                              name.section(QLatin1Char('.'), 1).toStdString());
    };
    QVERIFY(matches(matching));
    QVERIFY(!matches(other));
}

QTEST_GUILESS_MAIN(TestMySqlSettings)
#include "tst_mysqlsettings.moc"
