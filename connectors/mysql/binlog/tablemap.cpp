// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/tablemap.h"

#include "connectors/mysql/binlog/optionalmetadata.h"

namespace streamgauge {

namespace {

// MySQL and MariaDB refuse tables wider than this.
constexpr std::uint64_t most_columns = 4096;

Error damaged(const char *what)
{
    return { ErrorKind::Input, std::string("a table map is damaged: ") + what, {}, {} };
}

std::optional<TableName> takeTableName(ByteReader &reader)
{
    TableName name;
    name.database = reader.text(reader.byte());
    reader.skip(1);
    name.table = reader.text(reader.byte());
    reader.skip(1);
    if (reader.failed() || name.table.empty())
        return std::nullopt;
    return name;
}

/// CHAR, BINARY, ENUM and SET share a code; two bits of the length hide, inverted, in the type byte.
bool readStringMetadata(MappedColumn &column, ByteReader &metadata)
{
    const std::uint8_t type = metadata.byte();
    const std::uint8_t length = metadata.byte();
    column.length = length;
    if ((type & 0x30) != 0x30) {
        column.length = static_cast<std::uint16_t>(((type & 0x30U) ^ 0x30U) << 4 | length);
        column.type = static_cast<WireType>(type | 0x30);
    } else {
        column.type = static_cast<WireType>(type);
    }
    switch (column.type) {
    case WireType::Enum: return length == 1 || length == 2;
    case WireType::Set: return length >= 1 && length <= 8;
    case WireType::VarString: column.type = WireType::String; return true;
    default: return column.type == WireType::String;
    }
}

/// False: impossible metadata.
bool readMetadata(MappedColumn &column, ByteReader &metadata)
{
    switch (column.type) {
    case WireType::Float: return metadata.byte() == 4;
    case WireType::Double: return metadata.byte() == 8;
    case WireType::Blob:
    case WireType::BlobCompressed:
    case WireType::Vector:
    case WireType::Json:
    case WireType::Geometry: column.length = metadata.byte(); return column.length >= 1 && column.length <= 4;
    case WireType::Timestamp2:
    case WireType::DateTime2:
    case WireType::Time2: column.scale = metadata.byte(); return column.scale <= 6;
    case WireType::Decimal:
        column.precision = metadata.byte();
        column.scale = metadata.byte();
        return column.precision <= 65 && column.scale <= column.precision;
    case WireType::VarChar:
    case WireType::VarCharCompressed: column.length = static_cast<std::uint16_t>(metadata.number(2)); return true;
    case WireType::Bit: {
        column.precision = metadata.byte();
        const std::uint8_t whole_bytes = metadata.byte();
        column.length = static_cast<std::uint16_t>(whole_bytes + (column.precision > 0 ? 1 : 0));
        return column.precision < 8 && column.length >= 1 && column.length <= 8;
    }
    case WireType::VarString:
    case WireType::String: return readStringMetadata(column, metadata);
    default: return true;
    }
}

bool isKnown(WireType type)
{
    const auto code = static_cast<std::uint8_t>(type);
    switch (type) {
    case WireType::Tiny:
    case WireType::BlobCompressed:
    case WireType::VarCharCompressed:
    case WireType::Vector:
    case WireType::Json:
    case WireType::Decimal:
    case WireType::Blob:
    case WireType::VarString:
    case WireType::String:
    case WireType::Geometry: return true;
    default: return code >= 1 && code <= 19 && code != 14;
    }
}

} // namespace

std::optional<TableName> peekTableName(ByteSpan body)
{
    ByteReader reader(body);
    return takeTableName(reader);
}

Result<TableMap> parseTableMap(ByteSpan body, bool counts_all_text)
{
    ByteReader reader(body);
    const auto name = takeTableName(reader);
    if (!name)
        return damaged("no table name");
    TableMap map;
    map.database = name->database;
    map.table = name->table;
    const std::uint64_t count = reader.packedNumber();
    const ByteSpan types = count <= most_columns ? reader.take(count) : ByteSpan {};
    ByteReader metadata(reader.take(reader.packedNumber()));
    const ByteSpan nullable = reader.take((count + 7) / 8);
    if (reader.failed() || types.size() != count)
        return damaged("cut off");
    map.columns.resize(types.size());
    for (std::size_t i = 0; i < types.size(); ++i) {
        MappedColumn &column = map.columns[i];
        column.type = static_cast<WireType>(types[i]);
        column.nullable = (nullable[i / 8] >> (i % 8) & 1) != 0;
        if (!isKnown(column.type))
            return Error { ErrorKind::Unsupported,
                           "column " + std::to_string(i + 1) + " of " + map.database + "." + map.table + " has unknown type "
                               + std::to_string(types[i]),
                           {},
                           "leave the table out" };
        if (!readMetadata(column, metadata) || metadata.failed())
            return damaged("impossible column metadata");
    }
    if (!metadata.atEnd())
        return damaged("surplus column metadata");
    if (!readOptionalMetadata(map, reader.rest(), counts_all_text))
        return damaged("optional metadata");
    return map;
}

} // namespace streamgauge
