// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/backtest/backtest.h"

#include <QString>

#include <utility>
#include <vector>

namespace streamgauge {

/// What a rule would have done, and the curve to draw it on.
struct BacktestQuestion {
    RuleSpec rule;
    QString recording; ///< a .sgr file; empty: what the program still holds
    std::string field; ///< to draw; empty: none
    std::string key;   ///< whose curve; empty: the key that fired first, else the first that comes
    bool curve = true; ///< false: only the report, for the same curve is on the screen already
    friend bool operator==(const BacktestQuestion &, const BacktestQuestion &) = default;
};

struct BacktestAnswer {
    /// Points of a curve: the lowest and the highest value of each piece of time.
    static constexpr std::size_t most_points = 4'000;

    RuleReport report;
    TimeNs from_ns = 0;
    TimeNs to_ns = 0;
    std::uint64_t events = 0;
    std::string key;
    std::vector<std::string> keys;                 ///< of the curve's stream, in the order they came; at most 1,000
    std::vector<std::pair<TimeNs, double>> points; ///< empty when no curve was asked for
};

} // namespace streamgauge
