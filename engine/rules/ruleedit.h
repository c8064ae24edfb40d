// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/rulespec.h"

#include <string>
#include <string_view>

namespace streamgauge {

/// `text` changed so that it reads as `rule`: clauses that say the same keep their words, changed ones are replaced where
/// they stand, new ones are put behind the clause they follow in ruleBlock(), and all comments and lines between them stay.
/// A text that reads as no rule is replaced by ruleBlock(rule) below its comments.
/// parseRule(editedRuleText(text, rule)) == rule for every rule that checkRule() accepts.
[[nodiscard]] std::string editedRuleText(std::string_view text, const RuleSpec &rule);

} // namespace streamgauge
