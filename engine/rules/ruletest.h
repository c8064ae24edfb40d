// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alert.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// What one field of one key is sent in a test, one value an interval, in the notation of promtool's unit tests:
/// "75 85" are two values, "10x3" is 10 four times, "1+2x3" is 1 3 5 7, "10-2x2" is 10 8 6, "_" sends nothing,
/// "_x3" nothing three times, "stale" deletes the key's row. A text value stands in single quotes.
struct TestSeries {
    std::string stream; ///< empty: the rule's first stream
    std::string key;
    std::string field;
    std::string values;
    friend bool operator==(const TestSeries &, const TestSeries &) = default;
};

/// The alert of `key` is in `state` at `at_ns` after the first values, which come at 0.
struct TestExpectation {
    DurationNs at_ns = 0;
    std::string key;
    AlertState state = AlertState::Firing;
    friend bool operator==(const TestExpectation &, const TestExpectation &) = default;
};

/// A test case of a rule, kept beside it.
struct RuleTest {
    std::string name;
    std::string rule; ///< the rule's name
    DurationNs interval_ns = 60 * ns_per_s;
    std::vector<TestSeries> input;
    std::vector<TestExpectation> expected;
    friend bool operator==(const RuleTest &, const RuleTest &) = default;
};

/// One word of a test's notation, repetitions resolved.
struct TestValue {
    enum class Kind : std::uint8_t { Nothing, Value, Deletion };
    Kind kind = Kind::Nothing;
    std::string text; ///< Value only
    friend bool operator==(const TestValue &, const TestValue &) = default;
};

/// Values of one series of a test, all repetitions together.
inline constexpr std::size_t most_test_values = 100'000;

/// The values of TestSeries::values. Error Input with the word that does not read; also over most_test_values.
[[nodiscard]] Result<std::vector<TestValue>> testValues(std::string_view notation);
/// Error Configuration: no name, no rule, no input, an interval that is not above 0, values that do not read.
[[nodiscard]] Result<void> checkRuleTest(const RuleTest &test);
/// "normal", "pending", ...; nullopt for another text.
[[nodiscard]] std::optional<AlertState> alertStateFromName(std::string_view name);

} // namespace streamgauge
