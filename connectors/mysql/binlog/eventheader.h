// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"
#include "engine/base/result.h"

#include <cstdint>

namespace streamgauge {

/// Event types of MySQL and MariaDB that mean something to a reader of rows; all others are skipped when the
/// server marked them ignorable.
enum class EventType : std::uint8_t {
    Query = 2,
    Stop = 3,
    Rotate = 4,
    IntVar = 5,
    Rand = 13,
    UserVar = 14,
    FormatDescription = 15,
    Xid = 16,
    BeginLoadQuery = 17,
    ExecuteLoadQuery = 18,
    TableMap = 19,
    WriteRowsV1 = 23,
    UpdateRowsV1 = 24,
    DeleteRowsV1 = 25,
    Incident = 26,
    Heartbeat = 27,
    Ignorable = 28,
    RowsQuery = 29,
    WriteRows = 30,
    UpdateRows = 31,
    DeleteRows = 32,
    Gtid = 33,
    AnonymousGtid = 34,
    PreviousGtids = 35,
    TransactionContext = 36,
    ViewChange = 37,
    XaPrepare = 38,
    PartialUpdateRows = 39,
    TransactionPayload = 40,
    HeartbeatV2 = 41,
    TaggedGtid = 42,
    AnnotateRows = 160,
    BinlogCheckpoint = 161,
    MariaGtid = 162,
    MariaGtidList = 163,
    StartEncryption = 164,
    QueryCompressed = 165,
    WriteRowsCompressedV1 = 166,
    UpdateRowsCompressedV1 = 167,
    DeleteRowsCompressedV1 = 168,
    WriteRowsCompressed = 169,
    UpdateRowsCompressed = 170,
    DeleteRowsCompressed = 171,
    PartialRowData = 172
};

struct EventHeader {
    static constexpr std::size_t size_bytes = 19;
    static constexpr std::uint16_t in_use_flag = 0x0001;
    static constexpr std::uint16_t artificial_flag = 0x0020;
    static constexpr std::uint16_t ignorable_flag = 0x0080;

    std::uint32_t timestamp_s = 0;
    EventType type {};
    std::uint32_t server_id = 0;
    std::uint32_t size = 0;
    std::uint32_t end_position = 0; ///< low 32 bits; 0 when the server gives none
    std::uint16_t flags = 0;

    [[nodiscard]] bool isArtificial() const { return (flags & artificial_flag) != 0; }
    [[nodiscard]] bool isIgnorable() const { return (flags & ignorable_flag) != 0; }
    /// Fails (Input) when the bytes are not exactly one event.
    [[nodiscard]] static Result<EventHeader> parse(ByteSpan event);
};

/// Whether the last four bytes are the CRC32 of those before them.
[[nodiscard]] bool checksumMatches(ByteSpan event);

} // namespace streamgauge
