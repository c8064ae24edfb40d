// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace streamgauge {

/// The end of the current binlog file as a heartbeat event names it (the server sends one when it has nothing else to
/// send); nullopt for other events. Offsets behind 4 GiB come as 0.
[[nodiscard]] std::optional<std::uint64_t> heartbeatOffset(std::span<const std::uint8_t> event);

} // namespace streamgauge
