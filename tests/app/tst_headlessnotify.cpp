// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/workspacefile.h"
#include "tests/app/program.h"
#include "tests/support/mariadbserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>

namespace streamgauge {

constexpr int patience_ms = 60'000;

/// The program itself, killed at any moment: nobody is told twice that an alert fired, nobody misses that it ended.
class HeadlessNotifyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { server_.start(); }

    void init()
    {
        program_ = std::make_unique<TestProgram>();
        SqlClient sql = server_.client();
        sql.run("CREATE OR REPLACE DATABASE shop");
        sql.run("CREATE TABLE shop.plant (id INT PRIMARY KEY, temperature DOUBLE)");
        sql.run("INSERT INTO shop.plant VALUES (1, 20), (2, 20)");
        Workspace workspace;
        workspace.name = "plant";
        Settings settings = server_.settings("shop");
        settings["tables"] = "plant";
        workspace.sources = { { "db", "mysql", settings } };
        workspace.rules = { parseRule("High: from shop.plant when event.temperature > 90.0 notify log").value() };
        workspace.notifications.receivers = {
            { "log",
              "command",
              { { "command", "sh -c 'cat >> " + told().toStdString() + "; echo >> " + told().toStdString() + "'" } } }
        };
        workspace.notifications.grouping.wait_ns = 0;
        workspace.notifications.grouping.interval_ns = 0;
        const auto text = workspaceText(workspace);
        QVERIFY2(text.ok(), text.ok() ? "" : text.error().text().c_str());
        QFile file(program_->home() + QStringLiteral("/plant.sgw"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(*text));
    }

    void tellsOnceThroughAKill_data()
    {
        QTest::addColumn<bool>("resolves_meanwhile");
        QTest::newRow("it ends while the program runs again") << false;
        QTest::newRow("it ends while nothing runs") << true;
    }
    void tellsOnceThroughAKill()
    {
        QFETCH(bool, resolves_meanwhile);
        SqlClient sql = server_.client();
        {
            const auto process = start();
            sql.run("UPDATE shop.plant SET temperature = 95 WHERE id = 1");
            QTRY_COMPARE_WITH_TIMEOUT(said(), QStringList({ QStringLiteral("firing 1") }), patience_ms);
            // Sent is sent: the attempt is written down before the next position.
            sql.run("UPDATE shop.plant SET temperature = 21 WHERE id = 2");
            const QString state = program_->home() + QStringLiteral("/state/streamgauge/state.db-wal");
            QTRY_VERIFY_WITH_TIMEOUT(readFile(state).contains("exit status 0"), patience_ms);
            ::kill(static_cast<pid_t>(process->processId()), SIGKILL);
            QVERIFY(process->waitForFinished());
        }
        if (resolves_meanwhile)
            sql.run("UPDATE shop.plant SET temperature = 20 WHERE id = 1");
        const auto process = start();
        if (!resolves_meanwhile) {
            sql.run("UPDATE shop.plant SET temperature = 96 WHERE id = 1");
            sql.run("UPDATE shop.plant SET temperature = 95 WHERE id = 2");
            QTRY_COMPARE_WITH_TIMEOUT(said().size(), 2, patience_ms);
            QCOMPARE(said()[1], QStringLiteral("firing 1 2"));
            sql.run("UPDATE shop.plant SET temperature = 20");
            QTRY_VERIFY_WITH_TIMEOUT(said().last() == QStringLiteral("resolved 1 2")
                                         || said().mid(2)
                                             == QStringList({ QStringLiteral("firing 2"), QStringLiteral("resolved 2") }),
                                     patience_ms);
        } else {
            QTRY_COMPARE_WITH_TIMEOUT(said(), QStringList({ QStringLiteral("firing 1"), QStringLiteral("resolved 1") }),
                                      patience_ms);
        }
        ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
        const ProgramResult result = TestProgram::wait(*process);
        QVERIFY2(result.status == 0, result.err.constData());
    }

    void staysQuietUntrusted()
    {
        SqlClient sql = server_.client();
        sql.run("UPDATE shop.plant SET temperature = 95 WHERE id = 1");
        const ProgramResult result =
            program_->run({ QStringLiteral("--headless"), QStringLiteral("plant.sgw"), QStringLiteral("--until-idle"),
                            QStringLiteral("2s"), QStringLiteral("--summary"), QStringLiteral("-") });
        QVERIFY2(result.status == 0, result.err.constData());
        QVERIFY2(result.err.contains("nobody is told by log"), result.err.constData());
        QVERIFY(!QFile::exists(told()));
    }

private:
    [[nodiscard]] QString told() const { return program_->home() + QStringLiteral("/told"); }
    [[nodiscard]] std::unique_ptr<QProcess> start() const
    {
        return program_->start({ QStringLiteral("--headless"), QStringLiteral("plant.sgw"), QStringLiteral("--trust") });
    }
    /// "firing KEY..." or "resolved KEY..." for each notice.
    [[nodiscard]] QStringList said() const
    {
        QStringList lines;
        QFile file(told());
        if (!file.open(QIODevice::ReadOnly))
            return lines;
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QJsonObject notice = QJsonDocument::fromJson(line).object();
            if (notice.isEmpty())
                continue;
            const QString status = notice[QStringLiteral("status")].toString();
            QString keys;
            for (const QJsonValue &alert : notice[status].toArray())
                keys += QLatin1Char(' ') + alert[QStringLiteral("key")].toString();
            lines += status + keys;
        }
        return lines;
    }

    MariaDbServer server_;
    std::unique_ptr<TestProgram> program_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::HeadlessNotifyTest)
#include "tst_headlessnotify.moc"
