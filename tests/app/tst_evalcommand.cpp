// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <limits>

namespace streamgauge {

namespace {

double numberOf(const QString &text)
{
    if (text == QLatin1String("Infinity"))
        return std::numeric_limits<double>::infinity();
    return text.toDouble();
}

/// Tagged values: same tag, same value; maps without order, doubles as numbers, NaN like NaN.
bool same(const QJsonValue &left, const QJsonValue &right)
{
    const QJsonObject a = left.toObject();
    const QJsonObject b = right.toObject();
    if (a.size() != 1 || a.keys() != b.keys())
        return false;
    const QString tag = a.keys().constFirst();
    const QJsonValue x = a[tag];
    const QJsonValue y = b[tag];
    if (tag == QLatin1String("double"))
        return (x == y) || numberOf(x.toString()) == numberOf(y.toString());
    if (tag == QLatin1String("list")) {
        const QJsonArray p = x.toArray();
        const QJsonArray q = y.toArray();
        return std::equal(p.begin(), p.end(), q.begin(), q.end(), [](const auto &m, const auto &n) { return same(m, n); });
    }
    if (tag != QLatin1String("map"))
        return x == y;
    const QJsonArray entries = x.toArray();
    const QJsonArray others = y.toArray();
    return entries.size() == others.size() && std::all_of(entries.begin(), entries.end(), [&](const auto &entry) {
               return std::any_of(others.begin(), others.end(),
                                  [&](const auto &other) { return same(entry[0], other[0]) && same(entry[1], other[1]); });
           });
}

QStringList list(std::initializer_list<const char *> words)
{
    QStringList result;
    for (const char *word : words)
        result.append(QString::fromUtf8(word));
    return result;
}

} // namespace

class EvalCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void expressions_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("out");
        QTest::addColumn<QByteArray>("says");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QStringList &arguments, const char *out, const char *says, int status) {
            QTest::newRow(name) << arguments << QByteArray(out) << QByteArray(says) << status;
        };
        row("one", list({ "eval", "1 + 1" }), "{\"int\": \"2\"}\n", "", 0);
        row("two", list({ "eval", "'a' + 'b'", "[1u, null]" }),
            "{\"string\": \"ab\"}\n{\"list\": [{\"uint\": \"1\"}, {\"null\": true}]}\n", "", 0);
        row("list", list({ "eval", "[1, 2]", "[]" }), "{\"list\": [{\"int\": \"1\"}, {\"int\": \"2\"}]}\n{\"list\": []}\n",
            "", 0);
        row("minus in front", list({ "eval", "-5 % 3" }), "{\"int\": \"-2\"}\n", "", 0);
        row("behind two minus", list({ "eval", "--", "-5 % 3" }), "{\"int\": \"-2\"}\n", "", 0);
        row("goes on after a fault", list({ "eval", "1 +", "2" }),
            "{\"error\":\"the expression ends too early\",\"line\":1,\"column\":4,\"expected\":\"a value: a name, a number, "
            "a text in "
            "quotes, ( [ or {\"}\n{\"int\": \"2\"}\n",
            "line 1, column 4: the expression ends too early", 1);
        row("function of a domain", list({ "eval", "news2(8, 95, true, 120, 70, 'A', 37.0)" }), "{\"int\": \"6\"}\n", "", 0);
        row("second SpO2 scale", list({ "eval", "news2(16, 95, true, 120, 70, 'A', 37.0, 2)" }), "{\"int\": \"4\"}\n", "",
            0);
        row("missing observation", list({ "eval", "news2(16, null, true, 120, 70, 'A', 37.0)" }),
            "{\"error\":\"news2(): an observation is missing\",\"line\":1,\"column\":1}\n", "an observation is missing", 1);
        row("error of evaluation", list({ "eval", "[1, 2].map(x,\n x / 0)" }),
            "{\"error\":\"division by zero\",\"line\":2,\"column\":4}\n", "division by zero", 1);
    }
    void expressions()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, out);
        QFETCH(QByteArray, says);
        QFETCH(int, status);
        const ProgramResult result = TestProgram().run(arguments);
        QCOMPARE(result.out, out);
        QVERIFY2(says.isEmpty() ? result.err.isEmpty() : result.err.contains(says), result.err.constData());
        QCOMPARE(result.status, status);
    }

    /// One process, a question and its answer at a time.
    void talksThroughAPipe()
    {
        TestProgram program;
        const auto process = program.start(list({ "eval" }));
        const auto answer = [&](const QByteArray &line) {
            process->write(line + '\n');
            while (!process->canReadLine() && process->waitForReadyRead()) { }
            return process->readLine().trimmed();
        };
        QCOMPARE(answer(R"({"expr": "x + 1", "bindings": {"x": {"int": "4"}}})"), QByteArray(R"({"int": "5"})"));
        QCOMPARE(answer(R"({"expr": "1 / 0"})"), QByteArray(R"({"error":"division by zero","line":1,"column":3})"));
        QVERIFY(answer("no JSON").startsWith(R"({"error":"the line is no evaluation")"));
        QVERIFY(
            answer(R"({"expr": "x", "bindings": {"x": 5}})").startsWith(R"({"error":"the binding x is no tagged value")"));
        QCOMPARE(answer(R"({"expr": "y", "container": "x", "bindings": {"x.y": {"bool": true}}})"),
                 QByteArray(R"({"bool": true})"));
        QVERIFY(answer(R"x({"expr": "[1].all(x, true)", "disable_macros": true})x").startsWith("{\"error\":"));
        QCOMPARE(answer("\n"
                        R"({"expr": "'ende'"})"),
                 QByteArray(R"({"string": "ende"})"));
        process->closeWriteChannel();
        const ProgramResult result = TestProgram::wait(*process);
        QVERIFY(result.out.isEmpty() && result.err.isEmpty());
        QCOMPARE(result.status, 0);
    }

    void conformance()
    {
        const QDir folder(qEnvironmentVariable("STREAMGAUGE_SOURCE_DIR") + QLatin1String("/../shared/data/cel"));
        if (!folder.exists())
            QSKIP("The conformance cases are not on this machine");
        QJsonArray cases;
        QByteArray input;
        for (const QString &name : folder.entryList({ QStringLiteral("*.json") })) {
            for (const QJsonValue &test : QJsonDocument::fromJson(readFile(folder.filePath(name))).array()) {
                cases.append(test);
                input += QJsonDocument(test.toObject()).toJson(QJsonDocument::Compact) + '\n';
            }
        }
        QVERIFY(cases.size() > 100);
        TestProgram program;
        const auto process = program.start(list({ "eval" }));
        process->write(input);
        process->closeWriteChannel();
        const ProgramResult result = TestProgram::wait(*process);
        QCOMPARE(result.status, 0);
        const QList<QByteArray> lines = result.out.trimmed().split('\n');
        QCOMPARE(lines.size(), cases.size());
        for (qsizetype number = 0; number < cases.size(); ++number) {
            const QJsonObject test = cases[number].toObject();
            const QJsonObject value = QJsonDocument::fromJson(lines[number]).object();
            const bool passes = test[QLatin1String("error")].toBool() ? value.contains(QLatin1String("error"))
                                                                      : same(value, test[QLatin1String("value")]);
            QVERIFY2(
                passes,
                qPrintable(test[QLatin1String("id")].toString() + QLatin1String(": ") + QString::fromUtf8(lines[number])));
        }
    }
};

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::EvalCommandTest)
#include "tst_evalcommand.moc"
