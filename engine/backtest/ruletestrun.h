// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/ruleshard.h"
#include "engine/rules/rulespec.h"
#include "engine/rules/ruletest.h"

#include <vector>

namespace streamgauge {

struct RuleTestMismatch {
    TestExpectation expected;
    AlertState found = AlertState::Normal;
    friend bool operator==(const RuleTestMismatch &, const RuleTestMismatch &) = default;
};

/// Runs a test case of a rule: sends its input on a virtual clock to the same RuleShard that judges live events, and
/// compares the states. At each instant events come first, then timers that end there, then the expectations. An
/// expected Normal is also met by Resolved. Empty: all as expected. Error Configuration: the rule or the test is not
/// sound, or the rule could not be judged. `functions` null: offlineFunctions().
[[nodiscard]] Result<std::vector<RuleTestMismatch>> runRuleTest(const RuleSpec &rule, const RuleTest &test,
                                                                const RuleFunctions &functions = nullptr);

} // namespace streamgauge
