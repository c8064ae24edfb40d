// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/liverule.h"

#include "engine/data/timetext.h"
#include "engine/rules/joinrule.h"
#include "engine/rules/keyedrule.h"
#include "engine/rules/letrule.h"
#include "engine/rules/patternrule.h"

#include <algorithm>

namespace streamgauge {

RuleSpec judgedSpec(const RuleSpec &spec)
{
    if (spec.kind != RuleKind::Absence)
        return spec;
    RuleSpec judged = spec;
    judged.when = "false";
    judged.no_data = NoDataPolicy::Alert;
    judged.no_data_after_ns = spec.for_ns;
    judged.for_ns = 0;
    return judged;
}

std::string ruleConditionText(const RuleSpec &spec)
{
    switch (spec.kind) {
    case RuleKind::Expression: return spec.when;
    case RuleKind::Pattern: return patternText(spec.pattern);
    case RuleKind::Absence: return "no " + spec.stream + " for " + durationText(spec.for_ns);
    }
    return {};
}

Result<std::unique_ptr<LiveRule>> LiveRule::make(const RuleSpec &spec, const RuleFunctions &functions)
{
    if (spec.kind == RuleKind::Pattern)
        return PatternRule::make(spec, functions);
    if (!spec.joined.empty())
        return JoinRule::make(spec, functions);
    const bool stateful = std::ranges::any_of(spec.lets, [](const LetSpec &let) { return let.kind != LetKind::Expression; });
    if (stateful)
        return LetRule::make(spec, functions);
    return std::unique_ptr<LiveRule>(std::make_unique<KeyedRule>(spec, functions));
}

} // namespace streamgauge
