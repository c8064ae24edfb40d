// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/timetext.h"
#include "engine/rules/letparser.h"
#include "engine/rules/literaltext.h"
#include "engine/rules/rulescanner.h"
#include "engine/rules/rulespec.h"

#include <algorithm>

namespace streamgauge {

namespace {

using Lines = std::vector<std::string>;

std::string nameText(std::string_view name)
{
    std::string text;
    const bool comment = name.find("//") != std::string_view::npos;
    if (!name.empty() && startsName(name.front()) && std::ranges::all_of(name, isNameChar) && !comment)
        text = name;
    else
        appendQuoted(text, name);
    return text;
}

std::string quotedText(std::string_view text)
{
    std::string quoted;
    appendQuoted(quoted, text);
    return quoted;
}

std::string keyText(const std::vector<std::string> &key)
{
    if (key.size() == 1)
        return nameText(key.front());
    std::string text = "[";
    for (const std::string &field : key)
        text += (text.size() > 1 ? ", " : "") + nameText(field);
    return text + "]";
}

void appendWord(std::string &line, std::string_view text)
{
    if (!line.empty())
        line.push_back(' ');
    line += text;
}

std::string fromText(const RuleSpec &spec)
{
    std::string text = "from " + (spec.joined.empty() ? nameText(spec.stream) : std::string());
    for (const StreamAlias &stream : spec.joined)
        text += (&stream == &spec.joined.front() ? "" : ", ") + nameText(stream.stream) + " as " + stream.alias;
    if (!spec.key.empty())
        text += " key " + keyText(spec.key);
    if (!spec.joined.empty())
        text += " within " + durationText(spec.within_ns);
    return text;
}

void appendExpression(const RuleSpec &spec, Lines &lines)
{
    lines.push_back(fromText(spec));
    for (const LetSpec &let : spec.lets)
        lines.push_back("let " + letText(let));
    lines.push_back("when " + spec.when);
    if (!spec.clear.empty())
        lines.push_back("clear " + spec.clear);
    for (const LevelSpec &level : spec.levels)
        lines.push_back("level " + std::string(name(level.severity)) + " when " + level.when
                        + (level.clear.empty() ? "" : " clear " + level.clear));
}

void appendJudged(const RuleSpec &spec, Lines &lines)
{
    switch (spec.kind) {
    case RuleKind::Expression: appendExpression(spec, lines); return;
    case RuleKind::Pattern:
        if (!spec.key.empty())
            lines.push_back("key " + keyText(spec.key));
        lines.push_back("pattern " + patternText(spec.pattern));
        return;
    case RuleKind::Absence:
        lines.push_back("absence of " + nameText(spec.stream) + (spec.key.empty() ? "" : " by " + keyText(spec.key))
                        + " for " + durationText(spec.for_ns));
        return;
    }
}

std::string timersLine(const RuleSpec &spec)
{
    std::string line;
    if (spec.for_ns != 0 && spec.kind != RuleKind::Absence)
        appendWord(line, "for " + durationText(spec.for_ns));
    if (spec.keep_firing_ns != 0)
        appendWord(line, "keep_firing " + durationText(spec.keep_firing_ns));
    if (spec.no_data != NoDataPolicy::Keep || spec.no_data_after_ns != 0)
        appendWord(line, "no_data " + std::string(name(spec.no_data)));
    if (spec.no_data_after_ns != 0)
        appendWord(line, "after " + durationText(spec.no_data_after_ns));
    if (spec.on_error != NoDataPolicy::Keep)
        appendWord(line, "error " + std::string(name(spec.on_error)));
    if (spec.severity != Severity::Warning)
        appendWord(line, "severity " + std::string(name(spec.severity)));
    return line;
}

std::string timeLine(const RuleSpec &spec)
{
    std::string line;
    if (spec.event_time)
        appendWord(line, "time event");
    if (spec.event_time && spec.disorder_ns != usual_disorder_ns)
        appendWord(line, "disorder " + durationText(spec.disorder_ns));
    if (!spec.flapping_detection)
        appendWord(line, "flapping off");
    return line;
}

Lines clauseLines(const RuleSpec &spec)
{
    Lines lines;
    appendJudged(spec, lines);
    for (std::string line : { timersLine(spec), timeLine(spec) }) {
        if (!line.empty())
            lines.push_back(std::move(line));
    }
    for (const auto &[label, value] : spec.labels)
        lines.push_back("label " + label + " = " + quotedText(value));
    for (const std::string &target : spec.notify) {
        if (&target == &spec.notify.front())
            lines.emplace_back("notify ");
        else
            lines.back() += ", ";
        lines.back() += nameText(target);
    }
    if (!spec.summary.empty())
        lines.push_back("summary " + quotedText(spec.summary));
    return lines;
}

} // namespace

std::string ruleText(const RuleSpec &spec)
{
    std::string text = nameText(spec.name) + ":";
    for (const std::string &line : clauseLines(spec))
        appendWord(text, line);
    return text;
}

std::string ruleBlock(const RuleSpec &spec)
{
    std::string text = "rule " + nameText(spec.name) + "\n";
    for (const std::string &line : clauseLines(spec))
        text += "  " + line + "\n";
    return text;
}

} // namespace streamgauge
