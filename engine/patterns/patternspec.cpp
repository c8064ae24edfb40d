// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternspec.h"

#include "engine/data/timetext.h"
#include "engine/rules/literaltext.h"
#include "engine/rules/rulescanner.h"

#include <algorithm>

namespace streamgauge {

namespace {

std::string quantifierText(const PatternStep &step)
{
    std::string text;
    if (step.least == 1 && step.most == 1)
        return text;
    if (step.least <= 1 && step.most == PatternStep::unlimited) {
        text = step.least == 0 ? "*" : "+";
    } else if (step.least == 0 && step.most == 1) {
        text = "?";
    } else {
        text = "{" + std::to_string(step.least);
        if (step.most == PatternStep::unlimited)
            text += ",";
        else if (step.most != step.least)
            text += "," + std::to_string(step.most);
        text += "}";
    }
    text += step.greedy ? " greedy" : "";
    text += step.consecutive ? " consecutive" : "";
    return text;
}

void appendStream(std::string &out, const std::string &stream)
{
    // What ends in '-' would swallow the arrow behind it.
    if (startsName(stream.front()) && stream.back() != '-' && std::ranges::all_of(stream, isNameChar))
        out += stream;
    else
        appendQuoted(out, stream);
}

void appendStep(std::string &out, const PatternStep &step)
{
    out += step.negated ? "not " : "";
    out += step.contiguity == PatternContiguity::Next ? "next " : "";
    const bool group = step.group != PatternGroup::Single;
    out += group ? "(" : "";
    for (const PatternEvent &event : step.events) {
        if (&event != &step.events.front())
            out += step.group == PatternGroup::All ? " and " : " or ";
        out += event.alias + ": ";
        appendStream(out, event.stream);
        if (!event.condition.empty())
            out += "[" + event.condition + "]";
    }
    out += group ? ")" : "";
    out += quantifierText(step);
}

std::string skipText(const PatternSpec &spec)
{
    switch (spec.skip) {
    case PatternSkip::PastLast: return {};
    case PatternSkip::None: return " skip none";
    case PatternSkip::ToNext: return " skip to_next";
    case PatternSkip::ToFirst: return " skip to_first " + spec.skip_alias;
    case PatternSkip::ToLast: return " skip to_last " + spec.skip_alias;
    }
    return {};
}

} // namespace

std::string patternText(const PatternSpec &spec)
{
    std::string text = spec.every ? "every " : "";
    for (std::size_t i = 0; i < spec.steps.size(); ++i) {
        if (i > 0)
            text += spec.steps[i - 1].negated ? ", " : " -> ";
        appendStep(text, spec.steps[i]);
    }
    return text + " within " + durationText(spec.within_ns) + skipText(spec);
}

std::vector<std::string> patternStreams(const PatternSpec &spec)
{
    std::vector<std::string> streams;
    for (const PatternStep &step : spec.steps) {
        for (const PatternEvent &event : step.events) {
            if (std::ranges::find(streams, event.stream) == streams.end())
                streams.push_back(event.stream);
        }
    }
    return streams;
}

} // namespace streamgauge
