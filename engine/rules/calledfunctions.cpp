// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/calledfunctions.h"

namespace streamgauge {

namespace {

/// The tree is at most most_cel_depth deep.
void collect(const CelNode &node, std::set<std::string> &names)
{
    if (node.kind == CelNodeKind::Call && !node.has_target)
        names.insert(node.name);
    for (const CelNodePtr &child : node.children)
        collect(*child, names);
}

void collect(const std::string &cel, std::set<std::string> &names)
{
    if (cel.empty())
        return;
    if (const auto root = parseCel(cel))
        collect(**root, names);
}

} // namespace

std::set<std::string> calledFunctions(const CelNode &expression)
{
    std::set<std::string> names;
    collect(expression, names);
    return names;
}

std::set<std::string> calledFunctions(std::span<const RuleSpec> rules)
{
    std::set<std::string> names;
    for (const RuleSpec &rule : rules) {
        collect(rule.when, names);
        collect(rule.clear, names);
        for (const LevelSpec &level : rule.levels) {
            collect(level.when, names);
            collect(level.clear, names);
        }
        for (const LetSpec &let : rule.lets) {
            collect(let.expression, names);
            collect(let.where, names);
        }
        for (const PatternStep &step : rule.pattern.steps) {
            for (const PatternEvent &event : step.events)
                collect(event.condition, names);
        }
    }
    return names;
}

} // namespace streamgauge
