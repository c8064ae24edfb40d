// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/letparser.h"

#include "engine/data/timetext.h"
#include "engine/rules/literaltext.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::string_view expected_shape = "over 10s, over 5m hop 1m, over 20 events, tumbling 1m or session 30s";
constexpr std::string_view anomaly_word = "anomaly";

std::optional<double> asNumber(std::string_view text)
{
    const auto reading = readLiteral(text);
    const auto *const literal = std::get_if<ReadLiteral>(&reading);
    if (literal == nullptr || literal->length != text.size() || std::holds_alternative<bool>(literal->value))
        return std::nullopt;
    return numberOf(literal->value);
}

std::string parameterExample(WindowFunction function)
{
    return function == WindowFunction::Quantile ? "quantile(0.99, event.FIELD)" : "ewma(30, event.FIELD)";
}

class LetParser
{
public:
    LetParser(RuleScanner &scanner, std::size_t index, std::vector<RulePlace> &places)
        : scanner_(scanner)
        , index_(index)
        , places_(places)
    {
    }

    Result<LetSpec> parse();

private:
    Result<void> head();
    Result<void> value();
    Result<void> window(WindowFunction function);
    Result<void> arguments(WindowFunction function);
    Result<void> windowShape();
    Result<void> over();
    Result<void> anomaly();
    Result<void> options();
    Result<void> where();
    Result<void> expressionInto(std::string &target, RulePart part);
    Result<void> durationInto(DurationNs &target);
    Result<double> number(std::string_view expected);
    void place(RulePart part, TextRange range) { places_.push_back({ part, index_, range }); }

    RuleScanner &scanner_;
    std::size_t index_;
    std::vector<RulePlace> &places_;
    LetSpec let_;
};

Result<LetSpec> LetParser::parse()
{
    if (auto done = head(); !done)
        return done.error();
    if (auto done = value(); !done)
        return done.error();
    return std::move(let_);
}

Result<void> LetParser::head()
{
    const std::string_view word = scanner_.nextWord();
    if (!isIdentifier(word))
        return scanner_.unexpected("the name of a value: letters, digits and _");
    if (isReservedName(word))
        return scanner_.errorAtNext("a let cannot be named " + std::string(word), "another name");
    let_.name = word;
    static_cast<void>(scanner_.takeWord(word));
    place(RulePart::LetName, scanner_.lastRange());
    if (!scanner_.takeSymbol("="))
        return scanner_.unexpected("= behind the name");
    return {};
}

Result<void> LetParser::value()
{
    if (scanner_.nextIsCall()) {
        const std::string_view word = scanner_.nextWord();
        if (const auto function = windowFunction(word))
            return window(*function);
        if (word == anomaly_word)
            return anomaly();
    }
    if (auto done = expressionInto(let_.expression, RulePart::LetExpression); !done)
        return done;
    for (const std::string_view word : { "over", "tumbling", "session" }) {
        if (scanner_.nextWord() == word)
            return scanner_.errorAtNext("only a window function has a window",
                                        "a let of its own: let NAME = avg(...) over 10s");
    }
    return {};
}

Result<void> LetParser::window(WindowFunction function)
{
    let_.kind = LetKind::Window;
    let_.window.function = function;
    static_cast<void>(scanner_.takeWord(scanner_.nextWord()));
    static_cast<void>(scanner_.takeSymbol("("));
    if (auto done = arguments(function); !done)
        return done;
    const std::size_t begin = scanner_.unreadOffset();
    if (auto done = windowShape(); !done)
        return done;
    place(RulePart::LetWindow, { begin, scanner_.lastRange().end });
    if (const auto sound = checkWindow(let_.window); !sound) {
        Error error = scanner_.errorAt(begin, sound.error().message, std::string(expected_shape));
        if (!sound.error().remedy.empty())
            error.remedy = sound.error().remedy;
        return error;
    }
    return where();
}

Result<void> LetParser::arguments(WindowFunction function)
{
    if (function != WindowFunction::Count || !scanner_.nextIs(")")) {
        auto first = scanner_.expression();
        if (!first)
            return first.error();
        const TextRange range = scanner_.lastRange();
        if (takesParameter(function) && scanner_.takeSymbol(",")) {
            const auto parameter = asNumber(*first);
            if (!parameter)
                return scanner_.errorAt(range.begin, "this is no number", "a number: " + parameterExample(function));
            let_.window.parameter = *parameter;
            if (auto done = expressionInto(let_.expression, RulePart::LetExpression); !done)
                return done;
        } else if (function == WindowFunction::Quantile) {
            return scanner_.unexpected(", behind the share: " + parameterExample(function));
        } else {
            let_.expression = std::move(*first);
            place(RulePart::LetExpression, range);
        }
    }
    return scanner_.takeSymbol(")") ? Result<void>() : scanner_.unexpected("\")\"");
}

Result<void> LetParser::windowShape()
{
    if (scanner_.takeWord("over"))
        return over();
    if (scanner_.takeWord("tumbling")) {
        let_.window.shape = WindowShape::Tumbling;
        return durationInto(let_.window.span_ns);
    }
    if (scanner_.takeWord("session")) {
        let_.window.shape = WindowShape::Session;
        return durationInto(let_.window.span_ns);
    }
    return scanner_.unexpected(std::string(expected_shape));
}

Result<void> LetParser::over()
{
    if (const auto events = scanner_.takeCountOf("events")) {
        let_.window.events = *events;
        return {};
    }
    if (auto done = durationInto(let_.window.span_ns); !done)
        return done;
    if (!scanner_.takeWord("hop"))
        return {};
    let_.window.shape = WindowShape::Hopping;
    return durationInto(let_.window.hop_ns);
}

Result<void> LetParser::anomaly()
{
    let_.kind = LetKind::Anomaly;
    static_cast<void>(scanner_.takeWord(anomaly_word));
    static_cast<void>(scanner_.takeSymbol("("));
    auto detector = scanner_.text("a detector's name in quotes: anomaly(\"knn_cad\", event.FIELD)");
    if (!detector)
        return detector.error();
    let_.detector = std::move(*detector);
    place(RulePart::LetDetector, scanner_.lastRange());
    if (!scanner_.takeSymbol(","))
        return scanner_.unexpected(", and what is watched: anomaly(\"knn_cad\", event.FIELD)");
    if (auto done = expressionInto(let_.expression, RulePart::LetExpression); !done)
        return done;
    if (auto done = options(); !done)
        return done;
    if (!scanner_.takeSymbol(")"))
        return scanner_.unexpected("\")\" or an option: , NAME = NUMBER");
    return where();
}

Result<void> LetParser::options()
{
    while (scanner_.takeSymbol(",")) {
        const std::string name(scanner_.nextWord());
        if (!isIdentifier(name))
            return scanner_.unexpected("an option: NAME = NUMBER");
        if (let_.options.values.contains(name))
            return scanner_.errorAtNext("a second " + name, "each option once");
        static_cast<void>(scanner_.takeWord(name));
        if (!scanner_.takeSymbol("="))
            return scanner_.unexpected("= and a number");
        const auto value = number("a number");
        if (!value)
            return value.error();
        let_.options.values[name] = *value;
    }
    return {};
}

Result<void> LetParser::where()
{
    if (!scanner_.takeWord("where"))
        return {};
    return expressionInto(let_.where, RulePart::LetWhere);
}

Result<void> LetParser::expressionInto(std::string &target, RulePart part)
{
    auto expression = scanner_.expression();
    if (!expression)
        return expression.error();
    target = std::move(*expression);
    place(part, scanner_.lastRange());
    return {};
}

Result<void> LetParser::durationInto(DurationNs &target)
{
    const auto duration_ns = scanner_.duration();
    if (!duration_ns)
        return duration_ns.error();
    if (*duration_ns == 0)
        return scanner_.errorAt(scanner_.lastRange().begin, "a window cannot be 0s long", "a duration such as 10s");
    target = *duration_ns;
    return {};
}

Result<double> LetParser::number(std::string_view expected)
{
    const auto literal = scanner_.literal();
    if (!literal)
        return literal.error();
    const auto value = std::holds_alternative<bool>(*literal) ? std::nullopt : numberOf(*literal);
    if (!value)
        return scanner_.errorAt(scanner_.lastRange().begin, "this is no number", std::string(expected));
    return *value;
}

/// The shortest that reads back as the same number.
std::string numberText(double value)
{
    std::string text = literalText(value);
    if (text.ends_with(".0"))
        text.resize(text.size() - 2);
    return text;
}

std::string shapeText(const WindowSpec &window)
{
    switch (window.shape) {
    case WindowShape::Tumbling: return "tumbling " + durationText(window.span_ns);
    case WindowShape::Session: return "session " + durationText(window.span_ns);
    case WindowShape::Hopping: return "over " + durationText(window.span_ns) + " hop " + durationText(window.hop_ns);
    case WindowShape::Sliding: break;
    }
    if (window.events > 0)
        return "over " + std::to_string(window.events) + " events";
    return "over " + durationText(window.span_ns);
}

std::string windowText(const LetSpec &let)
{
    std::string text(name(let.window.function));
    text += "(";
    if (let.window.function == WindowFunction::Quantile
        || (takesParameter(let.window.function) && let.window.parameter != 0))
        text += numberText(let.window.parameter) + ", ";
    return text + let.expression + ") " + shapeText(let.window);
}

std::string anomalyText(const LetSpec &let)
{
    std::string text(anomaly_word);
    text += "(";
    appendQuoted(text, let.detector);
    text += ", " + let.expression;
    for (const auto &[option, value] : let.options.values)
        text += ", " + option + " = " + numberText(value);
    return text + ")";
}

} // namespace

Result<LetSpec> readLet(RuleScanner &scanner, std::size_t index, std::vector<RulePlace> &places)
{
    return LetParser(scanner, index, places).parse();
}

std::string letText(const LetSpec &let)
{
    std::string text = let.name + " = ";
    switch (let.kind) {
    case LetKind::Expression: return text + let.expression;
    case LetKind::Window: text += windowText(let); break;
    case LetKind::Anomaly: text += anomalyText(let); break;
    }
    if (!let.where.empty())
        text += " where " + let.where;
    return text;
}

bool isReservedName(std::string_view name)
{
    constexpr std::array<std::string_view, 3> reserved { "event", "key", "now" };
    return std::ranges::find(reserved, name) != reserved.end();
}

} // namespace streamgauge
