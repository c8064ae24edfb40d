// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celkernel.h"
#include "engine/data/schema.h"

#include <cstddef>
#include <string>
#include <vector>

namespace streamgauge {

/// Each gives nullptr where there is no kernel for the kinds.

[[nodiscard]] CelKernelPtr makeFieldKernel(std::size_t column, ValueKind kind);
/// has(): the cell holds a value.
[[nodiscard]] CelKernelPtr makePresenceKernel(std::size_t column);
/// A variable of kind Int given as a number: its whole part, inside 64 bits; NaN is the least.
[[nodiscard]] std::int64_t celVariableInt(double number);
[[nodiscard]] CelKernelPtr makeVariableKernel(std::size_t variable, CelKind kind);
[[nodiscard]] CelKernelPtr makeConstantKernel(const CelValue &value);
/// A text field equals one of `texts`, or with `negated` none.
[[nodiscard]] CelKernelPtr makeTextKernel(std::size_t column, std::vector<std::string> texts, bool negated);

} // namespace streamgauge
