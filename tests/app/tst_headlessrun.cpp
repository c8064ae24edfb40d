// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <csignal>

namespace streamgauge {

namespace {

QJsonObject first(const QJsonObject &summary, const char *list)
{
    return summary[QString::fromUtf8(list)].toArray()[0].toObject();
}

} // namespace

class HeadlessRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { program_ = std::make_unique<TestProgram>(); }

    void runsAFiniteSourceToItsEnd()
    {
        const ProgramResult result =
            program_->run({ QStringLiteral("--headless"), QStringLiteral("sim:plant?events=2000&speed=max"),
                            QStringLiteral("--rule"), QStringLiteral("Any: from machines when event.temperature > -1000.0"),
                            QStringLiteral("--summary"), QStringLiteral("-") });
        QVERIFY2(result.status == 0, result.err.constData());
        const QJsonObject summary = result.summary();
        const QJsonObject source = first(summary, "sources");
        QCOMPARE(source[QStringLiteral("name")].toString(), QStringLiteral("plant"));
        QCOMPARE(source[QStringLiteral("state")].toString(), QStringLiteral("finished"));
        QCOMPARE(source[QStringLiteral("created")].toInt() + source[QStringLiteral("updated")].toInt(), 2000);
        QCOMPARE(first(summary, "streams")[QStringLiteral("events")].toInt(), 2000);
        const QJsonObject rule = first(summary, "rules");
        QCOMPARE(rule[QStringLiteral("name")].toString(), QStringLiteral("Any"));
        QCOMPARE(rule[QStringLiteral("evaluations")].toInt(), 2000);
        QCOMPARE(rule[QStringLiteral("fired")].toInt(), first(summary, "streams")[QStringLiteral("keys")].toInt());
        QVERIFY(summary[QStringLiteral("peak_rss_bytes")].toDouble() > 1e6);
    }

    void endsAfterItsTime()
    {
        const ProgramResult result = program_->run({ QStringLiteral("--headless"), QStringLiteral("sim:plant?rate=100"),
                                                     QStringLiteral("--for"), QStringLiteral("500ms") });
        QVERIFY2(result.status == 0, result.err.constData());
        QVERIFY2(result.out.contains("Source plant (sim): streaming"), result.out.constData());
        QVERIFY(result.out.contains("(SIM)"));
    }

    void endsWhenIdle()
    {
        put("few.csv", "at,id,value\n2026-11-20 00:00:00,1,5\n2026-11-20 00:00:01,2,6\n");
        const ProgramResult result = program_->run(
            { QStringLiteral("--headless"), QStringLiteral("replay:few.csv?time=at&key=id&speed=max"),
              QStringLiteral("--until-idle"), QStringLiteral("300ms"), QStringLiteral("--summary"), QStringLiteral("-") });
        QVERIFY2(result.status == 0, result.err.constData());
        QCOMPARE(first(result.summary(), "streams")[QStringLiteral("events")].toInt(), 2);
    }

    void endsCleanlyOnASignal_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
    }
    void endsCleanlyOnASignal()
    {
        QFETCH(int, signal);
        const auto process = program_->start({ QStringLiteral("--headless"), QStringLiteral("sim:plant?rate=100"),
                                               QStringLiteral("--summary"), QStringLiteral("-"), QStringLiteral("--tables"),
                                               QStringLiteral("tables") });
        waitUntilLoaded(*process, "streamgauge-sim.so");
        ::kill(static_cast<pid_t>(process->processId()), signal);
        const ProgramResult result = TestProgram::wait(*process);
        QVERIFY2(result.status == 0, result.err.constData());
        QCOMPARE(result.summary().size(), 6);
    }

    void mapsNoQtAndNoUnusedDriver()
    {
        const auto process = program_->start({ QStringLiteral("--headless"), QStringLiteral("sim:plant?rate=100") });
        const QByteArray maps = waitUntilLoaded(*process, "streamgauge-sim.so");
        ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
        QCOMPARE(TestProgram::wait(*process).status, 0);
        QVERIFY(maps.contains("libstreamgauge-engine"));
        QVERIFY(!maps.contains("libQt6"));
        QVERIFY(!maps.contains("streamgauge-mysql"));
        QVERIFY(!maps.contains("libmariadb"));
    }

    void mixesWorkspacesAndUrls()
    {
        put("a.sgw",
            R"({"format":"streamgauge-workspace","version":1,"sources":[{"name":"plant","kind":"sim","settings":{"simulation":"plant","events":"100","speed":"max"}}],
  "rules":["Hot: from machines when event.temperature > -1000.0"]})");
        const ProgramResult result = program_->run({ QStringLiteral("--headless"), QStringLiteral("a.sgw"),
                                                     QStringLiteral("sim:plant?events=50&speed=max"),
                                                     QStringLiteral("--summary"), QStringLiteral("s.json") });
        QVERIFY2(result.status == 0, result.err.constData());
        ProgramResult written;
        written.out = readFile(program_->home() + QStringLiteral("/s.json"));
        const QJsonArray sources = written.summary()[QStringLiteral("sources")].toArray();
        QCOMPARE(sources.size(), 2);
        QCOMPARE(sources[0].toObject()[QStringLiteral("name")].toString(), QStringLiteral("plant"));
        QCOMPARE(sources[1].toObject()[QStringLiteral("name")].toString(), QStringLiteral("plant-2"));
        QCOMPARE(written.summary()[QStringLiteral("rules")].toArray().size(), 1);
        QVERIFY(result.out.isEmpty());
    }

    void writesTables()
    {
        put("rows.csv",
            "at,id,note\n2026-11-20 00:00:00,b,first\n2026-11-20 00:00:01,a,=1+1\n2026-11-20 00:00:02,b,\"second, "
            "\"\"quoted\"\"\"\n");
        const ProgramResult result =
            program_->run({ QStringLiteral("--headless"), QStringLiteral("replay:rows.csv?time=at&key=id&speed=max"),
                            QStringLiteral("--tables"), QStringLiteral("tables") });
        QVERIFY2(result.status == 0, result.err.constData());
        const QDir tables(program_->home() + QStringLiteral("/tables"));
        QCOMPARE(tables.entryList(QDir::Files).size(), 1);
        const auto rows = readCsv(readFile(tables.filePath(tables.entryList(QDir::Files)[0])));
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows[0], QStringList({ QStringLiteral("at"), QStringLiteral("id"), QStringLiteral("note") }));
        QCOMPARE(rows[1].mid(1), QStringList({ QStringLiteral("a"), QStringLiteral("=1+1") }));
        QCOMPARE(rows[2].mid(1), QStringList({ QStringLiteral("b"), QStringLiteral("second, \"quoted\"") }));
    }

    void saysThatASourceFailed()
    {
        const ProgramResult result =
            program_->run({ QStringLiteral("--headless"), QStringLiteral("replay:missing.csv?time=at"),
                            QStringLiteral("--summary"), QStringLiteral("-") });
        QCOMPARE(result.status, 1);
        QVERIFY2(result.err.contains("missing.csv"), result.err.constData());
    }

    void saysThatARulesStreamSentNothing()
    {
        const ProgramResult result =
            program_->run({ QStringLiteral("--headless"), QStringLiteral("sim:plant?events=10&speed=max"),
                            QStringLiteral("--rule"), QStringLiteral("A: from machine when event.x > 1") });
        QVERIFY2(result.err.contains("stream \"machine\" sent nothing"), result.err.constData());
    }

    void writesALogWithoutSecrets()
    {
        program_->setVariable(QStringLiteral("STREAMGAUGE_PASSWORD"), QStringLiteral("hunter2"));
        const ProgramResult result = program_->run(
            { QStringLiteral("--headless"), QStringLiteral("mysql://app@127.0.0.1:1/shop"), QStringLiteral("--for"),
              QStringLiteral("1s"), QStringLiteral("--log-level"), QStringLiteral("debug") });
        QCOMPARE(result.status, 1);
        QVERIFY(!(result.err + result.out).contains("hunter2"));
        const QByteArray log = readFile(program_->home() + QStringLiteral("/state/streamgauge/log/streamgauge.log"));
        QVERIFY(!log.isEmpty());
        QVERIFY(!log.contains("hunter2"));
    }

private:
    void put(const char *name, const QByteArray &text) const
    {
        QFile file(program_->home() + QLatin1Char('/') + QString::fromUtf8(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), qint64(text.size()));
    }
    /// The process's mappings once the module is among them and its threads run.
    static QByteArray waitUntilLoaded(const QProcess &process, const char *module)
    {
        QByteArray maps;
        const QString directory = QStringLiteral("/proc/%1/").arg(process.processId());
        (void)QTest::qWaitFor(
            [&] {
                maps = readFile(directory + QStringLiteral("maps"));
                return maps.contains(module)
                    && QDir(directory + QStringLiteral("task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size() > 2;
            },
            30'000);
        return maps;
    }

    std::unique_ptr<TestProgram> program_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::HeadlessRunTest)
#include "tst_headlessrun.moc"
