// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lookups/offlinefunctions.h"

#include "engine/lookups/lookups.h"

#include <utility>

namespace streamgauge {

RuleFunctions offlineFunctions(ScoringModels models, std::vector<CelFunction> further)
{
    std::vector<CelFunction> functions = std::move(further);
    CelFunction lookup = Lookups::function(nullptr);
    lookup.call = [](std::span<const CelValue>) {
        return CelValue::ofStaticError("rows cannot be looked up here: no server is asked");
    };
    functions.push_back(std::move(lookup));
    functions.push_back(modelFunction(std::move(models)));
    return std::make_shared<const std::vector<CelFunction>>(std::move(functions));
}

} // namespace streamgauge
