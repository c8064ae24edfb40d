// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celkernel.h"

#include <vector>

namespace streamgauge {

/// Each gives nullptr when an operand is nullptr or of a kind it has no kernel for.

[[nodiscard]] CelKernelPtr makeLogicKernel(bool conjunction, std::vector<CelKernelPtr> operands);
[[nodiscard]] CelKernelPtr makeNotKernel(CelKernelPtr operand);
[[nodiscard]] CelKernelPtr makeConditionalKernel(CelKernelPtr condition, CelKernelPtr yes, CelKernelPtr no);

/// A bool kernel as codes that number outcomes.
[[nodiscard]] CelKernelPtr asCondition(CelKernelPtr kernel);
/// A kernel as words with codes.
[[nodiscard]] CelKernelPtr asValues(CelKernelPtr kernel);

} // namespace streamgauge
