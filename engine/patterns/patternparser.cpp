// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/patterns/patternspec.h"
#include "engine/rules/literaltext.h"
#include "engine/rules/rulescanner.h"

#include <charconv>
#include <optional>

namespace streamgauge {

namespace {

/// Reads one pattern; what it means is judged by checkPattern().
class PatternParser
{
public:
    explicit PatternParser(std::string_view text)
        : scanner_(text)
    {
    }

    Result<PatternSpec> run(std::size_t *length);

private:
    Result<void> step();
    Result<void> group(PatternStep &step);
    Result<PatternEvent> event();
    Result<void> condition(PatternEvent &event);
    Result<void> quantifier(PatternStep &step);
    Result<void> braces(PatternStep &step);
    Result<std::uint32_t> number();
    Result<void> skip();

    RuleScanner scanner_;
    PatternSpec spec_;
};

Result<PatternSpec> PatternParser::run(std::size_t *length)
{
    spec_.every = scanner_.takeWord("every");
    for (;;) {
        if (spec_.steps.size() == most_pattern_steps)
            return scanner_.errorAtNext("too many steps", "at most " + std::to_string(most_pattern_steps));
        if (auto read = step(); !read)
            return read.error();
        if (scanner_.takeSymbol("->"))
            continue;
        if (!scanner_.takeSymbol(","))
            break;
        if (!spec_.steps.back().negated)
            return scanner_.errorAtNext("a comma stands only behind what must not come", "-> between two steps");
    }
    if (!scanner_.takeWord("within"))
        return scanner_.unexpected("-> and a further step, or within and a duration");
    const auto within_ns = scanner_.duration();
    if (!within_ns)
        return within_ns.error();
    spec_.within_ns = *within_ns;
    if (auto read = skip(); !read)
        return read.error();
    if (length != nullptr)
        *length = scanner_.offset();
    else if (!scanner_.atEnd())
        return scanner_.unexpected("the end of the pattern");
    if (const auto sound = checkPattern(spec_); !sound)
        return scanner_.errorAt(0, sound.error().place + ": " + sound.error().message, sound.error().remedy);
    return std::move(spec_);
}

Result<void> PatternParser::step()
{
    PatternStep step;
    step.negated = scanner_.takeWord("not");
    if (scanner_.takeWord("next"))
        step.contiguity = PatternContiguity::Next;
    if (spec_.steps.empty() && (step.negated || step.contiguity == PatternContiguity::Next))
        return scanner_.errorAtNext("a pattern begins with an event", "its first event, and \"not\" or \"next\" behind ->");
    if (scanner_.takeSymbol("(")) {
        if (auto read = group(step); !read)
            return read.error();
    } else {
        auto single = event();
        if (!single)
            return single.error();
        step.events.push_back(std::move(*single));
    }
    if (auto read = quantifier(step); !read)
        return read.error();
    spec_.steps.push_back(std::move(step));
    return {};
}

Result<void> PatternParser::group(PatternStep &step)
{
    for (;;) {
        if (step.events.size() == most_pattern_group)
            return scanner_.errorAtNext("too many events in a group", "at most " + std::to_string(most_pattern_group));
        auto member = event();
        if (!member)
            return member.error();
        step.events.push_back(std::move(*member));
        if (step.events.size() > 1 && scanner_.takeSymbol(")"))
            return {};
        const std::string_view word = scanner_.nextWord();
        const auto kind = word == "and" ? PatternGroup::All : word == "or" ? PatternGroup::Any : PatternGroup::Single;
        if (kind == PatternGroup::Single || (step.group != PatternGroup::Single && step.group != kind))
            return scanner_.unexpected(step.group == PatternGroup::All       ? "\"and\" or )"
                                           : step.group == PatternGroup::Any ? "\"or\" or )"
                                                                             : "\"and\" or \"or\"");
        step.group = kind;
        static_cast<void>(scanner_.takeWord(word));
    }
}

Result<PatternEvent> PatternParser::event()
{
    PatternEvent event;
    const std::string_view alias = scanner_.nextWord();
    if (!isIdentifier(alias))
        return scanner_.unexpected("an event: ALIAS: STREAM[CONDITION]");
    event.alias = alias;
    static_cast<void>(scanner_.takeWord(alias));
    if (!scanner_.takeSymbol(":"))
        return scanner_.unexpected("\":\" and a stream behind the alias " + event.alias);
    auto stream = scanner_.name("a stream");
    if (!stream)
        return stream.error();
    if (!stream->quoted && stream->text.back() == '-' && scanner_.nextIs(">"))
        return scanner_.errorAtNext("the name of the stream goes on into the arrow", "a space before ->");
    event.stream = std::move(stream->text);
    if (auto read = condition(event); !read)
        return read.error();
    return event;
}

Result<void> PatternParser::condition(PatternEvent &event)
{
    if (!scanner_.takeSymbol("["))
        return {};
    auto condition = scanner_.expression();
    if (!condition)
        return condition.error();
    event.condition = std::move(*condition);
    if (!scanner_.takeSymbol("]"))
        return scanner_.unexpected("an operator, or ] behind the condition");
    return {};
}

Result<void> PatternParser::quantifier(PatternStep &step)
{
    if (scanner_.takeSymbol("+")) {
        step.most = PatternStep::unlimited;
    } else if (scanner_.takeSymbol("*")) {
        step.least = 0;
        step.most = PatternStep::unlimited;
    } else if (scanner_.takeSymbol("?")) {
        step.least = 0;
    } else if (scanner_.takeSymbol("{")) {
        if (auto read = braces(step); !read)
            return read.error();
    } else {
        return {};
    }
    step.greedy = scanner_.takeWord("greedy");
    step.consecutive = scanner_.takeWord("consecutive");
    return {};
}

Result<void> PatternParser::braces(PatternStep &step)
{
    auto least = number();
    if (!least)
        return least.error();
    step.least = *least;
    step.most = *least;
    if (scanner_.takeSymbol(",")) {
        step.most = PatternStep::unlimited;
        if (scanner_.takeSymbol("}"))
            return {};
        auto most = number();
        if (!most)
            return most.error();
        step.most = *most;
    }
    if (!scanner_.takeSymbol("}"))
        return scanner_.unexpected("}");
    return {};
}

Result<std::uint32_t> PatternParser::number()
{
    const std::string_view word = scanner_.nextWord();
    std::uint32_t number = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
    if (word.empty() || read.ec != std::errc() || read.ptr != word.data() + word.size() || number > most_pattern_repetitions)
        return scanner_.unexpected("a number up to " + std::to_string(most_pattern_repetitions));
    static_cast<void>(scanner_.takeWord(word));
    return number;
}

Result<void> PatternParser::skip()
{
    if (!scanner_.takeWord("skip"))
        return {};
    if (scanner_.takeWord("past_last"))
        return {};
    if (scanner_.takeWord("none")) {
        spec_.skip = PatternSkip::None;
    } else if (scanner_.takeWord("to_next")) {
        spec_.skip = PatternSkip::ToNext;
    } else if (const bool first = scanner_.takeWord("to_first"); first || scanner_.takeWord("to_last")) {
        spec_.skip = first ? PatternSkip::ToFirst : PatternSkip::ToLast;
        const std::string_view alias = scanner_.nextWord();
        if (!isIdentifier(alias))
            return scanner_.unexpected("the alias of an event of the pattern");
        spec_.skip_alias = alias;
        static_cast<void>(scanner_.takeWord(alias));
    } else {
        return scanner_.unexpected("past_last, none, to_next, to_first ALIAS or to_last ALIAS");
    }
    return {};
}

} // namespace

Result<PatternSpec> parsePattern(std::string_view text, std::size_t *length)
{
    return PatternParser(text).run(length);
}

} // namespace streamgauge
