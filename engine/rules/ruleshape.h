// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/rulespec.h"
#include "engine/rules/threshold.h"

#include <optional>
#include <string>

namespace streamgauge {

/// A rule a form can show and a chart can draw as a line: one field, or one window of one field, compared with a
/// constant, and perhaps another constant that ends the alert.
struct RuleShape {
    std::string field;
    std::optional<WindowSpec> window; ///< nullopt: the value itself
    std::string let;                  ///< the window's name; empty without one
    Comparison comparison = Comparison::Greater;
    LiteralValue value = 0.0;
    std::optional<Comparison> clear_comparison; ///< set together with clear_value
    LiteralValue clear_value = 0.0;
    friend bool operator==(const RuleShape &, const RuleShape &) = default;
};

/// nullopt when the rule says more than that: other expressions, levels, several lets, filters, joined streams.
[[nodiscard]] std::optional<RuleShape> shapeOf(const RuleSpec &spec);
/// Writes lets, `when` and `clear`; everything else stays. A window without a name is named after its field.
void applyShape(RuleSpec &spec, const RuleShape &shape);

} // namespace streamgauge
