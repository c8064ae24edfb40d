// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/ruleplaces.h"
#include "engine/rules/rulescanner.h"

namespace streamgauge {

/// Reads what stands behind `let`: "low = min(event.spo2) over 10s where event.ward == \"ICU\"". Its places have the index
/// `index`.
[[nodiscard]] Result<LetSpec> readLet(RuleScanner &scanner, std::size_t index, std::vector<RulePlace> &places);
/// What readLet() reads.
[[nodiscard]] std::string letText(const LetSpec &let);

/// Names a let cannot have, because something else has them: event, key, now.
[[nodiscard]] bool isReservedName(std::string_view name);

} // namespace streamgauge
