// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/data/columndata.h"

#include <cstdint>
#include <optional>
#include <span>

namespace streamgauge {

/// Rows for Window::feed().
struct FeedRows {
    std::span<const std::uint32_t> slots;
    std::span<const TimeNs> times;
    std::span<const double> values;
    std::span<const CellState> states;
};

/// The meaning of Window::feed() in terms of the other functions; `window` is of its final class.
template <typename FinalWindow>
void feedEach(FinalWindow &window, const FeedRows &rows, std::span<double> results, std::span<CellState> result_states)
{
    for (std::size_t row = 0; row < rows.slots.size(); ++row) {
        if (rows.states[row] == CellState::Value)
            window.add(rows.slots[row], rows.times[row], rows.values[row]);
        else
            window.advance(rows.slots[row], rows.times[row]);
        const std::optional<double> value = window.value(rows.slots[row]);
        results[row] = value.value_or(0);
        result_states[row] = value ? CellState::Value : CellState::Null;
    }
}

} // namespace streamgauge
