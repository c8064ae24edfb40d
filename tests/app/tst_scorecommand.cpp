// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/program.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <random>

using namespace streamgauge;

namespace {

QString shared(const QString &name)
{
    return qEnvironmentVariable("STREAMGAUGE_SOURCE_DIR") + QStringLiteral("/../shared/data/") + name;
}

QList<QByteArray> lines(const QByteArray &text)
{
    QList<QByteArray> list = text.split('\n');
    if (!list.isEmpty() && list.last().isEmpty())
        list.removeLast();
    return list;
}

/// 1,400 rows of noise, with a spike at row 1,200.
QByteArray noisyCsv()
{
    std::mt19937 random(3);
    QByteArray csv = "timestamp,value\n";
    for (int row = 0; row < 1'400; ++row) {
        const auto value = static_cast<double>(random() % 1'000) / 100 + (row == 1'200 ? 90 : 0);
        csv += QByteArrayLiteral("2026-11-20 ") + QByteArray::number(row / 60).rightJustified(2, '0') + ':'
            + QByteArray::number(row % 60).rightJustified(2, '0') + ":00," + QByteArray::number(value) + '\n';
    }
    return csv;
}

} // namespace

class TestScoreCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scoresEachRow();
    void neverLooksAhead_data();
    void neverLooksAhead();
    void scoresRealData();
    void choosesTheColumn_data();
    void choosesTheColumn();
    void saysWhatIsWrongWithRows();
    void takesOptions();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void listsDetectors();
    void scoresACorpus();
    void namesAMissingCorpus();

private:
    QString write(const QString &name, const QByteArray &text) const;
    TestProgram program_;
};

QString TestScoreCommand::write(const QString &name, const QByteArray &text) const
{
    const QString path = program_.home() + QLatin1Char('/') + name;
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? path : QString();
}

void TestScoreCommand::scoresEachRow()
{
    const QString file = write(QStringLiteral("noisy.csv"), noisyCsv());
    const ProgramResult result = program_.run({ QStringLiteral("score"), QStringLiteral("robust_z"), file });
    QCOMPARE(result.status, 0);
    QCOMPARE(result.err, QByteArray());
    const QList<QByteArray> rows = lines(result.out);
    QCOMPARE(rows.size(), 1'401);
    QCOMPARE(rows[0], QByteArrayLiteral("time,value,score"));
    const QList<QByteArray> input = lines(noisyCsv());
    double most = 0;
    for (int row = 1; row < rows.size(); ++row) {
        const auto comma = rows[row].lastIndexOf(',');
        QCOMPARE(rows[row].left(comma), input[row]);
        const double score = rows[row].mid(comma + 1).toDouble();
        QVERIFY(score >= 0 && score <= 1);
        if (row != 1'201)
            most = std::max(most, score);
        else
            QVERIFY(score > 0.99);
    }
    QVERIFY(most < 0.99);
}

void TestScoreCommand::neverLooksAhead_data()
{
    QTest::addColumn<QString>("detector");
    for (const char *name :
         { "ensemble", "knn_cad", "cad_ose", "robust_z", "gaussian", "ewma", "holt_winters", "hst", "change_point" })
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestScoreCommand::neverLooksAhead()
{
    QFETCH(QString, detector);
    const QByteArray csv = noisyCsv();
    // The part behind the cut has another range, another size and a fault.
    QByteArray other = csv;
    other += "2026-11-21 01:00:00,1e9\n2026-11-21 01:01:00,-5e9\nnonsense\n";
    const ProgramResult whole = program_.run({ QStringLiteral("score"), detector, write(QStringLiteral("w.csv"), other) });
    QCOMPARE(whole.status, 0);
    for (const int count : { 120, 700, 1'300 }) {
        const QByteArray cut = lines(csv).mid(0, count + 1).join('\n') + '\n';
        const ProgramResult part = program_.run({ QStringLiteral("score"), detector, write(QStringLiteral("c.csv"), cut) });
        QCOMPARE(part.status, 0);
        QCOMPARE(lines(part.out), lines(whole.out).mid(0, count + 1));
    }
}

void TestScoreCommand::scoresRealData()
{
    const QString file = shared(QStringLiteral("web/nab_ec2_request_latency_system_failure.csv"));
    if (!QFile::exists(file))
        QSKIP("the shared data is not there");
    const ProgramResult result = program_.run({ QStringLiteral("score"), QStringLiteral("ensemble"), file });
    QCOMPARE(result.status, 0);
    const QList<QByteArray> rows = lines(result.out);
    QCOMPARE(rows.size(), 4'033);
    // The labelled windows of the file; in each of them something is told.
    const QList<QPair<QByteArray, QByteArray>> windows { { "2014-03-14 03:31:00", "2014-03-14 14:41:00" },
                                                         { "2014-03-18 17:06:00", "2014-03-19 04:16:00" },
                                                         { "2014-03-20 21:26:00", "2014-03-21 03:41:00" } };
    QList<int> told(windows.size(), 0);
    int outside = 0;
    for (int row = 605; row < rows.size(); ++row) {
        const QList<QByteArray> cells = rows[row].split(',');
        if (cells[2].toDouble() < 0.94)
            continue;
        bool inside = false;
        for (int i = 0; i < windows.size(); ++i) {
            if (cells[0] >= windows[i].first && cells[0] <= windows[i].second) {
                ++told[i];
                inside = true;
            }
        }
        outside += inside ? 0 : 1;
    }
    QVERIFY(!told.contains(0));
    QVERIFY2(outside <= 6, qPrintable(QString::number(outside)));
}

void TestScoreCommand::choosesTheColumn_data()
{
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<QString>("column");
    QTest::addColumn<QByteArray>("second_line");
    QTest::newRow("named value") << QByteArray("value,at,x\n5,2026-01-01,7\n") << "" << QByteArray("2026-01-01,5,0");
    QTest::newRow("the only other") << QByteArray("at;speed\n2026-01-01;5\n") << "" << QByteArray("2026-01-01,5,0");
    QTest::newRow("asked for") << QByteArray("value,at,x\n5,2026-01-01,7\n") << "x" << QByteArray("2026-01-01,7,0");
    QTest::newRow("epoch") << QByteArray("ts,value\n1760000000,7\n") << "" << QByteArray("1760000000,7,0");
    QTest::newRow("quotes, byte order mark")
        << QByteArray("\xef\xbb\xbf\"time\",\"value\"\r\n\"2026-01-01\",\"7\"\r\n") << "" << QByteArray("2026-01-01,7,0");
    QTest::newRow("no times") << QByteArray("value\n7\n") << "" << QByteArray("1,7,0");
}

void TestScoreCommand::choosesTheColumn()
{
    QFETCH(QByteArray, csv);
    QFETCH(QString, column);
    QFETCH(QByteArray, second_line);
    QStringList arguments { QStringLiteral("score"), QStringLiteral("ewma"), write(QStringLiteral("one.csv"), csv) };
    if (!column.isEmpty())
        arguments << QStringLiteral("--column") << column;
    const ProgramResult result = program_.run(arguments);
    QCOMPARE(result.status, 0);
    QCOMPARE(lines(result.out).value(1), second_line);
}

void TestScoreCommand::saysWhatIsWrongWithRows()
{
    const QString file =
        write(QStringLiteral("faults.csv"),
              "time,value\n2026-01-01,1\n2026-01-02,many\n2026-01-03\n\nsoon,4\n2026-01-05,\n2026-01-06,6\n");
    const ProgramResult result = program_.run({ QStringLiteral("score"), QStringLiteral("ewma"), file });
    QCOMPARE(result.status, 0);
    QCOMPARE(result.out, QByteArrayLiteral("time,value,score\n2026-01-01,1,0\n2026-01-05,,\n2026-01-06,6,0\n"));
    const QByteArray name = "streamgauge: " + file.toUtf8();
    const QList<QByteArray> said = lines(result.err);
    QCOMPARE(said.size(), 4);
    QCOMPARE(said[0], name + ":3: \"many\" is no number");
    QCOMPARE(said[1], name + ":4: 1 cells where the header has 2");
    QVERIFY2(said[2].startsWith(name + ":6: \"soon\" is no time"), said[2].constData());
    QCOMPARE(said[3], name + ": 3 rows could not be read and are left out");
}

void TestScoreCommand::takesOptions()
{
    const QString file = write(QStringLiteral("noisy.csv"), noisyCsv());
    const QStringList plain { QStringLiteral("score"), QStringLiteral("robust_z"), file };
    const ProgramResult wide = program_.run(plain);
    const ProgramResult narrow =
        program_.run(plain + QStringList { QStringLiteral("--option"), QStringLiteral("window=30") });
    QCOMPARE(narrow.status, 0);
    QVERIFY(wide.out != narrow.out);
    const ProgramResult same =
        program_.run(plain + QStringList { QStringLiteral("--option"), QStringLiteral("window=200") });
    QCOMPARE(same.out, wide.out);
}

void TestScoreCommand::saysWhatIsWrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("said");
    const QString file = write(QStringLiteral("two.csv"), "time,a,b\n2026-01-01,1,2\n");
    const auto row = [](const char *name, const QStringList &arguments, int status, const char *said) {
        QTest::newRow(name) << arguments << status << QString::fromLatin1(said);
    };
    row("no such detector", { QStringLiteral("knn"), file }, 2, "There is no detector \"knn\"");
    row("no such option", { QStringLiteral("ewma"), file, QStringLiteral("--option"), QStringLiteral("alpha=1") }, 2,
        "detector ewma, alpha: There is no such option");
    row("a broken option", { QStringLiteral("ewma"), file, QStringLiteral("--option"), QStringLiteral("span") }, 2,
        "--option: \"span\" is no option");
    row("no file", { QStringLiteral("ewma"), QStringLiteral("nowhere.csv") }, 1, "nowhere.csv");
    row("an empty file", { QStringLiteral("ewma"), write(QStringLiteral("empty.csv"), "") }, 1,
        "The file has no header line");
    row("two columns to choose from", { QStringLiteral("ewma"), file }, 1,
        "The file has no column \"value\" (Name one of: time, a, b)");
    row("no such column", { QStringLiteral("ewma"), file, QStringLiteral("--column"), QStringLiteral("c") }, 1,
        "The file has no column \"c\"");
    row("nothing", {}, 2, "DETECTOR");
}

void TestScoreCommand::saysWhatIsWrong()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(QString, said);
    const ProgramResult result = program_.run(QStringList { QStringLiteral("score") } + arguments);
    QCOMPARE(result.status, status);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(QString::fromUtf8(result.err).contains(said), result.err.constData());
}

void TestScoreCommand::listsDetectors()
{
    const ProgramResult result = program_.run({ QStringLiteral("score"), QStringLiteral("--help") });
    QCOMPARE(result.status, 0);
    for (const char *text : { "ensemble", "knn_cad", "cad_ose", "robust_z", "gaussian", "ewma", "holt_winters", "hst",
                              "change_point", "season=0", "µs" })
        QVERIFY2(result.out.contains(text), text);
}

void TestScoreCommand::scoresACorpus()
{
    const QString folder = program_.home() + QStringLiteral("/nab");
    write(QStringLiteral("nab/data/made/noisy.csv"), noisyCsv());
    write(
        QStringLiteral("nab/labels/combined_windows.json"),
        R"({ "made/noisy.csv": [ [ "2026-11-20 19:00:00.000000", "2026-11-20 21:00:00.000000" ] ], "made/absent.csv": [] })");
    program_.setVariable(QStringLiteral("STREAMGAUGE_NAB"), folder);
    const ProgramResult result = program_.run({ QStringLiteral("bench"), QStringLiteral("nab") });
    program_.setVariable(QStringLiteral("STREAMGAUGE_NAB"), QString());
    QVERIFY2(result.status == 0, result.err.constData());
    const QString text = QString::fromUtf8(result.out).simplified();
    QVERIFY2(text.contains(QStringLiteral("corpus, of 2 labelled files 1.00 files corpus, labelled windows 1.00 windows")),
             qPrintable(text));
    // One spike at row 1,200 of the window's rows 1,140 to 1,260: 61 of 121 rows are left.
    QVERIFY2(text.contains(QStringLiteral("robust_z, standard 93.")), qPrintable(text));
}

void TestScoreCommand::namesAMissingCorpus()
{
    const ProgramResult result = program_.run({ QStringLiteral("bench"), QStringLiteral("nab") });
    QCOMPARE(result.status, 1);
    QVERIFY2(result.err.contains("github.com/numenta/NAB"), result.err.constData());
}

QTEST_GUILESS_MAIN(TestScoreCommand)
#include "tst_scorecommand.moc"
