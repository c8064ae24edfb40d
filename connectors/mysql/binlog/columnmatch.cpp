// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/columnmatch.h"

#include "connectors/mysql/binlog/tableschema.h"

namespace streamgauge {

namespace {

struct TypePair {
    std::string_view data_type;
    WireType type;
    std::uint8_t blob_bytes = 0; ///< length bytes of a BLOB; 0: not checked
};

constexpr TypePair pairs[] = {
    { "tinyint", WireType::Tiny },
    { "smallint", WireType::Short },
    { "mediumint", WireType::Int24 },
    { "int", WireType::Long },
    { "bigint", WireType::LongLong },
    { "float", WireType::Float },
    { "double", WireType::Double },
    { "year", WireType::Year },
    { "decimal", WireType::Decimal },
    { "bit", WireType::Bit },
    { "varchar", WireType::VarChar },
    { "varchar", WireType::VarCharCompressed },
    { "varbinary", WireType::VarChar },
    { "varbinary", WireType::VarCharCompressed },
    { "char", WireType::String },
    { "binary", WireType::String },
    { "uuid", WireType::String },
    { "inet4", WireType::String },
    { "inet6", WireType::String },
    { "enum", WireType::Enum },
    { "set", WireType::Set },
    { "tinytext", WireType::Blob, 1 },
    { "tinyblob", WireType::Blob, 1 },
    { "text", WireType::Blob, 2 },
    { "blob", WireType::Blob, 2 },
    { "mediumtext", WireType::Blob, 3 },
    { "mediumblob", WireType::Blob, 3 },
    { "longtext", WireType::Blob, 4 },
    { "longblob", WireType::Blob, 4 },
    { "json", WireType::Blob, 4 },
    { "json", WireType::Json },
    { "date", WireType::Date },
    { "time", WireType::Time2 },
    { "time", WireType::Time },
    { "datetime", WireType::DateTime2 },
    { "datetime", WireType::DateTime },
    { "timestamp", WireType::Timestamp2 },
    { "timestamp", WireType::Timestamp },
    { "vector", WireType::Vector },
    { "vector", WireType::VarChar },
    { "geometry", WireType::Geometry },
    { "point", WireType::Geometry },
    { "linestring", WireType::Geometry },
    { "polygon", WireType::Geometry },
    { "multipoint", WireType::Geometry },
    { "multilinestring", WireType::Geometry },
    { "multipolygon", WireType::Geometry },
    { "geometrycollection", WireType::Geometry },
    { "geomcollection", WireType::Geometry },
};

bool detailsFit(const MappedColumn &mapped, const ColumnDefinition &definition)
{
    switch (mapped.type) {
    case WireType::Decimal: return columnShape(definition).fraction_digits == mapped.scale;
    case WireType::Time2:
    case WireType::DateTime2:
    case WireType::Timestamp2: return fractionDigits(definition) == mapped.scale;
    case WireType::Enum: return definition.members.empty() || mapped.length == (definition.members.size() > 255 ? 2 : 1);
    default: break;
    }
    if (mapped.is_unsigned && definition.data_type.ends_with("int") && *mapped.is_unsigned != definition.is_unsigned)
        return false;
    return true;
}

} // namespace

bool canBe(const MappedColumn &mapped, const ColumnDefinition &definition)
{
    // COMPRESSED columns count their header in the length, so only plain BLOBs are compared by it.
    const WireType type = mapped.type == WireType::BlobCompressed ? WireType::Blob : mapped.type;
    for (const TypePair &pair : pairs) {
        if (pair.type != type || pair.data_type != definition.data_type)
            continue;
        if (pair.blob_bytes == 0 || mapped.type == WireType::BlobCompressed || mapped.length == pair.blob_bytes)
            return detailsFit(mapped, definition);
    }
    return false;
}

} // namespace streamgauge
