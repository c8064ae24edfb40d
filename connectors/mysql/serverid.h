// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace streamgauge {

/// A replication server id that no configured server is likely to have: random, 2^30 or above.
[[nodiscard]] std::uint32_t randomServerId();

} // namespace streamgauge
