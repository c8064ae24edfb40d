// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/optionalmetadata.h"

#include "connectors/mysql/binlog/tablemap.h"

namespace streamgauge {

namespace {

enum class Field : std::uint8_t {
    Signedness = 1,
    DefaultCharset = 2,
    ColumnCharset = 3,
    ColumnName = 4,
    SetMembers = 5,
    EnumMembers = 6,
    GeometryType = 7,
    SimplePrimaryKey = 8,
    PrimaryKeyWithPrefix = 9,
    EnumAndSetDefaultCharset = 10,
    EnumAndSetColumnCharset = 11
};

bool isNumericType(WireType type)
{
    switch (type) {
    case WireType::Tiny:
    case WireType::Short:
    case WireType::Int24:
    case WireType::Long:
    case WireType::LongLong:
    case WireType::Float:
    case WireType::Double:
    case WireType::Decimal:
    case WireType::Year: return true;
    default: return false;
    }
}

bool isTextType(WireType type, bool counts_all_text)
{
    switch (type) {
    case WireType::String:
    case WireType::VarString:
    case WireType::VarChar:
    case WireType::Blob:
    case WireType::Vector: return true; // of MySQL, with the collation binary
    case WireType::Geometry:
    case WireType::BlobCompressed:
    case WireType::VarCharCompressed: return counts_all_text;
    default: return false;
    }
}

bool isMemberType(WireType type)
{
    return type == WireType::Enum || type == WireType::Set;
}

bool readSignedness(TableMap &map, ByteSpan bits)
{
    std::size_t index = 0;
    for (MappedColumn &column : map.columns) {
        if (!isNumericType(column.type))
            continue;
        if (index / 8 >= bits.size())
            return false;
        column.is_unsigned = (bits[index / 8] >> (7 - index % 8) & 1) != 0;
        ++index;
    }
    return true;
}

template <typename Counts> bool readDefaultCharset(TableMap &map, ByteReader reader, Counts counts)
{
    const auto common = static_cast<std::uint32_t>(reader.packedNumber());
    std::vector<MappedColumn *> text;
    for (MappedColumn &column : map.columns) {
        if (counts(column.type)) {
            column.collation = common;
            text.push_back(&column);
        }
    }
    while (!reader.atEnd()) {
        const std::uint64_t index = reader.packedNumber();
        const std::uint64_t collation = reader.packedNumber();
        if (reader.failed() || index >= text.size())
            return false;
        text[index]->collation = static_cast<std::uint32_t>(collation);
    }
    return !reader.failed();
}

template <typename Counts> bool readColumnCharset(TableMap &map, ByteReader reader, Counts counts)
{
    for (MappedColumn &column : map.columns) {
        if (counts(column.type))
            column.collation = static_cast<std::uint32_t>(reader.packedNumber());
    }
    return !reader.failed() && reader.atEnd();
}

bool readNames(TableMap &map, ByteReader reader)
{
    for (MappedColumn &column : map.columns)
        column.name = reader.packedText();
    map.has_names = true;
    return !reader.failed() && reader.atEnd();
}

bool readMembers(TableMap &map, ByteReader reader, WireType type)
{
    for (MappedColumn &column : map.columns) {
        if (column.type != type)
            continue;
        const std::uint64_t count = reader.packedNumber();
        if (count > reader.left())
            return false;
        column.members.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i)
            column.members.emplace_back(reader.packedText());
    }
    return !reader.failed() && reader.atEnd();
}

bool readKey(TableMap &map, ByteReader reader, bool with_prefix)
{
    map.key_columns.clear();
    while (!reader.atEnd()) {
        const std::uint64_t column = reader.packedNumber();
        if (with_prefix)
            (void)reader.packedNumber();
        if (reader.failed() || column >= map.columns.size())
            return false;
        map.key_columns.push_back(static_cast<std::uint32_t>(column));
    }
    return true;
}

} // namespace

bool readOptionalMetadata(TableMap &map, ByteSpan fields, bool counts_all_text)
{
    const auto counts_text = [counts_all_text](WireType type) { return isTextType(type, counts_all_text); };
    ByteReader reader(fields);
    while (!reader.atEnd()) {
        const auto field = static_cast<Field>(reader.byte());
        const ByteSpan value = reader.take(reader.packedNumber());
        if (reader.failed())
            return false;
        const ByteReader content(value);
        bool good = true;
        switch (field) {
        case Field::Signedness: good = readSignedness(map, value); break;
        case Field::DefaultCharset: good = readDefaultCharset(map, content, counts_text); break;
        case Field::ColumnCharset: good = readColumnCharset(map, content, counts_text); break;
        case Field::ColumnName: good = readNames(map, content); break;
        case Field::SetMembers: good = readMembers(map, content, WireType::Set); break;
        case Field::EnumMembers: good = readMembers(map, content, WireType::Enum); break;
        case Field::SimplePrimaryKey: good = readKey(map, content, false); break;
        case Field::PrimaryKeyWithPrefix: good = readKey(map, content, true); break;
        case Field::EnumAndSetDefaultCharset: good = readDefaultCharset(map, content, isMemberType); break;
        case Field::EnumAndSetColumnCharset: good = readColumnCharset(map, content, isMemberType); break;
        default: break;
        }
        if (!good)
            return false;
    }
    return true;
}

} // namespace streamgauge
