// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/ruleshard.h"
#include "engine/rules/rulespec.h"

#include <optional>
#include <string>
#include <string_view>

namespace streamgauge {

/// Whether the rule gives each of `functions` that it calls arguments it can take, as far as that is known before any event,
/// and calls what is over many events in lets alone.
/// Error Configuration, place "rule A, when, line 1, column 8" (within that expression). Precondition: checkRule() accepts
/// the rule.
[[nodiscard]] Result<void> checkCalls(const RuleSpec &rule, const RuleFunctions &functions);

/// What to do instead of calling a function over many events (avg, anomaly, ...) in an expression; nullopt for others.
[[nodiscard]] std::optional<std::string> windowRemedy(std::string_view function);

} // namespace streamgauge
