// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/eventheader.h"
#include "connectors/mysql/binlog/formatdescription.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace streamgauge {

/// A WRITE, UPDATE or DELETE rows event of any version, unpacked up to its rows. Views into the event, or into the
/// buffer given to read() when it was compressed.
struct RowsEvent {
    static constexpr std::uint64_t dummy_table_id = 0xFFFFFF; ///< only ends a statement

    std::uint64_t table_id = 0;
    bool has_before = false;
    bool has_after = false;
    bool partial_json = false;
    std::uint64_t columns = 0;
    ByteSpan before_columns; ///< bitmap, lowest bit first: in the before-image
    ByteSpan after_columns;
    ByteSpan rows;

    [[nodiscard]] static bool isRowsEvent(EventType type);
    /// nullopt: damaged.
    [[nodiscard]] static std::optional<RowsEvent> read(EventType type, ByteSpan body, const FormatDescription &format,
                                                       std::vector<std::uint8_t> &inflated);
};

/// Bytes of the table id that starts TABLE_MAP and rows events; ancient servers use 4.
[[nodiscard]] std::size_t tableIdBytes(const FormatDescription &format, EventType type);

} // namespace streamgauge
