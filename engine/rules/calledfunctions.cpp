// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/calledfunctions.h"

#include "engine/rules/ruleexpressions.h"

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
        for (const RuleExpression &expression : ruleExpressions(rule)) {
            if (const auto root = parseCel(expression.text))
                collect(**root, names);
        }
    }
    return names;
}

} // namespace streamgauge
