// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

namespace streamgauge {

namespace {

QStringList words(const char *text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '));
}

} // namespace

class RecordingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { program_ = std::make_unique<TestProgram>(); }
    void recordsAndReplays();
    void neverOverwrites();
    void exportsTheSame();
    void backtests();
    void backtestsADataFile();
    void checksARecording();
    void runsTestCases();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();

private:
    void put(const char *name, const QByteArray &content) const
    {
        QFile file(program_->home() + QLatin1Char('/') + QString::fromUtf8(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    [[nodiscard]] ProgramResult record() const
    {
        return program_->run(
            words("--headless sim:plant?events=3000&speed=max&seed=7&start=2026-11-20T00:00:00Z --record day.sgr "
                  "--summary -")
            + rule());
    }
    [[nodiscard]] static QStringList rule()
    {
        return { QStringLiteral("--rule"), QStringLiteral("Any: from machines when event.temperature > -1000.0") };
    }

    std::unique_ptr<TestProgram> program_;
};

void RecordingsTest::recordsAndReplays()
{
    const ProgramResult live = record();
    QVERIFY2(live.status == 0, live.err.constData());
    for (const char *what : { "recording:day.sgr?speed=max", "recording:day.sgr?speed=1000" }) {
        const ProgramResult again =
            program_->run(words("--headless --summary -") + rule() + QStringList { QString::fromUtf8(what) });
        QVERIFY2(again.status == 0, again.err.constData());
        QCOMPARE(again.summary()[QStringLiteral("streams")], live.summary()[QStringLiteral("streams")]);
        QCOMPARE(again.summary()[QStringLiteral("rules")], live.summary()[QStringLiteral("rules")]);
    }
    const ProgramResult bare = program_->run(words("--headless day.sgr --for 1s"));
    QVERIFY2(bare.status == 0, bare.err.constData());
    QVERIFY2(bare.out.contains("day.sgr (recording)") || bare.out.contains("(recording)"), bare.out.constData());
}

void RecordingsTest::neverOverwrites()
{
    QCOMPARE(record().status, 0);
    const ProgramResult again = record();
    QCOMPARE(again.status, 1);
    QVERIFY2(again.err.contains("day.sgr") && again.err.contains("never overwritten"), again.err.constData());
}

void RecordingsTest::exportsTheSame()
{
    QCOMPARE(record().status, 0);
    const ProgramResult whole = program_->run(words("export day.sgr --stream machines --csv -"));
    QVERIFY2(whole.status == 0, whole.err.constData());
    const QList<QStringList> rows = readCsv(whole.out);
    QVERIFY(rows.size() > 1'000);
    const auto time = rows[0].indexOf(QStringLiteral("event_time"));
    const auto temperature = rows[0].indexOf(QStringLiteral("temperature"));
    QVERIFY(time >= 0 && temperature >= 0);
    const QString from = rows[500][time];
    const QString to = rows[600][time];
    QList<QStringList> expected { { QStringLiteral("temperature") } };
    for (const QStringList &row : rows.mid(1)) {
        if (row[time] >= from && row[time] < to)
            expected.push_back({ row[temperature] });
    }
    const ProgramResult part = program_->run(words("export day.sgr --stream machines --columns temperature --csv - --from")
                                             + QStringList { from, QStringLiteral("--to"), to });
    QVERIFY2(part.status == 0, part.err.constData());
    QCOMPARE(readCsv(part.out), expected);
    const ProgramResult unknown = program_->run(words("export day.sgr --stream orders --csv -"));
    QCOMPARE(unknown.status, 1);
    QVERIFY2(unknown.err.contains("machines"), unknown.err.constData());
}

void RecordingsTest::backtests()
{
    const ProgramResult live = record();
    QCOMPARE(live.status, 0);
    put("rules.sgw", R"({"format":"streamgauge-workspace","version":1,"name":"Plant",
        "rules":["Any: from machines when event.temperature > -1000.0", "None: from machines when event.temperature > 1e9"]})");
    put("incidents.csv",
        "from,to,key,label\n2026-11-20T00:00:00Z,2026-11-21T00:00:00Z,,all day\n"
        "2001-01-01,2001-01-02,,long ago\n");
    const ProgramResult text = program_->run(words("backtest rules.sgw --on day.sgr"));
    QVERIFY2(text.status == 0, text.err.constData());
    QVERIFY2(text.out.contains("None: fired 0 times"), text.out.constData());
    const ProgramResult result = program_->run(words("backtest rules.sgw --on day.sgr --json --incidents incidents.csv"));
    QVERIFY2(result.status == 0, result.err.constData());
    const QJsonObject report = QJsonDocument::fromJson(result.out).object();
    QCOMPARE(report[QStringLiteral("events")].toInt(), 3'000);
    const QJsonObject any = report[QStringLiteral("rules")].toArray()[0].toObject();
    const QJsonObject was = live.summary()[QStringLiteral("rules")].toArray()[0].toObject();
    QCOMPARE(any[QStringLiteral("fired")], was[QStringLiteral("fired")]);
    QCOMPARE(any[QStringLiteral("evaluations")], was[QStringLiteral("evaluations")]);
    QCOMPARE(any[QStringLiteral("hits")].toInt(), 1);
    QCOMPARE(any[QStringLiteral("missed")].toInt(), 1);
    QCOMPARE(any[QStringLiteral("false_alarms")].toInt(), 0);
    QCOMPARE(any[QStringLiteral("episodes")].toArray().size(), was[QStringLiteral("fired")].toInt());
}

void RecordingsTest::backtestsADataFile()
{
    put("rates.csv", "time,rate\n2026-11-20 00:00:00,80\n2026-11-20 00:00:10,130\n2026-11-20 00:00:30,80\n");
    put("rules.sgw", R"({"format":"streamgauge-workspace","version":1,"name":"W",
        "rules":["Fast: from rates when event.rate > 120 for 10s"]})");
    const ProgramResult result = program_->run(words("backtest rules.sgw --on rates.csv"));
    QVERIFY2(result.status == 0, result.err.constData());
    QVERIFY2(result.out.contains("Fast: fired 1 time, 10s in all"), result.out.constData());
    QVERIFY2(result.out.contains("2026-11-20 00:00:20.000  warning  value 130, for 10s"), result.out.constData());
}

void RecordingsTest::checksARecording()
{
    QCOMPARE(record().status, 0);
    const ProgramResult sound = program_->run(words("check day.sgr"));
    QVERIFY2(sound.status == 0, sound.err.constData());
    QFile file(program_->home() + QStringLiteral("/day.sgr"));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(file.size() / 2);
    file.write(QByteArray(file.size() / 2, 'x'));
    file.close();
    const ProgramResult damaged = program_->run(words("check day.sgr"));
    QCOMPARE(damaged.status, 1);
    QVERIFY2(damaged.err.contains("fault: source"), damaged.err.constData());
}

void RecordingsTest::runsTestCases()
{
    const QByteArray workspace = R"({"format":"streamgauge-workspace","version":1,"name":"W",
        "rules":["High: from s when event.v > 50 for 1m keep_firing 1m"],
        "tests":[{"name":"up and down","rule":"High","interval":"1m",
                  "input":[{"key":"k","field":"v","values":"75 85 70 70 10x5"}],
                  "expected":[{"at":"0s","key":"k","state":"pending"},{"at":"1m","key":"k","state":"firing"},
                              {"at":"5m","key":"k","state":"STATE"}]}]})";
    put("good.sgw", QByteArray(workspace).replace("STATE", "resolved"));
    put("bad.sgw", QByteArray(workspace).replace("STATE", "firing"));
    const ProgramResult good = program_->run(words("check good.sgw"));
    QVERIFY2(good.out.contains("test up and down: 3 expectations"), good.out + good.err);
    const ProgramResult bad = program_->run(words("check bad.sgw"));
    QCOMPARE(bad.status, 1);
    QVERIFY2(bad.err.contains("\"k\" is resolved at 5m, expected firing"), bad.err.constData());
}

void RecordingsTest::saysWhatIsWrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const char *arguments, int status, const char *says) {
        QTest::newRow(name) << words(arguments) << status << QByteArray(says);
    };
    row("no --on", "backtest rules.sgw", 2, "--on");
    row("no workspace", "backtest missing.sgw --on day.sgr", 1, "missing.sgw");
    row("no recording", "backtest rules.sgw --on missing.sgr", 1, "missing.sgr");
    row("a source without end", "backtest rules.sgw --on sim:plant", 1, "no end");
    row("no incidents", "backtest rules.sgw --on rates.csv --incidents missing.csv", 1, "missing.csv");
    row("no recording to replay", "--headless missing.sgr", 1, "missing.sgr");
    row("record without headless", "--record x.sgr sim:plant", 2, "--headless");
    row("no such directory", "--headless sim:plant --record no/such/x.sgr", 1, "no/such/x.sgr");
    row("a time that is none", "backtest rules.sgw --on rates.csv --early soon", 2, "--early");
}

void RecordingsTest::saysWhatIsWrong()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, status);
    QFETCH(const QByteArray, says);
    put("rates.csv", "time,rate\n2026-11-20 00:00:00,80\n");
    put("rules.sgw", R"({"format":"streamgauge-workspace","version":1,"name":"W",
        "rules":["Fast: from rates when event.rate > 120 for 10s"]})");
    const ProgramResult result = program_->run(arguments);
    QCOMPARE(result.status, status);
    QVERIFY2(result.err.contains(says), result.err.constData());
}

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::RecordingsTest)
#include "tst_recordings.moc"
