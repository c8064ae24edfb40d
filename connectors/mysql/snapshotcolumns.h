// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/tabledefinition.h"
#include "connectors/mysql/sqlsession.h"
#include "engine/data/batchbuilder.h"
#include "engine/data/schema.h"

#include <optional>
#include <string>
#include <vector>

namespace streamgauge {

/// How a table's columns are asked for in SQL and put into cells, so that a row of the snapshot equals the same row
/// from the binlog, cell by cell. A value.
class SnapshotColumns
{
public:
    /// Precondition: schema and definition have the same columns in the same order.
    SnapshotColumns(SchemaPtr schema, const TableDefinition &definition);

    /// "`id`,`price`+0e0,...".
    [[nodiscard]] const std::string &selectList() const { return select_list_; }
    /// One cell for each column. Precondition: `row` came from selectList().
    void append(BatchBuilder &builder, const SqlRow &row) const;

    /// The primary key can be walked in order by comparing with literals.
    [[nodiscard]] bool walkable() const { return walkable_; }
    /// "`a`,`b`". Precondition: walkable().
    [[nodiscard]] std::string keyOrder() const;
    /// The condition for rows behind `row` in key order. Precondition: walkable().
    [[nodiscard]] std::string behind(const SqlRow &row) const;

private:
    enum class Form { Plain, Single, HexNumber };
    struct KeyColumn {
        std::uint32_t index = 0;
        bool binary = false;
        bool number = false;
    };
    void addColumn(const ColumnDefinition &column);
    void readKey(const TableDefinition &definition);
    [[nodiscard]] std::string literal(const KeyColumn &key, const SqlRow &row) const;

    SchemaPtr schema_;
    std::string select_list_;
    std::vector<Form> forms_;
    std::vector<std::string> names_;
    std::vector<KeyColumn> key_;
    bool walkable_ = false;
};

/// A date and time as the server prints it, as the cell a decoder would make of it.
void appendTimestampCell(ColumnData &cells, const std::string &text);

} // namespace streamgauge
