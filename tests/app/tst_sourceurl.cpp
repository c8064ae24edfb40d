// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/sourceurl.h"

#include <QTest>

namespace streamgauge {

namespace {

ConnectorInfo databaseInfo()
{
    ConnectorInfo info;
    info.kind = "mysql";
    info.aliases = { "mariadb" };
    info.snapshot = true;
    info.fields = { { "host", "Host", "", FieldType::Text, "127.0.0.1", {}, true },
                    { "port", "Port", "", FieldType::Number, "3306" },
                    { "user", "User" },
                    { "password", "Password", "", FieldType::Secret },
                    { "database", "Database" },
                    { "tables", "Tables", "", FieldType::StreamList },
                    { "tls", "TLS", "", FieldType::Choice, "auto", { "on", "off", "auto" } },
                    { "raw", "Raw", "", FieldType::Flag, "off" } };
    return info;
}

ConnectorInfo replayInfo()
{
    ConnectorInfo info;
    info.kind = "replay";
    info.fields = { { "path", "File", "The file to replay", FieldType::File, "", {}, true },
                    { "time", "Time column" },
                    { "speed", "Speed", "", FieldType::Text, "1" } };
    return info;
}

} // namespace

class SourceUrlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsParts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArrayList>("parts"); // scheme, user, host, port, path
        QTest::addColumn<QByteArray>("parameters");
        const auto row = [](const char *text, const QByteArrayList &parts, const char *parameters = "") {
            QTest::newRow(text) << QByteArray(text) << parts << QByteArray(parameters);
        };
        row("mysql://app@db:3306/shop?tables=a,b&snapshot=on", { "mysql", "app", "db", "3306", "shop" },
            "tables=a,b|snapshot=on|");
        row("mysql://db", { "mysql", "", "db", "0", "" });
        row("mysql://db/", { "mysql", "", "db", "0", "" });
        row("MySQL://db/Shop", { "mysql", "", "db", "0", "Shop" });
        row("mariadb://root@[::1]:3307/shop", { "mariadb", "root", "::1", "3307", "shop" });
        row("mariadb://[fe80::1%251]/x", { "mariadb", "", "fe80::1%251", "0", "x" });
        row("mysql://me%40corp%3Ax@db/a%2Fb%25", { "mysql", "me@corp:x", "db", "0", "a/b%" });
        row("mysql://u@db?tables=a%26b%3Dc", { "mysql", "u", "db", "0", "" }, "tables=a&b=c|");
        row("replay:/data/day one.csv?time=at&speed=max", { "replay", "", "", "0", "/data/day one.csv" },
            "time=at|speed=max|");
        row("replay:data/x%3Fy.csv", { "replay", "", "", "0", "data/x?y.csv" });
        row("replay:C:/x.csv", { "replay", "", "", "0", "C:/x.csv" });
        row("replay:///abs.csv", { "replay", "", "", "0", "///abs.csv" });
        row("sim:vitals?rate=1000", { "sim", "", "", "0", "vitals" }, "rate=1000|");
        row("sim:vitals?", { "sim", "", "", "0", "vitals" });
        row("sim:plant?name=Größe", { "sim", "", "", "0", "plant" }, "name=Größe|");
    }
    void readsParts()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArrayList, parts);
        QFETCH(QByteArray, parameters);
        const auto url = SourceUrl::parse(text.toStdString());
        QVERIFY2(url.ok(), url.ok() ? "" : url.error().text().c_str());
        QCOMPARE(QByteArrayList({ QByteArray::fromStdString(url->scheme), QByteArray::fromStdString(url->user),
                                  QByteArray::fromStdString(url->host), QByteArray::number(url->port),
                                  QByteArray::fromStdString(url->path) }),
                 parts);
        std::string joined;
        for (const auto &[name, value] : url->parameters)
            joined += name + "=" + value + "|";
        QCOMPARE(QByteArray::fromStdString(joined), parameters);
        const auto again = SourceUrl::parse(url->text());
        QVERIFY(again.ok());
        QVERIFY(*again == *url);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("place");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *text, const char *place, const char *message) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(place) << QByteArray(message);
        };
        row("", "column 1", "no source URL");
        row("nothing", "column 1", "no source URL");
        row("c:/x.sgw", "column 1", "no source URL");
        row("mysql://", "column 9", "host is missing");
        row("mysql:///db", "", "");
        row("mysql://user@/db", "column 14", "host is missing");
        row("mysql://db:port/x", "column 12", "no port");
        row("mysql://db:0/x", "column 12", "no port");
        row("mysql://db:65536/x", "column 12", "no port");
        row("mysql://::1/x", "column 10", "several colons");
        row("mysql://[::1/x", "column 9", "closing bracket");
        row("mysql://[zz]/x", "column 9", "IPv6");
        row("mysql://[::1]x/y", "column 14", "port or a /");
        row("mysql://a b/x", "column 9", "letters");
        row("mysql://db/%zz", "column 12", "hexadecimal");
        row("mysql://db/%00", "column 12", "hexadecimal");
        row("mysql://db/a%2", "column 13", "hexadecimal");
        row("sim:x?rate", "column 7", "no parameter");
        row("sim:x?=5", "column 7", "no parameter");
        row("sim:x?a=1&a=2", "column 11", "twice");
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, place);
        QFETCH(QByteArray, message);
        const auto url = SourceUrl::parse(text.toStdString());
        if (message.isEmpty()) {
            // Read as a path; the connector then misses its host.
            QVERIFY(url.ok());
            QVERIFY(!url->entry(databaseInfo()).ok());
            return;
        }
        QVERIFY(!url.ok());
        QCOMPARE(QByteArray::fromStdString(url.error().place), place);
        QVERIFY2(url.error().message.find(message.toStdString()) != std::string::npos, url.error().text().c_str());
        QVERIFY(!url.error().remedy.empty());
    }

    void neverTakesAPassword_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             { "mysql://app:hunter2@db/shop", "mysql://app:hunter2@db:3306", "mysql://app:hun/ter2@db/shop",
               "mysql://:hunter2@db", "mysql://app@db/shop?password=hunter2", "replay:x.csv?token=hunter2" })
            QTest::newRow(text) << QByteArray(text);
    }
    void neverTakesAPassword()
    {
        QFETCH(QByteArray, text);
        const auto url = SourceUrl::parse(text.toStdString());
        const auto source =
            url ? url->entry(text.startsWith("replay") ? replayInfo() : databaseInfo()) : Result<SourceEntry>(url.error());
        QVERIFY(!source.ok());
        QVERIFY(source.error().message.find("password") != std::string::npos);
        QVERIFY(source.error().remedy.find("STREAMGAUGE_PASSWORD") != std::string::npos);
        QVERIFY(source.error().text().find("hun") == std::string::npos);
    }

    void becomesASource()
    {
        const auto url = SourceUrl::parse("mariadb://app@db:3307/shop?tables=a,b&snapshot=off&tls=on&password=env:PW");
        QVERIFY(url.ok());
        auto source = url->entry(databaseInfo());
        QVERIFY2(source.ok(), source.ok() ? "" : source.error().text().c_str());
        QCOMPARE(source->kind, std::string("mysql"));
        QCOMPARE(source->name, std::string("shop"));
        QVERIFY(!source->snapshot);
        QVERIFY(source->settings
                == Settings({ { "host", "db" },
                              { "port", "3307" },
                              { "user", "app" },
                              { "database", "shop" },
                              { "tables", "a,b" },
                              { "tls", "on" },
                              { "password", "env:PW" } }));
        source->settings["sent"] = "at";
        QCOMPARE(SourceUrl::of(*source, databaseInfo()).text(),
                 std::string("mysql://app@db:3307/shop?tables=a,b&tls=on&sent=at&snapshot=off"));
        source->settings.erase("sent");
        QVERIFY(SourceUrl::parse("mysql://db/x?sent=at")->entry(databaseInfo())->settings.at("sent") == "at");
        const SourceUrl back = SourceUrl::of(*source, databaseInfo());
        QCOMPARE(back.text(), std::string("mysql://app@db:3307/shop?tables=a,b&tls=on&snapshot=off"));
    }

    void fillsTheFirstRequiredSetting()
    {
        const auto source = SourceUrl::parse("replay:dir/day.csv?time=at")->entry(replayInfo());
        QVERIFY(source.ok());
        QCOMPARE(source->name, std::string("day"));
        QVERIFY(source->settings == Settings({ { "path", "dir/day.csv" }, { "time", "at" } }));
        QVERIFY(source->snapshot);
    }

    void refusesWhatTheConnectorLacks_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("place");
        QTest::addColumn<QByteArray>("remedy");
        const auto row = [](const char *text, const char *place, const char *remedy) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(place) << QByteArray(remedy);
        };
        row("mysql://db/x?table=a", "parameter table", "snapshot, sent, tables, tls, raw");
        row("mysql://db/x?host=b", "parameter host", "tables");
        row("mysql://db/x?tls=maybe", "parameter tls", "on, off, auto");
        row("mysql://db/x?raw=1", "parameter raw", "on, off");
        row("mysql://db/x?snapshot=yes", "parameter snapshot", "on, off");
        row("mysql:db", "mysql:", "mysql://USER@HOST");
        row("replay://host/x.csv", "replay://host", "replay:NAME");
        row("replay:", "replay:", "The file to replay");
        row("replay:x.csv?snapshot=on", "parameter snapshot", "sent, time, speed");
    }
    void refusesWhatTheConnectorLacks()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, place);
        QFETCH(QByteArray, remedy);
        const auto url = SourceUrl::parse(text.toStdString());
        QVERIFY(url.ok());
        const auto source = url->entry(text.startsWith("mysql") ? databaseInfo() : replayInfo());
        QVERIFY(!source.ok());
        QCOMPARE(QByteArray::fromStdString(source.error().place), place);
        QVERIFY2(source.error().remedy.find(remedy.toStdString()) != std::string::npos, source.error().text().c_str());
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::SourceUrlTest)
#include "tst_sourceurl.moc"
