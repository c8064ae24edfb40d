// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/tabledefinition.h"
#include "engine/data/schema.h"

#include <string>

namespace streamgauge {

/// How a column of that definition appears in batches; the binlog decoder and a snapshot use the same.
/// Integers: Int64 or UInt64; YEAR: Int64 (0000 as 0); BIT: UInt64; DECIMAL: Decimal; FLOAT and DOUBLE: Double;
/// DATE and TIME: String as the server prints them; DATETIME: Timestamp without zone; TIMESTAMP: Timestamp with zone;
/// JSON: Json; BINARY, BLOB, GEOMETRY, VECTOR: Bytes; everything else: String.
[[nodiscard]] Column columnShape(const ColumnDefinition &definition);

/// Schema of the stream "database.table", generation 1.
[[nodiscard]] Schema schemaOf(const std::string &stream, const TableDefinition &definition);

/// The number after the name of a temporal type: 3 for "datetime(3)", else 0.
[[nodiscard]] unsigned fractionDigits(const ColumnDefinition &definition);

} // namespace streamgauge
