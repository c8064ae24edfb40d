// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/rulespec.h"
#include "engine/rules/textplace.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

enum class RulePart : std::uint8_t {
    Name,
    Stream, ///< index: of several, from 0
    Key,    ///< index: of several fields
    LetName,
    LetExpression,
    LetWindow, ///< from "over", "tumbling" or "session" to the last number
    LetDetector,
    LetWhere,
    When,
    Clear,
    LevelWhen,
    LevelClear,
    Pattern,
    Notify,
    Summary
};

/// Where in a text a part of a rule stands; `index` counts the lets, levels, streams, key fields or targets from 0.
struct RulePlace {
    RulePart part = RulePart::Name;
    std::size_t index = 0;
    TextRange range;
    friend bool operator==(const RulePlace &, const RulePlace &) = default;
};

/// One clause of a rule: "name", "from", "key", "within", "let m", "when", "level critical", "for", "label team", ...; each
/// name once in a rule. The range begins with the clause's word; that of "name" is the rule's name alone.
struct RuleClause {
    std::string name;
    TextRange range;
    friend bool operator==(const RuleClause &, const RuleClause &) = default;
};

struct PlacedRule {
    RuleSpec spec;
    TextRange range; ///< the whole rule
    std::vector<RulePlace> places;
    std::vector<RuleClause> clauses; ///< in the order of the text

    [[nodiscard]] const RulePlace *find(RulePart part, std::size_t index = 0) const;
};

/// parseRule() and parseRules(), with the places.
[[nodiscard]] Result<PlacedRule> parsePlacedRule(std::string_view text);
[[nodiscard]] Result<std::vector<PlacedRule>> parsePlacedRules(std::string_view text);

} // namespace streamgauge
