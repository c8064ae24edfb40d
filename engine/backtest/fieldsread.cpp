// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/backtest/batchsource.h"

#include "engine/rules/ruleshard.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace streamgauge {

namespace {

bool isWordLetter(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

/// "[\"name\"]" with nothing else in the brackets.
bool isPlainIndex(std::string_view text)
{
    if (!text.starts_with("[\"") && !text.starts_with("['"))
        return false;
    const std::size_t end = text.find(text[1], 2);
    return end != std::string_view::npos && text.substr(end + 1).starts_with(']');
}

/// The record's name is used for anything but a field spelt behind it: "event.f" and event["f"] do, f(event) does not.
bool usedWhole(std::string_view text, std::string_view record)
{
    for (std::size_t at = text.find(record); at != std::string_view::npos; at = text.find(record, at + 1)) {
        const std::string_view behind = text.substr(at + record.size());
        const bool word = (at == 0 || !isWordLetter(text[at - 1])) && (behind.empty() || !isWordLetter(behind[0]));
        if (word && !behind.starts_with('.') && !isPlainIndex(behind))
            return true;
    }
    return false;
}

std::vector<std::string> conditionTexts(const RuleSpec &rule)
{
    std::vector<std::string> texts { rule.when, rule.clear, rule.summary };
    for (const LetSpec &let : rule.lets) {
        texts.push_back(let.expression);
        texts.push_back(let.where);
    }
    for (const LevelSpec &level : rule.levels) {
        texts.push_back(level.when);
        texts.push_back(level.clear);
    }
    for (const PatternStep &step : rule.pattern.steps) {
        for (const PatternEvent &event : step.events)
            texts.push_back(event.condition);
    }
    texts.insert(texts.end(), rule.key.begin(), rule.key.end());
    return texts;
}

std::vector<std::string> recordNames(const RuleSpec &rule)
{
    std::vector<std::string> names { "event", "previous" };
    for (const StreamAlias &joined : rule.joined)
        names.push_back(joined.alias);
    for (const PatternStep &step : rule.pattern.steps) {
        for (const PatternEvent &event : step.events)
            names.push_back(event.alias);
    }
    return names;
}

} // namespace

std::optional<std::vector<std::string>> fieldsRead(std::span<const RuleSpec> rules, const std::vector<SchemaPtr> &schemas)
{
    std::vector<std::string> texts;
    for (const RuleSpec &rule : rules) {
        const std::vector<std::string> names = recordNames(rule);
        for (std::string &text : conditionTexts(rule)) {
            // Escapes can spell a name in other letters.
            const bool any = text.find('\\') != std::string::npos
                || std::ranges::any_of(names, [&](const std::string &name) { return usedWhole(text, name); });
            if (any)
                return std::nullopt;
            texts.push_back(std::move(text));
        }
    }
    std::set<std::string> fields;
    for (const SchemaPtr &schema : schemas) {
        for (const Column &column : schema->columns) {
            if (std::ranges::any_of(texts,
                                    [&](const std::string &text) { return text.find(column.name) != std::string::npos; }))
                fields.insert(column.name);
        }
    }
    return std::vector<std::string>(fields.begin(), fields.end());
}

std::vector<std::string> streamsRead(std::span<const RuleSpec> rules)
{
    std::set<std::string> streams;
    for (const RuleSpec &rule : rules) {
        for (std::string &stream : RuleShard::streamsOf(rule))
            streams.insert(std::move(stream));
    }
    return { streams.begin(), streams.end() };
}

} // namespace streamgauge
