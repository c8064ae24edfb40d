// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celscope.h"
#include "engine/detectors/scoringmodel.h"

#include <map>
#include <memory>
#include <string>

namespace streamgauge {

/// By the name rules call them.
using ScoringModels = std::map<std::string, std::shared_ptr<const ScoringModel>, std::less<>>;

/// model(name, a, b, ...): what the model says of the values, in the order of its features. null is a missing value, a bool
/// 0 or 1. A score that is missing is an error of fault NoData; an unknown name, another number of values and a value that
/// is no number are errors of fault Other. A call that gives a known model another number of values does not compile.
[[nodiscard]] CelFunction modelFunction(ScoringModels models);

} // namespace streamgauge
