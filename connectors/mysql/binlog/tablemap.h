// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/bytereader.h"
#include "engine/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Column types as the binlog numbers them.
enum class WireType : std::uint8_t {
    Tiny = 1,
    Short = 2,
    Long = 3,
    Float = 4,
    Double = 5,
    Null = 6,
    Timestamp = 7,
    LongLong = 8,
    Int24 = 9,
    Date = 10,
    Time = 11,
    DateTime = 12,
    Year = 13,
    VarChar = 15,
    Bit = 16,
    Timestamp2 = 17,
    DateTime2 = 18,
    Time2 = 19,
    BlobCompressed = 140,
    VarCharCompressed = 141,
    Vector = 242,
    Json = 245,
    Decimal = 246,
    Enum = 247,
    Set = 248,
    Blob = 252,
    VarString = 253,
    String = 254,
    Geometry = 255
};

/// One column as a TABLE_MAP event gives it. Fields behind `nullable` come from the optional metadata.
struct MappedColumn {
    WireType type {};           ///< ENUM and SET told apart from CHAR
    std::uint16_t length = 0;   ///< bytes: most of CHAR and VARCHAR, storage of ENUM and SET, length bytes of BLOBs
    std::uint8_t precision = 0; ///< DECIMAL; bits beyond whole bytes of BIT
    std::uint8_t scale = 0;     ///< DECIMAL; digits after the second of temporal types
    bool nullable = true;
    std::optional<bool> is_unsigned;
    std::uint32_t collation = 0; ///< 0: not said
    std::string name;
    std::vector<std::string> members; ///< of ENUM and SET, in the column's character set
    friend bool operator==(const MappedColumn &, const MappedColumn &) = default;
};

struct TableMap {
    std::string database;
    std::string table;
    std::vector<MappedColumn> columns;
    bool has_names = false; ///< binlog_row_metadata=FULL
    std::vector<std::uint32_t> key_columns;
    friend bool operator==(const TableMap &, const TableMap &) = default;
};

/// `body`: behind the table id and flags. `counts_all_text`: MariaDB counts GEOMETRY and compressed columns among those
/// with a character set, MySQL does not. Errors: Input, and Unsupported for column types no server writes.
[[nodiscard]] Result<TableMap> parseTableMap(ByteSpan body, bool counts_all_text);

/// The two names at the start of such a body, for filtering before the rest is read. nullopt: damaged.
struct TableName {
    std::string_view database;
    std::string_view table;
};
[[nodiscard]] std::optional<TableName> peekTableName(ByteSpan body);

} // namespace streamgauge
