// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/rulespec.h"

#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// One expression of a rule.
struct RuleExpression {
    std::string_view text;
    std::string place; ///< as errors name it: "when", "let low, where", "level critical"
};

/// All that a rule has, of a pattern those of its steps; none is empty. Valid as long as the rule stays as it is.
[[nodiscard]] std::vector<RuleExpression> ruleExpressions(const RuleSpec &rule);

} // namespace streamgauge
