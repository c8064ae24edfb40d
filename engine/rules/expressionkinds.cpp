// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/expressionkinds.h"

#include "engine/cel/celprogram.h"
#include "engine/rules/threshold.h"
#include "engine/rules/thresholdcondition.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

ExpressionKinds::ExpressionKinds(const std::vector<std::string> &functions, std::vector<CelFunction> signatures)
{
    scope_.functions = std::move(signatures);
    for (const std::string &name : functions) {
        if (std::ranges::find(scope_.functions, name, &CelFunction::name) == scope_.functions.end()) {
            CelFunction unknown;
            unknown.name = name;
            scope_.functions.push_back(std::move(unknown));
        }
    }
    addVariable("key", CelKind::String);
}

void ExpressionKinds::addRecord(const std::string &name, SchemaPtr schema)
{
    scope_.records.push_back({ name, std::move(schema) });
}

void ExpressionKinds::addVariable(const std::string &name, CelKind kind)
{
    scope_.variables.push_back({ name, kind });
}

Result<CelKind> ExpressionKinds::judge(const std::string &expression, bool condition) const
{
    // These are compared exactly, whatever the kinds of column and number.
    if (const auto threshold = asThreshold(expression); condition && threshold && scope_.records.front().schema) {
        if (ThresholdCondition::compile(*threshold, *scope_.records.front().schema))
            return CelKind::Bool;
    }
    const auto program = CelProgram::compile(expression, scope_);
    if (!program)
        return Error { ErrorKind::Configuration, program.error().message, program.error().place, program.error().remedy };
    const CelKind kind = program->kind();
    if (condition && kind != CelKind::Bool && kind != CelKind::Dyn)
        return Error { ErrorKind::Configuration, "it is no condition but a value of type " + std::string(name(kind)),
                       "line 1, column 1", "compare it with something, as event.load > 0.9" };
    return kind;
}

} // namespace streamgauge
