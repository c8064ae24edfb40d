// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/snapshotcolumns.h"

#include "connectors/mysql/binlog/temporal.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace streamgauge {

namespace {

template <typename Number> Number numberOf(std::string_view text, int base = 10)
{
    Number number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number, base);
    return number;
}

double doubleOf(std::string_view text)
{
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// A FLOAT through its shortest text, as from the binlog: 1.1, not 1.10000002384185791.
double singleOf(std::string_view text)
{
    char shortest[32];
    const auto written = std::to_chars(shortest, shortest + sizeof shortest, static_cast<float>(doubleOf(text)));
    return doubleOf({ shortest, static_cast<std::size_t>(written.ptr - shortest) });
}

bool isOneOf(std::string_view type, std::initializer_list<std::string_view> types)
{
    for (const std::string_view candidate : types) {
        if (candidate == type)
            return true;
    }
    return false;
}

bool isWholeNumber(std::string_view type)
{
    return isOneOf(type, { "tinyint", "smallint", "mediumint", "int", "bigint" });
}

std::string hexLiteral(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "x'";
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text + "'";
}

/// The digits of "2024-02-30 11:22:33.123456" in their order; parts that are not there are 0.
CivilTime civilTime(std::string_view text)
{
    std::uint32_t parts[7] = {};
    std::size_t part = 0;
    std::size_t fraction_digits = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            part = std::min<std::size_t>(part + 1, 6);
            continue;
        }
        parts[part] = parts[part] * 10 + static_cast<std::uint32_t>(c - '0');
        fraction_digits += part == 6 ? 1 : 0;
    }
    for (; fraction_digits > 0 && fraction_digits < 6; ++fraction_digits)
        parts[6] *= 10;
    return { parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6] };
}

} // namespace

void appendTimestampCell(ColumnData &cells, const std::string &text)
{
    if (const auto instant_ns = instantOf(civilTime(text)))
        cells.appendTimestamp(*instant_ns);
    else
        cells.appendTimestampText(text);
}

SnapshotColumns::SnapshotColumns(SchemaPtr schema, const TableDefinition &definition)
    : schema_(std::move(schema))
{
    for (const ColumnDefinition &column : definition.columns)
        addColumn(column);
    readKey(definition);
}

void SnapshotColumns::addColumn(const ColumnDefinition &column)
{
    const std::string name = quotedName(column.name);
    Form form = Form::Plain;
    std::string expression = name;
    if (isOneOf(column.data_type, { "float", "double", "real" })) {
        // A FLOAT prints six digits of its seven to nine, a DOUBLE(m,d) only d; as an expression each prints all.
        form = column.data_type == "float" ? Form::Single : Form::Plain;
        expression = name + "+0e0";
    } else if (column.data_type == "decimal" && column.column_type.find("zerofill") != std::string::npos) {
        expression = name + "+0";
    } else if (column.data_type == "bit") {
        form = Form::HexNumber;
        expression = "HEX(" + name + ")";
    }
    select_list_ += (select_list_.empty() ? "" : ",") + expression;
    forms_.push_back(form);
    names_.push_back(name);
}

void SnapshotColumns::readKey(const TableDefinition &definition)
{
    walkable_ = !definition.key_columns.empty();
    for (const std::uint32_t index : definition.key_columns) {
        const std::string &type = definition.columns[index].data_type;
        const bool number = isWholeNumber(type) || type == "decimal";
        const bool binary = isOneOf(type, { "binary", "varbinary" });
        const bool text = isOneOf(type, { "char", "varchar", "date", "datetime", "timestamp", "uuid" });
        walkable_ = walkable_ && (number || binary || text);
        key_.push_back({ index, binary, number });
    }
}

void SnapshotColumns::append(BatchBuilder &builder, const SqlRow &row) const
{
    for (std::size_t i = 0; i < forms_.size(); ++i) {
        ColumnData &cells = builder.after(i);
        if (!row[i]) {
            cells.appendMissing(CellState::Null);
            continue;
        }
        const std::string &text = *row[i];
        const int base = forms_[i] == Form::HexNumber ? 16 : 10;
        switch (schema_->columns[i].kind) {
        case ValueKind::Bool: cells.appendBool(numberOf<std::int64_t>(text, base) != 0); break;
        case ValueKind::Int64: cells.appendInt(numberOf<std::int64_t>(text, base)); break;
        case ValueKind::UInt64: cells.appendUInt(numberOf<std::uint64_t>(text, base)); break;
        case ValueKind::Double: cells.appendDouble(forms_[i] == Form::Single ? singleOf(text) : doubleOf(text)); break;
        case ValueKind::Decimal: cells.appendDecimal(text, doubleOf(text)); break;
        case ValueKind::Timestamp: appendTimestampCell(cells, text); break;
        case ValueKind::String:
        case ValueKind::Bytes:
        case ValueKind::Json: cells.appendText(text); break;
        }
    }
}

std::string SnapshotColumns::keyOrder() const
{
    std::string order;
    for (const KeyColumn &key : key_)
        order += (order.empty() ? "" : ",") + names_[key.index];
    return order;
}

std::string SnapshotColumns::literal(const KeyColumn &key, const SqlRow &row) const
{
    const std::string &text = *row[key.index];
    if (key.number)
        return text;
    return key.binary ? hexLiteral(text) : quotedText(text);
}

std::string SnapshotColumns::behind(const SqlRow &row) const
{
    // (a > 1) OR (a = 1 AND b > 2): servers walk the index by this, not by (a, b) > (1, 2).
    std::string condition;
    std::string equal;
    for (const KeyColumn &key : key_) {
        const std::string value = literal(key, row);
        condition += (condition.empty() ? "(" : " OR (") + equal + names_[key.index] + ">" + value + ")";
        equal += names_[key.index] + "=" + value + " AND ";
    }
    return condition;
}

} // namespace streamgauge
