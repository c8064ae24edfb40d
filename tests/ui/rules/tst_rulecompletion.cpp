// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/fakedesk.h"
#include "ui/rules/rulecompletion.h"
#include "ui/rules/rulereading.h"

#include <QTest>

namespace streamgauge {

class TestRuleCompletion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offersWhatMayGoOn_data();
    void offersWhatMayGoOn();
    void saysWhatFieldsAre();
    void marksWhatIsWrong_data();
    void marksWhatIsWrong();
};

void TestRuleCompletion::offersWhatMayGoOn_data()
{
    // | is the cursor; the offers that must be among the first.
    QTest::addColumn<QStringList>("offered");
    const auto row = [](const char *text, const char *offered) {
        QTest::newRow(text) << QString::fromUtf8(offered).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    };
    row("A: from v|", "vitals");
    row("A: from vitals when event.|", "bed heart_rate ward");
    row("A: from vitals when event.he|", "heart_rate");
    row("A: from vitals when event.heart_rate|", "");
    row("A: from vitals as v, x as w within 1s when v.h|", "heart_rate");
    row("A: from vitals key b|", "bed");
    row("A: absence of vi|", "vitals");
    row("A: from vitals let lowest = min(event.heart_rate) over 10s when lo|", "lowest lookup");
    row("A: from vitals when true sev|", "severity");
    row("A: from vitals when true severity c|", "critical");
    row("A: from vitals when true no_data |", "keep ok alert nodata");
    row("A: from vitals when true time e|", "event");
    row("A: from vitals let x = anomaly(\"k|", "knn_cad");
    row("A: from vitals let x = qu|", "quantile");
    row("A: from vitals when event.bed.starts|", "startsWith");
    row("A: from vitals as v, vi|", "vitals");
    row("A: pattern every a: vi|", "vitals");
    row("A: pattern every a: vitals -> b: v|", "vitals");
    row("A: from vitals when lookup(\"|", "patients wards");
    row("A: from vitals when lookup(\"pa|", "patients");
    row("A: from vitals when lookup(\"patients\", event.bed).|", "id max_hr");
    row("A: from vitals when lookup(\"patients\", string(event.bed)).m|", "max_hr");
    row("A: from vitals let p = lookup(\"patients\", event.bed) when p.max|", "max_hr");
    row("A: from vitals when model(\"r|", "risk");
    row("A: from vitals when true notify |", "bell \"on_call:1\"");
    row("A: from vitals when true notify bell, \"x y\", be|", "bell");
    row("A: from vitals when ne|", "news2");
}

namespace {

RuleContext ward()
{
    RuleContext context = ruleContext(std::make_shared<Snapshot>(wardSnapshot()));
    context.functions.emplace_back("news2");
    context.lookups = { { "patients", { "id", "max_hr" } }, { "wards", {} } };
    context.models = { "risk" };
    context.receivers = { "bell", "on_call:1" };
    context.all_names_known = true;
    return context;
}

} // namespace

void TestRuleCompletion::offersWhatMayGoOn()
{
    QFETCH(QStringList, offered);
    QString text = QString::fromUtf8(QTest::currentDataTag());
    const int cursor = static_cast<int>(text.indexOf(QLatin1Char('|')));
    text.remove(cursor, 1);
    const Completions completions = completionsAt(text, cursor, ward());
    QStringList texts;
    for (const Completion &completion : completions.offers)
        texts.append(completion.text);
    if (offered.isEmpty())
        QCOMPARE(texts, QStringList());
    for (const QString &wanted : offered)
        QVERIFY2(texts.contains(wanted), qPrintable(wanted + QStringLiteral(" is not in ") + texts.join(QLatin1Char(' '))));
}

void TestRuleCompletion::saysWhatFieldsAre()
{
    const QString text = QStringLiteral("A: from vitals when event.heart");
    const Completions completions =
        completionsAt(text, static_cast<int>(text.size()), ruleContext(std::make_shared<Snapshot>(wardSnapshot())));
    QCOMPARE(completions.offers.size(), 1);
    QVERIFY2(completions.offers[0].hint.startsWith(QStringLiteral("double")), qPrintable(completions.offers[0].hint));
    QCOMPARE(text.mid(completions.begin), QStringLiteral("heart"));
}

void TestRuleCompletion::marksWhatIsWrong_data()
{
    QTest::addColumn<QString>("marked");
    const auto row = [](const char *text, const char *marked) { QTest::newRow(text) << QString::fromUtf8(marked); };
    row("A: from vitals when event.heart_rate > 3.0", "");
    row("Ü: from vitals when event.heart_rat > 3.0", "event.heart_rat");
    row("Ü: from vitals when event.heart_rate > 3.0 &&\n  # ä\n  event.heart > 1", "event.heart");
    row("A: from vitals when event.heart_rate > 3.0 fro 10s", "fro");
    row("A: from vitals when", "n");
    row("A: from vital when true", "vital");
    row("A: from vitals when true notify bell, bel", "bel");
    row("A: from vitals when lookup(\"patient\", event.bed).x > 1", "\"patient\"");
    row("A: from vitals when lookup(\"patients\", event.bed).min_hr > 1", "lookup(\"patients\", event.bed).min_hr");
    row("A: from vitals when model(\"rist\", event.heart_rate) > 0.5", "\"rist\"");
    row("", "");
}

void TestRuleCompletion::marksWhatIsWrong()
{
    QFETCH(QString, marked);
    const QString text = QString::fromUtf8(QTest::currentDataTag());
    const RuleReading reading = readRuleText(text, ward());
    const QString found = reading.problems.isEmpty()
        ? QString()
        : text.mid(reading.problems[0].begin, reading.problems[0].end - reading.problems[0].begin);
    QCOMPARE(found, marked);
    for (const TextProblem &problem : reading.problems)
        QVERIFY(!problem.message.isEmpty() && !problem.remedy.isEmpty());
}

} // namespace streamgauge

QTEST_GUILESS_MAIN(streamgauge::TestRuleCompletion)
#include "tst_rulecompletion.moc"
