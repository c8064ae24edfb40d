// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/program.h"
#include "tests/support/mariadbserver.h"
#include "tests/support/tcpproxy.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <csignal>

namespace streamgauge {

class HeadlessMariaDbTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { server_.start(); }

    void init()
    {
        program_ = std::make_unique<TestProgram>();
        SqlClient sql = server_.client();
        sql.run("CREATE OR REPLACE DATABASE shop");
        sql.run("CREATE TABLE shop.orders (id INT PRIMARY KEY, customer VARCHAR(40) NULL, total DECIMAL(10,2), placed "
                "DATETIME(3), note TEXT)");
        sql.run("INSERT INTO shop.orders VALUES (1, 'Anna', 10.50, '2026-11-20 21:05:03.125', ''), (2, NULL, -3.00, NULL, "
                "'=1+1'), "
                "(3, 'O\"Hara, Jr', 99999999.99, '1999-12-31 23:59:59.999', 'two\\nlines')");
    }

    void tablesEqualTheServers()
    {
        const auto process = program_->start(
            { QStringLiteral("--headless"), url(QStringLiteral("tables=orders")), QStringLiteral("--tables"),
              QStringLiteral("tables"), QStringLiteral("--summary"), QStringLiteral("-"), QStringLiteral("--until-idle"),
              QStringLiteral("2s"), QStringLiteral("--for"), QStringLiteral("60s"), QStringLiteral("--rule"),
              QStringLiteral("Debt: from shop.orders when event.total < 0.0") });
        SqlClient sql = server_.client();
        for (int id = 100; id < 200; ++id)
            sql.run("INSERT INTO shop.orders VALUES (" + std::to_string(id) + ", 'New', " + std::to_string(id)
                    + ".25, NOW(3), NULL)");
        sql.run("UPDATE shop.orders SET note = CONCAT('n', id) WHERE id BETWEEN 100 AND 120");
        sql.run("DELETE FROM shop.orders WHERE id IN (1, 150)");
        const ProgramResult result = TestProgram::wait(*process);
        QVERIFY2(result.status == 0, result.err.constData());

        QList<QStringList> wanted { { QStringLiteral("id"), QStringLiteral("customer"), QStringLiteral("total"),
                                      QStringLiteral("placed"), QStringLiteral("note") } };
        for (const auto &row : sql.rows("SELECT * FROM shop.orders ORDER BY CAST(id AS CHAR)")) {
            QStringList cells;
            for (const auto &cell : row)
                cells.append(!cell ? QString() : cell->empty() ? QStringLiteral("") : QString::fromStdString(*cell));
            wanted.append(cells);
        }
        const auto rows = readCsv(readFile(program_->home() + QStringLiteral("/tables/shop.orders.csv")));
        QCOMPARE(rows, wanted);
        for (qsizetype row = 0; row < rows.size(); ++row) {
            for (qsizetype cell = 0; cell < rows[row].size(); ++cell)
                QCOMPARE(rows[row][cell].isNull(), wanted[row][cell].isNull());
        }

        const QJsonObject source = result.summary()[QStringLiteral("sources")].toArray()[0].toObject();
        QCOMPARE(source[QStringLiteral("kind")].toString(), QStringLiteral("mysql"));
        QCOMPARE(source[QStringLiteral("state")].toString(), QStringLiteral("streaming"));
        QVERIFY(!source[QStringLiteral("position")].toString().isEmpty());
        const QJsonObject rule = result.summary()[QStringLiteral("rules")].toArray()[0].toObject();
        QCOMPARE(rule[QStringLiteral("firing")].toInt(), 1);
    }

    void endsACheckOnASignal_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
    }
    /// Of a server that takes connections and says nothing; it would be waited for longer than the test lasts.
    void endsACheckOnASignal()
    {
        QFETCH(const int, signal);
        TcpProxy silent(server_.host(), server_.port());
        silent.pause();
        silent.start();
        const auto process =
            program_->start({ QStringLiteral("check"),
                              QStringLiteral("mysql://root@127.0.0.1:%1/shop?connect_timeout_s=600").arg(silent.port()) });
        QTRY_VERIFY_WITH_TIMEOUT(silent.connections() > 0, 60'000);
        ::kill(static_cast<pid_t>(process->processId()), signal);
        const ProgramResult result = TestProgram::wait(*process);
        QCOMPARE(result.status, 1);
        QCOMPARE(result.err, QByteArray("streamgauge: stopped\n"));
    }

    void judgesByTheRowsOfATable()
    {
        SqlClient sql = server_.client();
        sql.run("CREATE TABLE shop.limits (customer VARCHAR(40) PRIMARY KEY, most DECIMAL(12,2))");
        sql.run("INSERT INTO shop.limits VALUES ('Anna', 10.00), ('O\"Hara, Jr', 100000000.00)");
        const auto write = [&](const char *table, const char *rule) {
            QFile file(program_->home() + QStringLiteral("/limits.sgw"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(R"({"format": "streamgauge-workspace", "version": 1, "name": "Limits",
                "sources": [{"name": "shop", "kind": "mysql", "settings": {"host": "127.0.0.1", "user": "root",
                    "database": "shop", "tables": "orders", "port": ")"
                       + QByteArray::number(server_.port()) + R"("}}],
                "lookups": [{"name": "limits", "source": "shop", "table": ")"
                       + table + R"(", "key": "customer"}],
                "models": [{"name": "sum", "path": "sum.json"}],
                "rules": [")"
                       + rule + R"("]})");
            QFile model(program_->home() + QStringLiteral("/sum.json"));
            QVERIFY(model.open(QIODevice::WriteOnly));
            model.write(
                R"({"model": "linear", "features": [{"name": "a", "weight": 1}, {"name": "b", "weight": 1, "missing": 0}]})");
        };
        const QStringList workspace { program_->home() + QStringLiteral("/limits.sgw") };
        write("limits",
              "Over: from shop.orders when model('sum', event.total, null) > lookup('limits', event.customer).most "
              "no_data ok");
        const ProgramResult check = program_->run(QStringList { QStringLiteral("check") } + workspace);
        QVERIFY2(check.status == 0, check.err.constData());
        QVERIFY2(check.out.contains("lookup limits: rows of limits by customer"), check.out.constData());
        QVERIFY2(check.out.contains("model sum: "), check.out.constData());
        const QStringList run =
            workspace + QStringList { QStringLiteral("--headless"), QStringLiteral("--until-idle"), QStringLiteral("2s") };
        const ProgramResult result = program_->run(run);
        QVERIFY2(result.status == 0, result.err.constData());
        // Anna owes more than her limit; of the order without customer nothing is known.
        QVERIFY2(result.out.contains("Rule Over: fired 1, resolved 0, firing 1"), result.out.constData());
        QVERIFY2(result.out.contains("Lookup limits: 0 hits, 2 misses"), result.out.constData());

        write("limits", "Over: from shop.orders when lookup('limits', event.customer).mots < event.total");
        const ProgramResult column = program_->run(QStringList { QStringLiteral("check") } + workspace);
        QCOMPARE(column.status, 1);
        QVERIFY2(column.err.contains(": lookup limits has no column mots (did you mean most?)"), column.err.constData());

        write("nothing", "Over: from shop.orders when lookup('limits', event.customer).most < event.total");
        const ProgramResult wrong = program_->run(QStringList { QStringLiteral("check") } + workspace);
        QCOMPARE(wrong.status, 1);
        QVERIFY2(wrong.err.contains("lookup limits, shop.nothing"), wrong.err.constData());
        const ProgramResult failing = program_->run(run);
        QVERIFY2(failing.err.contains("lookup limits is not there"), failing.err.constData());
    }

    void loseNothingThroughACrash()
    {
        const QString tables = QStringLiteral("tables=orders");
        {
            const auto process = program_->start({ QStringLiteral("--headless"), url(tables) });
            const QString state = program_->home() + QStringLiteral("/state/streamgauge/state.db-wal");
            QTRY_VERIFY_WITH_TIMEOUT(readFile(state).contains("shop"), 30'000);
            ::kill(static_cast<pid_t>(process->processId()), SIGKILL);
            QVERIFY(process->waitForFinished());
        }
        SqlClient sql = server_.client();
        sql.run("INSERT INTO shop.orders VALUES (7, 'Meanwhile', 1.00, NULL, NULL)");
        const ProgramResult result = program_->run(
            { QStringLiteral("--headless"), url(tables + QStringLiteral("&snapshot=off")), QStringLiteral("--summary"),
              QStringLiteral("-"), QStringLiteral("--until-idle"), QStringLiteral("2s") });
        QVERIFY2(result.status == 0, result.err.constData());
        // Another URL is another source: it starts anew.
        QCOMPARE(result.summary()[QStringLiteral("sources")].toArray()[0].toObject()[QStringLiteral("created")].toInt(), 0);
        const ProgramResult resumed = program_->run(
            { QStringLiteral("--headless"), url(tables), QStringLiteral("--summary"), QStringLiteral("-"),
              QStringLiteral("--tables"), QStringLiteral("tables"), QStringLiteral("--until-idle"), QStringLiteral("2s") });
        QVERIFY2(resumed.status == 0, resumed.err.constData());
        QCOMPARE(readCsv(readFile(program_->home() + QStringLiteral("/tables/shop.orders.csv"))).size(), 1 + 4);
    }

    void measuresFromTheSentColumn()
    {
        SqlClient sql = server_.client();
        sql.run("CREATE TABLE shop.timed (id INT PRIMARY KEY, sent DATETIME(6))");
        sql.run("INSERT INTO shop.timed VALUES (1, '2001-01-01')");
        const auto process = program_->start({ QStringLiteral("--headless"), url(QStringLiteral("tables=timed&sent=sent")),
                                               QStringLiteral("--summary"), QStringLiteral("-"), QStringLiteral("--rule"),
                                               QStringLiteral("Any: from shop.timed when event.id > 0") });
        const QString state = program_->home() + QStringLiteral("/state/streamgauge/state.db-wal");
        QTRY_VERIFY_WITH_TIMEOUT(readFile(state).contains("shop"), 30'000);
        const QByteArray before = readFile(state);
        for (int id = 2; id < 52; ++id)
            sql.run("INSERT INTO shop.timed VALUES (" + std::to_string(id) + ", UTC_TIMESTAMP(6))");
        QTRY_VERIFY_WITH_TIMEOUT(readFile(state) != before, 30'000);
        ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
        const ProgramResult result = TestProgram::wait(*process);
        QVERIFY2(result.status == 0, result.err.constData());
        const QJsonObject latency = result.summary()
                                        .value(QStringLiteral("latency_us"))
                                        .toObject()
                                        .value(QStringLiteral("commit_to_rule"))
                                        .toObject();
        QVERIFY(latency.value(QStringLiteral("count")).toInt() >= 1);
        QVERIFY(latency.value(QStringLiteral("count")).toInt() <= 50);
        QVERIFY(latency.value(QStringLiteral("max")).toDouble() < 120e6);
    }

    void aSecondInstanceRunsWithoutResume()
    {
        const auto first = program_->start({ QStringLiteral("--headless"), url(QStringLiteral("tables=orders")) });
        const QString state = program_->home() + QStringLiteral("/state/streamgauge/state.db-wal");
        QTRY_VERIFY_WITH_TIMEOUT(readFile(state).contains("shop"), 30'000);
        const ProgramResult second = program_->run({ QStringLiteral("--headless"), url(QStringLiteral("tables=orders")),
                                                     QStringLiteral("--until-idle"), QStringLiteral("1s") });
        QVERIFY2(second.status == 0, second.err.constData());
        QVERIFY2(second.err.contains("another Streamgauge"), second.err.constData());
        QVERIFY2(second.out.contains("3 in snapshots"), second.out.constData());
        ::kill(static_cast<pid_t>(first->processId()), SIGTERM);
        QCOMPARE(TestProgram::wait(*first).status, 0);
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("database");
        QTest::newRow("unknown user") << QStringLiteral("nobody_at_all") << QStringLiteral("shop");
        QTest::newRow("unknown database") << QStringLiteral("root") << QStringLiteral("nowhere");
    }
    void saysWhatIsWrong()
    {
        QFETCH(QString, user);
        QFETCH(QString, database);
        const QString what = QStringLiteral("mysql://%1@127.0.0.1:%2/%3").arg(user).arg(server_.port()).arg(database);
        const ProgramResult check = program_->run({ QStringLiteral("check"), what });
        QCOMPARE(check.status, 1);
        QVERIFY2(check.err.contains("fault: "), check.err.constData());
        // The tables of a database may still be created; without the right to log in nothing can come.
        if (database == QStringLiteral("nowhere"))
            return;
        const ProgramResult run =
            program_->run({ QStringLiteral("--headless"), what, QStringLiteral("--for"), QStringLiteral("20s") });
        QCOMPARE(run.status, 1);
        QVERIFY2(run.err.contains("source " + database.toUtf8()), run.err.constData());
    }

    void exportsATable()
    {
        const ProgramResult result =
            program_->run({ QStringLiteral("export"), url(QStringLiteral("tables=orders")), QStringLiteral("--stream"),
                            QStringLiteral("shop.orders"), QStringLiteral("--columns"), QStringLiteral("operation,id,note"),
                            QStringLiteral("--csv"), QStringLiteral("-") });
        QVERIFY2(result.status == 0, result.err.constData());
        const auto rows = readCsv(result.out);
        QCOMPARE(rows.size(), 4);
        QCOMPARE(rows[1][0], QStringLiteral("snapshot"));
        QCOMPARE(rows[2][2], QStringLiteral("'=1+1"));
    }

private:
    [[nodiscard]] QString url(const QString &parameters) const
    {
        return QStringLiteral("mysql://root@127.0.0.1:%1/shop?%2").arg(server_.port()).arg(parameters);
    }

    MariaDbServer server_;
    std::unique_ptr<TestProgram> program_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::HeadlessMariaDbTest)
#include "tst_headlessmariadb.moc"
