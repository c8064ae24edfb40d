// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celkernel.h"
#include "engine/cel/celoperators.h"

namespace streamgauge {

/// + - * / % over two operands of the same numeric kind, and unary minus; nullptr when there is none for their kinds.
[[nodiscard]] CelKernelPtr makeArithmeticKernel(CelBinary op, CelKernelPtr left, CelKernelPtr right);
[[nodiscard]] CelKernelPtr makeNegateKernel(CelKernelPtr operand);
/// double() of a number; nullptr for another kind.
[[nodiscard]] CelKernelPtr makeDoubleKernel(CelKernelPtr operand);

} // namespace streamgauge
