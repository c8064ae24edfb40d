// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/thresholdcondition.h"

#include <optional>

namespace streamgauge {

/// The test a comparison with `value` becomes on a column of `kind`; nullopt when the two do not compare.
[[nodiscard]] std::optional<ThresholdCondition::Test> thresholdTest(ValueKind kind, Comparison comparison,
                                                                    const LiteralValue &value);

} // namespace streamgauge
