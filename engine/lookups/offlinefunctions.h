// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/lookups/modelfunction.h"
#include "engine/rules/ruleshard.h"

namespace streamgauge {

/// What rules may call where no server is asked, in backtests and test cases: model(), and a lookup() that is always an
/// error of fault Other.
[[nodiscard]] RuleFunctions offlineFunctions(ScoringModels models = {});

} // namespace streamgauge
