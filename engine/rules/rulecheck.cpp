// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celast.h"
#include "engine/rules/celline.h"
#include "engine/rules/letparser.h"
#include "engine/rules/literaltext.h"
#include "engine/rules/rulespec.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace streamgauge {

namespace {

/// Looks for the first thing wrong with a rule that did not come from a text.
class RuleChecker
{
public:
    explicit RuleChecker(const RuleSpec &spec)
        : spec_(spec)
    {
    }

    [[nodiscard]] Result<void> check();

private:
    void checkNames();
    void checkKind();
    void checkConditions();
    void checkLets();
    void checkDurations();
    void checkText();
    void checkCel(const std::string &cel, const std::string &where);
    void fault(std::string message, std::string remedy);

    const RuleSpec &spec_;
    std::optional<Error> error_;
};

void RuleChecker::fault(std::string message, std::string remedy)
{
    if (!error_)
        error_ = Error { ErrorKind::Configuration, std::move(message), spec_.name.empty() ? "rule" : "rule " + spec_.name,
                         std::move(remedy) };
}

Result<void> RuleChecker::check()
{
    for (const auto step : { &RuleChecker::checkNames, &RuleChecker::checkKind, &RuleChecker::checkDurations,
                             &RuleChecker::checkLets, &RuleChecker::checkConditions, &RuleChecker::checkText }) {
        (this->*step)();
        if (error_)
            return *error_;
    }
    return {};
}

void RuleChecker::checkNames()
{
    if (spec_.name.empty())
        fault("the rule has no name", "name it");
    if (spec_.stream.empty())
        fault("the rule has no stream", "choose a stream");
}

void RuleChecker::checkKind()
{
    const bool expression = spec_.kind == RuleKind::Expression;
    if (expression && spec_.when.empty())
        fault("the rule has no condition", "say when it fires");
    if (!expression
        && !(spec_.lets.empty() && spec_.when.empty() && spec_.clear.empty() && spec_.levels.empty()
             && spec_.joined.empty()))
        fault("a pattern or an absence has no conditions of its own", "leave out let, when, clear and level");
    if (spec_.kind == RuleKind::Absence && spec_.for_ns == 0)
        fault("the absence has no time", "say for how long nothing may come");
    if (spec_.kind == RuleKind::Pattern) {
        if (const auto sound = checkPattern(spec_.pattern); !sound)
            fault(sound.error().message, sound.error().remedy);
    }
    if (spec_.joined.size() == 1 || (!spec_.joined.empty() && spec_.joined.front().stream != spec_.stream))
        fault("the streams of a composite rule are two or more, the rule's own first", "name them all, or none");
}

void RuleChecker::checkDurations()
{
    for (const DurationNs duration_ns : { spec_.for_ns, spec_.keep_firing_ns, spec_.no_data_after_ns, spec_.within_ns,
                                          spec_.disorder_ns, spec_.pattern.within_ns }) {
        if (duration_ns < 0 || duration_ns > most_rule_duration_ns)
            fault("a duration is negative or too long", "give 0s to 3650d");
    }
    if (spec_.joined.empty() != (spec_.within_ns == 0))
        fault("a rule over several streams, and only that, needs a time", "say how far apart its events may be");
    if (!spec_.event_time && spec_.disorder_ns != 0)
        fault("disorder is counted in event time", "judge in event time, or leave out disorder");
}

void RuleChecker::checkLets()
{
    for (const LetSpec &let : spec_.lets) {
        if (!isIdentifier(let.name) || isReservedName(let.name))
            fault("\"" + let.name + "\" cannot be the name of a let", "letters, digits and _, and not event, key or now");
        const bool counts = let.kind == LetKind::Window && let.window.function == WindowFunction::Count;
        if (!counts || !let.expression.empty())
            checkCel(let.expression, "let " + let.name);
        if (!let.where.empty())
            checkCel(let.where, "let " + let.name);
        if (let.kind == LetKind::Window) {
            if (const auto sound = checkWindow(let.window); !sound)
                fault("let " + let.name + ": " + sound.error().message, sound.error().remedy);
        }
    }
}

void RuleChecker::checkConditions()
{
    if (spec_.kind != RuleKind::Expression)
        return;
    checkCel(spec_.when, "when");
    if (!spec_.clear.empty())
        checkCel(spec_.clear, "clear");
    for (const LevelSpec &level : spec_.levels) {
        checkCel(level.when, "level " + std::string(name(level.severity)));
        if (!level.clear.empty())
            checkCel(level.clear, "level " + std::string(name(level.severity)));
    }
}

void RuleChecker::checkCel(const std::string &cel, const std::string &where)
{
    const auto root = parseCel(cel);
    if (!root)
        fault(where + ": " + root.error().message, root.error().remedy);
    else if (celLine(cel) != cel)
        fault(where + ": the expression holds comments or needless spaces", "write it in one line");
}

/// What the checks above do not know by name, the text form does.
void RuleChecker::checkText()
{
    const std::string text = ruleText(spec_);
    if (text.size() > most_rule_text_bytes) {
        fault("the rule is longer than 64 KiB", "shorten its names or texts");
        return;
    }
    const auto read = parseRule(text);
    if (!read)
        fault(read.error().message, read.error().remedy);
    else if (*read != spec_)
        fault("the rule holds something its text cannot say", "write it as text: " + text);
}

} // namespace

Result<void> checkRule(const RuleSpec &spec)
{
    return RuleChecker(spec).check();
}

} // namespace streamgauge
