// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace streamgauge {

/// Body of a QUERY event; the texts point into it.
struct QueryEvent {
    std::string_view database;
    ByteSpan statement;                 ///< compressed in QUERY_COMPRESSED
    std::uint16_t client_collation = 0; ///< 0: not said
    bool backslash_escapes = true;

    /// nullopt: damaged.
    [[nodiscard]] static std::optional<QueryEvent> read(ByteSpan body, std::size_t post_header_bytes);
};

} // namespace streamgauge
