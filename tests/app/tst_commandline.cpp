// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

namespace streamgauge {

class CommandLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { program_ = std::make_unique<TestProgram>(); }

    void refusesWrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const QStringList &arguments, const char *says) {
            QTest::newRow(name) << arguments << QByteArray(says);
        };
        const auto list = [](std::initializer_list<const char *> words) {
            QStringList arguments;
            for (const char *word : words)
                arguments.append(QString::fromUtf8(word));
            return arguments;
        };
        row("unknown option", list({ "--wrong" }), "--wrong");
        row("headless without what", list({ "--headless" }), "name a workspace");
        row("for without headless", list({ "sim:plant", "--for", "1s" }), "--headless");
        row("for is no time", list({ "--headless", "sim:plant", "--for", "soon" }), "\"soon\" is no time");
        row("until-idle is no time", list({ "--headless", "sim:plant", "--until-idle", "-1s" }), "--until-idle");
        row("rule is wrong", list({ "--headless", "sim:plant", "--rule", "Hot: from machines when" }), "--rule: line 1");
        row("rule file is missing", list({ "--headless", "sim:plant", "--rule", "@no.rules" }),
            "--rule: no.rules: there is no such file (Name a file of rules behind @)");
        row("rule twice",
            list({ "--headless", "sim:plant", "--rule", "A: from machines when true", "--rule",
                   "A: from machines when false" }),
            "--rule: there are two rules named A");
        row("log level", list({ "--headless", "sim:plant", "--log-level", "loud" }), "debug, info, warning, error, off");
        row("unknown kind", list({ "--headless", "kafka:topic" }), "There are: ");
        row("unknown parameter", list({ "--headless", "sim:plant?speeed=2" }), "rate, speed, seed");
        row("password in URL", list({ "--headless", "mysql://app:hunter2@db/shop" }), "STREAMGAUGE_PASSWORD");
        row("check without what", list({ "check" }), "WHAT");
        row("export without stream", list({ "export", "sim:plant", "--csv", "-" }), "--stream");
        row("export without file", list({ "export", "sim:plant", "--stream", "machines" }), "--csv");
        row("export from no time", list({ "export", "sim:plant", "--stream", "x", "--csv", "-", "--from", "yesterday" }),
            "\"yesterday\" is no time");
        row("unknown measure", list({ "bench", "wrong" }), "Measures: ");
        row("record without headless", list({ "sim:plant", "--record", "x.sgr" }), "--headless");
        row("backtest without data", list({ "backtest", "x.sgw" }), "--on");
        row("score without file", list({ "score", "ewma" }), "FILE");
        row("no such demo", list({ "--headless", "--demo", "wrong" }), "no demo \"wrong\"");
    }
    void refusesWrongUsage()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, says);
        const ProgramResult result = program_->run(arguments);
        QVERIFY2(result.err.contains(says), result.err.constData());
        QVERIFY(!result.err.contains("hunter2"));
        QVERIFY(result.out.isEmpty());
        QCOMPARE(result.status, 2);
    }

    void namesPlaceAndRemedy_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const QStringList &arguments, int status, const char *says) {
            QTest::newRow(name) << arguments << status << QByteArray(says);
        };
        const auto rule = [&row](const char *text, int status, const char *says) {
            row(text,
                { QStringLiteral("--headless"), QStringLiteral("replay:v.csv?speed=max"), QStringLiteral("--rule"),
                  QString::fromUtf8(text) },
                status, says);
        };
        const auto list = [](const char *text) { return QString::fromUtf8(text).split(QLatin1Char(' ')); };
        rule("F: from v when event.heart_rte > 120", 1,
             "rule F: none of 2 events could be judged: stream v has no field heart_rte, at line 1, column 16 (did you mean "
             "heart_rate?)");
        rule("F: from v when heart_rate > 120", 1,
             "nothing is named heart_rate, at line 1, column 16 (did you mean event.heart_rate?)");
        rule("F: from v when event.ward > 5", 1, "> does not take string and int, at line 1, column 27 (expected ");
        rule("F: from v when avg(event.heart_rate) > 120", 1,
             "rule F, when: avg() is over many events, an expression over one (declare it before: let NAME = avg(...) over "
             "10s)");
        rule("F: from v when news2(1) > 3", 1,
             "rule F, when, line 1, column 1: news2() takes 7 or 8 arguments, not 1 (expected news2(respiration, ");
        rule("F: from vv when event.heart_rate > 120", 0, "rule F: stream \"vv\" sent nothing (did you mean v?)");
        rule("F: from v when event.heart_rate > \"120", 2, "line 1, column 39: the text in quotes has no end");
        rule("F: from v when event.heart_rate = 120", 2, "line 1, column 33: = compares nothing (expected == to compare)");
        rule("F: from v when event.heart_rate => 120", 2, "line 1, column 33: => compares nothing (expected >=)");
        rule("F: from v when event.heart_rate > 120 for 10sec", 2,
             "line 1, column 43: unexpected \"10sec\" (expected a duration such as 10s");
        rule("F: from v when event.heart_rate > 120 and event.ward == 'b'", 2,
             "line 1, column 39: unexpected \"and\" (expected && to say that both hold)");
        rule("F: from v when event.heart_rate > 120 severity high", 2,
             "unexpected \"high\" (expected info, warning or critical");
        rule("F: when event.heart_rate > 120", 2, "line 1, column 4: unexpected \"when\" (expected from STREAM");
        rule("event.heart_rate > 120", 2, "as in NAME: from STREAM when event.FIELD > VALUE");
        rule("@empty.csv", 2, "empty.csv: there is no rule in the file (Write NAME: from STREAM");
        rule("@binary.csv", 2, "binary.csv: the file is no text (Name a file of rules behind @)");
        rule("@folder", 2, "folder: it is a directory (Name a file of rules behind @)");
        row("misspelt command", list("chek v.csv"), 2, "there is no file \"chek\"; did you mean the command check?");
        row("misspelt option", list("--headles v.csv"), 2, "there is no option --headles; did you mean --headless?");
        row("check no file", list("check no.sgw"), 1, "no.sgw: cannot be read: No such file or directory (Check the name");
        row("check a directory", list("check folder"), 1, "folder: cannot be read: it is a directory (Name a .sgw file)");
        row("check an empty file", list("check empty.csv"), 1,
            "The file is empty, needed CSV with a header, or JSON lines (Give");
        row("check a binary file", list("check binary.csv"), 1,
            "The file is no text, needed CSV with a header, or JSON lines");
        row("score no file", list("score ewma no.csv"), 1, "no.csv: ");
        row("score a binary file", list("score ewma binary.csv"), 1, "binary.csv: The file is no text (Give a file in CSV)");
        row("score a column of texts", list("score ewma v.csv --column ward"), 1,
            "v.csv: No row could be read (Name a column");
        row("score a wrong column", list("score ewma v.csv --column heart"), 1,
            "no column \"heart\" (Name one of: time, bed, heart_rate, ward)");
        row("export a wrong stream", list("export v.csv --stream vitals --csv -"), 1,
            "--stream: stream \"vitals\" sent nothing (Streams that did: v)");
        row("backtest on a directory", list("backtest f.sgw --on folder"), 1,
            "--on folder: it is a directory (Give a recording (.sgr)");
        row("backtest without incidents", list("backtest f.sgw --on v.csv --incidents no.csv"), 1,
            "no.csv: there is no such file (Name a CSV of incidents)");
        row("eval a function of windows", list("eval avg(1)"), 1, "line 1, column 1: there is no function avg() (expected ");
        row("eval with too few arguments", list("eval news2(1)"), 1,
            "news2() takes 7 or 8 arguments, not 1 (expected news2(");
        row("eval a single =", { QStringLiteral("eval"), QStringLiteral("1 = 1") }, 1,
            "line 1, column 3: a single = compares nothing (expected ==)");
    }
    void namesPlaceAndRemedy()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QByteArray, says);
        put("v.csv", "time,bed,heart_rate,ward\n2026-01-01T00:00:00Z,a,80,b\n2026-01-01T00:00:01Z,a,130,b\n");
        put("empty.csv", "");
        put("binary.csv", QByteArray("\x01\x00\xfe\xff\x00\x02", 6));
        put("f.sgw", R"({"format":"streamgauge-workspace","version":1,"rules":["F: from v when event.heart_rate > 1"]})");
        QVERIFY(QDir(program_->home()).mkpath(QStringLiteral("folder")));
        const ProgramResult result = program_->run(arguments);
        QVERIFY2(result.err.contains(says), result.err.constData());
        QCOMPARE(result.status, status);
    }

    void explainsItself()
    {
        const ProgramResult help = program_->run({ QStringLiteral("--help") });
        QCOMPARE(help.status, 0);
        for (const char *word : { "--headless", "--for", "--until-idle", "--rule", "--summary", "--tables", "--screenshot",
                                  "--demo", "--log-level", "--record", "--trust", "check", "export", "backtest", "eval",
                                  "score", "bench", "STREAMGAUGE_PASSWORD" })
            QVERIFY2(help.out.contains(word), word);
        const ProgramResult version = program_->run({ QStringLiteral("--version") });
        QCOMPARE(version.status, 0);
        QVERIFY(version.out.startsWith("streamgauge "));
    }

    void saysWhatToDoWithoutADisplay()
    {
        const ProgramResult result = program_->run({});
        QCOMPARE(result.status, 1);
        QVERIFY(result.err.contains("DISPLAY"));
        QVERIFY(result.err.contains("--headless"));
    }

    void saysWhatFailed_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says");
        const QString headless = QStringLiteral("--headless");
        QTest::newRow("missing workspace")
            << QStringList { headless, QStringLiteral("missing.sgw") } << QByteArray("missing.sgw");
        QTest::newRow("missing data file")
            << QStringList { headless, QStringLiteral("missing.csv") } << QByteArray("missing.csv");
        QTest::newRow("unwritable summary") << QStringList { headless, QStringLiteral("sim:plant?events=1"),
                                                             QStringLiteral("--summary"), QStringLiteral("no/such/dir/x") }
                                            << QByteArray("No such file or directory");
        QTest::newRow("unwritable tables") << QStringList { headless, QStringLiteral("sim:plant?events=1"),
                                                            QStringLiteral("--tables"), QStringLiteral("/dev/null/x") }
                                           << QByteArray("/dev/null/x");
        QTest::newRow("stream that is not there")
            << QStringList { QStringLiteral("export"),   QStringLiteral("sim:plant?events=5"),
                             QStringLiteral("--stream"), QStringLiteral("wrong"),
                             QStringLiteral("--csv"),    QStringLiteral("-") }
            << QByteArray("machines");
        QTest::newRow("column that is not there")
            << QStringList { QStringLiteral("export"),    QStringLiteral("sim:plant?events=5"),
                             QStringLiteral("--stream"),  QStringLiteral("machines"),
                             QStringLiteral("--csv"),     QStringLiteral("-"),
                             QStringLiteral("--columns"), QStringLiteral("wrong") }
            << QByteArray("no column \"wrong\"");
        QTest::newRow("rule that can judge nothing")
            << QStringList { headless,
                             QStringLiteral("sim:plant?events=5"),
                             QStringLiteral("--until-idle"),
                             QStringLiteral("1s"),
                             QStringLiteral("--rule"),
                             QStringLiteral("A: from machines when event.nothing > 1.0") }
            << QByteArray("rule A: none of 5 events could be judged: stream machines has no field nothing");
        QTest::newRow("full disk") << QStringList { QStringLiteral("export"),   QStringLiteral("sim:plant?events=5"),
                                                    QStringLiteral("--stream"), QStringLiteral("machines"),
                                                    QStringLiteral("--csv"),    QStringLiteral("/dev/full") }
                                   << QByteArray("No space left on device");
    }
    void saysWhatFailed()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, says);
        const ProgramResult result = program_->run(arguments);
        QVERIFY2(result.err.contains(says), result.err.constData());
        QCOMPARE(result.status, 1);
    }

    void checksAllThatIsWrong()
    {
        put("bad.sgw", R"({"format":"streamgauge-workspace","version":1,
  "sources":[{"name":"p","kind":"sim","settings":{"simulation":"plant"}}],
  "rules":["A: from machine when event.temperature > 5", "B: from machines when event.wrong > 5"],
  "dashboards":[{"name":"d","panels":[{"kind":"chart","column":0,"row":0,"width":6,"height":4},
                                      {"kind":"table","column":5,"row":3,"width":6,"height":4,
                                       "settings":{"fields":[{"stream":"machines","field":"nope"},{"stream":"gone"},{"stream":""}]}}]}]})");
        const ProgramResult result = program_->run({ QStringLiteral("check"), QStringLiteral("bad.sgw") });
        QCOMPARE(result.status, 1);
        for (const char *part : { "rule A, line 1, column 9: no source has a stream machine (did you mean machines?)",
                                  "rule B, line 1, column 23: stream machines has no field wrong (there are: ",
                                  "/dashboards/0/panels/1: panels 0 and 1 overlap",
                                  "/dashboards/0/panels/1/settings/fields/0/field: stream machines has no field \"nope\"",
                                  "/settings/fields/1/stream: no source has a stream \"gone\"", "5 faults" })
            QVERIFY2(result.err.contains(part), result.err.constData());
        QVERIFY(result.out.contains("ok: source p"));
    }

    void checksNames_data()
    {
        // JSON with ' for every quote.
        QTest::addColumn<QByteArray>("parts");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const char *parts, const char *says) {
            QTest::newRow(name) << QByteArray(parts).replace('\'', '"') << QByteArray(says);
        };
        row("receiver",
            "'rules':['A: from machines when event.temperature > 5 notify "
            "bel'],'notifications':{'receivers':[{'name':'bell','kind':'sound'}]}",
            "names.sgw, rule A, line 1, column 52: there is no receiver bel (did you mean bell?)");
        row("lookup", "'rules':['A: from machines when lookup(\\'wards\\', event.machine).beds > 5']",
            "names.sgw, rule A, line 1, column 30: there is no lookup wards");
        row("model", "'rules':['A: from machines when model(\\'risk\\', event.temperature) > 0.5']",
            "names.sgw, rule A, line 1, column 29: there is no model risk");
        row("model that is no file",
            "'models':[{'name':'risk','path':'risk.json'}],'rules':['A: from machines when model(\\'risc\\', "
            "event.temperature) > 0.5']",
            "names.sgw, rule A, line 1, column 29: there is no model risc (did you mean risk?)");
        row("model file", "'models':[{'name':'risk','path':'risk.json'}]", "names.sgw, model risk");
        row("function", "'rules':['A: from machines when mews(event.temperature) > 5']",
            "names.sgw, rule A, line 1, column 23: there is no function mews");
        row("key", "'rules':['A: from machines key machin when event.temperature > 5']",
            "names.sgw, rule A, line 1, column 22: stream machines has no field machin");
        row("field of a let", "'rules':['A: from machines let m = avg(event.temperatur) over 10s when m > 5.0']",
            "names.sgw, rule A, line 1, column 30: stream machines has no field temperatur (did you mean temperature?)");
        row("arguments of a plugin's function", "'rules':['# asked for\\nA: from machines\\n  when news2(1) > 5']",
            "names.sgw, rule A, line 3, column 8: news2() takes 7 or 8 arguments, not 1 (expected news2(respiration, spo2, "
            "oxygen, systolic, pulse, consciousness, temperature[, spo2_scale]))");
        row("kind of an argument", "'rules':['A: from machines when news2(1, 2, true, 4, 5, 6, 7) > 5']",
            "names.sgw, rule A, line 1, column 47: news2() takes no int as its consciousness (expected string)");
        row("arguments of a lookup", "'rules':['A: from machines when lookup(event.machine).beds > 5']",
            "names.sgw, rule A, line 1, column 23: lookup() takes 2 arguments, not 1 (expected lookup(name, key))");
        row("values of a model",
            "'models':[{'name':'heat','path':'heat.json'}],'rules':['A: from machines when model(\\'heat\\', "
            "event.temperature) > 0.5']",
            "names.sgw, rule A, line 1, column 23: model heat takes 2 values, not 1 (expected model(\"heat\", temperature, "
            "vibration))");
        row("field without its event", "'rules':['A: from machines when temperature > 5']",
            "names.sgw, rule A, line 1, column 23: nothing is named temperature (did you mean event.temperature?)");
        row("kind of panel", "'dashboards':[{'name':'d','panels':[{'kind':'chrt'}]}]",
            "names.sgw, /dashboards/0/panels/0/kind: there is no kind of panel \"chrt\" (did you mean chart?)");
        row("a plugin's stream", "'dashboards':[{'name':'d','panels':[{'kind':'stat','settings':{'stream':'vitals'}}]}]",
            "names.sgw, /dashboards/0/panels/0/settings/stream: no source has a stream \"vitals\"");
        row("column of a table",
            "'dashboards':[{'name':'d','panels':[{'kind':'table','settings':{'stream':'machines','columns':[{'name':'"
            "machine'},{'name':'temp'}]}}]}]",
            "names.sgw, /dashboards/0/panels/0/settings/columns/1/name: stream machines has no field \"temp\"");
        row("source of a panel", "'dashboards':[{'name':'d','panels':[{'kind':'health','settings':{'source':'q'}}]}]",
            "names.sgw, /dashboards/0/panels/0/settings/source: there is no source \"q\"");
        row("inhibition that cannot be read",
            "'notifications':{'inhibitions':[{'name':'i','source':'severity~high','target':'severity=warning'}]}",
            "names.sgw, /notifications/inhibitions/0/source: =, !=, =~ or !~ is missing");
        row("inhibition over no expression",
            "'notifications':{'inhibitions':[{'name':'i','source':'key=~\\'(\\'','target':'severity=warning'}]}",
            "names.sgw, /notifications/inhibitions/0/source: ");
        row("inhibition over no label",
            "'notifications':{'inhibitions':[{'name':'i','source':'severity=critical','target':'severity=warning','equal':['"
            "ward']}]}",
            "names.sgw, /notifications/inhibitions/0/equal/0: no rule has a label \"ward\"");
        row("mute time for no rule",
            "'rules':['Hot: from machines when event.temperature > "
            "5'],'notifications':{'mute_times':[{'name':'n','matchers':'rule=Hott','days':'mon'}]}",
            "names.sgw, /notifications/mute_times/0/matchers: there is no rule \"Hott\" (did you mean Hot?)");
        row("severity there is not", "'notifications':{'mute_times':[{'name':'n','matchers':'severity=high','days':'mon'}]}",
            "names.sgw, /notifications/mute_times/0/matchers: there is no severity \"high\"");
    }
    void checksNames()
    {
        QFETCH(QByteArray, parts);
        QFETCH(QByteArray, says);
        put("heat.json",
            R"({"model":"linear","features":[{"name":"temperature","weight":1},{"name":"vibration","weight":1}]})");
        put("names.sgw",
            R"({"format":"streamgauge-workspace","version":1,"sources":[{"name":"p","kind":"sim","settings":{"simulation":"plant"}}],)"
                + parts + '}');
        const ProgramResult result = program_->run({ QStringLiteral("check"), QStringLiteral("names.sgw") });
        QVERIFY2(result.err.contains("fault: " + says), result.err.constData());
        QCOMPARE(result.status, 1);
        QVERIFY2(!result.out.contains("warning: kinds"), result.out.constData());
    }

    void checksADamagedWorkspace()
    {
        put("cut.sgw", "{\"format\":\"streamgauge-workspace\",\n\"version\":");
        const ProgramResult result =
            program_->run({ QStringLiteral("check"), QStringLiteral("cut.sgw"), QStringLiteral("sim:wrong") });
        QCOMPARE(result.status, 1);
        QVERIFY2(result.err.contains("cut.sgw, line 2, column 11"), result.err.constData());
        QVERIFY2(result.err.contains("no simulation \"wrong\""), result.err.constData());
    }

    void findsNoFaultsInAGoodOne()
    {
        QByteArray text(
            "{'format':'streamgauge-workspace','version':1,"
            "'sources':[{'name':'p','kind':'sim','settings':{'simulation':'plant'}},"
            "{'name':'w','kind':'sim','settings':{'simulation':'vitals'}}],"
            "'rules':['# of the plant\\nrule Hot from machines when event.temperature > 90.0 label site = \\'north\\' "
            "notify bell',"
            "'Ill: from vitals when news2(event.resp_rate, event.spo2, event.oxygen, event.sbp, event.heart_rate, "
            "event.acvpu, event.temp_c) >= 7'],"
            "'notifications':{'receivers':[{'name':'bell','kind':'sound'}],"
            "'inhibitions':[{'name':'i','source':'severity=critical','target':'severity=warning','equal':['site']}],"
            "'mute_times':[{'name':'n','matchers':'rule=Hot, site=~\\'n.*\\'','days':'mon'}]},"
            "'dashboards':[{'name':'d','panels':[{'kind':'table','width':4,'settings':{'stream':'machines',"
            "'columns':[{'name':'machine'}],'sort':{'column':'temperature'}}},"
            "{'kind':'chart','column':4,'width':4,'settings':{'fields':[{'stream':'w/vitals','field':'spo2'}]}},"
            "{'kind':'vitals.beds','column':8,'width':4}]}]}");
        put("good.sgw", text.replace('\'', '"'));
        const ProgramResult result = program_->run({ QStringLiteral("check"), QStringLiteral("good.sgw") });
        QVERIFY2(result.status == 0, result.err.constData());
        QVERIFY(result.out.contains("no faults"));
        QVERIFY(result.err.isEmpty());
    }

    void takesAFileOfRules()
    {
        put("ward.rules",
            "# of the ward\nrule Hot\n  from machines\n  when event.temperature > 90.0 # degrees\n\n"
            "Cold: from machines when event.temperature < 1.0\n");
        const QStringList run {
            QStringLiteral("--headless"),   QStringLiteral("sim:plant?events=50&rate=1000"),
            QStringLiteral("--until-idle"), QStringLiteral("1s"),
            QStringLiteral("--summary"),    QStringLiteral("-"),
            QStringLiteral("--rule"),       QStringLiteral("@ward.rules"),
            QStringLiteral("--rule"),       QStringLiteral("Mild: from machines when event.temperature < 50.0")
        };
        const ProgramResult result = program_->run(run);
        QVERIFY2(result.status == 0, result.err.constData());
        QStringList names;
        const QJsonArray rules = result.summary()[QStringLiteral("rules")].toArray();
        for (const QJsonValue &rule : rules)
            names.append(rule[QStringLiteral("name")].toString());
        names.sort();
        QCOMPARE(names.join(QLatin1Char(' ')), QStringLiteral("Cold Hot Mild"));

        put("ward.rules",
            "Hot: from machines when event.temperature > 90.0\nCold: from machines\n  when event.temperature <\n");
        const ProgramResult wrong = program_->run(run);
        QCOMPARE(wrong.status, 2);
        QVERIFY2(wrong.err.contains("--rule: ward.rules, line 4, column 1: "), wrong.err.constData());
    }

    void exportsAStream()
    {
        const QStringList arguments { QStringLiteral("export"), QStringLiteral("sim:plant?events=300&start=2026-11-20"),
                                      QStringLiteral("--stream"), QStringLiteral("machines"), QStringLiteral("--csv") };
        const ProgramResult printed = program_->run(arguments + QStringList { QStringLiteral("-") });
        QVERIFY2(printed.status == 0, printed.err.constData());
        const auto rows = readCsv(printed.out);
        QCOMPARE(rows.size(), 301);
        QCOMPARE(rows[0].mid(0, 5).join(QLatin1Char(' ')), QStringLiteral("event_time arrival_time operation key position"));
        QVERIFY(rows[1][0].startsWith(QStringLiteral("2026-11-20T00:00:00")));

        const ProgramResult chosen = program_->run(
            arguments
            + QStringList { QStringLiteral("out.csv"), QStringLiteral("--columns"), QStringLiteral("key,event_time"),
                            QStringLiteral("--from"), rows[101][0], QStringLiteral("--to"), rows[201][0] });
        QVERIFY2(chosen.status == 0, chosen.err.constData());
        const auto few = readCsv(readFile(program_->home() + QStringLiteral("/out.csv")));
        QCOMPARE(few.size(), 101);
        QCOMPARE(few[0], QStringList({ QStringLiteral("key"), QStringLiteral("event_time") }));
        QCOMPARE(few[1], QStringList({ rows[101][3], rows[101][0] }));
        QVERIFY(!QFile::exists(program_->home() + QStringLiteral("/out.csv.part")));
    }

    void leavesNoHalfFileBehind()
    {
        const ProgramResult result =
            program_->run({ QStringLiteral("export"), QStringLiteral("sim:plant?events=5"), QStringLiteral("--stream"),
                            QStringLiteral("wrong"), QStringLiteral("--csv"), QStringLiteral("out.csv") });
        QCOMPARE(result.status, 1);
        QVERIFY(QDir(program_->home()).entryList({ QStringLiteral("out*") }).isEmpty());
    }

    void measuresItself()
    {
        const ProgramResult text = program_->run({ QStringLiteral("bench"), QStringLiteral("memory") });
        QVERIFY2(text.status == 0, text.err.constData());
        QVERIFY(text.out.contains("budget: at most 27 MB"));
        const ProgramResult json =
            program_->run({ QStringLiteral("bench"), QStringLiteral("memory"), QStringLiteral("--json") });
        const QJsonObject root = QJsonDocument::fromJson(json.out).object();
        const QJsonObject result = root[QStringLiteral("results")].toArray()[0].toObject();
        QCOMPARE(result[QStringLiteral("name")].toString(), QStringLiteral("memory"));
        QVERIFY(result[QStringLiteral("figures")].toArray()[0].toObject()[QStringLiteral("value")].toDouble() > 1e6);
        QVERIFY(root[QStringLiteral("machine")].toObject()[QStringLiteral("cores")].toInt() > 0);
    }

private:
    void put(const char *name, const QByteArray &text) const
    {
        QFile file(program_->home() + QLatin1Char('/') + QString::fromUtf8(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), qint64(text.size()));
    }

    std::unique_ptr<TestProgram> program_;
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::CommandLineTest)
#include "tst_commandline.moc"
