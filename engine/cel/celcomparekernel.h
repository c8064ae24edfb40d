// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celkernel.h"
#include "engine/cel/celoperators.h"

namespace streamgauge {

/// An ordering, == or != over two numeric or bool operands; nullptr when there is none for their kinds.
[[nodiscard]] CelKernelPtr makeCompareKernel(CelBinary op, CelKernelPtr left, CelKernelPtr right);

} // namespace streamgauge
