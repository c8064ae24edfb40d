// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celast.h"
#include "engine/patterns/patternspec.h"
#include "engine/rules/celline.h"
#include "engine/rules/literaltext.h"
#include "engine/rules/rulespec.h"

#include <algorithm>
#include <array>
#include <optional>

namespace streamgauge {

namespace {

constexpr std::array<std::string_view, 10> reserved { "every",  "not",  "next", "and", "or",
                                                      "within", "skip", "now",  "key", "previous" };

Error fault(std::string place, std::string message, std::string remedy)
{
    return { ErrorKind::Configuration, std::move(message), std::move(place), std::move(remedy) };
}

/// One pattern under check; the first fault counts.
class PatternCheck
{
public:
    explicit PatternCheck(const PatternSpec &spec)
        : spec_(spec)
    {
    }

    Result<void> run()
    {
        for (std::size_t step = 0; step < spec_.steps.size(); ++step) {
            checkStep(step);
            for (const PatternEvent &event : spec_.steps[step].events)
                checkEvent(step, event);
        }
        checkWhole();
        return fault_ ? Result<void>(*fault_) : Result<void>();
    }

private:
    void fail(std::string place, std::string message, std::string remedy)
    {
        if (!fault_)
            fault_ = fault(std::move(place), std::move(message), std::move(remedy));
    }
    [[nodiscard]] static std::string placeOf(const PatternStep &step)
    {
        return step.events.empty() ? "pattern" : "step " + step.events.front().alias;
    }
    void checkStep(std::size_t index);
    void checkRepetition(const PatternStep &step);
    void checkGreedy(std::size_t index);
    void checkEvent(std::size_t step, const PatternEvent &event);
    void checkReads(std::size_t step, const PatternEvent &event, const CelNode &condition);
    void checkWhole();

    const PatternSpec &spec_;
    std::optional<Error> fault_;
};

void PatternCheck::checkStep(std::size_t index)
{
    const PatternStep &step = spec_.steps[index];
    const std::string place = placeOf(step);
    const bool group = step.group != PatternGroup::Single;
    if (step.events.empty() || (!group && step.events.size() != 1))
        return fail(place, "a step needs one event, or a group of them", "name the stream it waits for");
    if (group && (step.events.size() < 2 || step.events.size() > most_pattern_group))
        return fail(place, "a group has " + std::to_string(step.events.size()) + " events",
                    "2 to " + std::to_string(most_pattern_group) + " events");
    if (index == 0 && (step.negated || step.contiguity == PatternContiguity::Next))
        return fail(place, "a pattern begins with an event", "put the step that comes first before it");
    if (step.negated && step.group == PatternGroup::All)
        return fail(place, "a negated group has to be made of \"or\"", "(a: x or b: y)");
    if (step.negated && (step.least != 1 || step.most != 1 || step.greedy || step.consecutive))
        return fail(place, "what must not come cannot be repeated", "leave out the quantifier");
    if (step.negated && step.contiguity == PatternContiguity::Next && index + 1 == spec_.steps.size())
        return fail(place, "nothing follows \"not next\"", "a further step, or \"not\" without \"next\"");
    checkRepetition(step);
    checkGreedy(index);
}

void PatternCheck::checkRepetition(const PatternStep &step)
{
    const std::string place = placeOf(step);
    const bool repeated = step.least != 1 || step.most != 1;
    if (repeated && step.group == PatternGroup::All)
        return fail(place, "a group of \"and\" cannot be repeated", "leave out the quantifier");
    if (step.most == 0 || step.least > step.most)
        return fail(place, "no number of events fits the quantifier", "{least,most} with most at least 1");
    if (step.least > most_pattern_repetitions
        || (step.most != PatternStep::unlimited && step.most > most_pattern_repetitions))
        return fail(place, "too many repetitions", "at most " + std::to_string(most_pattern_repetitions));
    if (step.consecutive && step.most == 1)
        return fail(place, "\"consecutive\" without a repetition", "+ or {n} before it, or \"next\" before the step");
    if (step.greedy && !repeated)
        return fail(place, "\"greedy\" without a quantifier", "+ * ? or {n,m} before it");
}

void PatternCheck::checkGreedy(std::size_t index)
{
    if (!spec_.steps[index].greedy)
        return;
    for (std::size_t later = index + 1; later < spec_.steps.size(); ++later) {
        if (!spec_.steps[later].negated && spec_.steps[later].least > 0)
            return;
    }
    fail(placeOf(spec_.steps[index]), "nothing ends a greedy step here", "a later step that must come");
}

void PatternCheck::checkEvent(std::size_t step, const PatternEvent &event)
{
    const std::string place = "step " + event.alias;
    if (!isIdentifier(event.alias))
        return fail(place, "the alias is no name", "letters, digits and underscores");
    if (std::ranges::find(reserved, event.alias) != reserved.end())
        return fail(place, "the alias is a word of the language", "another name");
    std::size_t same = 0;
    for (const PatternStep &other : spec_.steps)
        same += static_cast<std::size_t>(std::ranges::count(other.events, event.alias, &PatternEvent::alias));
    if (same > 1)
        return fail(place, "the alias stands there twice", "a name of its own for each event");
    if (event.stream.empty())
        return fail(place, "no stream", "the stream it waits for");
    if (event.condition.empty())
        return;
    const auto condition = parseCel(event.condition);
    if (!condition)
        return fail(place + ", " + condition.error().place, condition.error().message, condition.error().remedy);
    if (celLine(event.condition) != event.condition)
        return fail(place, "the condition has comments or line ends", "the condition on one line");
    checkReads(step, event, **condition);
}

void PatternCheck::checkReads(std::size_t step, const PatternEvent &event, const CelNode &condition)
{
    for (const std::string &name : celNames(condition)) {
        for (std::size_t other = 0; other < spec_.steps.size(); ++other) {
            const PatternStep &read = spec_.steps[other];
            if (name == event.alias || std::ranges::find(read.events, name, &PatternEvent::alias) == read.events.end())
                continue;
            const std::string message = "its condition reads " + name + ", which ";
            if (read.negated)
                fail("step " + event.alias, message + "is never there", "an event that comes before it");
            else if (other > step)
                fail("step " + event.alias, message + "comes later", "the comparison in the condition of " + name);
            else if (other == step && read.group != PatternGroup::All)
                fail("step " + event.alias, message + "comes in its place", "an event that comes before it");
        }
    }
}

void PatternCheck::checkWhole()
{
    if (spec_.steps.empty())
        return fail("pattern", "no steps", "at least one event");
    if (spec_.steps.size() > most_pattern_steps)
        return fail("pattern", "too many steps", "at most " + std::to_string(most_pattern_steps));
    const auto needed = [](const PatternStep &step) { return !step.negated && step.least > 0; };
    if (std::ranges::none_of(spec_.steps, needed))
        return fail("pattern", "nothing in it has to come", "a step without * or ?");
    if (spec_.within_ns <= 0 || spec_.within_ns > most_rule_duration_ns)
        return fail("pattern", "a pattern needs a time within which it ends", "within 10s, at most 3650d");
    const bool needs_alias = spec_.skip == PatternSkip::ToFirst || spec_.skip == PatternSkip::ToLast;
    const auto takes = [&](const PatternStep &step) {
        return !step.negated && std::ranges::find(step.events, spec_.skip_alias, &PatternEvent::alias) != step.events.end();
    };
    if (needs_alias != !spec_.skip_alias.empty() || (needs_alias && std::ranges::none_of(spec_.steps, takes)))
        return fail("pattern", "skip names no event of the pattern", "to_first or to_last, and the alias of an event");
    if (patternText(spec_).size() > most_rule_text_bytes)
        fail("pattern", "the pattern is too long", "at most " + std::to_string(most_rule_text_bytes) + " bytes");
}

} // namespace

Result<void> checkPattern(const PatternSpec &spec)
{
    return PatternCheck(spec).run();
}

} // namespace streamgauge
