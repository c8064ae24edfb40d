// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/celline.h"
#include "engine/rules/ruleedit.h"
#include "engine/rules/ruleplaces.h"

#include <QFile>
#include <QTest>

using namespace streamgauge;

namespace {

QString shown(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

RuleSpec read(std::string_view text)
{
    const auto rule = parseRule(text);
    if (rule)
        return *rule;
    QTest::qFail(rule.error().text().c_str(), __FILE__, __LINE__);
    return {};
}

} // namespace

class TestRuleParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryClause();
    void readsLets();
    void readsSeveralStreams();
    void readsPatterns();
    void readsAbsences();
    void readsNames_data();
    void readsNames();
    void commentsAndLinesMeanNothing();
    void clausesMayStandInAnyOrder();
    void readsSeveralRules();
    void tellsRulesApart();
    void saysWhereThePartsStand();
    void keepsExpressionsOnOneLine_data();
    void keepsExpressionsOnOneLine();
    void explainsErrors_data();
    void explainsErrors();
    void refusesTooLongATextAtOnce();
    void refusesTooMuch();
    void theManualsRulesRead();
    void editsKeepTheText_data();
    void editsKeepTheText();
    void editsOfAnyRuleRead();
};

void TestRuleParser::readsEveryClause()
{
    const RuleSpec rule = read("Fast: from vitals key [ward, bed] when event.heart_rate > 120.0 "
                               "clear event.heart_rate < 110.0 "
                               "level critical when event.heart_rate > 150.0 clear "
                               "event.heart_rate < 140.0 "
                               "for 10s keep_firing 30s no_data nodata after 1m30s error alert "
                               "severity info "
                               "time event disorder 5s flapping off label team = 'icu' label floor "
                               "= \"2\" "
                               "notify night_shift, \"the mail\" summary \"{{value}} of {{key}}\"");
    RuleSpec expected;
    expected.name = "Fast";
    expected.stream = "vitals";
    expected.key = { "ward", "bed" };
    expected.when = "event.heart_rate > 120.0";
    expected.clear = "event.heart_rate < 110.0";
    expected.levels = { { Severity::Critical, "event.heart_rate > 150.0", "event.heart_rate < 140.0" } };
    expected.for_ns = 10 * ns_per_s;
    expected.keep_firing_ns = 30 * ns_per_s;
    expected.no_data = NoDataPolicy::NoData;
    expected.no_data_after_ns = 90 * ns_per_s;
    expected.on_error = NoDataPolicy::Alert;
    expected.severity = Severity::Info;
    expected.event_time = true;
    expected.disorder_ns = 5 * ns_per_s;
    expected.flapping_detection = false;
    expected.labels = { { "team", "icu" }, { "floor", "2" } };
    expected.notify = { "night_shift", "the mail" };
    expected.summary = "{{value}} of {{key}}";
    QVERIFY(rule == expected);
}

void TestRuleParser::readsLets()
{
    const RuleSpec rule = read("A: from s let low = min(event.f) over 10s where event.ward == \"ICU\" "
                               "let p99 = quantile(0.99, event.f) over 5m hop 1m let n = count() over "
                               "20 events "
                               "let day = avg(event.f) tumbling 24h let burst = sum(event.f) session "
                               "30s "
                               "let smooth = ewma(5, event.f) over 1m let plain = ewma(event.f) over 1m "
                               "let odd = anomaly(\"knn_cad\", event.f, window = 100, share = 0.5) "
                               "where event.f > 0.0 "
                               "let ratio = low / p99 when ratio > 2.0");
    constexpr DurationNs minute_ns = 60 * ns_per_s;
    const std::vector<LetSpec> expected {
        { "low",
          LetKind::Window,
          "event.f",
          "event.ward == \"ICU\"",
          { WindowFunction::Min, 0, WindowShape::Sliding, 10 * ns_per_s, 0, 0 } },
        { "p99",
          LetKind::Window,
          "event.f",
          {},
          { WindowFunction::Quantile, 0.99, WindowShape::Hopping, 5 * minute_ns, minute_ns, 0 } },
        { "n", LetKind::Window, {}, {}, { WindowFunction::Count, 0, WindowShape::Sliding, 0, 0, 20 } },
        { "day",
          LetKind::Window,
          "event.f",
          {},
          { WindowFunction::Avg, 0, WindowShape::Tumbling, 1'440 * minute_ns, 0, 0 } },
        { "burst", LetKind::Window, "event.f", {}, { WindowFunction::Sum, 0, WindowShape::Session, 30 * ns_per_s, 0, 0 } },
        { "smooth", LetKind::Window, "event.f", {}, { WindowFunction::Ewma, 5, WindowShape::Sliding, minute_ns, 0, 0 } },
        { "plain", LetKind::Window, "event.f", {}, { WindowFunction::Ewma, 0, WindowShape::Sliding, minute_ns, 0, 0 } },
        { "odd", LetKind::Anomaly, "event.f", "event.f > 0.0", {}, "knn_cad", { { { "window", 100 }, { "share", 0.5 } } } },
        { "ratio", LetKind::Expression, "low / p99", {}, {} },
    };
    QCOMPARE(rule.lets.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        QVERIFY2(rule.lets[i] == expected[i], expected[i].name.c_str());
}

void TestRuleParser::readsSeveralStreams()
{
    const RuleSpec rule = read("rule Both from cpu as c, disk as d key host "
                               "within 10s when c.load > 0.9 && d.busy > 0.9");
    QCOMPARE(rule.kind, RuleKind::Expression);
    QCOMPARE(shown(rule.stream), u"cpu"_qs);
    QVERIFY(rule.joined == (std::vector<StreamAlias> { { "cpu", "c" }, { "disk", "d" } }));
    QVERIFY(rule.key == std::vector<std::string> { "host" });
    QCOMPARE(rule.within_ns, 10 * ns_per_s);
}

void TestRuleParser::readsPatterns()
{
    const RuleSpec rule = read("rule Reuse\n  key user\n  pattern every a: login "
                               "-> not c: logout[c.user == a.user], # then\n"
                               "    b: payment[b.user == a.user] within 10s\n  "
                               "severity critical keep_firing 1m");
    QCOMPARE(rule.kind, RuleKind::Pattern);
    QCOMPARE(shown(rule.stream), u"login"_qs);
    QCOMPARE(rule.pattern.within_ns, 10 * ns_per_s);
    QCOMPARE(rule.severity, Severity::Critical);
    QCOMPARE(rule.keep_firing_ns, 60 * ns_per_s);
    QVERIFY(checkRule(rule).ok());
    QVERIFY(read(ruleText(rule)) == rule);
    QVERIFY(read(ruleBlock(rule)) == rule);
}

void TestRuleParser::readsAbsences()
{
    const RuleSpec rule = read("Silent: absence of heartbeat by [host, rack] for 30s severity critical");
    QCOMPARE(rule.kind, RuleKind::Absence);
    QCOMPARE(shown(rule.stream), u"heartbeat"_qs);
    QVERIFY(rule.key == (std::vector<std::string> { "host", "rack" }));
    QCOMPARE(rule.for_ns, 30 * ns_per_s);
}

void TestRuleParser::readsNames_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("stream");
    const auto row = [](const char *tag, const char *text, const char *name, const char *stream) {
        QTest::newRow(tag) << QString::fromUtf8(text) << QString::fromUtf8(name) << QString::fromUtf8(stream);
    };
    row("plain", "A: from s when event.f > 1", "A", "s");
    row("table of a database", "A-1: from shop.orders when event.f > 1", "A-1", "shop.orders");
    row("stream of a second source", "A: from east/shop.orders when event.f > 1", "A", "east/shop.orders");
    row("letters of any script", "Überlast: from größen when event[\"größe\"] > 1", "Überlast", "größen");
    row("in quotes", "\"High: rate\": from 'my stream' when event[\"a b\"] > 1", "High: rate", "my stream");
    row("words of the language", "from: from when when event.when > 1", "from", "when");
    row("a rule named rule", "rule: from s when event.f > 1", "rule", "s");
    row("rule named rule, lines", "rule rule from s when event.f > 1", "rule", "s");
    row("without spaces", "A:from s when event.f>1", "A", "s");
}

void TestRuleParser::readsNames()
{
    QFETCH(QString, text);
    QFETCH(QString, name);
    QFETCH(QString, stream);
    const RuleSpec rule = read(text.toStdString());
    QCOMPARE(shown(rule.name), name);
    QCOMPARE(shown(rule.stream), stream);
}

void TestRuleParser::commentsAndLinesMeanNothing()
{
    const RuleSpec rule = read("# wards 3 and 4\n"
                               "rule  Desaturation          // not for children\n"
                               "  from      vitals\n"
                               "  when      event.spo2 < 90   // per cent\n"
                               "            || event.note == \"# // no comment\"  # nor here: \"\n"
                               "  clear     event.spo2 >= 92  # hysteresis\n"
                               "  for       10s    keep_firing 30s\n");
    QVERIFY(rule
            == read("Desaturation: from vitals when event.spo2 < 90 || "
                    "event.note == \"# // no comment\" "
                    "clear event.spo2 >= 92 for 10s keep_firing 30s"));
}

void TestRuleParser::clausesMayStandInAnyOrder()
{
    QVERIFY(read("A: from s when event.f > 1 for 1s keep_firing 2s no_data ok "
                 "after 3s severity info clear event.f < 0")
            == read("A: from s when event.f > 1 severity info no_data ok after 3s "
                    "clear event.f < 0 keep_firing 2s for 1s"));
    QVERIFY(read("A: from s key k let x = 1 when true") == read("A: from s let x = 1 key k when true"));
}

void TestRuleParser::readsSeveralRules()
{
    const auto rules = parseRules("# a pack\nrule A\n  from s\n  when event.f > 1\n  for 10s\n\n"
                                  "B: from s when event.f > 1 notify mail \"C d\": absence of s for 1m\n"
                                  "rule E from s when event.f ? event.g : event.h F: from s when true");
    QVERIFY2(rules.ok(), rules ? "" : rules.error().text().c_str());
    QStringList names;
    for (const RuleSpec &rule : *rules)
        names.append(shown(rule.name));
    QCOMPARE(names, (QStringList { u"A"_qs, u"B"_qs, u"C d"_qs, u"E"_qs, u"F"_qs }));
    QCOMPARE(shown(rules->at(3).when), u"event.f ? event.g : event.h"_qs);
    QVERIFY(parseRules(" # nothing\n").ok());
    QVERIFY(parseRules({})->empty());
}

void TestRuleParser::tellsRulesApart()
{
    const auto twice = parseRules("A: from s when true\nA: from s when false");
    QVERIFY(!twice.ok());
    QCOMPARE(shown(twice.error().place), u"line 2, column 1"_qs);
    QCOMPARE(shown(twice.error().message), u"there are two rules named A"_qs);
}

void TestRuleParser::saysWhereThePartsStand()
{
    const std::string text = "rule A from s key [k, l] let x = avg(event.f) over 10s where event.g > "
                             "1\n"
                             "when x > 2 # high\n level critical when x > 3 summary \"s\"";
    const auto rule = parsePlacedRule(text);
    QVERIFY2(rule.ok(), rule ? "" : rule.error().text().c_str());
    const auto part = [&](RulePart wanted, std::size_t index = 0) {
        const RulePlace *place = rule->find(wanted, index);
        return place == nullptr ? QString() : shown(text.substr(place->range.begin, place->range.end - place->range.begin));
    };
    QCOMPARE(part(RulePart::Name), u"A"_qs);
    QCOMPARE(part(RulePart::Stream), u"s"_qs);
    QCOMPARE(part(RulePart::Key, 1), u"l"_qs);
    QCOMPARE(part(RulePart::LetName), u"x"_qs);
    QCOMPARE(part(RulePart::LetExpression), u"event.f"_qs);
    QCOMPARE(part(RulePart::LetWindow), u"over 10s"_qs);
    QCOMPARE(part(RulePart::LetWhere), u"event.g > 1"_qs);
    QCOMPARE(part(RulePart::When), u"x > 2"_qs);
    QCOMPARE(part(RulePart::LevelWhen), u"x > 3"_qs);
    QCOMPARE(part(RulePart::Summary), u"\"s\""_qs);
    QCOMPARE(part(RulePart::Clear), QString());
    QCOMPARE(rule->range.end, text.size());
}

void TestRuleParser::keepsExpressionsOnOneLine_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("offset_of_last");
    QTest::newRow("a  >\n\t1") << "a > 1" << 6;
    QTest::newRow(" a # b\n + c // d\n") << "a + c" << 10;
    QTest::newRow("\"a  # b\" + 'c  // d'") << "\"a  # b\" + 'c  // d'" << 19;
    QTest::newRow("r'\\' +  1") << "r'\\' + 1" << 8;
    QTest::newRow("'''a\n  # b'''  + 1") << "'''a\n  # b''' + 1" << 17;
    QTest::newRow("e.`a # b`  > 1") << "e.`a # b` > 1" << 13;
    QTest::newRow("'open # a") << "'open # a" << 8;
}

void TestRuleParser::keepsExpressionsOnOneLine()
{
    QFETCH(QString, line);
    QFETCH(int, offset_of_last);
    const std::string text = QTest::currentDataTag();
    QCOMPARE(shown(celLine(text)), line);
    QCOMPARE(shown(celLine(celLine(text))), line);
    const std::size_t last = celLine(text).size() - 1;
    QCOMPARE(offsetBeforeLine(text, last), static_cast<std::size_t>(offset_of_last));
    QCOMPARE(offsetBeforeLine(text, last + 1), text.size());
}

void TestRuleParser::explainsErrors_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("remedy");
    const auto row = [](const char *text, const char *place, const char *message, const char *remedy) {
        QTest::newRow(text) << QString::fromUtf8(place) << QString::fromUtf8(message) << QString::fromUtf8(remedy);
    };
    const char *early = "the rule ends too early";
    const char *rule = "expected a rule: NAME: from STREAM when event.FIELD > VALUE";
    const char *clause = "expected clear, level, for, keep_firing, no_data, "
                         "error, severity, time, flapping, label, notify, "
                         "summary or the end of the rule";
    const char *duration = "expected a duration such as 10s, 250ms or 1m30s";
    const char *value = "expected a value: a name, a number, a text in quotes, ( [ or {";
    const char *shape = "expected over 10s, over 5m hop 1m, over 20 events, "
                        "tumbling 1m or session 30s";
    row(" ", "line 1, column 2", early, rule);
    row("# later", "line 1, column 8", early, rule);
    row("A from s", "line 1, column 3", "unexpected \"from\"",
        "expected \":\" behind the rule's name, as in NAME: from STREAM when event.FIELD > VALUE");
    row("'': from s", "line 1, column 1", "the name is empty", rule);
    row("rule\n", "line 2, column 1", early, "expected the rule's name");
    row("A: when event.f > 1", "line 1, column 4", "unexpected \"when\"",
        "expected from STREAM, pattern or absence of STREAM");
    row("A: from", "line 1, column 8", early, "expected a stream's name");
    row("A: from s for 10s", "line 1, column 11", "unexpected \"for\"", "expected when event.FIELD > VALUE");
    row("A: from s when event.f > 1\n  key id", "line 2, column 3", "key stands before when", clause);
    row("A: from s when event.f > 1\n  let x = 1", "line 2, column 3", "let stands before when", clause);
    row("A: from s key [a b] when true", "line 1, column 18", "unexpected \"b\"", "expected ] or , and a further field");
    row("A: from s when f >", "line 1, column 19", "the expression ends too early", value);
    row("A: from s when\n  event.f +* 2", "line 2, column 12", "`*` cannot stand here", value);
    row("A: from s when event.f = 1", "line 1, column 24", "= compares nothing", "expected == to compare");
    row("A: from s when event.f => 1", "line 1, column 24", "=> compares nothing", "expected >=");
    row("A: from s when event.f =< 1", "line 1, column 24", "=< compares nothing", "expected <=");
    row("A: from s when event.f > 1 and true", "line 1, column 28", "unexpected \"and\"",
        "expected && to say that both hold");
    row("A: from s when event.f > 1 or true", "line 1, column 28", "unexpected \"or\"",
        "expected || to say that one of both holds");
    row("A: from s when event.f > 1 & 2", "line 1, column 28", "unexpected \"&\"", clause);
    row("A: from s when event.f > 1 garbage", "line 1, column 28", "unexpected \"garbage\"", clause);
    row("A: from s when event.f > 1 for 1s for 2s", "line 1, column 35", "a second for clause", "expected each clause once");
    row("A: from s when event.f > 1 for 10", "line 1, column 32", "unexpected \"10\"", duration);
    row("A: from s when event.f > 1 for", "line 1, column 31", early, duration);
    row("A: from s when event.f > 1 for 600w", "line 1, column 32", "600w is too long", "expected at most 3650d");
    row("A: from s when event.f > 1 no_data maybe", "line 1, column 36", "unexpected \"maybe\"",
        "expected keep, ok, alert or nodata");
    row("A: from s when event.f > 1 no_data keep after", "line 1, column 46", early, duration);
    row("A: from s when event.f > 1 severity high", "line 1, column 37", "unexpected \"high\"",
        "expected info, warning or critical");
    row("A: from s let x = avg(event.f) when x > 1", "line 1, column 32", "unexpected \"when\"", shape);
    row("A: from s let x = event.f over 10s when x > 1", "line 1, column 27", "only a window function has a window",
        "expected a let of its own: let NAME = avg(...) over 10s");
    row("A: from s let x = quantile(event.f) over 10s when x > 1", "line 1, column 35", "unexpected \")\"",
        "expected , behind the share: quantile(0.99, event.FIELD)");
    row("A: from s let x = quantile('a', event.f) over 10s when x > 1", "line 1, column 28", "this is no number",
        "expected a number: quantile(0.99, event.FIELD)");
    row("A: from s let x = avg(event.f) over 0s when x > 1", "line 1, column 37", "a window cannot be 0s long",
        "expected a duration such as 10s");
    row("A: from s let event = 1 when x > 1", "line 1, column 15", "a let cannot be named event", "expected another name");
    row("A: from s let x = 1 let x = 2 when x > 1", "line 1, column 25", "a second value named x", "expected another name");
    row("A: from s let x = anomaly(knn, event.f) when x > 1", "line 1, column 27", "unexpected \"knn\"",
        "expected a detector's name in quotes: anomaly(\"knn_cad\", "
        "event.FIELD)");
    row("A: from s as t when x > 1", "line 1, column 14", "the fields of a single stream are read as event.NAME",
        "expected no alias, or further streams: , STREAM as NAME");
    row("A: from s as t, u as t within 1s when x > 1", "line 1, column 22", "a second stream named t",
        "expected another name");
    row("A: from s, u when x > 1", "line 1, column 10", "unexpected \",\"",
        "expected as NAME: each of several streams needs one");
    row("A: from s as t, u as v when x > 1", "line 1, column 24", "unexpected \"when\"",
        "expected within 10s: how far apart the events of the streams may be");
    row("A: absence of s", "line 1, column 16", early, "expected for 30s: the silence that alerts");
    row("A: absence of s for 0s", "line 1, column 21", "a silence of 0s is none", "expected a duration such as 30s");
    row("A: absence of s for 10s clear true", "line 1, column 25", "an absence has no clear clause",
        "expected keep_firing, severity, time, flapping, label, notify, summary "
        "or the end of the rule");
    row("A: from s when true level info when true", "line 1, column 21", "levels are above the severity of the rule itself",
        "expected level critical, or severity info");
    row("A: from s when true level critical when true level warning when true", "line 1, column 52", "levels rise",
        "expected a severity above the level before it");
    row("A: from s when true label a 1", "line 1, column 29", "unexpected \"1\"", "expected = and a text in quotes");
    row("A: from s when true label a='1' label a='2'", "line 1, column 39", "a second label a", "expected each label once");
    row("A: from s when true summary ''", "line 1, column 29", "the summary is empty",
        "expected a text, or no summary clause");
    row("A: from s when true notify a, a", "line 1, column 31", "a stands twice", "expected each target once");
    row("Ü: from ß wenn", "line 1, column 11", "unexpected \"wenn\"", "expected when event.FIELD > VALUE");
    row("A: from s when event.f > 1\nB: from s when event.f > 1", "line 2, column 1", "a second rule begins here",
        "expected one rule");
    row("A: from s \x01", "line 1, column 11", "unexpected \"\\x01\"", "expected when event.FIELD > VALUE");
}

void TestRuleParser::explainsErrors()
{
    QFETCH(QString, place);
    QFETCH(QString, message);
    QFETCH(QString, remedy);
    const auto rule = parseRule(QTest::currentDataTag());
    QVERIFY(!rule.ok());
    QCOMPARE(rule.error().kind, ErrorKind::Input);
    QCOMPARE(shown(rule.error().message), message);
    QCOMPARE(shown(rule.error().place), place);
    QCOMPARE(shown(rule.error().remedy), remedy);
}

void TestRuleParser::refusesTooLongATextAtOnce()
{
    std::string text = "A: from s when event.f > 1 #";
    text.resize(most_rule_text_bytes, 'x');
    QVERIFY(parseRule(text).ok());
    text.push_back('x');
    const auto rule = parseRule(text);
    QVERIFY(!rule.ok());
    QCOMPARE(shown(rule.error().message), u"the rule is longer than 64 KiB"_qs);
    QVERIFY(parseRules(text).ok());
    const auto rules = parseRules(std::string(most_rules_text_bytes + 1, ' '));
    QVERIFY(!rules.ok());
    QCOMPARE(shown(rules.error().message), u"the rules are longer than 4 MiB"_qs);
}

void TestRuleParser::refusesTooMuch()
{
    std::string lets = "A: from s";
    for (std::size_t i = 0; i <= most_lets; ++i)
        lets += " let x" + std::to_string(i) + " = 1";
    QCOMPARE(shown(parseRule(lets + " when true").error().message), u"too many lets"_qs);
    const std::string deep = "A: from s when " + std::string(10'000, '(') + "1" + std::string(10'000, ')');
    QVERIFY(!parseRule(deep).ok());
}

void TestRuleParser::theManualsRulesRead()
{
    QFile manual(qEnvironmentVariable("STREAMGAUGE_SOURCE_DIR") + u"/resources/manual/05-rules-and-alerts.md"_qs);
    QVERIFY(manual.open(QIODevice::ReadOnly));
    const QList<QByteArray> parts = manual.readAll().split('`');
    // Blocks stand between three back quotes, which leave two empty parts on either side.
    int blocks = 0;
    for (qsizetype i = 2; i + 2 < parts.size(); ++i) {
        if (!parts[i - 1].isEmpty() || !parts[i + 1].isEmpty() || !parts[i].startsWith('\n') || !parts[i].contains("from ")
            || parts[i].contains("| part |") || parts[i].startsWith("\n\n"))
            continue;
        const auto rules = parseRules(parts[i].toStdString());
        QVERIFY2(rules.ok(), rules ? "" : (parts[i].toStdString() + rules.error().text()).c_str());
        for (const RuleSpec &rule : *rules) {
            const auto sound = checkRule(rule);
            QVERIFY2(sound.ok(), sound.error().text().c_str());
        }
        ++blocks;
    }
    QCOMPARE(blocks, 3);
}

void TestRuleParser::editsKeepTheText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QByteArray>("edited");
    const auto row = [](const char *name, const char *text, const char *rule, const char *edited) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(rule) << QByteArray(edited);
    };
    const char *const ward = "# of the night shift\n"
                             "rule Fast // a name\n"
                             "  from vitals\n"
                             "  when event.hr>120.0   # asked for by the ward\n"
                             "  for 10s\n"
                             "  # told to\n"
                             "  notify bell, mail\n"
                             "# that is all\n";
    row("nothing", ward, "Fast: from vitals when event.hr>120.0 for 10s notify bell, mail", ward);
    row("a limit", ward, "Fast: from vitals when event.hr > 130.0 for 10s notify bell, mail",
        "# of the night shift\nrule Fast // a name\n  from vitals\n  when event.hr > 130.0   # asked for by the ward\n"
        "  for 10s\n  # told to\n  notify bell, mail\n# that is all\n");
    row("a name and a stream", ward, "\"Fast 2\": from ward when event.hr>120.0 for 10s notify bell, mail",
        "# of the night shift\nrule \"Fast 2\" // a name\n  from ward\n  when event.hr>120.0   # asked for by the ward\n"
        "  for 10s\n  # told to\n  notify bell, mail\n# that is all\n");
    row("a clause less", ward, "Fast: from vitals when event.hr>120.0 notify bell, mail",
        "# of the night shift\nrule Fast // a name\n  from vitals\n  when event.hr>120.0   # asked for by the ward\n"
        "  # told to\n  notify bell, mail\n# that is all\n");
    row("clauses more", ward,
        "Fast: from vitals when event.hr>120.0 clear event.hr < 110.0 for 10s severity critical notify bell, mail",
        "# of the night shift\nrule Fast // a name\n  from vitals\n  when event.hr>120.0   # asked for by the ward\n"
        "  clear event.hr < 110.0\n  for 10s\n  severity critical\n  # told to\n  notify bell, mail\n# that is all\n");
    row("one line", "Fast: from vitals when event.hr>120.0 # why",
        "Fast: from vitals when event.hr>120.0 for 10s severity info",
        "Fast: from vitals when event.hr>120.0 for 10s severity info # why");
    row("in the midst of a line", "Fast: from vitals when event.hr>120.0 for 10s severity info",
        "Fast: from vitals when event.hr>120.0 severity info", "Fast: from vitals when event.hr>120.0 severity info");
    row("a comment within a clause", "Fast: from s\n  when event.a > 1.0 // low\n    && event.b > 2.0\n",
        "Fast: from s when event.a > 3.0 && event.b > 2.0",
        "Fast: from s\n  // low\n  when event.a > 3.0 && event.b > 2.0\n");
    row("a comment behind what goes", "Fast: from s\n  when event.a > 1.0\n  for 10s # long\n",
        "Fast: from s when event.a > 1.0", "Fast: from s\n  when event.a > 1.0\n  # long\n");
    row("what was written although it is usual", "Fast: from s when event.a > 1.0 severity warning # as always",
        "Fast: from s when event.a > 2.0", "Fast: from s when event.a > 2.0 severity warning # as always");
    row("levels and labels",
        "A: from s when event.a > 1.0 # one\n level critical when event.a > 9.0 # two\n label ward = \"x\" # x\n",
        "A: from s when event.a > 1.0 level critical when event.a > 8.0 label bed = \"b\" label ward = \"y\"",
        "A: from s when event.a > 1.0 # one\n level critical when event.a > 8.0 # two\n label bed = \"b\"\n label ward = "
        "\"y\" # x\n");
    row("lets", "A: from s\n  let m = avg(event.a) over 10s # mean\n  when m > 1.0 # high",
        "A: from s let m = avg(event.a) over 20s let n = max(event.a) over 5s when m > 1.0",
        "A: from s\n  let m = avg(event.a) over 20s # mean\n  let n = max(event.a) over 5s\n  when m > 1.0 # high");
    row("another kind of rule", "# about beds\nA: from s when event.a > 1.0 # high", "A: absence of s for 30s",
        "# about beds\nA: absence of s for 30s # high");
    row("what does not read", "A: from s when # soon", "A: from s when event.a > 1.0",
        "# soon\nrule A\n  from s\n  when event.a > 1.0\n");
    row("a hash in quotes", "A: from s when event.a == \"#1\" # first", "A: from s when event.a == \"#2\"",
        "A: from s when event.a == \"#2\" # first");
}

void TestRuleParser::editsKeepTheText()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, rule);
    QFETCH(QByteArray, edited);
    const RuleSpec wanted = read(rule.toStdString());
    const std::string found = editedRuleText(text.toStdString(), wanted);
    QCOMPARE(shown(found), QString::fromUtf8(edited));
    QVERIFY(read(found) == wanted);
}

/// Every rule into every other: what comes out reads as the other, whatever it was made from.
void TestRuleParser::editsOfAnyRuleRead()
{
    const std::vector<std::string> texts {
        "A: from s when event.a > 1.0",
        "rule \"A b\" # x\n from s key [k, l] # y\n let m = avg(event.a) over 10s // z\n when m > 1.0 && true # w\n"
        " clear m < 0.5\n level critical when m > 9.0\n for 10s keep_firing 5s # v\n no_data alert after 1m error ok\n"
        " severity info time event disorder 1s flapping off\n label a = \"1\"\n label b = \"2\" # u\n notify x, y\n"
        " summary \"{{m}} # no comment\"\n# end",
        "C: key k # k\n pattern every a: s[a.x > 1.0] # first\n -> b: t[b.y < 2.0] within 10s # last",
        "D: absence of s by k # quiet\n for 30s # long\n severity critical",
        "E: from s as a, t as b # two\n key k # shared\n within 5s\n when a.x > b.y # more",
        "F: from s let n = max(event.a) over 5s let m = avg(event.a) over 10s when m > n",
    };
    for (const std::string &from : texts) {
        for (const std::string &to : texts) {
            const RuleSpec wanted = read(to);
            const std::string edited = editedRuleText(from, wanted);
            QVERIFY2(read(edited) == wanted, edited.c_str());
            for (const char *comment : { "# x", "# y", "// z", "# k", "# quiet", "# two" }) {
                if (from.find(comment) != std::string::npos)
                    QVERIFY2(edited.find(comment) != std::string::npos, edited.c_str());
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestRuleParser)
#include "tst_ruleparser.moc"
