// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"

#include <vector>

namespace streamgauge {

/// No event is larger than the protocol's largest packet.
inline constexpr std::size_t most_event_bytes = std::size_t { 1 } << 30;

/// Content of a MariaDB compressed event: a byte 0x80 + length bytes, the original length (most significant byte first),
/// zlib data. False: damaged. `out` is overwritten.
[[nodiscard]] bool inflateEvent(ByteSpan compressed, std::vector<std::uint8_t> &out);

/// Value of a MariaDB COMPRESSED column, which may also be stored raw. False: damaged.
[[nodiscard]] bool inflateColumn(ByteSpan stored, std::vector<std::uint8_t> &out);

} // namespace streamgauge
