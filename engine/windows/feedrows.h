// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/windows/window.h"

#include <algorithm>
#include <optional>

namespace streamgauge {

/// The meaning of Window::feed() in terms of the other functions; `window` is of its final class.
template <typename FinalWindow> void feedEach(FinalWindow &window, const FeedRows &rows, const FeedResults &results)
{
    for (std::size_t row = 0; row < rows.slots.size(); ++row) {
        if (rows.states[row] == CellState::Value)
            window.add(rows.slots[row], rows.times[row], rows.values[row]);
        else
            window.advance(rows.slots[row], rows.times[row]);
        const std::optional<double> value = window.value(rows.slots[row]);
        results.values[row] = value.value_or(0);
        results.states[row] = value ? CellState::Value : CellState::Null;
        results.changes[row] = std::min(results.changes[row], window.nextChange(rows.slots[row]));
    }
}

} // namespace streamgauge
