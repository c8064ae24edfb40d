// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celvalue.h"

#include <cstddef>
#include <string>

namespace streamgauge {

/// Appends a value as string() and format("%s") write it; map entries by their key's text. False: `out` would have
/// grown over `most_bytes` and is cut short.
[[nodiscard]] bool appendCelDisplay(std::string &out, const CelValue &value, std::size_t most_bytes);
/// "12.5", "1e+100", "NaN", "-Infinity": the shortest that reads back as the same number.
void appendCelNumber(std::string &out, double number);

} // namespace streamgauge
