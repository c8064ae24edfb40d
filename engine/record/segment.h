// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/record/bytes.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace streamgauge {

/// One step of a recording's order: the next rows of a shape (a stream's schema), or a clock's time.
struct OrderStep {
    std::uint32_t shape = 0; ///< 0: a clock's step
    std::uint32_t rows = 0;
    std::uint32_t clock = 0;
    TimeNs time_ns = 0;
    friend bool operator==(const OrderStep &, const OrderStep &) = default;
};

/// Consecutive steps in the order of their arrival, across all streams.
struct OrderSegment {
    std::map<std::uint32_t, std::uint64_t> first_rows; ///< of each shape seen so far, its next row
    std::vector<OrderStep> steps;
    friend bool operator==(const OrderSegment &, const OrderSegment &) = default;
};

inline constexpr std::size_t most_segment_steps = 1U << 20;

void encodeSegment(const OrderSegment &segment, ByteWriter &out);
/// A fault shows in in.ok().
[[nodiscard]] OrderSegment decodeSegment(ByteReader &in);

} // namespace streamgauge
