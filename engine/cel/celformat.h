// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celfunctions.h"

namespace streamgauge {

/// "%s is %.1f".format(["x", 2.0]): clauses %s %d %f %e %b %o %x %X %%, precision 0 to 100 for %f and %e.
[[nodiscard]] CelValue celFormat(CelFrame &frame, CelArguments arguments);

} // namespace streamgauge
