// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/callcheck.h"

#include "engine/cel/celprogram.h"
#include "engine/patterns/patternplan.h"
#include "engine/rules/calledfunctions.h"
#include "engine/rules/ruleexpressions.h"
#include "engine/windows/window.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

/// Every name an expression of the rule may read, of kinds that are not known yet.
CelScope scopeOf(const RuleSpec &rule)
{
    CelScope scope;
    for (const StreamAlias &joined : rule.joined)
        scope.records.push_back({ joined.alias, nullptr });
    for (const PatternStep &step : rule.pattern.steps) {
        for (const PatternEvent &event : step.events)
            scope.records.push_back({ event.alias, nullptr });
    }
    scope.records.push_back(
        { rule.kind == RuleKind::Pattern ? std::string(previous_event) : std::string("event"), nullptr });
    scope.variables.push_back({ std::string(pattern_key), CelKind::String });
    for (const LetSpec &let : rule.lets)
        scope.variables.push_back({ let.name, CelKind::Dyn });
    return scope;
}

bool isOneOf(const std::vector<CelFunction> &functions, const std::string &name)
{
    return std::ranges::find(functions, name, &CelFunction::name) != functions.end();
}

} // namespace

std::optional<std::string> windowRemedy(std::string_view function)
{
    const bool anomaly = function == "anomaly";
    if (!anomaly && !windowFunction(function))
        return std::nullopt;
    return "declare it before: let NAME = " + std::string(function) + "(...)" + (anomaly ? "" : " over 10s");
}

Result<void> checkCalls(const RuleSpec &rule, const RuleFunctions &functions)
{
    CelScope scope = scopeOf(rule);
    if (functions)
        scope.functions = *functions;
    for (const RuleExpression &expression : ruleExpressions(rule)) {
        const auto fault = [&](const Error &error) {
            const std::string place = "rule " + rule.name + ", " + expression.place;
            return Error { ErrorKind::Configuration, error.message, error.place.empty() ? place : place + ", " + error.place,
                           error.remedy };
        };
        const auto root = parseCel(expression.text);
        bool calls = false;
        for (const std::string &name : root ? calledFunctions(**root) : std::set<std::string>()) {
            const bool known = isOneOf(scope.functions, name);
            if (const auto remedy = windowRemedy(name); remedy && !known)
                return fault(
                    { ErrorKind::Configuration, name + "() is over many events, an expression over one", {}, *remedy });
            calls = calls || known;
        }
        if (!calls)
            continue;
        if (const auto program = CelProgram::compile(expression.text, scope); !program)
            return fault(program.error());
    }
    return {};
}

} // namespace streamgauge
