// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/ruleshape.h"

#include "engine/rules/letparser.h"
#include "engine/rules/literaltext.h"
#include "engine/rules/rulescanner.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

/// "low < 90.0" for the let `name`.
std::optional<Threshold> asLetThreshold(std::string_view cel, std::string_view name)
{
    RuleScanner scanner(cel);
    return scanner.takeWord(name) ? scanner.thresholdOf(std::string(name)) : std::nullopt;
}

/// The field of "event.NAME".
std::optional<std::string> asField(std::string_view cel)
{
    RuleScanner scanner(cel);
    if (!scanner.takeWord("event"))
        return std::nullopt;
    auto field = scanner.selector();
    if (!field || !scanner.atEnd())
        return std::nullopt;
    return std::move(*field);
}

std::string letCondition(const std::string &let, Comparison comparison, const LiteralValue &value)
{
    return let + " " + std::string(symbol(comparison)) + " " + literalText(value);
}

std::string fieldText(const std::string &field)
{
    const std::string condition = conditionText({ field, Comparison::Greater, true });
    return condition.substr(0, condition.rfind(" >"));
}

std::string letNameFor(const std::string &field)
{
    std::string name;
    for (const char c : field)
        name.push_back(isIdentifierChar(c) ? c : '_');
    if (!isIdentifier(name) || isReservedName(name))
        name.insert(0, "value_");
    return name;
}

} // namespace

std::optional<RuleShape> shapeOf(const RuleSpec &spec)
{
    if (spec.kind != RuleKind::Expression || !spec.joined.empty() || !spec.levels.empty() || spec.lets.size() > 1)
        return std::nullopt;
    RuleShape shape;
    const LetSpec *const let = spec.lets.empty() ? nullptr : &spec.lets.front();
    if (let != nullptr) {
        const auto field = asField(let->expression);
        if (let->kind != LetKind::Window || !let->where.empty() || !field)
            return std::nullopt;
        shape.field = *field;
        shape.window = let->window;
        shape.let = let->name;
    }
    const auto threshold = [&](const std::string &cel) {
        return let == nullptr ? asThreshold(cel) : asLetThreshold(cel, let->name);
    };
    const auto when = threshold(spec.when);
    if (!when)
        return std::nullopt;
    if (let == nullptr)
        shape.field = when->field;
    shape.comparison = when->comparison;
    shape.value = when->value;
    if (spec.clear.empty())
        return shape;
    const auto clear = threshold(spec.clear);
    if (!clear || clear->field != when->field)
        return std::nullopt;
    shape.clear_comparison = clear->comparison;
    shape.clear_value = clear->value;
    return shape;
}

void applyShape(RuleSpec &spec, const RuleShape &shape)
{
    spec.lets.clear();
    std::string let = shape.let.empty() ? letNameFor(shape.field) : shape.let;
    const auto condition = [&](Comparison comparison, const LiteralValue &value) {
        return shape.window ? letCondition(let, comparison, value) : conditionText({ shape.field, comparison, value });
    };
    spec.when = condition(shape.comparison, shape.value);
    spec.clear = shape.clear_comparison ? condition(*shape.clear_comparison, shape.clear_value) : std::string();
    if (!shape.window)
        return;
    LetSpec made;
    made.name = std::move(let);
    made.kind = LetKind::Window;
    made.expression = fieldText(shape.field);
    made.window = *shape.window;
    spec.lets.push_back(std::move(made));
}

} // namespace streamgauge
