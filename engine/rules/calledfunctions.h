// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celast.h"
#include "engine/rules/rulespec.h"

#include <set>
#include <span>
#include <string>

namespace streamgauge {

/// The functions an expression calls with nothing before a dot: size, lookup, ...; CEL's own among them.
[[nodiscard]] std::set<std::string> calledFunctions(const CelNode &expression);
/// The same of all expressions of the rules. Precondition: checkRule() accepts each.
[[nodiscard]] std::set<std::string> calledFunctions(std::span<const RuleSpec> rules);

} // namespace streamgauge
