// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/rules/alert.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

enum class MatchOperator : std::uint8_t { Equal, NotEqual, Matches, NotMatches };
[[nodiscard]] std::string_view symbol(MatchOperator match);

/// One condition on an alert: `severity = "critical"`, `key =~ "bed-.*"`.
struct Matcher {
    /// "rule", "stream", "key", "field", "severity", else a label. An absent label is an empty text.
    std::string name;
    MatchOperator match = MatchOperator::Equal;
    std::string value; ///< for =~ and !~ a regular expression (RE2's syntax) that the whole text must match
    friend bool operator==(const Matcher &, const Matcher &) = default;
};

inline constexpr std::size_t most_matchers = 32;
inline constexpr std::size_t most_matcher_bytes = 4'096;

/// What a matcher's name stands for in this alert.
[[nodiscard]] std::string attribute(const Alert &alert, std::string_view name);

/// Reads `severity="critical", key=~"bed-.*"`; in quotes \", \\ and \n stand for a quote, a backslash and a line end; a
/// value without quotes ends at a comma and has no quote in it. The error's place is "column N".
[[nodiscard]] Result<std::vector<Matcher>> parseMatchers(std::string_view text);
/// parseMatchers(matchersText(m)) == m.
[[nodiscard]] std::string matchersText(std::span<const Matcher> matchers);

/// Matchers that must all hold, ready to be asked. Immutable; any thread. None hold for every alert.
class MatcherSet
{
public:
    MatcherSet() = default;
    /// Error Configuration with the matcher at fault: no name, a bad regular expression, over the bounds.
    [[nodiscard]] static Result<MatcherSet> compile(std::vector<Matcher> matchers);

    [[nodiscard]] bool matches(const Alert &alert) const;
    [[nodiscard]] const std::vector<Matcher> &matchers() const { return matchers_; }

private:
    class Expressions;

    std::vector<Matcher> matchers_;
    std::shared_ptr<const Expressions> expressions_; ///< one for each matcher; null where it compares
};

} // namespace streamgauge
