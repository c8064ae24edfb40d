// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules/threshold.h"

#include "engine/rules/literaltext.h"
#include "engine/rules/rulescanner.h"

#include <algorithm>
#include <array>
#include <type_traits>

namespace streamgauge {

namespace {

constexpr std::array<std::string_view, 6> comparison_symbols { "<", "<=", ">", ">=", "==", "!=" };
/// Longer ones are refused unread: a field's name and a constant are short.
constexpr std::size_t most_threshold_bytes = 4UL << 10;

} // namespace

std::string_view symbol(Comparison comparison)
{
    return comparison_symbols[static_cast<std::size_t>(comparison)];
}

std::optional<Comparison> comparisonFromSymbol(std::string_view symbol)
{
    const auto *const found = std::ranges::find(comparison_symbols, symbol);
    if (found == comparison_symbols.end())
        return std::nullopt;
    return static_cast<Comparison>(found - comparison_symbols.begin());
}

std::optional<double> numberOf(const LiteralValue &literal)
{
    return std::visit(
        [](const auto &value) -> std::optional<double> {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>)
                return std::nullopt;
            else
                return static_cast<double>(value);
        },
        literal);
}

std::optional<Threshold> asThreshold(std::string_view cel)
{
    if (cel.size() > most_threshold_bytes)
        return std::nullopt;
    RuleScanner scanner(cel);
    if (!scanner.takeWord("event"))
        return std::nullopt;
    auto field = scanner.selector();
    return field ? scanner.thresholdOf(std::move(*field)) : std::nullopt;
}

std::string conditionText(const Threshold &threshold)
{
    std::string text = "event";
    if (isIdentifier(threshold.field)) {
        text += "." + threshold.field;
    } else {
        text.push_back('[');
        appendQuoted(text, threshold.field);
        text.push_back(']');
    }
    text.push_back(' ');
    text += symbol(threshold.comparison);
    text.push_back(' ');
    return text + literalText(threshold.value);
}

} // namespace streamgauge
