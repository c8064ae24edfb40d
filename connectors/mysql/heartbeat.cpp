// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/heartbeat.h"

namespace streamgauge {

namespace {

constexpr std::size_t header_size = 19;
constexpr std::size_t type_at = 4;
constexpr std::size_t end_at = 13;
constexpr std::uint8_t heartbeat_type = 27;

} // namespace

std::optional<std::uint64_t> heartbeatOffset(std::span<const std::uint8_t> event)
{
    if (event.size() <= header_size || event[type_at] != heartbeat_type)
        return std::nullopt;
    std::uint64_t offset = 0;
    for (std::size_t i = 0; i < 4; ++i)
        offset |= std::uint64_t(event[end_at + i]) << (8 * i);
    return offset;
}

} // namespace streamgauge
