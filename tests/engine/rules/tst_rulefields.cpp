// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/calledfunctions.h"
#include "engine/rules/nearname.h"
#include "engine/rules/rulefields.h"
#include "engine/rules/ruletest.h"

#include <QTest>

using namespace streamgauge;

namespace {

QString shown(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

SchemaPtr schema(std::string stream, std::vector<Column> columns)
{
    Schema made;
    made.stream = std::move(stream);
    made.columns = std::move(columns);
    return std::make_shared<const Schema>(std::move(made));
}

RuleContext ward()
{
    RuleContext context;
    context.schemas = { schema("vitals",
                               { { "patient_id", ValueKind::String },
                                 { "spo2", ValueKind::Double },
                                 { "heart_rate", ValueKind::Double },
                                 { "ward", ValueKind::String } }),
                        schema("login", { { "user", ValueKind::String } }) };
    context.functions = { "lookup" };
    return context;
}

} // namespace

class TestRuleFields : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatIsMissing_data();
    void findsWhatIsMissing();
    void findsNamesThatThereAreNot_data();
    void findsNamesThatThereAreNot();
    void namesCalledFunctions();
    void saysWhereInTheExpression();
    void leavesUnknownStreamsAlone();
    void knowsTheMemoryBefore();
    void suggestsNearNames();
    void readsTestValues_data();
    void readsTestValues();
};

void TestRuleFields::findsWhatIsMissing_data()
{
    QTest::addColumn<QString>("found");
    const auto row = [](const char *rule, const char *found) { QTest::newRow(rule) << QString::fromUtf8(found); };
    row("A: from vitals when event.spo2 < 90.0", "");
    row("A: from vitals when event.spo < 90.0", "rule A: stream vitals has no field spo (did you mean spo2?)");
    row("A: from vitals when event[\"hart_rate\"] < 90.0",
        "rule A: stream vitals has no field hart_rate (did you mean heart_rate?)");
    row("A: from vital when event.x < 90.0", "rule A: no source has a stream vital (did you mean vitals?)");
    row("A: from orders when event.x < 90.0", "rule A: no source has a stream orders (there are: vitals, login)");
    row("A: from vitals key patient when true",
        "rule A: stream vitals has no field patient (there are: patient_id, spo2, heart_rate, ward)");
    row("A: from vitals let low = min(event.spo2) over 10s when lov < 90.0",
        "rule A: nothing is named lov (did you mean low?)");
    row("A: from vitals let low = min(event.ward) over 10s when low < 90.0",
        "rule A: ward is no number but a string (choose a number, or count, distinct, first or last)");
    row("A: from vitals let n = distinct(event.ward) over 10s when n > 1.0", "");
    row("A: from vitals let x = anomaly(\"no_such\", event.spo2) when x > 0.9", "rule A: *");
    row("A: from vitals when avg(event.spo2) > 90.0",
        "rule A: there is no function avg (declare it before: let NAME = avg(...) over 10s)");
    row("A: from vitals when lookup(\"patients\", event.patient_id).max > 3 && size(key) > 2 && now > "
        "timestamp(\"2020-01-01T00:00:00Z\")",
        "");
    row("A: from vitals when lokup(\"patients\", key) > 3", "rule A: there is no function lokup (did you mean lookup?)");
    row("A: from vitals when [1, 2].exists(x, x > event.spo2) && math.greatest(1, 2) > 0", "");
    row("A: from vitals when true summary \"{{low}} of {{key}}\"",
        "rule A: the summary names low, which there is not (did you mean now?)");
    row("A: from vitals when true summary \"{{event.spo2}} {{value}} {{rule}}\"", "");
    row("A: from vitals when true summary \"{{event.sp}}\"",
        "rule A: the summary names event.sp, which there is not (there are: patient_id, spo2, heart_rate, ward)");
    row("A: from vitals as v, login as l within 1s when v.spo2 > 1.0 && l.usr == 'a'",
        "rule A: stream login has no field usr (did you mean user?)");
    row("A: pattern every a: login -> b: login[b.user == a.user] within 10s", "");
    row("A: pattern every a: login -> b: logon[b.user == a.user] within 10s",
        "rule A: no source has a stream logon (did you mean login?)");
}

void TestRuleFields::findsWhatIsMissing()
{
    QFETCH(QString, found);
    const auto rule = parseRule(QTest::currentDataTag());
    QVERIFY2(rule.ok(), rule ? "" : rule.error().text().c_str());
    const auto problems = checkRuleFields(*rule, ward());
    const QString first = problems.empty() ? QString() : shown(problems.front().error.text());
    if (found.endsWith(u'*'))
        QVERIFY2(first.startsWith(found.chopped(1)), qPrintable(first));
    else
        QCOMPARE(first, found);
}

void TestRuleFields::findsNamesThatThereAreNot_data()
{
    QTest::addColumn<QString>("found");
    const auto row = [](const char *rule, const char *found) { QTest::newRow(rule) << QString::fromUtf8(found); };
    row("A: from vitals when lookup(\"patients\", event.patient_id).max_hr > 3", "");
    row("A: from vitals when lookup(\"patient\", event.patient_id).max_hr > 3",
        "there is no lookup patient (did you mean patients?)");
    row("A: from vitals when lookup(\"patients\", event.patient_id).max_rr > 3",
        "lookup patients has no column max_rr (did you mean max_hr?)");
    row("A: from vitals when lookup(\"patients\", event.patient_id)[\"max_rr\"] > 3",
        "lookup patients has no column max_rr (did you mean max_hr?)");
    row("A: from vitals when lookup(\"wards\", event.ward).anything > 3", "");
    row("A: from vitals when lookup(event.ward, key).anything > 3", "");
    row("A: from vitals let p = lookup(\"patients\", event.patient_id) when p.max_hr < event.heart_rate", "");
    row("A: from vitals let p = lookup(\"patients\", event.patient_id) when has(p.max_r) && p.id == key",
        "lookup patients has no column max_r (did you mean max_hr?)");
    row("A: from vitals when model(\"risk\", event.spo2) > 0.5", "");
    row("A: from vitals when model(\"riks\", event.spo2) > 0.5", "there is no model riks (there are: risk)");
    row("A: from vitals when true notify bell", "");
    row("A: from vitals when true notify bell, bella", "there is no receiver bella (did you mean bell?)");
    row("A: absence of vitals for 10s notify mail", "there is no receiver mail (there are: bell)");
}

void TestRuleFields::findsNamesThatThereAreNot()
{
    QFETCH(QString, found);
    RuleContext context = ward();
    context.functions = { "lookup", "model" };
    context.lookups = { { "patients", { "id", "max_hr" } }, { "wards", {} } };
    context.models = { "risk" };
    context.receivers = { "bell" };
    const auto rule = parseRule(QTest::currentDataTag());
    QVERIFY2(rule.ok(), rule ? "" : rule.error().text().c_str());
    const auto only_columns = checkRuleFields(*rule, context);
    QVERIFY(only_columns.empty() || found.contains(u"no column"));
    context.all_names_known = true;
    const auto problems = checkRuleFields(*rule, context);
    QCOMPARE(problems.size(), std::size_t { found.isEmpty() ? 0U : 1U });
    if (!problems.empty())
        QCOMPARE(shown(problems.front().error.message + " (" + problems.front().error.remedy + ")"), found);
}

void TestRuleFields::namesCalledFunctions()
{
    const std::vector<RuleSpec> rules {
        *parseRule("A: from s let m = f1(event.a) let n = avg(event.a) over 10s where f2(event.b) when f3(f4(m)) > n "
                   "clear f5(1) level critical when f6(n) clear [1].exists(x, f7(x)) severity info"),
        *parseRule("B: pattern every a: s[f8(a.x)] within 10s")
    };
    std::string called;
    for (const std::string &name : calledFunctions(rules))
        called += name + " ";
    QCOMPARE(shown(called), QStringLiteral("f1 f2 f3 f4 f5 f6 f7 f8 "));
}

void TestRuleFields::saysWhereInTheExpression()
{
    const auto rule = parseRule("A: from vitals when event.spo2 < 1.0 && event.pulse > 3 || maxi > 1");
    const auto problems = checkRuleFields(*rule, ward());
    QCOMPARE(problems.size(), std::size_t { 2 });
    const auto part = [&](const RuleProblem &problem) {
        return shown(rule->when.substr(problem.range.begin, problem.range.end - problem.range.begin));
    };
    QCOMPARE(part(problems[0]), u"event.pulse"_qs);
    QCOMPARE(part(problems[1]), u"maxi"_qs);
    QCOMPARE(problems[0].part, RulePart::When);
}

void TestRuleFields::leavesUnknownStreamsAlone()
{
    RuleContext context = ward();
    context.all_streams_known = false;
    QVERIFY(checkRuleFields(*parseRule("A: from later when event.x > 1"), context).empty());
    QVERIFY(!checkRuleFields(*parseRule("A: from later when x > 1"), context).empty());
}

void TestRuleFields::knowsTheMemoryBefore()
{
    const auto bytes = [](const char *rule) { return mostRuleBytesPerKey(*parseRule(rule)); };
    QCOMPARE(bytes("A: from s when event.f > 1"), std::size_t { 0 });
    QVERIFY(bytes("A: from s let x = avg(event.f) over 20 events when x > 1") > 0);
    QVERIFY(bytes("A: from s let x = avg(event.f) over 2000 events when x > 1")
            > bytes("A: from s let x = avg(event.f) over 20 events when x > 1"));
}

void TestRuleFields::suggestsNearNames()
{
    const std::vector<std::string> names { "spo2", "heart_rate", "ward" };
    QCOMPARE(shown(nearestName("sp02", names)), u"spo2"_qs);
    QCOMPARE(shown(nearestName("heartrate", names)), u"heart_rate"_qs);
    QCOMPARE(shown(nearestName("temperature", names)), QString());
    QCOMPARE(shown(nameRemedy("temperature", names)), u"there are: spo2, heart_rate, ward"_qs);
}

void TestRuleFields::readsTestValues_data()
{
    QTest::addColumn<QString>("read");
    const auto row = [](const char *notation, const char *read) { QTest::newRow(notation) << QString::fromUtf8(read); };
    row("75 85 _ 70.5", "75|85|-|70.5");
    row("10x3 _x2", "10|10|10|10|-|-");
    row("1+2x3 10-2.5x2", "1|3|5|7|10|7.5|5");
    row("-1+1x2 1e2x0", "-1|0|1|100");
    row("'a b' true", "a b|true");
    row("", "");
    row("ten", "!");
    row("1x", "!");
    row("1x99999999", "!");
    row("'open", "!");
}

void TestRuleFields::readsTestValues()
{
    QFETCH(QString, read);
    const auto values = testValues(QTest::currentDataTag());
    QStringList shown_values;
    if (values) {
        for (const auto &value : *values)
            shown_values.append(value ? shown(*value) : u"-"_qs);
    }
    QCOMPARE(values ? shown_values.join(u'|') : u"!"_qs, read);
}

QTEST_GUILESS_MAIN(TestRuleFields)
#include "tst_rulefields.moc"
