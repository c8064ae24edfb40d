// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace streamgauge {

/// Judges `events` made-up events of one stream (1,000 keys, 8 numeric fields, batches of 4,096) by `rules` threshold
/// rules with hysteresis, `for` and keep_firing, of which a few per cent of the keys fire, on the calling thread.
/// The making of the events is not counted. Returns events per second. Precondition: both are positive.
[[nodiscard]] double measureRules(std::uint64_t events, unsigned rules);

} // namespace streamgauge
