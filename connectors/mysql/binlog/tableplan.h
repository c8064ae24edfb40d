// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/charset.h"
#include "connectors/mysql/binlog/decimaltext.h"
#include "connectors/mysql/binlog/tabledefinition.h"
#include "connectors/mysql/binlog/tablemap.h"
#include "engine/data/schema.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

/// How the bytes of one cell are read; decided once a table map, so that reading a row asks no further questions.
enum class CellCode : std::uint8_t {
    Int1,
    Int2,
    Int3,
    Int4,
    Int8,
    UInt1,
    UInt2,
    UInt3,
    UInt4,
    UInt8,
    IntOfUnknownSign,
    Year,
    Float,
    Double,
    Decimal,
    Bit,
    Date,
    Time2,
    DateTime2,
    Timestamp2,
    OldTime,
    OldDateTime,
    OldTimestamp,
    Enum,
    Set,
    Text,
    Blob,
    PaddedBytes,
    Uuid,
    Inet6,
    Inet4,
    CompressedText,
    CompressedBytes,
    BinaryJson,
    Nothing
};

struct ColumnPlan {
    CellCode code = CellCode::Nothing;
    std::uint8_t bytes = 0;           ///< of the value, or of the length before it
    std::uint8_t digits = 0;          ///< after the second
    std::uint16_t width = 0;          ///< PaddedBytes: pad with zeros up to this
    std::vector<std::string> members; ///< UTF-8
    std::optional<TextDecoder> text;
    std::optional<DecimalText> decimal;
    std::uint64_t reported_replaced = 0; ///< of text->replaced()
    // The midnight of the last date met, because neighbouring rows share it.
    std::uint64_t last_date = ~std::uint64_t { 0 };
    std::optional<std::int64_t> last_midnight_ns;
};

/// Everything needed to turn the rows of one table map into cells of its stream.
struct TablePlan {
    std::vector<Column> shape;
    std::vector<std::uint32_t> key_columns;
    std::vector<ColumnPlan> columns;
    std::vector<std::string> warnings; ///< what of the table cannot be shown faithfully, ready to be reported
};

/// Whether names, signs and types as the information schema knows them now can belong to this table map; if not, why.
[[nodiscard]] std::optional<std::string> mismatch(const TableMap &map, const TableDefinition &definition);

/// True when the binlog alone does not say how to read or name a column.
[[nodiscard]] bool needsDefinition(const TableMap &map, bool mariadb);

/// `definition`: nullptr when there is none or it did not match; with names in the binlog its columns are found by name.
[[nodiscard]] TablePlan planTable(const TableMap &map, const TableDefinition *definition);

} // namespace streamgauge
