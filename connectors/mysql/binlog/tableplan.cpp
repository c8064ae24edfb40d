// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/tableplan.h"

#include "connectors/mysql/binlog/columnmatch.h"
#include "connectors/mysql/binlog/tableschema.h"
#include "connectors/mysql/binlog/temporal.h"

#include <utility>

namespace streamgauge {

namespace {

CellCode integerCode(WireType type, bool is_unsigned)
{
    switch (type) {
    case WireType::Tiny: return is_unsigned ? CellCode::UInt1 : CellCode::Int1;
    case WireType::Short: return is_unsigned ? CellCode::UInt2 : CellCode::Int2;
    case WireType::Int24: return is_unsigned ? CellCode::UInt3 : CellCode::Int3;
    case WireType::Long: return is_unsigned ? CellCode::UInt4 : CellCode::Int4;
    default: return is_unsigned ? CellCode::UInt8 : CellCode::Int8;
    }
}

std::uint8_t integerBytes(WireType type)
{
    switch (type) {
    case WireType::Tiny: return 1;
    case WireType::Short: return 2;
    case WireType::Int24: return 3;
    case WireType::Long: return 4;
    default: return 8;
    }
}

class ColumnPlanner
{
public:
    ColumnPlanner(const MappedColumn &mapped, const ColumnDefinition *definition, Column &shape, ColumnPlan &plan,
                  std::vector<std::string> &warnings)
        : mapped_(mapped)
        , definition_(definition)
        , shape_(shape)
        , plan_(plan)
        , warnings_(warnings)
    {
    }

    void plan()
    {
        shape_.nullable = mapped_.nullable;
        switch (mapped_.type) {
        case WireType::Tiny:
        case WireType::Short:
        case WireType::Int24:
        case WireType::Long:
        case WireType::LongLong: integer(); break;
        case WireType::Year: fixed(CellCode::Year, 1, ValueKind::Int64); break;
        case WireType::Float: fixed(CellCode::Float, 4, ValueKind::Double); break;
        case WireType::Double: fixed(CellCode::Double, 8, ValueKind::Double); break;
        case WireType::Decimal:
            plan_.decimal.emplace(mapped_.precision, mapped_.scale);
            fixed(CellCode::Decimal, static_cast<std::uint8_t>(plan_.decimal->bytes()), ValueKind::Decimal);
            shape_.fraction_digits = mapped_.scale;
            break;
        case WireType::Bit: fixed(CellCode::Bit, static_cast<std::uint8_t>(mapped_.length), ValueKind::UInt64); break;
        case WireType::Null: fixed(CellCode::Nothing, 0, ValueKind::String); break;
        case WireType::Json: fixed(CellCode::BinaryJson, static_cast<std::uint8_t>(mapped_.length), ValueKind::Json); break;
        case WireType::Enum:
        case WireType::Set: members(); break;
        case WireType::String: character(); break;
        case WireType::VarString:
        case WireType::VarChar: text(CellCode::Text, CellCode::Blob, mapped_.length > 255 ? 2 : 1, true); break;
        case WireType::VarCharCompressed:
            text(CellCode::CompressedText, CellCode::CompressedBytes, mapped_.length > 255 ? 2 : 1, true);
            break;
        case WireType::Blob: text(CellCode::Text, CellCode::Blob, mapped_.length, false); break;
        case WireType::BlobCompressed:
            text(CellCode::CompressedText, CellCode::CompressedBytes, mapped_.length, false);
            break;
        case WireType::Vector:
        case WireType::Geometry: fixed(CellCode::Blob, static_cast<std::uint8_t>(mapped_.length), ValueKind::Bytes); break;
        default: temporal(); break;
        }
    }

private:
    void fixed(CellCode code, std::uint8_t bytes, ValueKind kind)
    {
        plan_.code = code;
        plan_.bytes = bytes;
        shape_.kind = kind;
    }

    void integer()
    {
        std::optional<bool> is_unsigned = mapped_.is_unsigned;
        if (!is_unsigned && definition_ != nullptr)
            is_unsigned = definition_->is_unsigned;
        if (!is_unsigned) {
            fixed(CellCode::IntOfUnknownSign, integerBytes(mapped_.type), ValueKind::Int64);
            warnings_.push_back("column " + shape_.name
                                + " may be signed or unsigned; values that depend on it are left out");
            return;
        }
        fixed(integerCode(mapped_.type, *is_unsigned), integerBytes(mapped_.type),
              *is_unsigned ? ValueKind::UInt64 : ValueKind::Int64);
    }

    void temporal()
    {
        const auto digits = static_cast<std::uint8_t>(definition_ != nullptr ? fractionDigits(*definition_) : 0);
        plan_.digits = mapped_.scale;
        switch (mapped_.type) {
        case WireType::Date: fixed(CellCode::Date, 3, ValueKind::String); return;
        case WireType::Time2: sized(CellCode::Time2, 3 + fractionBytes(plan_.digits), ValueKind::String); return;
        case WireType::DateTime2: sized(CellCode::DateTime2, 5 + fractionBytes(plan_.digits), ValueKind::Timestamp); break;
        case WireType::Timestamp2: sized(CellCode::Timestamp2, 4 + fractionBytes(plan_.digits), ValueKind::Timestamp); break;
        case WireType::Time:
            plan_.digits = digits;
            sized(CellCode::OldTime, oldTimeBytes(digits), ValueKind::String);
            return;
        case WireType::DateTime:
            plan_.digits = digits;
            sized(CellCode::OldDateTime, oldDateTimeBytes(digits), ValueKind::Timestamp);
            break;
        default:
            plan_.digits = digits;
            sized(CellCode::OldTimestamp, oldTimestampBytes(digits), ValueKind::Timestamp);
            break;
        }
        shape_.fraction_digits = plan_.digits;
        shape_.zoned = mapped_.type == WireType::Timestamp2 || mapped_.type == WireType::Timestamp;
    }

    void sized(CellCode code, std::size_t bytes, ValueKind kind) { fixed(code, static_cast<std::uint8_t>(bytes), kind); }

    [[nodiscard]] std::string charset() const
    {
        if (mapped_.collation != 0) {
            const std::string_view known = charsetOfCollation(mapped_.collation);
            return known.empty() ? "collation " + std::to_string(mapped_.collation) : std::string(known);
        }
        if (definition_ != nullptr)
            return definition_->charset.empty() ? "binary" : definition_->charset;
        return {};
    }

    void members()
    {
        fixed(mapped_.type == WireType::Enum ? CellCode::Enum : CellCode::Set, static_cast<std::uint8_t>(mapped_.length),
              ValueKind::String);
        if (!mapped_.members.empty()) {
            TextDecoder decoder(charset().empty() ? "utf8mb4" : charset());
            std::string scratch;
            for (const std::string &member : mapped_.members)
                plan_.members.emplace_back(decoder.decode(member, scratch));
        } else if (definition_ != nullptr) {
            plan_.members = definition_->members;
        }
        if (plan_.members.empty())
            warnings_.push_back("the names of the members of column " + shape_.name + " are unknown; it shows numbers");
    }

    void character()
    {
        if (definition_ != nullptr) {
            plan_.width = mapped_.length;
            if (definition_->data_type == "uuid")
                return fixed(CellCode::Uuid, 1, ValueKind::String);
            if (definition_->data_type == "inet6")
                return fixed(CellCode::Inet6, 1, ValueKind::String);
            if (definition_->data_type == "inet4")
                return fixed(CellCode::Inet4, 1, ValueKind::String);
        }
        text(CellCode::Text, CellCode::PaddedBytes, mapped_.length > 255 ? 2 : 1, true);
        plan_.width = mapped_.length;
    }

    /// `text_unless_known`: without any word on the character set the column is taken for text.
    void text(CellCode text_code, CellCode bytes_code, std::size_t length_bytes, bool text_unless_known)
    {
        std::string name = charset();
        const bool unknown = name.empty();
        if (name == "binary" || (unknown && !text_unless_known)) {
            sized(bytes_code, length_bytes, ValueKind::Bytes);
            return;
        }
        const bool json = definition_ != nullptr && definition_->is_json;
        sized(text_code, length_bytes, json ? ValueKind::Json : ValueKind::String);
        plan_.text.emplace(name);
        if (plan_.text->kind() == TextDecoder::Kind::Unknown)
            warnings_.push_back("the character set of column " + shape_.name
                                + (unknown ? " is unknown" : " (" + name + ") is unknown")
                                + "; what is not UTF-8 shows as \xEF\xBF\xBD");
    }

    const MappedColumn &mapped_;
    const ColumnDefinition *definition_;
    Column &shape_;
    ColumnPlan &plan_;
    std::vector<std::string> &warnings_;
};

const ColumnDefinition *definitionOf(const TableMap &map, std::size_t index, const TableDefinition *definition)
{
    if (definition == nullptr)
        return nullptr;
    if (!map.has_names)
        return &definition->columns[index];
    for (const ColumnDefinition &column : definition->columns) {
        if (column.name == map.columns[index].name && canBe(map.columns[index], column))
            return &column;
    }
    return nullptr;
}

} // namespace

std::optional<std::string> mismatch(const TableMap &map, const TableDefinition &definition)
{
    if (definition.columns.size() != map.columns.size())
        return "it had " + std::to_string(map.columns.size()) + " columns and now has "
            + std::to_string(definition.columns.size());
    for (std::size_t i = 0; i < map.columns.size(); ++i) {
        if (!canBe(map.columns[i], definition.columns[i]))
            return "column " + std::to_string(i + 1) + " was of another type than " + definition.columns[i].name + " "
                + definition.columns[i].column_type;
    }
    return std::nullopt;
}

bool needsDefinition(const TableMap &map, bool mariadb)
{
    if (!map.has_names)
        return true;
    constexpr std::uint32_t binary = 63;
    constexpr std::uint32_t utf8mb4_bin = 46;
    for (const MappedColumn &column : map.columns) {
        if (column.type == WireType::Time || column.type == WireType::DateTime || column.type == WireType::Timestamp)
            return mariadb;
        // UUID, INET4 and INET6 look like BINARY, and JSON like LONGTEXT.
        const bool like_binary =
            column.type == WireType::String && column.collation == binary && (column.length == 16 || column.length == 4);
        const bool like_json = (column.type == WireType::Blob || column.type == WireType::BlobCompressed)
            && column.length == 4 && column.collation == utf8mb4_bin;
        if (mariadb && (like_binary || like_json))
            return true;
    }
    return false;
}

TablePlan planTable(const TableMap &map, const TableDefinition *definition)
{
    TablePlan plan;
    const std::size_t count = map.columns.size();
    plan.shape.resize(count);
    plan.columns.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const ColumnDefinition *column = definitionOf(map, i, definition);
        if (map.has_names)
            plan.shape[i].name = map.columns[i].name;
        else
            plan.shape[i].name = column != nullptr ? column->name : "col_" + std::to_string(i + 1);
        ColumnPlanner(map.columns[i], column, plan.shape[i], plan.columns[i], plan.warnings).plan();
    }
    if (map.has_names)
        plan.key_columns = map.key_columns;
    else if (definition != nullptr)
        plan.key_columns = definition->key_columns;
    return plan;
}

} // namespace streamgauge
