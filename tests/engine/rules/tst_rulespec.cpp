// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/literaltext.h"
#include "engine/rules/rulespec.h"
#include "engine/rules/threshold.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <functional>
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

LiteralValue randomLiteral(std::mt19937 &random)
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

std::string randomCondition(std::mt19937 &random)
{
    static const std::vector<std::string> conditions { "low < 90.0 || score > 0.99",
                                                       "!(event.a in [1, 2]) && event[\"b c\"].startsWith(\"x # y\")",
                                                       "event.a ? event.b : event.c",
                                                       "has(event.a) && size(event.list.filter(x, x > 1)) >= 2",
                                                       "-event.load / 2.0 > +1.5 - r'\\d'.size()",
                                                       "event.`a-b` == null" };
    if (random() % 3 == 0) {
        std::string condition = conditions[random() % conditions.size()];
        if (const auto plus = condition.find("> +"); plus != std::string::npos)
            condition.erase(plus + 2, 1);
        return condition;
    }
    return conditionText({ randomText(random), static_cast<Comparison>(random() % 6), randomLiteral(random) });
}

DurationNs randomDuration(std::mt19937 &random)
{
    static constexpr std::array<DurationNs, 6> units { 0, 1, ns_per_ms, ns_per_s, 3'600 * ns_per_s, 86'400 * ns_per_s };
    return units[random() % units.size()] * (1 + random() % 900);
}

WindowSpec randomWindow(std::mt19937 &random)
{
    WindowSpec window;
    window.function = static_cast<WindowFunction>(random() % 15);
    window.shape = window.function == WindowFunction::Ewma ? WindowShape::Sliding : static_cast<WindowShape>(random() % 4);
    if (window.function == WindowFunction::Quantile)
        window.parameter = static_cast<double>(random() % 101) / 100;
    if (window.shape == WindowShape::Sliding && random() % 3 == 0) {
        window.events = 1 + random() % 500;
        return window;
    }
    window.span_ns = static_cast<DurationNs>(60 * (1 + random() % 10)) * ns_per_s;
    if (window.shape == WindowShape::Hopping)
        window.hop_ns = window.span_ns / 10;
    return window;
}

LetSpec randomLet(std::mt19937 &random, std::size_t number)
{
    LetSpec let;
    let.name = "let_" + std::to_string(number);
    let.kind = static_cast<LetKind>(random() % 3);
    let.expression = random() % 2 == 0 ? "event.a" : "event.weight / (event.height * event.height)";
    if (let.kind == LetKind::Window)
        let.window = randomWindow(random);
    if (let.kind == LetKind::Anomaly) {
        let.detector = randomText(random);
        if (random() % 2 == 0)
            let.options.values = { { "window", 100 }, { "share", 0.125 } };
    }
    if (let.kind == LetKind::Window && let.window.function == WindowFunction::Count && random() % 2 == 0)
        let.expression.clear();
    if (let.kind != LetKind::Expression && random() % 2 == 0)
        let.where = randomCondition(random);
    return let;
}

void addLevels(RuleSpec &spec, std::mt19937 &random)
{
    for (auto severity = static_cast<unsigned>(spec.severity) + 1; severity <= 2; ++severity) {
        if (random() % 2 == 0)
            spec.levels.push_back({ static_cast<Severity>(severity), randomCondition(random),
                                    random() % 2 == 0 ? randomCondition(random) : std::string() });
    }
}

void addJudged(RuleSpec &spec, std::mt19937 &random)
{
    spec.for_ns = randomDuration(random);
    if (random() % 5 == 0) {
        spec.kind = RuleKind::Absence;
        spec.for_ns += ns_per_s;
        return;
    }
    for (auto left = random() % 4; left > 0; --left)
        spec.lets.push_back(randomLet(random, spec.lets.size()));
    spec.when = randomCondition(random);
    if (random() % 2 == 0)
        spec.clear = randomCondition(random);
    addLevels(spec, random);
    spec.no_data_after_ns = randomDuration(random);
    spec.no_data = static_cast<NoDataPolicy>(random() % 4);
    spec.on_error = static_cast<NoDataPolicy>(random() % 4);
    if (random() % 4 == 0) {
        spec.joined = { { spec.stream, "c" }, { randomText(random), "d" } };
        spec.within_ns = ns_per_s + randomDuration(random);
    }
}

RuleSpec randomRule(std::mt19937 &random)
{
    RuleSpec spec;
    spec.name = randomText(random);
    spec.stream = randomText(random);
    spec.severity = static_cast<Severity>(random() % 3);
    for (auto left = random() % 3; left > 0; --left)
        spec.key.push_back(randomText(random) + std::to_string(left));
    addJudged(spec, random);
    spec.keep_firing_ns = randomDuration(random);
    spec.event_time = random() % 2 == 0;
    spec.disorder_ns = spec.event_time ? randomDuration(random) : 0;
    spec.flapping_detection = random() % 2 == 0;
    for (auto left = random() % 3; left > 0; --left) {
        spec.labels["label" + std::to_string(left)] = randomText(random);
        spec.notify.push_back(randomText(random) + std::to_string(left));
    }
    if (random() % 2 == 0)
        spec.summary = randomText(random) + " {{key}}";
    return spec;
}

} // namespace

class TestRuleSpec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatItWritesReadsBack();
    void writesNoMoreThanNeeded_data();
    void writesNoMoreThanNeeded();
    void writesBlocks();
    void checksSpecs_data();
    void checksSpecs();
    void recognisesThresholds_data();
    void recognisesThresholds();
    void thresholdsReadBack();
    void namesItsValues();
};

void TestRuleSpec::whatItWritesReadsBack()
{
    std::mt19937 random(20'261'120);
    for (int round = 0; round < 5'000; ++round) {
        const RuleSpec spec = randomRule(random);
        const auto sound = checkRule(spec);
        QVERIFY2(sound.ok(), (ruleText(spec) + " : " + sound.error().text()).c_str());
        for (const std::string &text : { ruleText(spec), ruleBlock(spec), "# one\n" + ruleBlock(spec) + "// end" }) {
            const auto read = parseRule(text);
            QVERIFY2(read.ok(), (text + " : " + (read ? "" : read.error().text())).c_str());
            QVERIFY2(*read == spec, (text + " became " + ruleText(*read)).c_str());
        }
    }
}

void TestRuleSpec::writesNoMoreThanNeeded_data()
{
    QTest::addColumn<QString>("written");
    const auto row = [](const char *text, const char *written) { QTest::newRow(text) << QString::fromUtf8(written); };
    row("rule A from s when event.f > 1", "A: from s when event.f > 1");
    row("A: from s when event.f  >=\n 1e3 # much\n no_data keep severity warning "
        "for 0s error keep flapping on time arrival",
        "A: from s when event.f >= 1e3");
    row("A: from s when event[\"f\"] == 0x10u no_data keep after 90s",
        "A: from s when event[\"f\"] == 0x10u no_data keep after 1m30s");
    row("'a b': from s when event.f != r'\\d'", "\"a b\": from s when event.f != r'\\d'");
    row("A: from s key [id] when true time event disorder 2s", "A: from s key id when true time event");
    row("A: from s let x=ewma(0 ,event.f)over 60s when x>1", "A: from s let x = ewma(event.f) over 1m when x>1");
    row("A: absence of s by [a] for 60s", "A: absence of s by a for 1m");
    row("A: from s when true label b='x' label a='' notify z,y",
        "A: from s when true label a = \"\" label b = \"x\" notify z, y");
}

void TestRuleSpec::writesNoMoreThanNeeded()
{
    QFETCH(QString, written);
    const auto rule = parseRule(QTest::currentDataTag());
    QVERIFY2(rule.ok(), rule ? "" : rule.error().text().c_str());
    QCOMPARE(shown(ruleText(*rule)), written);
}

void TestRuleSpec::writesBlocks()
{
    const std::string block = "rule Desaturation\n"
                              "  from vitals key patient_id\n"
                              "  let low = min(event.spo2) over 10s where event.ward == \"ICU\"\n"
                              "  let score = anomaly(\"knn_cad\", event.heart_rate)\n"
                              "  when low < 90.0 || score > 0.99\n"
                              "  clear low >= 92.0\n"
                              "  level critical when low < 80.0 clear low >= 85.0\n"
                              "  for 10s keep_firing 30s no_data keep after 1m error alert\n"
                              "  time event disorder 5s flapping off\n"
                              "  label team = \"icu\"\n"
                              "  notify night_shift, mail\n"
                              "  summary \"SpO2 {{low}} of {{key}}\"\n";
    const auto rule = parseRule(block);
    QVERIFY2(rule.ok(), rule ? "" : rule.error().text().c_str());
    QCOMPARE(shown(ruleBlock(*rule)), shown(block));
    QVERIFY(!shown(ruleText(*rule)).contains(u'\n'));
}

void TestRuleSpec::checksSpecs_data()
{
    QTest::addColumn<RuleSpec>("spec");
    QTest::addColumn<QString>("message");
    RuleSpec sound;
    sound.name = "A";
    sound.stream = "s";
    sound.when = "event.f > 1.0";
    const auto row = [&](const char *name, const std::function<void(RuleSpec &)> &change, const char *message) {
        RuleSpec spec = sound;
        change(spec);
        QTest::newRow(name) << spec << QString::fromUtf8(message);
    };
    row(
        "sound", [](RuleSpec &) {}, "");
    row(
        "no name", [](RuleSpec &spec) { spec.name.clear(); }, "the rule has no name");
    row(
        "no stream", [](RuleSpec &spec) { spec.stream.clear(); }, "the rule has no stream");
    row(
        "no condition", [](RuleSpec &spec) { spec.when.clear(); }, "the rule has no condition");
    row(
        "no CEL", [](RuleSpec &spec) { spec.clear = "event.f >"; }, "clear: ");
    row(
        "two expressions", [](RuleSpec &spec) { spec.when = "event.f > 1 for 10s"; }, "when: ");
    row(
        "spaces", [](RuleSpec &spec) { spec.when = "event.f  > 1"; },
        "when: the expression holds comments or needless spaces");
    row(
        "negative for", [](RuleSpec &spec) { spec.for_ns = -1; }, "a duration is negative or too long");
    row(
        "endless keep", [](RuleSpec &spec) { spec.keep_firing_ns = most_rule_duration_ns + 1; },
        "a duration is negative or too long");
    row(
        "endless silence", [](RuleSpec &spec) { spec.no_data_after_ns = INT64_MAX; }, "a duration is negative or too long");
    row(
        "too long", [](RuleSpec &spec) { spec.name.assign(most_rule_text_bytes, 'x'); }, "the rule is longer than 64 KiB");
    row(
        "a let named event",
        [](RuleSpec &spec) {
            spec.lets = { { "event", LetKind::Expression, "1" } };
        },
        "\"event\" cannot be the name of a let");
    row(
        "two lets of a name",
        [](RuleSpec &spec) {
            spec.lets = { { "x", LetKind::Expression, "1" }, { "x", LetKind::Expression, "2" } };
        },
        "a second value named x");
    row(
        "a window without a time",
        [](RuleSpec &spec) {
            spec.lets = { { "x", LetKind::Window, "event.f", {}, {} } };
        },
        "let x: ");
    row(
        "levels that do not rise",
        [](RuleSpec &spec) {
            spec.levels = { { Severity::Info, "true", {} } };
        },
        "levels are above the severity of the rule itself");
    row(
        "an absence with a condition", [](RuleSpec &spec) { spec.kind = RuleKind::Absence; },
        "a pattern or an absence has no conditions of its own");
    row(
        "an absence without a time",
        [](RuleSpec &spec) {
            spec.kind = RuleKind::Absence;
            spec.when.clear();
        },
        "the absence has no time");
    row(
        "one joined stream",
        [](RuleSpec &spec) {
            spec.joined = { { "s", "a" } };
        },
        "the streams of a composite rule are two or more, the rule's own first");
    row(
        "no time to join in",
        [](RuleSpec &spec) {
            spec.joined = { { "s", "a" }, { "t", "b" } };
        },
        "a rule over several streams, and only that, needs a time");
    row(
        "disorder of arrival", [](RuleSpec &spec) { spec.disorder_ns = ns_per_s; }, "disorder is counted in event time");
    row(
        "a label that is no name", [](RuleSpec &spec) { spec.labels["a b"] = "c"; }, "unexpected \"b\"");
    row(
        "a key twice",
        [](RuleSpec &spec) {
            spec.key = { "a", "a" };
        },
        "the field a stands twice in the key");
}

void TestRuleSpec::checksSpecs()
{
    QFETCH(RuleSpec, spec);
    QFETCH(QString, message);
    const auto checked = checkRule(spec);
    QCOMPARE(checked.ok(), message.isEmpty());
    QVERIFY2(shown(checked.error().message).startsWith(message), checked.error().text().c_str());
    QVERIFY(checked.ok() || !checked.error().remedy.empty());
}

void TestRuleSpec::recognisesThresholds_data()
{
    QTest::addColumn<QString>("written");
    const auto row = [](const char *cel, const char *written) { QTest::newRow(cel) << QString::fromUtf8(written); };
    row("event.f > 1", "event.f > 1");
    row("event[\"f\"] >= -0x1F", "event.f >= -31");
    row(" event . f == 'x' ", "event.f == \"x\"");
    row("event.`a b` != true", "event[\"a b\"] != true");
    row("event.f < 1e3", "event.f < 1000.0");
    row("event.f > 1 && true", "");
    row("event.f > 1.0 + 1.0", "");
    row("event.a.b > 1", "");
    row("low > 1", "");
    row("1 < event.f", "");
    row("event.f", "");
    row("event.f > null", "");
    row("events.f > 1", "");
    row("", "");
}

void TestRuleSpec::recognisesThresholds()
{
    QFETCH(QString, written);
    const auto threshold = asThreshold(QTest::currentDataTag());
    QCOMPARE(threshold ? shown(conditionText(*threshold)) : QString(), written);
}

void TestRuleSpec::thresholdsReadBack()
{
    std::mt19937 random(7);
    for (int round = 0; round < 5'000; ++round) {
        const Threshold threshold { randomText(random), static_cast<Comparison>(random() % 6), randomLiteral(random) };
        const auto read = asThreshold(conditionText(threshold));
        QVERIFY2(read == threshold, conditionText(threshold).c_str());
    }
    QVERIFY(!asThreshold("event.f > " + std::string(10'000, '1')).has_value());
}

void TestRuleSpec::namesItsValues()
{
    QCOMPARE(shown(name(Severity::Critical)), u"critical"_qs);
    QCOMPARE(shown(name(NoDataPolicy::NoData)), u"nodata"_qs);
    for (int i = 0; i < 6; ++i)
        QVERIFY(comparisonFromSymbol(symbol(static_cast<Comparison>(i))) == static_cast<Comparison>(i));
    QVERIFY(!comparisonFromSymbol("=").has_value());
    QVERIFY(!comparisonFromSymbol("").has_value());
    QCOMPARE(numberOf(LiteralValue(std::int64_t { 3 })).value_or(0), 3.0);
    QVERIFY(!numberOf(LiteralValue(std::string("3"))).has_value());
}

QTEST_GUILESS_MAIN(TestRuleSpec)
#include "tst_rulespec.moc"
