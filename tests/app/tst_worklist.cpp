// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/worklist.h"

#include "app/core/tablefiles.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace streamgauge {

class WorkListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsKindsApart_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<int>("kind");
        QTest::newRow("url") << QByteArray("mysql://db/shop") << static_cast<int>(WhatKind::Url);
        QTest::newRow("short url") << QByteArray("sim:vitals") << static_cast<int>(WhatKind::Url);
        QTest::newRow("csv") << QByteArray("dir/day.csv") << static_cast<int>(WhatKind::DataFile);
        QTest::newRow("timed json lines") << QByteArray("day.jsonstream") << static_cast<int>(WhatKind::DataFile);
        QTest::newRow("json lines") << QByteArray("day.jsonl") << static_cast<int>(WhatKind::DataFile);
        QTest::newRow("workspace") << QByteArray("ward.sgw") << static_cast<int>(WhatKind::Workspace);
        QTest::newRow("workspace on a drive") << QByteArray("c:\\ward.sgw") << static_cast<int>(WhatKind::Workspace);
        QTest::newRow("anything else") << QByteArray("ward") << static_cast<int>(WhatKind::Workspace);
    }
    void tellsKindsApart()
    {
        QFETCH(QByteArray, what);
        QTEST(static_cast<int>(whatKind(what.toStdString())), "kind");
    }

    void joinsWorkspaces()
    {
        const QTemporaryDir directory;
        for (const char *name : { "a.sgw", "b.sgw" }) {
            QFile file(directory.filePath(QString::fromUtf8(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(
                R"({"format":"streamgauge-workspace","version":1,"name":"Ward","extra":1,"sources":[{"name":"s","kind":"sim"}],
                "rules":["R: from s when event.x > 1"],"dashboards":[{"name":"D"}]})");
        }
        ExtensionLoader extensions(directory.path().toStdString());
        const std::string a = directory.filePath(QStringLiteral("a.sgw")).toStdString();
        const std::string b = directory.filePath(QStringLiteral("b.sgw")).toStdString();
        const auto work = openWork({ a, b, a }, extensions);
        QVERIFY2(work.ok(), work.ok() ? "" : work.error().text().c_str());
        QCOMPARE(work->workspace.name, std::string("Ward"));
        QCOMPARE(work->workspace.sources[1].name, std::string("s-2"));
        QCOMPARE(work->workspace.sources[2].name, std::string("s-3"));
        QCOMPARE(work->workspace.rules[1].name, std::string("R-2"));
        QCOMPARE(work->workspace.dashboards[2].name, std::string("D-3"));
        QCOMPARE(work->scopes.at("s-2"), std::filesystem::canonical(b).string());
        QVERIFY(work->url_sources.empty());
        QCOMPARE(work->warnings.size(), 3U);
        QVERIFY(work->warnings[0].place.starts_with(a));
    }

    void namesTheFirstFault()
    {
        const QTemporaryDir directory;
        ExtensionLoader extensions(directory.path().toStdString());
        const auto missing = openWork({ "missing.sgw", "sim:x" }, extensions);
        QVERIFY(!missing.ok());
        QCOMPARE(missing.error().place, std::string("missing.sgw"));
        const auto url = openWork({ "mysql://a:b@c" }, extensions);
        QVERIFY(!url.ok());
        QCOMPARE(url.error().place, std::string("source URL, column 10"));
    }

    void namesTableFilesSafely_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QByteArray>("file");
        const auto row = [](const char *stream, const char *file) {
            QTest::newRow(stream) << QByteArray(stream) << QByteArray(file);
        };
        row("shop.orders", "shop.orders.csv");
        row("vitals", "vitals.csv");
        row("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd.csv");
        row("a/b", "a%2Fb.csv");
        row("50%", "50%25.csv");
        row(".hidden", "%2Ehidden.csv");
        row("größe", "gr%C3%B6%C3%9Fe.csv");
        row("a b\n", "a%20b%0A.csv");
        row("", ".csv");
    }
    void namesTableFilesSafely()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QByteArray, file);
        QCOMPARE(QByteArray::fromStdString(tableFileName(stream.toStdString())), file);
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::WorkListTest)
#include "tst_worklist.moc"
