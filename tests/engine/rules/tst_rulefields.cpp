// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lookups/lookups.h"
#include "engine/lookups/modelfunction.h"
#include "engine/rules/callcheck.h"
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

/// lookup(), a model of two features, and grade(number, flag[, word]).
std::vector<CelFunction> functions()
{
    const auto risk = ScoringModel::parse(R"({"model": "linear", "features": [{"name": "spo2", "weight": 1},
                                              {"name": "heart_rate", "weight": 1}]})");
    if (!risk)
        qFatal("%s", risk.error().text().c_str());
    CelFunction grade;
    grade.name = "grade";
    grade.least_arguments = 2;
    grade.most_arguments = 3;
    grade.result = CelKind::Int;
    grade.call = [](std::span<const CelValue>) { return CelValue::ofInt(1); };
    grade.parameters = { { "number", { CelKind::Int, CelKind::Double } },
                         { "flag", { CelKind::Bool } },
                         { "word", { CelKind::String } } };
    return { Lookups::function(nullptr), modelFunction({ { "risk", *risk } }), grade };
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
    void findsKindsThatDoNotFit_data();
    void findsKindsThatDoNotFit();
    void refusesCallsThatCannotBe_data();
    void refusesCallsThatCannotBe();
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
    row("A: from vitals when heart_rate < 90.0", "rule A: nothing is named heart_rate (did you mean event.heart_rate?)");
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
    row("A: from vitals when model(\"riks\", event.spo2) > 0.5", "there is no model riks (did you mean risk?)");
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

void TestRuleFields::findsKindsThatDoNotFit_data()
{
    QTest::addColumn<QString>("found");
    const auto row = [](const char *rule, const char *found) { QTest::newRow(rule) << QString::fromUtf8(found); };
    row("A: from vitals when grade(event.spo2, true) > 3", "");
    row("A: from vitals when grade(event.spo2, event.spo2 > 90.0, event.ward) > 3", "");
    row("A: from vitals when grade(null, true) > 3", "");
    row("A: from vitals when grade(1) > 3",
        "line 1, column 21: grade() takes 2 or 3 arguments, not 1: expected grade(number, flag[, word])");
    row("A: from vitals when grade(1, true, 'a', 2) > 3",
        "line 1, column 21: grade() takes 2 or 3 arguments, not 4: expected grade(number, flag[, word])");
    row("A: from vitals when true || grade(event.ward, true) > 3",
        "line 1, column 41: grade() takes no string as its number: expected int or double");
    row("A: from vitals when grade(event.spo2, event.heart_rate) > 3",
        "line 1, column 45: grade() takes no double as its flag: expected bool");
    row("A: from vitals let g = grade(1) when g > 3",
        "line 1, column 24: grade() takes 2 or 3 arguments, not 1: expected grade(number, flag[, word])");
    row("A: from vitals let g = avg(double(grade(1))) over 10s when g > 3.0",
        "line 1, column 35: grade() takes 2 or 3 arguments, not 1: expected grade(number, flag[, word])");
    row("A: from vitals when event.spo2 < 90.0 level critical when grade(1) > 3",
        "line 1, column 59: grade() takes 2 or 3 arguments, not 1: expected grade(number, flag[, word])");
    row("A: from vitals when lookup(\"patients\").max_hr > 3",
        "line 1, column 21: lookup() takes 2 arguments, not 1: expected lookup(name, key)");
    row("A: from vitals when lookup(1, key).max_hr > 3",
        "line 1, column 28: lookup() takes no int as its name: expected string");
    row("A: from vitals when lookup(\"patients\", event.spo2 > 3.0).max_hr > 3",
        "line 1, column 51: lookup() takes no bool as its key: expected string, int, uint or double");
    row("A: from vitals when model(\"risk\", event.spo2, event.heart_rate) > 0.5", "");
    row("A: from vitals when model(\"risk\", event.spo2) > 0.5",
        "line 1, column 21: model risk takes 2 values, not 1: expected model(\"risk\", spo2, heart_rate)");
    row("A: from vitals when model(\"risk\", event.spo2, event.ward) > 0.5",
        "line 1, column 53: model() takes no string as its value: expected bool, int, uint or double");
    row("A: from vitals when event.ward > 5.0",
        "line 1, column 32: > does not take string and double: expected operands that the operator takes, of one type");
    row("A: from vitals when event.spo2 < 90", "");
    row("A: from vitals when event.spo2",
        "line 1, column 21: it is no condition but a value of type double: compare it with something, as event.load > 0.9");
    row("A: from vitals let low = min(event.spo2) over 10s when low + 1 < 90.0",
        "line 1, column 60: + does not take double and int: expected two numbers of one type: write double(...) around the "
        "right one");
    row("A: pattern every a: login -> b: login[grade(1) > 2] within 10s",
        "line 1, column 12: grade() takes 2 or 3 arguments, not 1: expected grade(number, flag[, word])");
}

void TestRuleFields::findsKindsThatDoNotFit()
{
    QFETCH(QString, found);
    RuleContext context = ward();
    context.functions = { "lookup", "model", "grade" };
    context.signatures = functions();
    const auto rule = parsePlacedRule(QTest::currentDataTag());
    QVERIFY2(rule.ok(), rule ? "" : rule.error().text().c_str());
    const auto problems = checkRuleFields(rule->spec, context);
    QCOMPARE(problems.size(), std::size_t { found.isEmpty() ? 0U : 1U });
    if (problems.empty())
        return;
    const Error &error = problems.front().error;
    const TextRange range = problemRange(QTest::currentDataTag(), *rule, problems.front());
    QCOMPARE(shown(placeInText(QTest::currentDataTag(), range.begin) + ": " + error.message + ": " + error.remedy), found);
    // Of columns whose kinds are not known nothing can be said.
    context.kinds_known = false;
    if (found.contains(u"double as its") || found.contains(u"string as its") || found.contains(u"string and double"))
        QVERIFY(checkRuleFields(rule->spec, context).empty());
}

void TestRuleFields::refusesCallsThatCannotBe_data()
{
    QTest::addColumn<QString>("error");
    const auto row = [](const char *rule, const char *error) { QTest::newRow(rule) << QString::fromUtf8(error); };
    row("A: from vitals when grade(event.spo2, true) > 3", "");
    row("A: from vitals when other(1) > 3 || nothing > 3", "");
    row("A: from vitals when grade(1) > 3",
        "rule A, when, line 1, column 1: grade() takes 2 or 3 arguments, not 1 (expected grade(number, flag[, word]))");
    row("A: from vitals let g = min(model('risk', 1.0)) over 10s when g > 3.0",
        "rule A, let g, line 1, column 1: model risk takes 2 values, not 1 (expected model(\"risk\", spo2, heart_rate))");
    row("A: from vitals when true level critical when lookup(2, key).a == 1",
        "rule A, level critical, line 1, column 8: lookup() takes no int as its name (expected string)");
    row("A: from vitals when avg(event.spo2) > 3.0",
        "rule A, when: avg() is over many events, an expression over one (declare it before: let NAME = avg(...) over 10s)");
    row("A: from vitals let a = 1.0 + anomaly(event.spo2) when a > 3.0",
        "rule A, let a: anomaly() is over many events, an expression over one (declare it before: let NAME = anomaly(...))");
    row("A: from vitals as v, login as l within 1s when grade(v.a, true) > 3 && grade('b', true) > l.c",
        "rule A, when, line 1, column 31: grade() takes no string as its number (expected int or double)");
    row("A: pattern every a: login -> b: login[grade(a.x) > previous.y] within 10s",
        "rule A, condition of b, line 1, column 1: grade() takes 2 or 3 arguments, not 1 (expected grade(number, flag[, "
        "word]))");
}

void TestRuleFields::refusesCallsThatCannotBe()
{
    QFETCH(QString, error);
    const auto rule = parseRule(QTest::currentDataTag());
    QVERIFY2(rule.ok(), rule ? "" : rule.error().text().c_str());
    const auto shared = std::make_shared<const std::vector<CelFunction>>(functions());
    const auto checked = checkCalls(*rule, shared);
    QCOMPARE(checked ? QString() : shown(checked.error().text()), error);
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
    QCOMPARE(shown(nearestName("warf", names)), u"ward"_qs);
    QCOMPARE(shown(nearestName("wrad", names)), u"ward"_qs);
    QCOMPARE(shown(nearestName("wdra", names)), QString());
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
    row("+8 +8-5x1 +Inf", "8|8|3|Inf");
    row("1 stale 'stale'", "1|deleted|stale");
    row("'a b' true", "a b|true");
    row("", "");
    row("ten", "!");
    row("1x", "!");
    row("++8", "!");
    row("stalex2", "!");
    row("1x99999999", "!");
    row("'open", "!");
}

void TestRuleFields::readsTestValues()
{
    QFETCH(QString, read);
    const auto values = testValues(QTest::currentDataTag());
    QStringList shown_values;
    if (values) {
        for (const TestValue &value : *values)
            shown_values.append(value.kind == TestValue::Kind::Value         ? shown(value.text)
                                    : value.kind == TestValue::Kind::Nothing ? u"-"_qs
                                                                             : u"deleted"_qs);
    }
    QCOMPARE(values ? shown_values.join(u'|') : u"!"_qs, read);
}

QTEST_GUILESS_MAIN(TestRuleFields)
#include "tst_rulefields.moc"
