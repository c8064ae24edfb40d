// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/ruleexpressions.h"

namespace streamgauge {

std::vector<RuleExpression> ruleExpressions(const RuleSpec &rule)
{
    std::vector<RuleExpression> all;
    const auto add = [&all](const std::string &text, std::string place) {
        if (!text.empty())
            all.push_back({ text, std::move(place) });
    };
    for (const LetSpec &let : rule.lets) {
        add(let.expression, "let " + let.name);
        add(let.where, "let " + let.name + ", where");
    }
    add(rule.when, "when");
    add(rule.clear, "clear");
    for (const LevelSpec &level : rule.levels) {
        const std::string place = "level " + std::string(name(level.severity));
        add(level.when, place);
        add(level.clear, place + ", clear");
    }
    for (const PatternStep &step : rule.pattern.steps) {
        for (const PatternEvent &event : step.events)
            add(event.condition, "condition of " + event.alias);
    }
    return all;
}

} // namespace streamgauge
