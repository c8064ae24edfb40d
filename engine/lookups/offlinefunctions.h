// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/lookups/modelfunction.h"
#include "engine/rules/ruleshard.h"

#include <vector>

namespace streamgauge {

/// What rules may call where no server is asked, in backtests and test cases: model(), `further` functions, and a lookup()
/// that is always an error of fault Other.
[[nodiscard]] RuleFunctions offlineFunctions(ScoringModels models = {}, std::vector<CelFunction> further = {});

} // namespace streamgauge
