// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// One column as information_schema.columns describes it now.
struct ColumnDefinition {
    std::string name;
    std::string data_type;   ///< DATA_TYPE in lower case: "decimal", "uuid", "inet6", "json", "datetime"
    std::string column_type; ///< COLUMN_TYPE: "decimal(10,2) unsigned", "enum('a','b')", "datetime(3)"
    std::string charset;     ///< CHARACTER_SET_NAME, empty when the column has none
    bool is_unsigned = false;
    bool nullable = true;
    bool is_json = false; ///< MariaDB: the column has a check json_valid(column)
    bool generated = false;
    std::vector<std::string> members; ///< of ENUM and SET, in order, UTF-8; enumMembers(column_type) reads them
    friend bool operator==(const ColumnDefinition &, const ColumnDefinition &) = default;
};

/// A table as it is now, which need not be as it was when an old event was written: the stream compares it with
/// each TABLE_MAP before it believes it.
struct TableDefinition {
    std::vector<ColumnDefinition> columns;  ///< all of them, invisible and generated ones too, by ORDINAL_POSITION
    std::vector<std::uint32_t> key_columns; ///< indices of the primary key's columns, in key order
    bool transactional = true;              ///< false for MyISAM and others that do not roll back
    friend bool operator==(const TableDefinition &, const TableDefinition &) = default;
};

/// The members of "enum('a','it''s')" or "set(...)", unescaped; empty for other types.
[[nodiscard]] std::vector<std::string> enumMembers(std::string_view column_type);

/// Where a BinlogStream asks for definitions; called on the stream's thread, may block on the network.
class TableDefinitionSource
{
public:
    virtual ~TableDefinitionSource() = default;
    /// An error of kind Transient ends the stream's feed() with it; any other kind (no such table, no privilege)
    /// leaves columns without names from the binlog named col_1, col_2, ... and is reported.
    [[nodiscard]] virtual Result<TableDefinition> tableDefinition(std::string_view database, std::string_view table) = 0;
    /// The table was altered, dropped or renamed: do not answer from memory next time. An empty `table`: the database.
    virtual void forget(std::string_view database, std::string_view table) = 0;
    /// Rows of a captured table changed, came, went or could not be read, without row events that tell.
    virtual void refilled(std::string_view database, std::string_view table) = 0;
};

} // namespace streamgauge
