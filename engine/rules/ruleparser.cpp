// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/letparser.h"
#include "engine/rules/literaltext.h"
#include "engine/rules/ruleplaces.h"
#include "engine/rules/rulescanner.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::array<Severity, 3> severities { Severity::Info, Severity::Warning, Severity::Critical };
constexpr std::array<NoDataPolicy, 4> policies { NoDataPolicy::Keep, NoDataPolicy::Ok, NoDataPolicy::Alert,
                                                 NoDataPolicy::NoData };

/// Reads the rules of one text, one at a time.
class RuleParser
{
public:
    explicit RuleParser(std::string_view text)
        : scanner_(text)
    {
    }

    [[nodiscard]] bool atEnd() { return scanner_.atEnd(); }
    /// What stands behind the last rule read, as an error.
    [[nodiscard]] Error secondRule() { return scanner_.errorAtNext("a second rule begins here", "one rule"); }
    Result<PlacedRule> parse();

private:
    using Step = Result<void> (RuleParser::*)();

    Result<void> header();
    Result<void> body();
    Result<void> streams();
    Result<void> alias(std::string stream);
    Result<void> conditions();
    Result<void> pattern();
    Result<void> absence();
    Result<void> keyFields();
    Result<void> keyField();
    Result<void> let();
    Result<void> clauses();
    Result<void> clause();
    Result<void> clearClause();
    Result<void> forClause() { return durationInto(spec().for_ns); }
    Result<void> keepFiringClause() { return durationInto(spec().keep_firing_ns); }
    Result<void> noDataClause();
    Result<void> errorClause() { return policyInto(spec().on_error); }
    Result<void> severityClause() { return severityInto(spec().severity); }
    Result<void> levelClause();
    Result<void> timeClause();
    Result<void> flappingClause();
    Result<void> labelClause();
    Result<void> notifyClause();
    Result<void> summaryClause();

    Result<void> severityInto(Severity &target);
    Result<void> policyInto(NoDataPolicy &target);
    Result<void> durationInto(DurationNs &target);
    Result<void> expressionInto(std::string &target, RulePart part, std::size_t index = 0);
    Result<void> checkLevels();
    [[nodiscard]] bool endsHere();
    [[nodiscard]] std::string expectedClauses() const;
    /// A clause that began at `begin` ends with the last thing read.
    void noteClause(std::string name, std::size_t begin)
    {
        rule_.clauses.push_back({ std::move(name), { begin, scanner_.lastRange().end } });
    }
    void place(RulePart part, std::size_t index = 0) { rule_.places.push_back({ part, index, scanner_.lastRange() }); }
    [[nodiscard]] RuleSpec &spec() { return rule_.spec; }

    struct Clause {
        std::string_view word;
        Step step;
        bool any_kind; ///< for patterns and absences too
        bool repeatable;
    };
    static std::span<const Clause> allClauses();

    RuleScanner scanner_;
    PlacedRule rule_;
    std::set<std::string, std::less<>> seen_clauses_;
    std::size_t level_place_ = 0;
    std::string clause_subject_; ///< tells one clause of a word that may be repeated from another
};

Result<PlacedRule> RuleParser::parse()
{
    rule_ = {};
    seen_clauses_.clear();
    rule_.range.begin = scanner_.unreadOffset();
    for (const Step step : { &RuleParser::header, &RuleParser::body, &RuleParser::clauses, &RuleParser::checkLevels }) {
        if (auto done = (this->*step)(); !done)
            return done.error();
    }
    rule_.range.end = scanner_.lastRange().end;
    if (rule_.range.end - rule_.range.begin > most_rule_text_bytes)
        return scanner_.errorAt(rule_.range.begin, "the rule is longer than 64 KiB", "a shorter rule");
    return std::move(rule_);
}

Result<void> RuleParser::header()
{
    constexpr std::string_view expected = "a rule: NAME: from STREAM when event.FIELD > VALUE";
    auto name = scanner_.name(expected);
    if (!name)
        return name.error();
    TextRange range = scanner_.lastRange();
    if (!scanner_.takeSymbol(":")) {
        if (name->quoted || name->text != "rule")
            return scanner_.unexpected("\":\" behind the rule's name, as in NAME: from STREAM when event.FIELD > VALUE");
        name = scanner_.name("the rule's name");
        if (!name)
            return name.error();
        range = scanner_.lastRange();
    }
    rule_.places.push_back({ RulePart::Name, 0, range });
    rule_.clauses.push_back({ "name", range });
    spec().name = std::move(name->text);
    return {};
}

Result<void> RuleParser::body()
{
    if (scanner_.takeWord("absence"))
        return absence();
    const bool has_key = scanner_.nextWord() == "key";
    if (has_key || scanner_.nextWord() == "pattern")
        return pattern();
    const std::size_t begin = scanner_.unreadOffset();
    if (!scanner_.takeWord("from"))
        return scanner_.unexpected("from STREAM, pattern or absence of STREAM");
    if (auto done = streams(); !done)
        return done;
    noteClause("from", begin);
    return conditions();
}

Result<void> RuleParser::streams()
{
    do {
        auto stream = scanner_.name("a stream's name");
        if (!stream)
            return stream.error();
        place(RulePart::Stream, spec().joined.size());
        if (spec().joined.empty())
            spec().stream = stream->text;
        const bool several = !spec().joined.empty();
        if (several || scanner_.nextWord() == "as" || scanner_.nextIs(",")) {
            if (auto done = alias(std::move(stream->text)); !done)
                return done;
        }
    } while (scanner_.takeSymbol(","));
    if (spec().joined.size() == 1)
        return scanner_.errorAt(scanner_.lastRange().begin, "the fields of a single stream are read as event.NAME",
                                "no alias, or further streams: , STREAM as NAME");
    return {};
}

Result<void> RuleParser::alias(std::string stream)
{
    if (!scanner_.takeWord("as"))
        return scanner_.unexpected("as NAME: each of several streams needs one");
    const std::string_view word = scanner_.nextWord();
    if (!isIdentifier(word))
        return scanner_.unexpected("a short name for the stream: letters, digits and _");
    if (isReservedName(word))
        return scanner_.errorAtNext("a stream cannot be named " + std::string(word), "another name");
    const auto same = [&](const StreamAlias &other) { return other.alias == word; };
    if (std::ranges::any_of(spec().joined, same))
        return scanner_.errorAtNext("a second stream named " + std::string(word), "another name");
    if (spec().joined.size() == most_joined_streams)
        return scanner_.errorAtNext("too many streams", "at most " + std::to_string(most_joined_streams));
    spec().joined.push_back({ std::move(stream), std::string(word) });
    static_cast<void>(scanner_.takeWord(word));
    return {};
}

Result<void> RuleParser::conditions()
{
    bool has_within = false;
    std::size_t begin = 0;
    for (;;) {
        begin = scanner_.unreadOffset();
        if (spec().key.empty() && scanner_.takeWord("key")) {
            if (auto done = keyFields(); !done)
                return done;
            noteClause("key", begin);
        } else if (!spec().joined.empty() && !has_within && scanner_.takeWord("within")) {
            has_within = true;
            if (auto done = durationInto(spec().within_ns); !done)
                return done;
            noteClause("within", begin);
        } else if (scanner_.takeWord("let")) {
            if (auto done = let(); !done)
                return done;
            noteClause("let " + spec().lets.back().name, begin);
        } else {
            break;
        }
    }
    if (!spec().joined.empty() && spec().within_ns == 0)
        return scanner_.unexpected("within 10s: how far apart the events of the streams may be");
    if (!scanner_.takeWord("when"))
        return scanner_.unexpected(spec().lets.empty() ? "when event.FIELD > VALUE" : "let or when CONDITION");
    if (auto done = expressionInto(spec().when, RulePart::When); !done)
        return done;
    noteClause("when", begin);
    return {};
}

Result<void> RuleParser::pattern()
{
    spec().kind = RuleKind::Pattern;
    std::size_t begin = scanner_.unreadOffset();
    if (scanner_.takeWord("key")) {
        if (auto done = keyFields(); !done)
            return done;
        noteClause("key", begin);
        begin = scanner_.unreadOffset();
    }
    if (!scanner_.takeWord("pattern"))
        return scanner_.unexpected("pattern, or from STREAM before key");
    std::size_t length = 0;
    auto pattern = parsePattern(scanner_.unread(), &length);
    if (!pattern)
        return scanner_.errorFrom(pattern.error());
    scanner_.take(length);
    place(RulePart::Pattern);
    noteClause("pattern", begin);
    spec().pattern = std::move(*pattern);
    if (!spec().pattern.steps.empty() && !spec().pattern.steps.front().events.empty())
        spec().stream = spec().pattern.steps.front().events.front().stream;
    return {};
}

Result<void> RuleParser::absence()
{
    spec().kind = RuleKind::Absence;
    const std::size_t begin = scanner_.lastRange().begin;
    if (!scanner_.takeWord("of"))
        return scanner_.unexpected("of STREAM");
    auto stream = scanner_.name("a stream's name");
    if (!stream)
        return stream.error();
    place(RulePart::Stream);
    spec().stream = std::move(stream->text);
    if (scanner_.takeWord("by")) {
        if (auto done = keyFields(); !done)
            return done;
    }
    if (!scanner_.takeWord("for"))
        return scanner_.unexpected("for 30s: the silence that alerts");
    if (auto done = durationInto(spec().for_ns); !done)
        return done;
    if (spec().for_ns == 0)
        return scanner_.errorAt(scanner_.lastRange().begin, "a silence of 0s is none", "a duration such as 30s");
    seen_clauses_.emplace("for");
    noteClause("absence", begin);
    return {};
}

Result<void> RuleParser::keyFields()
{
    if (!scanner_.takeSymbol("["))
        return keyField();
    do {
        if (auto done = keyField(); !done)
            return done;
    } while (scanner_.takeSymbol(","));
    return scanner_.takeSymbol("]") ? Result<void>() : scanner_.unexpected("] or , and a further field");
}

Result<void> RuleParser::keyField()
{
    auto field = scanner_.name("a field's name");
    if (!field)
        return field.error();
    const std::size_t begin = scanner_.lastRange().begin;
    if (std::ranges::find(spec().key, field->text) != spec().key.end())
        return scanner_.errorAt(begin, "the field " + field->text + " stands twice in the key", "each field once");
    if (spec().key.size() == most_key_fields)
        return scanner_.errorAt(begin, "too many key fields", "at most " + std::to_string(most_key_fields));
    place(RulePart::Key, spec().key.size());
    spec().key.push_back(std::move(field->text));
    return {};
}

Result<void> RuleParser::let()
{
    const std::string name(scanner_.nextWord());
    const auto same = [&](const auto &other) { return other == name; };
    if (std::ranges::any_of(spec().lets, same, &LetSpec::name)
        || std::ranges::any_of(spec().joined, same, &StreamAlias::alias))
        return scanner_.errorAtNext("a second value named " + name, "another name");
    if (spec().lets.size() == most_lets)
        return scanner_.errorAtNext("too many lets", "at most " + std::to_string(most_lets));
    auto let = readLet(scanner_, spec().lets.size(), rule_.places);
    if (!let)
        return let.error();
    spec().lets.push_back(std::move(*let));
    return {};
}

std::span<const RuleParser::Clause> RuleParser::allClauses()
{
    static constexpr std::array<Clause, 12> clauses { {
        { "clear", &RuleParser::clearClause, false, false },
        { "level", &RuleParser::levelClause, false, true },
        { "for", &RuleParser::forClause, false, false },
        { "keep_firing", &RuleParser::keepFiringClause, true, false },
        { "no_data", &RuleParser::noDataClause, false, false },
        { "error", &RuleParser::errorClause, false, false },
        { "severity", &RuleParser::severityClause, true, false },
        { "time", &RuleParser::timeClause, true, false },
        { "flapping", &RuleParser::flappingClause, true, false },
        { "label", &RuleParser::labelClause, true, true },
        { "notify", &RuleParser::notifyClause, true, false },
        { "summary", &RuleParser::summaryClause, true, false },
    } };
    return clauses;
}

std::string RuleParser::expectedClauses() const
{
    std::string expected;
    for (const Clause &clause : allClauses()) {
        if (rule_.spec.kind == RuleKind::Expression || clause.any_kind)
            expected += std::string(clause.word) + ", ";
    }
    return expected.substr(0, expected.size() - 2) + " or the end of the rule";
}

bool RuleParser::endsHere()
{
    return scanner_.atEnd() || scanner_.nextWord() == "rule" || scanner_.nextIsNameAndColon();
}

Result<void> RuleParser::clauses()
{
    while (!endsHere()) {
        if (auto done = clause(); !done)
            return done;
    }
    return {};
}

Result<void> RuleParser::clause()
{
    const std::string word(scanner_.nextWord());
    const auto clauses = allClauses();
    const auto found = std::ranges::find(clauses, word, &Clause::word);
    if (word == "let" || word == "key")
        return scanner_.errorAtNext(word + " stands before " + (spec().kind == RuleKind::Expression ? "when" : "pattern"),
                                    expectedClauses());
    if (word == "and" || word == "or")
        return scanner_.unexpected(word == "and" ? "&& to say that both hold" : "|| to say that one of both holds");
    for (const auto &[wrong, right] : { std::pair("=>", ">="), std::pair("=<", "<="), std::pair("=", "== to compare") }) {
        if (word.empty() && scanner_.nextIs(wrong))
            return scanner_.errorAtNext(std::string(wrong) + " compares nothing", right);
    }
    if (found == clauses.end())
        return scanner_.unexpected(expectedClauses());
    if (seen_clauses_.contains(word) && !found->repeatable)
        return scanner_.errorAtNext("a second " + word + " clause", "each clause once");
    if (spec().kind != RuleKind::Expression && !found->any_kind)
        return scanner_.errorAtNext(std::string(spec().kind == RuleKind::Pattern ? "a pattern" : "an absence") + " has no "
                                        + word + " clause",
                                    expectedClauses());
    seen_clauses_.emplace(word);
    const std::size_t begin = scanner_.unreadOffset();
    static_cast<void>(scanner_.takeWord(word));
    clause_subject_.clear();
    if (auto done = (this->*found->step)(); !done)
        return done;
    noteClause(word + clause_subject_, begin);
    return {};
}

Result<void> RuleParser::clearClause()
{
    return expressionInto(spec().clear, RulePart::Clear);
}

Result<void> RuleParser::levelClause()
{
    LevelSpec level;
    level_place_ = scanner_.lastRange().begin;
    if (auto done = severityInto(level.severity); !done)
        return done;
    clause_subject_ = " " + std::string(name(level.severity));
    if (!spec().levels.empty() && level.severity <= spec().levels.back().severity)
        return scanner_.errorAt(scanner_.lastRange().begin, "levels rise", "a severity above the level before it");
    if (!scanner_.takeWord("when"))
        return scanner_.unexpected("when CONDITION");
    const std::size_t index = spec().levels.size();
    if (auto done = expressionInto(level.when, RulePart::LevelWhen, index); !done)
        return done;
    if (scanner_.takeWord("clear")) {
        if (auto done = expressionInto(level.clear, RulePart::LevelClear, index); !done)
            return done;
    }
    spec().levels.push_back(std::move(level));
    return {};
}

Result<void> RuleParser::checkLevels()
{
    if (!spec().levels.empty() && spec().levels.front().severity <= spec().severity)
        return scanner_.errorAt(level_place_, "levels are above the severity of the rule itself",
                                "level critical, or severity info");
    return {};
}

Result<void> RuleParser::noDataClause()
{
    if (auto done = policyInto(spec().no_data); !done)
        return done;
    return scanner_.takeWord("after") ? durationInto(spec().no_data_after_ns) : Result<void>();
}

Result<void> RuleParser::timeClause()
{
    if (scanner_.takeWord("arrival"))
        return {};
    if (!scanner_.takeWord("event"))
        return scanner_.unexpected("event or arrival");
    spec().event_time = true;
    spec().disorder_ns = usual_disorder_ns;
    return scanner_.takeWord("disorder") ? durationInto(spec().disorder_ns) : Result<void>();
}

Result<void> RuleParser::flappingClause()
{
    spec().flapping_detection = scanner_.takeWord("on");
    if (spec().flapping_detection || scanner_.takeWord("off"))
        return {};
    return scanner_.unexpected("on or off");
}

Result<void> RuleParser::labelClause()
{
    const std::string name(scanner_.nextWord());
    if (!isIdentifier(name))
        return scanner_.unexpected("a label: label NAME = \"VALUE\"");
    if (spec().labels.contains(name))
        return scanner_.errorAtNext("a second label " + name, "each label once");
    if (spec().labels.size() == most_labels)
        return scanner_.errorAtNext("too many labels", "at most " + std::to_string(most_labels));
    static_cast<void>(scanner_.takeWord(name));
    if (!scanner_.takeSymbol("="))
        return scanner_.unexpected("= and a text in quotes");
    auto value = scanner_.text("a text in quotes");
    if (!value)
        return value.error();
    clause_subject_ = " " + name;
    spec().labels.emplace(name, std::move(*value));
    return {};
}

Result<void> RuleParser::notifyClause()
{
    do {
        auto target = scanner_.name("the name of a notification target");
        if (!target)
            return target.error();
        const std::size_t begin = scanner_.lastRange().begin;
        if (std::ranges::find(spec().notify, target->text) != spec().notify.end())
            return scanner_.errorAt(begin, target->text + " stands twice", "each target once");
        if (spec().notify.size() == most_notify_targets)
            return scanner_.errorAt(begin, "too many targets", "at most " + std::to_string(most_notify_targets));
        place(RulePart::Notify, spec().notify.size());
        spec().notify.push_back(std::move(target->text));
    } while (scanner_.takeSymbol(","));
    return {};
}

Result<void> RuleParser::summaryClause()
{
    auto text = scanner_.text("a text in quotes: summary \"SpO2 {{value}} of {{key}}\"");
    if (!text)
        return text.error();
    place(RulePart::Summary);
    if (text->empty())
        return scanner_.errorAt(scanner_.lastRange().begin, "the summary is empty", "a text, or no summary clause");
    spec().summary = std::move(*text);
    return {};
}

Result<void> RuleParser::severityInto(Severity &target)
{
    for (const Severity severity : severities) {
        if (scanner_.takeWord(name(severity))) {
            target = severity;
            return {};
        }
    }
    return scanner_.unexpected("info, warning or critical");
}

Result<void> RuleParser::policyInto(NoDataPolicy &target)
{
    for (const NoDataPolicy policy : policies) {
        if (scanner_.takeWord(name(policy))) {
            target = policy;
            return {};
        }
    }
    return scanner_.unexpected("keep, ok, alert or nodata");
}

Result<void> RuleParser::durationInto(DurationNs &target)
{
    const auto duration_ns = scanner_.duration();
    if (!duration_ns)
        return duration_ns.error();
    target = *duration_ns;
    return {};
}

Result<void> RuleParser::expressionInto(std::string &target, RulePart part, std::size_t index)
{
    auto expression = scanner_.expression();
    if (!expression)
        return expression.error();
    target = std::move(*expression);
    place(part, index);
    return {};
}

Error tooLong(std::string message, std::string expected)
{
    return { ErrorKind::Input, std::move(message), "line 1, column 1", "expected " + std::move(expected) };
}

} // namespace

const RulePlace *PlacedRule::find(RulePart part, std::size_t index) const
{
    const auto found =
        std::ranges::find_if(places, [&](const RulePlace &place) { return place.part == part && place.index == index; });
    return found == places.end() ? nullptr : &*found;
}

Result<PlacedRule> parsePlacedRule(std::string_view text)
{
    if (text.size() > most_rule_text_bytes)
        return tooLong("the rule is longer than 64 KiB", "a shorter rule");
    RuleParser parser(text);
    auto rule = parser.parse();
    if (rule && !parser.atEnd())
        return parser.secondRule();
    return rule;
}

Result<std::vector<PlacedRule>> parsePlacedRules(std::string_view text)
{
    if (text.size() > most_rules_text_bytes)
        return tooLong("the rules are longer than 4 MiB", "fewer rules");
    std::vector<PlacedRule> rules;
    std::set<std::string, std::less<>> names;
    RuleParser parser(text);
    while (!parser.atEnd()) {
        auto rule = parser.parse();
        if (!rule)
            return rule.error();
        if (!names.insert(rule->spec.name).second)
            return Error { ErrorKind::Input, "there are two rules named " + rule->spec.name,
                           placeInText(text, rule->range.begin), "expected another name" };
        rules.push_back(std::move(*rule));
    }
    return rules;
}

Result<RuleSpec> parseRule(std::string_view text)
{
    auto rule = parsePlacedRule(text);
    if (!rule)
        return rule.error();
    return std::move(rule->spec);
}

Result<std::vector<RuleSpec>> parseRules(std::string_view text)
{
    auto rules = parsePlacedRules(text);
    if (!rules)
        return rules.error();
    std::vector<RuleSpec> specs;
    for (PlacedRule &rule : *rules)
        specs.push_back(std::move(rule.spec));
    return specs;
}

} // namespace streamgauge
