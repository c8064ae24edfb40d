// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celoperation.h"
#include "engine/cel/celscope.h"

#include <cstddef>
#include <optional>

namespace streamgauge {

/// nullopt: the function takes so many arguments. Blames the call.
[[nodiscard]] std::optional<CelCallFault> celCountFault(const CelFunction &function, std::size_t arguments);
/// What is known of these arguments before an evaluation. Precondition: the function takes so many.
[[nodiscard]] std::optional<CelCallFault> celCallFault(const CelFunction &function, const CelOperations &arguments);

} // namespace streamgauge
