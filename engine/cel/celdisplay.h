// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celvalue.h"

#include <cstddef>
#include <string>

namespace streamgauge {

enum class CelNotation {
    Short, ///< with an exponent from 1e21 on and below 1e-6, as ECMAScript writes numbers
    Plain  ///< never with an exponent, as format() has it
};

/// Appends a value as string() (Short) and format("%s") (Plain) write it; map entries by their key's text, U+FFFD for
/// octets that are no UTF-8. False: `out` would have grown over `most_bytes` and is cut short.
[[nodiscard]] bool appendCelDisplay(std::string &out, const CelValue &value, std::size_t most_bytes, CelNotation notation);
/// "12.5", "1e+100", "NaN", "-Infinity": the fewest digits that read back as the same number.
void appendCelNumber(std::string &out, double number, CelNotation notation);

} // namespace streamgauge
