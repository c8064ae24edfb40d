// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"

#include <charconv>
#include <string>
#include <string_view>
#include <vector>

namespace streamgauge::test {

inline std::vector<std::string> cut(std::string_view text, char at)
{
    std::vector<std::string> parts;
    while (true) {
        const std::size_t end = text.find(at);
        std::string part(text.substr(0, end));
        part.erase(0, part.find_first_not_of(' '));
        part.erase(part.find_last_not_of(' ') + 1);
        parts.push_back(std::move(part));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

/// "id:int*, name:string, pulse:double": a star marks a key column.
inline SchemaPtr schemaFrom(const std::string &stream, std::string_view columns, std::uint32_t generation = 1)
{
    auto schema = std::make_shared<Schema>();
    schema->stream = stream;
    schema->generation = generation;
    for (std::string column : cut(columns, ',')) {
        if (column.back() == '*') {
            column.pop_back();
            schema->key_columns.push_back(static_cast<std::uint32_t>(schema->columns.size()));
        }
        const std::vector<std::string> parts = cut(column, ':');
        Column described;
        described.name = parts[0];
        for (int kind = 0; kind <= static_cast<int>(ValueKind::Json); ++kind) {
            if (name(static_cast<ValueKind>(kind)) == parts[1])
                described.kind = static_cast<ValueKind>(kind);
        }
        schema->columns.push_back(described);
    }
    return schema;
}

/// "-" is Absent, "null" Null.
inline void appendCell(ColumnData &column, const std::string &text)
{
    if (text == "-")
        return column.appendMissing(CellState::Absent);
    if (text == "null")
        return column.appendMissing(CellState::Null);
    switch (column.kind()) {
    case ValueKind::Bool: return column.appendBool(text == "true");
    case ValueKind::Int64: return column.appendInt(std::stoll(text));
    case ValueKind::UInt64: return column.appendUInt(std::stoull(text));
    case ValueKind::Double: return column.appendDouble(std::stod(text));
    case ValueKind::Decimal: return column.appendDecimal(text, std::stod(text));
    case ValueKind::Timestamp:
        if (text.find('-') != std::string::npos)
            return column.appendTimestampText(text);
        return column.appendTimestamp(std::stoll(text));
    default: return column.appendText(text);
    }
}

inline Op opFrom(std::string_view text)
{
    for (int op = 0; op <= static_cast<int>(Op::SnapshotEnd); ++op) {
        if (name(static_cast<Op>(op)) == text)
            return static_cast<Op>(op);
    }
    return Op::Created;
}

/// "updated@12 7 | Ada | 80 < 7 | Ada | 75": operation, event time in ns, cells, and behind "<" the before-image.
/// Stream-wide operations have no cells.
inline void appendRow(BatchBuilder &builder, std::string_view text)
{
    const std::size_t at = text.find('@');
    const Op op = opFrom(text.substr(0, at));
    std::string_view rest = text.substr(at + 1);
    TimeNs time_ns = 0;
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), time_ns);
    rest = { read.ptr, static_cast<std::size_t>(rest.data() + rest.size() - read.ptr) };
    builder.setTimes(time_ns, time_ns + 1'000);
    if (isStreamWide(op))
        return builder.addMark(op);
    const std::vector<std::string> images = cut(rest, '<');
    for (std::size_t image = 0; image < (builder.hasBefore() ? 2U : 1U); ++image) {
        const std::vector<std::string> cells = image < images.size() ? cut(images[image], '|') : std::vector<std::string>();
        for (std::size_t column = 0; column < builder.schema()->columns.size(); ++column)
            appendCell(image == 0 ? builder.after(column) : builder.before(column),
                       column < cells.size() ? cells[column] : "-");
    }
    builder.endRow(op);
}

inline BatchPtr batchFrom(const SchemaPtr &schema, const std::vector<std::string> &rows, bool with_before = false)
{
    BatchBuilder builder(schema, with_before);
    for (const std::string &row : rows)
        appendRow(builder, row);
    return builder.finish();
}

/// "7|Ada|80"; "-" for Absent and "null" for Null.
inline std::string cellsText(const Batch &batch, std::size_t row)
{
    std::string text;
    for (std::size_t column = 0; column < batch.schema().columns.size(); ++column) {
        const ColumnData &data = batch.after(column);
        text += column == 0 ? "" : "|";
        if (data.state(row) == CellState::Absent)
            text += "-";
        else if (data.state(row) == CellState::Null)
            text += "null";
        else
            appendCellText(text, batch.schema().columns[column], data, row);
    }
    return text;
}

inline std::vector<std::uint32_t> allRows(const Batch &batch)
{
    std::vector<std::uint32_t> rows(batch.rows());
    for (std::uint32_t row = 0; row < rows.size(); ++row)
        rows[row] = row;
    return rows;
}

} // namespace streamgauge::test
