// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/eventheader.h"

#include <string>
#include <vector>

namespace streamgauge {

/// What the FORMAT_DESCRIPTION event says about the events behind it.
struct FormatDescription {
    std::string server_version;
    std::uint32_t created_s = 0; ///< not 0: the server started with this file, so nothing before it is unfinished
    std::size_t header_bytes = EventHeader::size_bytes;
    std::vector<std::uint8_t> post_header_bytes; ///< by event type - 1
    bool checksummed = false;

    /// Length of the fixed part of that type's body; `otherwise` when this server does not name the type.
    [[nodiscard]] std::size_t postHeaderBytes(EventType type, std::size_t otherwise) const;
    /// `event`: the whole event. Fails (Input) on a wrong checksum or impossible lengths.
    [[nodiscard]] static Result<FormatDescription> parse(ByteSpan event);
};

} // namespace streamgauge
