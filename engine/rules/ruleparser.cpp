// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulescanner.h"
#include "engine/rules/rulespec.h"

#include <functional>
#include <set>
#include <string>
#include <utility>

namespace streamgauge {

namespace {

class RuleParser
{
public:
    explicit RuleParser(std::string_view text)
        : scanner_(text)
    {
    }

    Result<RuleSpec> parse()
    {
        for (const auto part : { &RuleParser::header, &RuleParser::conditions, &RuleParser::clauses }) {
            if (auto done = (this->*part)(); !done)
                return done.error();
        }
        return std::move(spec_);
    }

private:
    Result<void> header();
    Result<void> conditions();
    Result<void> clauses();
    Result<void> clause();
    Result<void> noDataClause();
    Result<Threshold> threshold();
    Result<void> duration(DurationNs &target);
    [[nodiscard]] Error keyClause()
    {
        return scanner_.errorAtNext("a rule has no key clause", "nothing: keys come from the stream");
    }

    RuleScanner scanner_;
    RuleSpec spec_;
    std::set<std::string, std::less<>> seen_clauses_;
};

Result<void> RuleParser::header()
{
    constexpr std::string_view expected = "a rule: NAME: from STREAM when event.FIELD > VALUE";
    auto name = scanner_.name(expected);
    if (!name)
        return name.error();
    if (!scanner_.takeSymbol(":")) {
        if (name->quoted || name->text != "rule")
            return scanner_.unexpected("\":\" behind the rule's name");
        name = scanner_.name("the rule's name");
        if (!name)
            return name.error();
    }
    spec_.name = std::move(name->text);
    if (!scanner_.takeWord("from"))
        return scanner_.unexpected("from STREAM");
    auto stream = scanner_.name("a stream's name");
    if (!stream)
        return stream.error();
    spec_.stream = std::move(stream->text);
    return {};
}

Result<void> RuleParser::conditions()
{
    if (scanner_.nextWord() == "key")
        return keyClause();
    if (!scanner_.takeWord("when"))
        return scanner_.unexpected("when event.FIELD > VALUE");
    auto when = threshold();
    if (!when)
        return when.error();
    spec_.when = std::move(*when);
    return {};
}

Result<Threshold> RuleParser::threshold()
{
    if (!scanner_.takeWord("event"))
        return scanner_.unexpected("a field: event.NAME or event[\"NAME\"]");
    auto field = scanner_.selector();
    if (!field)
        return field.error();
    const auto comparison = scanner_.comparison();
    if (!comparison)
        return comparison.error();
    auto value = scanner_.literal();
    if (!value)
        return value.error();
    return Threshold { std::move(*field), *comparison, std::move(*value) };
}

Result<void> RuleParser::clauses()
{
    while (!scanner_.atEnd()) {
        if (auto done = clause(); !done)
            return done;
    }
    return {};
}

Result<void> RuleParser::clause()
{
    const std::string_view word = scanner_.nextWord();
    if (word == "key")
        return keyClause();
    if (seen_clauses_.contains(word))
        return scanner_.errorAtNext("a second " + std::string(word) + " clause", "each clause once");
    if (!word.empty())
        seen_clauses_.emplace(word);
    if (scanner_.takeWord("clear")) {
        auto clear = threshold();
        if (!clear)
            return clear.error();
        spec_.clear = std::move(*clear);
        return {};
    }
    if (scanner_.takeWord("for"))
        return duration(spec_.for_ns);
    if (scanner_.takeWord("keep_firing"))
        return duration(spec_.keep_firing_ns);
    if (scanner_.takeWord("no_data"))
        return noDataClause();
    if (scanner_.takeWord("severity")) {
        for (const Severity severity : { Severity::Info, Severity::Warning, Severity::Critical }) {
            if (scanner_.takeWord(name(severity))) {
                spec_.severity = severity;
                return {};
            }
        }
        return scanner_.unexpected("info, warning or critical");
    }
    return scanner_.unexpected("clear, for, keep_firing, no_data, severity or the end of the rule");
}

Result<void> RuleParser::noDataClause()
{
    for (const NoDataPolicy policy : { NoDataPolicy::Keep, NoDataPolicy::Ok, NoDataPolicy::Alert }) {
        if (!scanner_.takeWord(name(policy)))
            continue;
        spec_.no_data = policy;
        return scanner_.takeWord("after") ? duration(spec_.no_data_after_ns) : Result<void>();
    }
    return scanner_.unexpected("keep, ok or alert");
}

Result<void> RuleParser::duration(DurationNs &target)
{
    const auto duration_ns = scanner_.duration();
    if (!duration_ns)
        return duration_ns.error();
    target = *duration_ns;
    return {};
}

} // namespace

Result<RuleSpec> parseRule(std::string_view text)
{
    if (text.size() > most_rule_text_bytes)
        return Error { ErrorKind::Input, "the rule is longer than 64 KiB", "line 1, column 1", "expected a shorter rule" };
    return RuleParser(text).parse();
}

} // namespace streamgauge
