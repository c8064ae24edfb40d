// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/ruletest.h"

#include "engine/rules/literaltext.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace streamgauge {

namespace {

using Values = std::vector<TestValue>;

Error badWord(std::string_view word)
{
    return {
        ErrorKind::Input, "\"" + std::string(word) + "\" is no test value", {}, "write 75, _, 10x3, 1+2x3, stale or 'text'"
    };
}

/// Without the sign of a positive number, which from_chars does not read.
std::string_view plain(std::string_view text)
{
    const bool plus = text.size() > 1 && text[0] == '+' && text[1] != '-';
    return plus ? text.substr(1) : text;
}

std::optional<double> asNumber(std::string_view text)
{
    text = plain(text);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool read = error == std::errc() && end == text.data() + text.size() && !text.empty();
    return read ? std::optional(value) : std::nullopt;
}

std::string numberText(double value)
{
    std::string text = literalText(value);
    if (text.ends_with(".0"))
        text.resize(text.size() - 2);
    return text;
}

TestValue sent(std::string_view text)
{
    return { TestValue::Kind::Value, std::string(text) };
}

/// "1+2" of "1+2x3": where the step's sign stands; npos without one. A sign behind e is that of an exponent.
std::size_t stepSign(std::string_view start)
{
    for (std::size_t at = 1; at < start.size(); ++at) {
        const char before = start[at - 1];
        if ((start[at] == '+' || start[at] == '-') && before != 'e' && before != 'E')
            return at;
    }
    return std::string_view::npos;
}

Result<void> appendRepeated(std::string_view word, Values &values)
{
    const std::size_t cross = word.rfind('x');
    const std::string_view start = word.substr(0, cross);
    std::size_t times = 0;
    const char *const times_end = word.data() + word.size();
    const auto [end, error] = std::from_chars(word.data() + cross + 1, times_end, times);
    if (error != std::errc() || end != times_end || values.size() + times >= most_test_values)
        return badWord(word);
    if (start == "_") {
        values.insert(values.end(), times, {});
        return {};
    }
    const std::size_t sign = stepSign(start);
    const auto first = asNumber(start.substr(0, sign));
    const bool steps = sign != std::string_view::npos;
    const auto step = steps ? asNumber(start.substr(sign + 1)) : std::optional(0.0);
    if (!first || !step)
        return badWord(word);
    for (std::size_t i = 0; i <= times; ++i) {
        const double way = static_cast<double>(i) * *step;
        values.push_back(sent(numberText(steps && start[sign] == '-' ? *first - way : *first + way)));
    }
    return {};
}

Result<void> appendWord(std::string_view word, Values &values)
{
    if (values.size() >= most_test_values)
        return badWord(word);
    if (word == "_")
        values.emplace_back();
    else if (word == "stale")
        values.push_back({ TestValue::Kind::Deletion, {} });
    else if (word.size() >= 2 && word.front() == '\'' && word.back() == '\'')
        values.push_back(sent(word.substr(1, word.size() - 2)));
    else if (word == "true" || word == "false" || asNumber(word))
        values.push_back(sent(plain(word)));
    else if (word.find('x') != std::string_view::npos)
        return appendRepeated(word, values);
    else
        return badWord(word);
    return {};
}

std::size_t wordEnd(std::string_view notation, std::size_t begin)
{
    if (notation[begin] != '\'')
        return std::min(notation.find_first_of(" \t\n", begin), notation.size());
    const std::size_t quote = notation.find('\'', begin + 1);
    return quote == std::string_view::npos ? notation.size() : quote + 1;
}

} // namespace

Result<std::vector<TestValue>> testValues(std::string_view notation)
{
    Values values;
    std::size_t at = notation.find_first_not_of(" \t\n");
    while (at < notation.size()) {
        const std::size_t end = wordEnd(notation, at);
        if (auto done = appendWord(notation.substr(at, end - at), values); !done)
            return done.error();
        at = notation.find_first_not_of(" \t\n", end);
    }
    return values;
}

Result<void> checkRuleTest(const RuleTest &test)
{
    const std::string place = test.name.empty() ? "test" : "test " + test.name;
    const auto fault = [&](std::string message, std::string remedy) {
        return Error { ErrorKind::Configuration, std::move(message), place, std::move(remedy) };
    };
    if (test.name.empty() || test.rule.empty())
        return fault("a test needs a name and a rule", "name it, and the rule it tests");
    if (test.interval_ns <= 0)
        return fault("the interval is not above 0s", "give a time such as 1m");
    if (test.input.empty() || test.expected.empty())
        return fault("the test sends or expects nothing", "give input values and an expected state");
    for (const TestSeries &series : test.input) {
        if (series.field.empty())
            return fault("an input has no field", "name the field its values are for");
        if (const auto values = testValues(series.values); !values)
            return fault(series.field + ": " + values.error().message, values.error().remedy);
    }
    const auto before = [](const TestExpectation &expectation) { return expectation.at_ns < 0; };
    if (std::ranges::any_of(test.expected, before))
        return fault("a state is expected before the start", "give a time from 0s on");
    return {};
}

std::optional<AlertState> alertStateFromName(std::string_view text)
{
    for (const AlertState state :
         { AlertState::Normal, AlertState::Pending, AlertState::Firing, AlertState::Recovering, AlertState::Resolved }) {
        if (text == name(state))
            return state;
    }
    return std::nullopt;
}

} // namespace streamgauge
