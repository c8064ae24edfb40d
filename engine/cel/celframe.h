// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cel/celprogram.h"
#include "engine/cel/celvalue.h"

#include <algorithm>
#include <cstddef>
#include <span>

namespace streamgauge {

/// What one evaluation reads, the variables its macros bind, and what it may still spend.
struct CelFrame {
    const CelInput &input;
    std::span<CelValue> locals;
    std::size_t steps_left = most_cel_steps;
    std::size_t bytes_left = most_cel_bytes;

    /// False: the bound is reached, and so it stays.
    [[nodiscard]] bool spendSteps(std::size_t steps)
    {
        steps_left -= std::min(steps, steps_left);
        return steps_left > 0;
    }
    [[nodiscard]] bool spendBytes(std::size_t bytes)
    {
        bytes_left -= std::min(bytes, bytes_left);
        return bytes_left > 0;
    }
};

[[nodiscard]] inline CelValue tooManySteps()
{
    return CelValue::ofStaticError("the evaluation takes too many steps");
}
[[nodiscard]] inline CelValue tooManyBytes()
{
    return CelValue::ofStaticError("the evaluation needs too much memory");
}

} // namespace streamgauge
