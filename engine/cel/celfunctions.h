// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celframe.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace streamgauge {

/// What a function is given: `arguments` hold no errors; a member's first one is what stands before the dot.
using CelArguments = std::span<const CelValue>;

enum class CelStyle : std::uint8_t { Global, Member, Both };

/// A function of CEL or of its standard extensions.
struct CelBuiltin {
    std::string_view name; ///< qualified: "math.abs"
    CelStyle style = CelStyle::Global;
    std::uint8_t least_arguments = 0; ///< with the target of a member
    std::uint8_t most_arguments = 0;
    CelKind result = CelKind::Dyn;
    CelValue (*call)(CelFrame &frame, CelArguments arguments) = nullptr;
};

constexpr std::uint8_t many_cel_arguments = 255;

/// nullptr: there is no function of that name in that style.
[[nodiscard]] const CelBuiltin *findCelBuiltin(std::string_view name, bool member, std::size_t arguments);
/// There is one, with whatever number of arguments.
[[nodiscard]] bool isCelBuiltin(std::string_view name);
/// How many arguments, for an error: "1 or 2". Precondition: isCelBuiltin(name).
[[nodiscard]] std::string celArgumentCounts(std::string_view name);

/// The tables by subject.
[[nodiscard]] std::span<const CelBuiltin> celConversionFunctions();
[[nodiscard]] std::span<const CelBuiltin> celTimeFunctions();
[[nodiscard]] std::span<const CelBuiltin> celTextFunctions();
[[nodiscard]] std::span<const CelBuiltin> celStringFunctions();
[[nodiscard]] std::span<const CelBuiltin> celMathFunctions();
[[nodiscard]] std::span<const CelBuiltin> celEncodingFunctions();
[[nodiscard]] std::span<const CelBuiltin> celOptionalFunctions();

} // namespace streamgauge
