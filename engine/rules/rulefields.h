// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celscope.h"
#include "engine/data/schema.h"
#include "engine/rules/ruleplaces.h"

#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// A table rules may read by lookup("name", key).
struct RuleLookup {
    std::string name;
    std::vector<std::string> columns; ///< of its rows; empty: not known
    friend bool operator==(const RuleLookup &, const RuleLookup &) = default;
};

/// What a rule can be checked against before any event has come.
struct RuleContext {
    std::vector<SchemaPtr> schemas; ///< one without columns: the stream is there, its fields are not known
    /// False: other streams may turn up later, so an unknown one is no problem.
    bool all_streams_known = true;
    /// False: of the columns only the names are known.
    bool kinds_known = true;
    /// Functions expressions may call besides those of CEL: lookup, model, ...
    std::vector<std::string> functions;
    /// Of those the ones whose arguments are known; they are asked for faults and never called.
    std::vector<CelFunction> signatures;
    std::vector<RuleLookup> lookups;
    std::vector<std::string> models;
    std::vector<std::string> receivers; ///< that rules may notify
    /// False: there may be further lookups, models and receivers, so an unknown one is no problem.
    bool all_names_known = false;
};

struct RuleProblem {
    RulePart part = RulePart::When;
    std::size_t index = 0; ///< as in RulePlace
    TextRange range;       ///< within the part's text; empty: all of it
    Error error;           ///< Configuration
    friend bool operator==(const RuleProblem &, const RuleProblem &) = default;
};

/// What a sound rule cannot do with what there is: unknown streams, fields, names, functions, detectors, lookups, columns
/// of lookups, models and receivers, with the nearest known name as remedy; texts fed to windows that take numbers;
/// operands and arguments of kinds that can never fit, calls with too few or too many arguments, conditions that are none.
/// Rules of one stream whose schema is unknown are checked as far as that goes. Precondition: checkRule() accepts the rule.
[[nodiscard]] std::vector<RuleProblem> checkRuleFields(const RuleSpec &spec, const RuleContext &context);

/// Where a problem stands in the text that the rule was read from.
[[nodiscard]] TextRange problemRange(std::string_view text, const PlacedRule &rule, const RuleProblem &problem);

/// What one key can come to need at most for the windows and detectors of a rule, known before it runs.
[[nodiscard]] std::size_t mostRuleBytesPerKey(const RuleSpec &spec);

/// The names of CEL's own functions that are called without something before a dot.
[[nodiscard]] const std::vector<std::string> &celFunctionNames();

} // namespace streamgauge
