// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/rulespec.h"

#include "engine/data/timetext.h"
#include "engine/rules/literaltext.h"
#include "engine/rules/rulescanner.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace streamgauge {

namespace {

constexpr std::array<std::string_view, 6> comparison_symbols { "<", "<=", ">", ">=", "==", "!=" };
void appendName(std::string &out, std::string_view name)
{
    if (startsName(name.front()) && std::ranges::all_of(name, isNameChar))
        out += name;
    else
        appendQuoted(out, name);
}

bool isFinite(const Literal &literal)
{
    const auto *real = std::get_if<double>(&literal);
    return real == nullptr || std::isfinite(*real);
}

Error badRule(const RuleSpec &spec, std::string message, std::string remedy)
{
    return { ErrorKind::Configuration, std::move(message), spec.name.empty() ? "rule" : "rule " + spec.name,
             std::move(remedy) };
}

} // namespace

std::string_view symbol(Comparison comparison)
{
    return comparison_symbols[static_cast<std::size_t>(comparison)];
}

std::optional<Comparison> comparisonFromSymbol(std::string_view symbol)
{
    const auto *const found = std::ranges::find(comparison_symbols, symbol);
    if (found == comparison_symbols.end())
        return std::nullopt;
    return static_cast<Comparison>(found - comparison_symbols.begin());
}

std::string_view name(Severity severity)
{
    switch (severity) {
    case Severity::Info: return "info";
    case Severity::Warning: return "warning";
    case Severity::Critical: return "critical";
    }
    return "unknown";
}

std::string_view name(NoDataPolicy policy)
{
    switch (policy) {
    case NoDataPolicy::Keep: return "keep";
    case NoDataPolicy::Ok: return "ok";
    case NoDataPolicy::Alert: return "alert";
    }
    return "unknown";
}

Result<void> checkRule(const RuleSpec &spec)
{
    if (spec.name.empty())
        return badRule(spec, "the rule has no name", "name it");
    if (spec.stream.empty())
        return badRule(spec, "the rule has no stream", "choose a stream");
    if (spec.when.field.empty() || (spec.clear && spec.clear->field.empty()))
        return badRule(spec, "a condition has no field", "choose a field");
    if (!isFinite(spec.when.value) || (spec.clear && !isFinite(spec.clear->value)))
        return badRule(spec, "a threshold is not a finite number", "give a number");
    for (const DurationNs duration_ns : { spec.for_ns, spec.keep_firing_ns, spec.no_data_after_ns }) {
        if (duration_ns < 0 || duration_ns > most_rule_duration_ns)
            return badRule(spec, "a duration is negative or too long", "give 0s to 3650d");
    }
    if (ruleText(spec).size() > most_rule_text_bytes)
        return badRule(spec, "the rule is longer than 64 KiB", "shorten its names or texts");
    return {};
}

std::string conditionText(const Threshold &threshold)
{
    std::string text = "event";
    if (isIdentifier(threshold.field)) {
        text += "." + threshold.field;
    } else {
        text.push_back('[');
        appendQuoted(text, threshold.field);
        text.push_back(']');
    }
    text.push_back(' ');
    text += symbol(threshold.comparison);
    text.push_back(' ');
    return text + literalText(threshold.value);
}

std::string ruleText(const RuleSpec &spec)
{
    std::string text;
    appendName(text, spec.name);
    text += ": from ";
    appendName(text, spec.stream);
    text += " when " + conditionText(spec.when);
    if (spec.clear)
        text += " clear " + conditionText(*spec.clear);
    if (spec.for_ns != 0)
        text += " for " + durationText(spec.for_ns);
    if (spec.keep_firing_ns != 0)
        text += " keep_firing " + durationText(spec.keep_firing_ns);
    if (spec.no_data != NoDataPolicy::Keep || spec.no_data_after_ns != 0)
        text += " no_data " + std::string(name(spec.no_data));
    if (spec.no_data_after_ns != 0)
        text += " after " + durationText(spec.no_data_after_ns);
    if (spec.severity != Severity::Warning)
        text += " severity " + std::string(name(spec.severity));
    return text;
}

} // namespace streamgauge
