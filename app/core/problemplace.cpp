// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/problemplace.h"

namespace streamgauge {

std::string problemPlace(const Workspace &workspace, const RuleSpec &rule, const RuleProblem &problem)
{
    const auto written = workspace.rule_texts.find(rule.name);
    const std::string text = written == workspace.rule_texts.end() ? ruleText(rule) : written->second;
    const auto placed = parsePlacedRule(text);
    return placed ? placeInText(text, problemRange(text, *placed, problem).begin) : std::string();
}

} // namespace streamgauge
