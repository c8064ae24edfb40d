// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace streamgauge {

enum class Comparison : std::uint8_t { Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual };
[[nodiscard]] std::string_view symbol(Comparison comparison);
[[nodiscard]] std::optional<Comparison> comparisonFromSymbol(std::string_view symbol);

enum class Severity : std::uint8_t { Info, Warning, Critical };
[[nodiscard]] std::string_view name(Severity severity);

/// What a rule makes of a key that sends nothing, or of a missing field.
enum class NoDataPolicy : std::uint8_t { Keep, Ok, Alert };
[[nodiscard]] std::string_view name(NoDataPolicy policy);

using Literal = std::variant<bool, std::int64_t, std::uint64_t, double, std::string>;

struct Threshold {
    std::string field;
    Comparison comparison = Comparison::Greater;
    Literal value = 0.0;
    friend bool operator==(const Threshold &, const Threshold &) = default;
};

/// A rule as the user wrote it.
struct RuleSpec {
    std::string name; ///< unique in the engine
    std::string stream;
    Threshold when;
    std::optional<Threshold> clear; ///< hysteresis: a firing alert ends only when this holds
    DurationNs for_ns = 0;
    DurationNs keep_firing_ns = 0;
    NoDataPolicy no_data = NoDataPolicy::Keep;
    /// A key without events for this long has no data; 0: never.
    DurationNs no_data_after_ns = 0;
    Severity severity = Severity::Warning;
    friend bool operator==(const RuleSpec &, const RuleSpec &) = default;
};

/// Longest `for`, `keep_firing` and `after`: 10 years.
inline constexpr DurationNs most_rule_duration_ns = 3'650LL * 24 * 3'600 * ns_per_s;

inline constexpr std::size_t most_rule_text_bytes = 64UL << 10;

/// Error Configuration when the rule could not be written as text: empty names, a threshold that is not finite,
/// a duration that is negative or over most_rule_duration_ns, a text over most_rule_text_bytes.
[[nodiscard]] Result<void> checkRule(const RuleSpec &spec);

/// Reads "Fast: from vitals when event.heart_rate > 120.0 clear event.heart_rate < 110.0 for 10s keep_firing 30s
/// no_data keep after 30s severity critical" (all after the condition optional, any order; `rule Name` in
/// place of `Name:` is accepted too). The error's place is "line L, column C" and its remedy says what was expected.
/// At most most_rule_text_bytes. Literals are CEL's; `#` and `//` begin comments.
[[nodiscard]] Result<RuleSpec> parseRule(std::string_view text);
/// The text form on one line. parseRule(ruleText(spec)) == spec for every spec that checkRule() accepts.
[[nodiscard]] std::string ruleText(const RuleSpec &spec);
/// "event.heart_rate > 120.0"
[[nodiscard]] std::string conditionText(const Threshold &threshold);

} // namespace streamgauge
