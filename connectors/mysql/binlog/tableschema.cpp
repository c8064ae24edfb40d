// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/tableschema.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace streamgauge {

namespace {

struct TypeKind {
    std::string_view data_type;
    ValueKind kind;
};

constexpr TypeKind kinds[] = {
    { "tinyint", ValueKind::Int64 },
    { "smallint", ValueKind::Int64 },
    { "mediumint", ValueKind::Int64 },
    { "int", ValueKind::Int64 },
    { "bigint", ValueKind::Int64 },
    { "year", ValueKind::Int64 },
    { "bit", ValueKind::UInt64 },
    { "float", ValueKind::Double },
    { "double", ValueKind::Double },
    { "decimal", ValueKind::Decimal },
    { "datetime", ValueKind::Timestamp },
    { "timestamp", ValueKind::Timestamp },
    { "json", ValueKind::Json },
    { "binary", ValueKind::Bytes },
    { "varbinary", ValueKind::Bytes },
    { "tinyblob", ValueKind::Bytes },
    { "blob", ValueKind::Bytes },
    { "mediumblob", ValueKind::Bytes },
    { "longblob", ValueKind::Bytes },
    { "vector", ValueKind::Bytes },
    { "geometry", ValueKind::Bytes },
    { "point", ValueKind::Bytes },
    { "linestring", ValueKind::Bytes },
    { "polygon", ValueKind::Bytes },
    { "multipoint", ValueKind::Bytes },
    { "multilinestring", ValueKind::Bytes },
    { "multipolygon", ValueKind::Bytes },
    { "geometrycollection", ValueKind::Bytes },
    { "geomcollection", ValueKind::Bytes },
};

/// "decimal(10,2)" -> 10 and 2.
unsigned typeArgument(std::string_view column_type, char before)
{
    const std::size_t open = column_type.find('(');
    const std::size_t at = open == std::string_view::npos ? open : column_type.find(before, open);
    if (at == std::string_view::npos || at > column_type.find(')', open))
        return 0;
    return static_cast<unsigned>(std::strtoul(column_type.data() + at + 1, nullptr, 10));
}

} // namespace

unsigned fractionDigits(const ColumnDefinition &definition)
{
    return std::min(6U, typeArgument(definition.column_type, '('));
}

Column columnShape(const ColumnDefinition &definition)
{
    Column column;
    column.name = definition.name;
    column.nullable = definition.nullable;
    for (const TypeKind &entry : kinds) {
        if (entry.data_type == definition.data_type)
            column.kind = entry.kind;
    }
    if (definition.is_json)
        column.kind = ValueKind::Json;
    if (column.kind == ValueKind::Int64 && definition.is_unsigned && definition.data_type != "year")
        column.kind = ValueKind::UInt64;
    if (column.kind == ValueKind::Decimal)
        column.fraction_digits = static_cast<std::uint8_t>(typeArgument(definition.column_type, ','));
    if (column.kind == ValueKind::Timestamp) {
        column.fraction_digits = static_cast<std::uint8_t>(fractionDigits(definition));
        column.zoned = definition.data_type == "timestamp";
    }
    return column;
}

Schema schemaOf(const std::string &stream, const TableDefinition &definition)
{
    Schema schema;
    schema.stream = stream;
    schema.key_columns = definition.key_columns;
    schema.keyless = schema.key_columns.empty();
    for (const ColumnDefinition &column : definition.columns)
        schema.columns.push_back(columnShape(column));
    return schema;
}

} // namespace streamgauge
