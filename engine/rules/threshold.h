// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace streamgauge {

enum class Comparison : std::uint8_t { Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual };
[[nodiscard]] std::string_view symbol(Comparison comparison);
[[nodiscard]] std::optional<Comparison> comparisonFromSymbol(std::string_view symbol);

using LiteralValue = std::variant<bool, std::int64_t, std::uint64_t, double, std::string>;
/// nullopt for a text.
[[nodiscard]] std::optional<double> numberOf(const LiteralValue &literal);

/// One field compared with one constant: the shape of condition a form can show, a chart can draw as a line, and an engine
/// can judge fastest.
struct Threshold {
    std::string field;
    Comparison comparison = Comparison::Greater;
    LiteralValue value = 0.0;
    friend bool operator==(const Threshold &, const Threshold &) = default;
};

/// The threshold a CEL text is, when it has the form `event.FIELD > LITERAL`, the field also as event["FIELD"]; nullopt for
/// every other text.
[[nodiscard]] std::optional<Threshold> asThreshold(std::string_view cel);
/// "event.heart_rate > 120.0"; asThreshold() reads it back. Precondition: the field is not empty, a double is finite.
[[nodiscard]] std::string conditionText(const Threshold &threshold);

} // namespace streamgauge
