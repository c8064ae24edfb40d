// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace streamgauge {

/// What the rules measured are like.
enum class RuleMix : std::uint8_t {
    Thresholds,  ///< one field and a constant, with hysteresis
    Expressions, ///< two or three fields with arithmetic, logic, and a derived value
    Windows,     ///< a sliding average over 10 s, judged whenever it changes, also without an event
    OwnWindows   ///< the same over 10 s and more, no two rules with the same window
};

/// Judges `events` made-up events of one stream (1,000 keys, 8 numeric fields, batches of 4,096) by `rules` rules
/// of a mix with `for` and keep_firing, of which a few per cent of the keys fire, on the calling thread.
/// They read the 8 fields in turn, so that of more than 8 rules some have the same window.
/// The making of the events is not counted. Returns events per second. Precondition: both are positive.
[[nodiscard]] double measureRules(std::uint64_t events, unsigned rules, RuleMix mix = RuleMix::Thresholds);

} // namespace streamgauge
