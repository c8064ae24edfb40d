// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celscope.h"
#include "engine/detectors/scoringmodel.h"

#include <map>

namespace streamgauge {

using ScoringModels = std::map<std::string, std::shared_ptr<const ScoringModel>>;

/// All models of a folder, each named after its file: "pump" for pump.json. A folder that does not exist has none. At
/// most 1,000; errors name the file. Blocks while it reads.
[[nodiscard]] Result<ScoringModels> loadModels(const std::filesystem::path &folder);

/// model("pump", event.current, event.pressure, ...): the model's score of one value a feature, in its order; null is
/// a missing value. Where the model cannot do without a missing one, the result is the fault "no data".
[[nodiscard]] CelFunction modelFunction(ScoringModels models);

} // namespace streamgauge
