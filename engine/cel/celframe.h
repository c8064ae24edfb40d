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
    /// For reading a text from end to end; a short one costs nothing beside the operation that reads it.
    [[nodiscard]] bool spendReading(std::size_t bytes)
    {
        constexpr std::size_t bytes_per_step = 64;
        return bytes < bytes_per_step || spendSteps(bytes / bytes_per_step);
    }
    /// Of a value that is a text; others cost nothing.
    [[nodiscard]] bool spendReading(const CelValue &value)
    {
        const bool text = value.kind() == CelKind::String || value.kind() == CelKind::Bytes;
        return !text || spendReading(value.text().size());
    }
    /// For looking for one text in another, which can take the product of their sizes.
    [[nodiscard]] bool spendSearch(std::size_t text_bytes, std::size_t sought_bytes)
    {
        constexpr std::size_t bytes_per_factor = 16;
        return text_bytes < sought_bytes
            || spendReading((text_bytes - sought_bytes) * (1 + sought_bytes / bytes_per_factor));
    }
    [[nodiscard]] bool spendBytes(std::size_t bytes)
    {
        bytes_left -= std::min(bytes, bytes_left);
        return bytes_left > 0;
    }
};

/// Matching a byte of a text costs as much as reading so many.
inline constexpr std::size_t cel_match_cost = 16;

[[nodiscard]] inline CelValue tooManySteps()
{
    return CelValue::ofStaticError("the evaluation takes too many steps");
}
[[nodiscard]] inline CelValue tooManyBytes()
{
    return CelValue::ofStaticError("the evaluation needs too much memory");
}

} // namespace streamgauge
