// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rules/rulereading.h"

#include "models/livetext.h"
#include "ui/alerts/alertservices.h"
#include "ui/lookups/lookupservices.h"

#include <algorithm>

namespace streamgauge {

namespace {

/// Offsets in bytes of UTF-8 as offsets in a QString.
int charactersBefore(const std::string &utf8, std::size_t offset)
{
    return static_cast<int>(QString::fromUtf8(utf8.data(), static_cast<qsizetype>(std::min(offset, utf8.size()))).size());
}

TextProblem problemAt(const std::string &utf8, TextRange range, const Error &error)
{
    TextProblem problem { charactersBefore(utf8, range.begin), charactersBefore(utf8, range.end), toQString(error.message),
                          toQString(error.remedy) };
    const int length = charactersBefore(utf8, utf8.size());
    // At the end of the text there is nothing to mark but what stands before.
    if (problem.end <= problem.begin)
        problem.end = problem.begin + 1;
    if (problem.end > length) {
        problem.end = length;
        problem.begin = std::clamp(problem.begin, 0, std::max(0, length - 1));
    }
    return problem;
}

/// Up to where the word goes that begins at `begin`.
std::size_t wordEnd(const std::string &utf8, std::size_t begin)
{
    constexpr const char *ends = " \t\n,()[]{}";
    const std::size_t end = utf8.find_first_of(ends, begin);
    return std::max(begin + 1, std::min(end, utf8.size()));
}

std::vector<std::string> columnsOf(const LookupSpec &lookup, const RuleContext &context)
{
    std::vector<std::string> columns = lookup.columns;
    if (!columns.empty()) {
        if (std::ranges::find(columns, lookup.key) == columns.end())
            columns.insert(columns.begin(), lookup.key);
        return columns;
    }
    for (const SchemaPtr &schema : context.schemas) {
        if (schema->stream != lookup.table)
            continue;
        for (const Column &column : schema->columns)
            columns.push_back(column.name);
    }
    return columns;
}

} // namespace

RuleReading readRuleText(const QString &text, const RuleContext &context)
{
    RuleReading reading;
    const std::string utf8 = text.toStdString();
    const auto rule = parsePlacedRule(utf8);
    if (!rule) {
        const std::size_t begin = offsetOfPlace(utf8, rule.error().place).value_or(0);
        reading.problems.append(problemAt(utf8, { begin, wordEnd(utf8, begin) }, rule.error()));
        return reading;
    }
    if (const auto sound = checkRule(rule->spec); !sound) {
        reading.problems.append(problemAt(utf8, rule->range, sound.error()));
        return reading;
    }
    reading.spec = rule->spec;
    for (const RuleProblem &problem : checkRuleFields(rule->spec, context))
        reading.problems.append(problemAt(utf8, problemRange(utf8, *rule, problem), problem.error));
    return reading;
}

RuleContext ruleContext(const SnapshotPtr &snapshot)
{
    RuleContext context;
    context.functions = { "lookup", "model" };
    context.all_streams_known = snapshot != nullptr && !snapshot->streams.empty();
    if (snapshot) {
        for (const StreamStatus &stream : snapshot->streams)
            context.schemas.push_back(stream.schema);
    }
    return context;
}

RuleContext ruleContext(DeskServices &services)
{
    RuleContext context = ruleContext(services.feed().latest());
    for (const PluginInfo &plugin : services.plugins()) {
        for (const QString &function : plugin.functions)
            context.functions.push_back(function.toStdString());
    }
    LookupServices *const lookups = services.lookups();
    AlertServices *const alerts = services.alerts();
    context.all_names_known = lookups != nullptr && alerts != nullptr;
    if (lookups != nullptr) {
        for (const LookupSpec &lookup : lookups->lookups())
            context.lookups.push_back({ lookup.name, columnsOf(lookup, context) });
        for (const ModelEntry &model : lookups->models())
            context.models.push_back(model.name);
    }
    if (alerts != nullptr) {
        for (const Receiver &receiver : alerts->settings().receivers)
            context.receivers.push_back(receiver.name);
    }
    return context;
}

} // namespace streamgauge
