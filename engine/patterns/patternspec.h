// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// May other events lie between a step and the one before it? Of the pattern's streams and the same key, that is.
enum class PatternContiguity : std::uint8_t {
    FollowedBy, ///< events that do not fit are skipped
    Next        ///< the very next event must fit
};

/// How the events of one step belong together.
enum class PatternGroup : std::uint8_t {
    Single, ///< there is one
    All,    ///< each of them, in any order
    Any     ///< one of them
};

/// Which other matches of the key are given up once one is complete: of those that began with its first event or after
/// it, told or not yet complete. Those that began before it go on. The strategies are those of Flink CEP's
/// AfterMatchSkipStrategy, which however holds a match back while one that began earlier is undecided; here each is
/// told at once.
enum class PatternSkip : std::uint8_t {
    PastLast, ///< those that began up to its last event: one match an incident
    None,     ///< none
    ToNext,   ///< those that began with the same event
    ToFirst,  ///< those that began before the first event of `skip_alias`
    ToLast    ///< those that began before the last event of `skip_alias`
};

/// "b: payment[b.user == a.user]"
struct PatternEvent {
    std::string alias; ///< a CEL identifier, unique in the pattern
    std::string stream;
    /// CEL on one line, over the aliases of this and earlier steps (a repeated one is its latest event), `previous` (the
    /// event taken before), `key` (text) and `now`; empty: every event fits. In a group of All it may read the group's
    /// other events, and is judged once they are there.
    std::string condition;
    friend bool operator==(const PatternEvent &, const PatternEvent &) = default;
};

struct PatternStep {
    static constexpr std::uint32_t unlimited = UINT32_MAX;

    std::vector<PatternEvent> events; ///< one, unless it is a group
    PatternGroup group = PatternGroup::Single;
    PatternContiguity contiguity = PatternContiguity::FollowedBy;
    bool negated = false; ///< none of the events may come before the next step, or before the time is over
    std::uint32_t least = 1;
    std::uint32_t most = 1;
    bool greedy = false;      ///< takes every event it can before a later step may take one
    bool consecutive = false; ///< no other event between the repetitions

    friend bool operator==(const PatternStep &, const PatternStep &) = default;
};

/// A pattern as the user wrote it.
struct PatternSpec {
    std::vector<PatternStep> steps;
    DurationNs within_ns = 0; ///< from the first event: a match ends before first + within
    PatternSkip skip = PatternSkip::PastLast;
    std::string skip_alias; ///< ToFirst, ToLast
    bool every = true;      ///< false: one match a key
    friend bool operator==(const PatternSpec &, const PatternSpec &) = default;
};

inline constexpr std::size_t most_pattern_steps = 32;
inline constexpr std::size_t most_pattern_group = 8;
/// Of a quantifier: {1000}.
inline constexpr std::uint32_t most_pattern_repetitions = 1'000;

/// Error Configuration when no matcher could run it, or it could not be written as text: nothing that must come, no
/// `within`, a negation without a step before it, an alias twice, a condition that is no CEL expression or reads an
/// event that cannot be there, a bound exceeded. The place names the step.
[[nodiscard]] Result<void> checkPattern(const PatternSpec &spec);

/// Reads "every a: login -> not c: logout[c.user == a.user], b: payment[b.user == a.user]{2,5} within 10s skip to_last b":
/// `-> next b: ...` for the very next event, (a: x and b: y), (a: x or b: y), + * ? {n} {n,} {n,m}, and behind these
/// `greedy` and `consecutive`. `length`, when given, takes the bytes read, and other text may stand behind them; else
/// the whole text must be the pattern. The error's place is "line L, column C"; its remedy says what was expected.
[[nodiscard]] Result<PatternSpec> parsePattern(std::string_view text, std::size_t *length = nullptr);
/// parsePattern(patternText(spec)) == spec for every spec that checkPattern() accepts.
[[nodiscard]] std::string patternText(const PatternSpec &spec);

/// Each stream once, in the order of the text.
[[nodiscard]] std::vector<std::string> patternStreams(const PatternSpec &spec);

} // namespace streamgauge
