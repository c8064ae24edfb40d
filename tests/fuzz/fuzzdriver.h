// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace streamgauge {

/// Good inputs of a fuzzer, which defines this function; the driver damages them.
[[nodiscard]] std::vector<std::vector<std::uint8_t>> fuzzSeeds();

} // namespace streamgauge
