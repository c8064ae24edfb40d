// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/detectors/detector.h"
#include "engine/patterns/patternspec.h"
#include "engine/windows/windowspec.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

enum class Severity : std::uint8_t { Info, Warning, Critical };
[[nodiscard]] std::string_view name(Severity severity);

/// What a rule makes of a key that sends nothing or of a missing field, and of a condition that cannot be judged.
enum class NoDataPolicy : std::uint8_t {
    Keep,  ///< the alert stays as it is, its timers stand still
    Ok,    ///< as if the condition did not hold
    Alert, ///< as if it held
    NoData ///< an alert of its own, beside the rule's, which keeps its state
};
[[nodiscard]] std::string_view name(NoDataPolicy policy);

enum class RuleKind : std::uint8_t { Expression, Pattern, Absence };

enum class LetKind : std::uint8_t {
    Expression, ///< a derived value: computed from the event, remembers nothing
    Window,
    Anomaly
};

/// A named value of a rule: `when`, `clear`, later lets and the summary read it by its name.
struct LetSpec {
    std::string name;
    LetKind kind = LetKind::Expression;
    /// CEL over the event (and, for a derived value, over the lets before it): the whole value, or what is fed to the window
    /// or detector. Empty only for count().
    std::string expression;
    std::string where; ///< Window and Anomaly: only events for which this CEL holds are fed; empty: all
    WindowSpec window;
    std::string detector;
    DetectorOptions options;
    friend bool operator==(const LetSpec &, const LetSpec &) = default;
};

/// A further severity of the same rule, with its own hysteresis.
struct LevelSpec {
    Severity severity = Severity::Critical;
    std::string when;
    std::string clear; ///< empty: the level is left as soon as `when` no longer holds
    friend bool operator==(const LevelSpec &, const LevelSpec &) = default;
};

struct StreamAlias {
    std::string stream;
    std::string alias;
    friend bool operator==(const StreamAlias &, const StreamAlias &) = default;
};

/// A rule as the user wrote it. Conditions are CEL in the form celLine() gives; a rule over one stream reads its fields as
/// event.NAME, one over several as ALIAS.NAME; both read lets, `key` (the key's text) and `now`.
struct RuleSpec {
    std::string name; ///< unique in the engine
    RuleKind kind = RuleKind::Expression;
    std::string stream; ///< Expression: the first; Pattern: of its first step; Absence: the watched one
    /// Composite rule: all its streams, `stream` first; empty for a rule over one stream.
    std::vector<StreamAlias> joined;
    DurationNs within_ns = 0;     ///< composite rule: how far apart its events may be
    std::vector<std::string> key; ///< fields; empty: the stream's own key
    std::vector<LetSpec> lets;
    std::string when;              ///< Expression: the condition of `severity`; else empty
    std::string clear;             ///< hysteresis: a firing alert ends only when this holds; empty: when `when` does not
    std::vector<LevelSpec> levels; ///< rising, each above `severity`
    PatternSpec pattern;           ///< Pattern only
    DurationNs for_ns = 0;         ///< Absence: the silence that alerts
    DurationNs keep_firing_ns = 0;
    NoDataPolicy no_data = NoDataPolicy::Keep;
    /// A key without events for this long has no data; 0: never.
    DurationNs no_data_after_ns = 0;
    NoDataPolicy on_error = NoDataPolicy::Keep;
    Severity severity = Severity::Warning;
    bool event_time = false;    ///< judged in event time, not in the order of arrival
    DurationNs disorder_ns = 0; ///< event time: how late an event may come; 0 in arrival time
    bool flapping_detection = true;
    std::map<std::string, std::string> labels;
    std::vector<std::string> notify; ///< names of notification targets
    std::string summary;             ///< see SummaryTemplate; empty: the condition
    friend bool operator==(const RuleSpec &, const RuleSpec &) = default;
};

/// Longest duration in a rule: 10 years.
inline constexpr DurationNs most_rule_duration_ns = 3'650LL * 24 * 3'600 * ns_per_s;
/// `time event` without `disorder`.
inline constexpr DurationNs usual_disorder_ns = 2 * ns_per_s;

inline constexpr std::size_t most_rule_text_bytes = 64UL << 10;
inline constexpr std::size_t most_rules_text_bytes = 4UL << 20;
inline constexpr std::size_t most_lets = 64;
inline constexpr std::size_t most_joined_streams = 8;
inline constexpr std::size_t most_key_fields = 16;
inline constexpr std::size_t most_labels = 32;
inline constexpr std::size_t most_notify_targets = 16;

/// Error Configuration when the rule says nothing that can be judged, or could not be written as text: empty names, a
/// condition that is no CEL, a duration that is negative or over most_rule_duration_ns, clauses that do not suit its kind, a
/// bound above that is passed. What it needs of a stream's schema: see checkRuleFields().
[[nodiscard]] Result<void> checkRule(const RuleSpec &spec);

/// Reads one rule, such as "Fast: from vitals when event.heart_rate > 120.0 for 10s", or the same in several lines that
/// begin with `rule Fast`; the manual's chapter on rules has the whole language. `#` and `//` begin comments. Error Input;
/// its place is "line L, column C", its remedy says what was expected. At most most_rule_text_bytes.
[[nodiscard]] Result<RuleSpec> parseRule(std::string_view text);
/// Reads any number of rules, one behind the other; two of one name are an error. At most most_rules_text_bytes.
[[nodiscard]] Result<std::vector<RuleSpec>> parseRules(std::string_view text);
/// The text form on one line. parseRule(ruleText(spec)) == spec for every spec that checkRule() accepts.
[[nodiscard]] std::string ruleText(const RuleSpec &spec);
/// The same as an indented block of lines, with a line end behind each.
[[nodiscard]] std::string ruleBlock(const RuleSpec &spec);

} // namespace streamgauge
