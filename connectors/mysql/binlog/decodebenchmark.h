// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace streamgauge {

struct DecodeFigures {
    double rows_per_s = 0;
    double bytes_per_s = 0;
};

/// Decodes about `rows` rows of a synthetic stream in memory (8 KB events of inserted rows of six columns: bigint key,
/// int, double, decimal(10,2), varchar, datetime(3)) into batches on one core, and says how fast. Zero figures mean that
/// decoding failed.
[[nodiscard]] DecodeFigures measureDecode(std::uint64_t rows);

} // namespace streamgauge
