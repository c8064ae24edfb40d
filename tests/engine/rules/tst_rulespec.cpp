// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulespec.h"

#include <QTest>

#include <limits>
#include <random>

using namespace streamgauge;

namespace {

QString shown(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// A random text of the given pieces, so that the awkward ones come often.
std::string randomText(std::mt19937 &random)
{
    static const std::vector<std::string> pieces { "a",    "Z9",   "_",   "-",    ".",    "/",    " ", ":", "\"",
                                                   "'",    "\\",   "`",   "\n",   "\t",   "ä",    "→", "#", "//",
                                                   "when", "rule", "key", "true", "\x01", "\x7f", "[", "]", "0" };
    std::string text;
    for (auto left = 1 + random() % 5; left > 0; --left)
        text += pieces[random() % pieces.size()];
    return text;
}

Literal randomLiteral(std::mt19937 &random)
{
    const std::uint64_t bits = (std::uint64_t { random() } << 32) | random();
    switch (random() % 6) {
    case 0: return random() % 2 == 0;
    case 1: return static_cast<std::int64_t>(bits);
    case 2: return bits;
    case 3: return randomText(random);
    case 4: return static_cast<double>(static_cast<std::int64_t>(bits % 2'000) - 1'000) / 8;
    default: {
        const double any = std::bit_cast<double>(bits);
        return std::isfinite(any) ? any : 0.5;
    }
    }
}

Threshold randomThreshold(std::mt19937 &random)
{
    return { randomText(random), static_cast<Comparison>(random() % 6), randomLiteral(random) };
}

DurationNs randomDuration(std::mt19937 &random)
{
    static constexpr std::array<DurationNs, 6> units { 0, 1, ns_per_ms, ns_per_s, 3'600 * ns_per_s, 86'400 * ns_per_s };
    return units[random() % units.size()] * (1 + random() % 900);
}

} // namespace

class TestRuleSpec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryClause();
    void readsTheLinesOfARule();
    void readsNames_data();
    void readsNames();
    void clausesMayStandInAnyOrder();
    void whatItWritesReadsBack();
    void writesNoMoreThanNeeded();
    void explainsErrors_data();
    void explainsErrors();
    void refusesTooLongATextAtOnce();
    void checksSpecs_data();
    void checksSpecs();
    void namesItsValues();
};

void TestRuleSpec::readsEveryClause()
{
    const auto rule = parseRule("Fast: from vitals when event.heart_rate > 120.0 clear event.heart_rate < 110.0 for 10s "
                                "keep_firing 30s no_data keep after 1m30s severity critical");
    QVERIFY2(rule.ok(), rule ? "" : rule.error().text().c_str());
    const RuleSpec expected { "Fast",
                              "vitals",
                              { "heart_rate", Comparison::Greater, 120.0 },
                              Threshold { "heart_rate", Comparison::Less, 110.0 },
                              10 * ns_per_s,
                              30 * ns_per_s,
                              NoDataPolicy::Keep,
                              90 * ns_per_s,
                              Severity::Critical };
    QVERIFY(*rule == expected);
}

void TestRuleSpec::readsTheLinesOfARule()
{
    const auto rule = parseRule("# wards 3 and 4\n"
                                "rule  Desaturation\n"
                                "  from      vitals\n"
                                "  when      event.spo2 < 90   // per cent\n"
                                "  clear     event.spo2 >= 92  # hysteresis\n"
                                "  for       10s    keep_firing 30s    no_data alert    severity info\n");
    QVERIFY2(rule.ok(), rule ? "" : rule.error().text().c_str());
    const RuleSpec expected { "Desaturation",
                              "vitals",
                              { "spo2", Comparison::Less, std::int64_t { 90 } },
                              Threshold { "spo2", Comparison::GreaterOrEqual, std::int64_t { 92 } },
                              10 * ns_per_s,
                              30 * ns_per_s,
                              NoDataPolicy::Alert,
                              0,
                              Severity::Info };
    QVERIFY(*rule == expected);
}

void TestRuleSpec::readsNames_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("stream");
    QTest::addColumn<QString>("field");
    QTest::newRow("plain") << "A: from s when event.f > 1"
                           << "A"
                           << "s"
                           << "f";
    QTest::newRow("table of a database") << "A-1: from shop.orders when event.f > 1"
                                         << "A-1"
                                         << "shop.orders"
                                         << "f";
    QTest::newRow("stream of a second source") << "A: from east/shop.orders when event.f > 1"
                                               << "A"
                                               << "east/shop.orders"
                                               << "f";
    QTest::newRow("letters of any script")
        << u"Überlast: from größen when event[\"größe\"] > 1"_qs << u"Überlast"_qs << u"größen"_qs << u"größe"_qs;
    QTest::newRow("in quotes") << "\"High: rate\": from 'my stream' when event[\"a b\"] > 1"
                               << "High: rate"
                               << "my stream"
                               << "a b";
    QTest::newRow("in back quotes") << "A: from s when event.`a-b` > 1"
                                    << "A"
                                    << "s"
                                    << "a-b";
    QTest::newRow("words of the language") << "from: from when when event.when > 1"
                                           << "from"
                                           << "when"
                                           << "when";
    QTest::newRow("a rule named rule") << "rule: from s when event.f > 1"
                                       << "rule"
                                       << "s"
                                       << "f";
    QTest::newRow("rule named rule, lines") << "rule rule from s when event.f > 1"
                                            << "rule"
                                            << "s"
                                            << "f";
    QTest::newRow("without spaces") << "A:from s when event.f>1"
                                    << "A"
                                    << "s"
                                    << "f";
}

void TestRuleSpec::readsNames()
{
    QFETCH(QString, text);
    QFETCH(QString, name);
    QFETCH(QString, stream);
    QFETCH(QString, field);
    const auto rule = parseRule(text.toStdString());
    QVERIFY2(rule.ok(), rule ? "" : rule.error().text().c_str());
    QCOMPARE(shown(rule->name), name);
    QCOMPARE(shown(rule->stream), stream);
    QCOMPARE(shown(rule->when.field), field);
}

void TestRuleSpec::clausesMayStandInAnyOrder()
{
    const auto a =
        parseRule("A: from s when event.f > 1 for 1s keep_firing 2s no_data ok after 3s severity info clear event.f < 0");
    const auto b =
        parseRule("A: from s when event.f > 1 severity info no_data ok after 3s clear event.f < 0 keep_firing 2s for 1s");
    QVERIFY(a.ok() && b.ok());
    QVERIFY(*a == *b);
}

void TestRuleSpec::whatItWritesReadsBack()
{
    std::mt19937 random(20'261'120);
    for (int round = 0; round < 20'000; ++round) {
        RuleSpec spec { randomText(random), randomText(random), randomThreshold(random) };
        if (random() % 2 == 0)
            spec.clear = randomThreshold(random);
        spec.for_ns = randomDuration(random);
        spec.keep_firing_ns = randomDuration(random);
        spec.no_data_after_ns = randomDuration(random);
        spec.no_data = static_cast<NoDataPolicy>(random() % 3);
        spec.severity = static_cast<Severity>(random() % 3);
        QVERIFY(checkRule(spec).ok());
        const std::string text = ruleText(spec);
        const auto read = parseRule(text);
        QVERIFY2(read.ok(), (text + " : " + (read ? "" : read.error().text())).c_str());
        QVERIFY2(*read == spec, (text + " became " + ruleText(*read)).c_str());
    }
}

void TestRuleSpec::writesNoMoreThanNeeded()
{
    const auto text = [](std::string_view rule) { return shown(ruleText(*parseRule(rule))); };
    QCOMPARE(text("rule A from s when event.f > 1"), u"A: from s when event.f > 1"_qs);
    QCOMPARE(text("A: from s when event.f >= 1e3 no_data keep severity warning for 0s"),
             u"A: from s when event.f >= 1000.0"_qs);
    QCOMPARE(text("A: from s when event[\"f\"] == 0x10u no_data keep after 90s"),
             u"A: from s when event.f == 16u no_data keep after 1m30s"_qs);
    QCOMPARE(text("'a b': from s when event.f != r'\\d'"), u"\"a b\": from s when event.f != \"\\\\d\""_qs);
}

void TestRuleSpec::explainsErrors_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("remedy");
    const auto row = [](const char *name, const char *text, const char *place, const char *message, const char *remedy) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(place) << QString::fromUtf8(message)
                            << QString::fromUtf8(remedy);
    };
    const char *early = "the rule ends too early";
    row("nothing", "", "line 1, column 1", early, "expected a rule: NAME: from STREAM when event.FIELD > VALUE");
    row("only a comment", "# later", "line 1, column 8", early,
        "expected a rule: NAME: from STREAM when event.FIELD > VALUE");
    row("no colon", "A from s", "line 1, column 3", "unexpected \"from\"", "expected \":\" behind the rule's name");
    row("empty name", "'': from s", "line 1, column 1", "the name is empty",
        "expected a rule: NAME: from STREAM when event.FIELD > VALUE");
    row("no name behind rule", "rule\n", "line 2, column 1", early, "expected the rule's name");
    row("no from", "A: when event.f > 1", "line 1, column 4", "unexpected \"when\"", "expected from STREAM");
    row("no stream", "A: from", "line 1, column 8", early, "expected a stream's name");
    row("no when", "A: from s for 10s", "line 1, column 11", "unexpected \"for\"", "expected when event.FIELD > VALUE");
    row("key clause", "A: from s key id when event.f > 1", "line 1, column 11", "a rule has no key clause",
        "expected nothing: keys come from the stream");
    row("key clause at the end", "A: from s when event.f > 1\n  key id", "line 2, column 3", "a rule has no key clause",
        "expected nothing: keys come from the stream");
    row("no field", "A: from s when f > 1", "line 1, column 16", "unexpected \"f\"",
        "expected a field: event.NAME or event[\"NAME\"]");
    row("keyword as field", "A: from s when event.in > 1", "line 1, column 22", "unexpected \"in\"",
        "expected a field: event.NAME or event[\"NAME\"]");
    row("field within a field", "A: from s when event.a.b > 1", "line 1, column 23", "unexpected \".b\"",
        "expected a comparison: < <= > >= == !=");
    row("field not in quotes", "A: from s when event[f] > 1", "line 1, column 22", "unexpected \"f\"",
        "expected a field name in quotes");
    row("bracket left open", "A: from s when event['f' > 1", "line 1, column 26", "unexpected \">\"", "expected ]");
    row("back quote left open", "A: from s when event.`f > 1", "line 1, column 23",
        "the back-quoted name is empty or has no end", "expected a field name and `");
    row("one equals sign", "A: from s when event.f = 1", "line 1, column 24", "unexpected \"=\"",
        "expected a comparison: < <= > >= == !=");
    row("no value", "A: from s when event.f >", "line 1, column 25", early,
        "expected a number, a text in quotes, true or false");
    row("null", "A: from s when event.f > null", "line 1, column 26", "unexpected \"null\"",
        "expected a number, a text in quotes, true or false");
    row("number runs into a word", "A: from s when event.f > 12a", "line 1, column 28", "unexpected \"a\"",
        "expected a space behind the number");
    row("too large an int", "A: from s when event.f > 9223372036854775808", "line 1, column 26",
        "9223372036854775808 does not fit an int", "expected a number in the range of an int");
    row("negative uint", "A: from s when event.f > -1u", "line 1, column 26", "-1u does not fit a uint",
        "expected a number in the range of a uint");
    row("too large a double", "A: from s when event.f > 1e999", "line 1, column 26", "1e999 does not fit a double",
        "expected a number in the range of a double");
    row("quote left open", "A: from s\nwhen event.f == \"abc", "line 2, column 21", "the text in quotes has no end",
        "expected the closing \"");
    row("unknown escape", "A: from s when event.f == 'a\\q'", "line 1, column 29",
        "this escape does not exist or names no character",
        R"(expected one of \a \b \f \n \r \t \v \\ \? \" \' \` \xHH \uHHHH \UHHHHHHHH \OOO)");
    row("surrogate", "A: from s when event.f == '\\ud800'", "line 1, column 28",
        "this escape does not exist or names no character",
        R"(expected one of \a \b \f \n \r \t \v \\ \? \" \' \` \xHH \uHHHH \UHHHHHHHH \OOO)");
    row("bytes", "A: from s when event.f == b'a'", "line 1, column 27", "bytes cannot be a threshold",
        "expected a number, a text in quotes, true or false");
    row("and", "A: from s when event.f > 1 && event.g > 2", "line 1, column 28", "unexpected \"&\"",
        "expected clear, for, keep_firing, no_data, severity or the end of the rule");
    row("unknown clause", "A: from s when event.f > 1\n  let x = 1", "line 2, column 3", "unexpected \"let\"",
        "expected clear, for, keep_firing, no_data, severity or the end of the rule");
    row("clause twice", "A: from s when event.f > 1 for 1s for 2s", "line 1, column 35", "a second for clause",
        "expected each clause once");
    row("no unit", "A: from s when event.f > 1 for 10", "line 1, column 32", "unexpected \"10\"",
        "expected a duration such as 10s, 250ms or 1m30s");
    row("no duration", "A: from s when event.f > 1 for", "line 1, column 31", early,
        "expected a duration such as 10s, 250ms or 1m30s");
    row("too long", "A: from s when event.f > 1 for 600w", "line 1, column 32", "600w is too long",
        "expected at most 3650d");
    row("unknown policy", "A: from s when event.f > 1 no_data maybe", "line 1, column 36", "unexpected \"maybe\"",
        "expected keep, ok or alert");
    row("after what", "A: from s when event.f > 1 no_data keep after", "line 1, column 46", early,
        "expected a duration such as 10s, 250ms or 1m30s");
    row("after alone", "A: from s when event.f > 1 after 10s", "line 1, column 28", "unexpected \"after\"",
        "expected clear, for, keep_firing, no_data, severity or the end of the rule");
    row("unknown severity", "A: from s when event.f > 1 severity high", "line 1, column 37", "unexpected \"high\"",
        "expected info, warning or critical");
    row("clear without condition", "A: from s when event.f > 1 clear 5", "line 1, column 34", "unexpected \"5\"",
        "expected a field: event.NAME or event[\"NAME\"]");
    row("columns count characters", "Ü: from ß wenn", "line 1, column 11", "unexpected \"wenn\"",
        "expected when event.FIELD > VALUE");
    row("two rules", "A: from s when event.f > 1\nB: from s when event.f > 1", "line 2, column 1", "unexpected \"B\"",
        "expected clear, for, keep_firing, no_data, severity or the end of the rule");
    row("control characters are shown", "A: from s \x01", "line 1, column 11", "unexpected \"\\x01\"",
        "expected when event.FIELD > VALUE");
}

void TestRuleSpec::explainsErrors()
{
    QFETCH(QString, text);
    QFETCH(QString, place);
    QFETCH(QString, message);
    QFETCH(QString, remedy);
    const auto rule = parseRule(text.toStdString());
    QVERIFY(!rule.ok());
    QCOMPARE(rule.error().kind, ErrorKind::Input);
    QCOMPARE(shown(rule.error().place), place);
    QCOMPARE(shown(rule.error().message), message);
    QCOMPARE(shown(rule.error().remedy), remedy);
}

void TestRuleSpec::refusesTooLongATextAtOnce()
{
    std::string text = "A: from s when event.f > 1 #";
    text.resize(most_rule_text_bytes, 'x');
    QVERIFY(parseRule(text).ok());
    text.push_back('x');
    const auto rule = parseRule(text);
    QVERIFY(!rule.ok());
    QCOMPARE(shown(rule.error().message), u"the rule is longer than 64 KiB"_qs);
}

void TestRuleSpec::checksSpecs_data()
{
    QTest::addColumn<RuleSpec>("spec");
    QTest::addColumn<QString>("message");
    const RuleSpec sound { "A", "s", { "f", Comparison::Greater, 1.0 } };
    const auto row = [&](const char *name, auto change, const QString &message) {
        RuleSpec spec = sound;
        change(spec);
        QTest::newRow(name) << spec << message;
    };
    row("sound", [](RuleSpec &) {}, {});
    row(
        "no name", [](RuleSpec &spec) { spec.name.clear(); }, u"the rule has no name"_qs);
    row(
        "no stream", [](RuleSpec &spec) { spec.stream.clear(); }, u"the rule has no stream"_qs);
    row(
        "no field", [](RuleSpec &spec) { spec.when.field.clear(); }, u"a condition has no field"_qs);
    row(
        "no clear field", [](RuleSpec &spec) { spec.clear = Threshold {}; }, u"a condition has no field"_qs);
    row(
        "not a number", [](RuleSpec &spec) { spec.when.value = std::numeric_limits<double>::quiet_NaN(); },
        u"a threshold is not a finite number"_qs);
    row(
        "infinite",
        [](RuleSpec &spec) {
            spec.clear = Threshold { "f", Comparison::Less, -std::numeric_limits<double>::infinity() };
        },
        u"a threshold is not a finite number"_qs);
    row(
        "negative for", [](RuleSpec &spec) { spec.for_ns = -1; }, u"a duration is negative or too long"_qs);
    row(
        "endless keep", [](RuleSpec &spec) { spec.keep_firing_ns = most_rule_duration_ns + 1; },
        u"a duration is negative or too long"_qs);
    row(
        "endless silence", [](RuleSpec &spec) { spec.no_data_after_ns = INT64_MAX; },
        u"a duration is negative or too long"_qs);
    row(
        "too long", [](RuleSpec &spec) { spec.name.assign(most_rule_text_bytes, 'x'); },
        u"the rule is longer than 64 KiB"_qs);
}

void TestRuleSpec::checksSpecs()
{
    QFETCH(RuleSpec, spec);
    QFETCH(QString, message);
    const auto checked = checkRule(spec);
    QCOMPARE(checked.ok(), message.isEmpty());
    QCOMPARE(shown(checked.error().message), message);
}

void TestRuleSpec::namesItsValues()
{
    QCOMPARE(shown(name(Severity::Critical)), u"critical"_qs);
    QCOMPARE(shown(name(NoDataPolicy::Ok)), u"ok"_qs);
    for (int i = 0; i < 6; ++i)
        QVERIFY(comparisonFromSymbol(symbol(static_cast<Comparison>(i))) == static_cast<Comparison>(i));
    QVERIFY(!comparisonFromSymbol("=").has_value());
    QVERIFY(!comparisonFromSymbol("").has_value());
}

QTEST_GUILESS_MAIN(TestRuleSpec)
#include "tst_rulespec.moc"
