// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/rowdecoder.h"

#include "connectors/mysql/binlog/jsondiff.h"

#include <charconv>

namespace streamgauge {

namespace {

bool sameCell(const ColumnData &a, const ColumnData &b, std::size_t row)
{
    if (a.state(row) != b.state(row))
        return false;
    if (!a.has(row))
        return true;
    switch (a.kind()) {
    case ValueKind::String:
    case ValueKind::Bytes:
    case ValueKind::Json:
    case ValueKind::Decimal: return a.textAt(row) == b.textAt(row);
    case ValueKind::Timestamp:
        if (a.intAt(row) == ColumnData::no_instant && b.intAt(row) == ColumnData::no_instant)
            return a.textAt(row) == b.textAt(row);
        return a.intAt(row) == b.intAt(row);
    default: return a.uintAt(row) == b.uintAt(row);
    }
}

/// The open row's key differs between its images, as far as the after-image has one.
bool changesKey(BatchBuilder &builder)
{
    const std::size_t row = builder.rows();
    for (const std::uint32_t column : builder.schema()->key_columns) {
        const ColumnData &after = builder.after(column);
        if (after.state(row) != CellState::Absent && !sameCell(builder.before(column), after, row))
            return true;
    }
    return false;
}

} // namespace

void RowDecoder::readPresent(ByteSpan bitmap, std::size_t columns, Image &image)
{
    image.present.clear();
    for (std::size_t i = 0; i < columns; ++i) {
        if ((bitmap[i / 8] >> (i % 8) & 1) != 0)
            image.present.push_back(static_cast<std::uint16_t>(i));
    }
    image.null_bytes = (image.present.size() + 7) / 8;
    image.full = image.present.size() == columns;
}

bool RowDecoder::readImage(const Image &image, TablePlan &plan, Cursor &cursor, BatchBuilder &builder, bool before)
{
    if (static_cast<std::size_t>(cursor.end - cursor.at) < image.null_bytes)
        return false;
    const std::uint8_t *nulls = cursor.at;
    cursor.at += image.null_bytes;
    std::size_t next = 0; // the first column not yet filled
    for (std::size_t i = 0; i < image.present.size(); ++i) {
        const std::size_t column = image.present[i];
        for (; next < column; ++next)
            (before ? builder.before(next) : builder.after(next)).appendMissing(CellState::Absent);
        ++next;
        ColumnData &out = before ? builder.before(column) : builder.after(column);
        if ((nulls[i / 8] >> (i % 8) & 1) != 0)
            out.appendMissing(CellState::Null);
        else if (!cells_.append(plan.columns[column], cursor.at, cursor.end, out))
            return false;
        else if (before && plan.columns[column].code == CellCode::BinaryJson)
            json_before_[column] = cells_.lastJson();
    }
    for (; next < plan.columns.size(); ++next)
        (before ? builder.before(next) : builder.after(next)).appendMissing(CellState::Absent);
    return true;
}

bool RowDecoder::appendJsonDifference(std::size_t column, Cursor &cursor, ColumnData &out)
{
    ByteReader reader(ByteSpan(cursor.at, cursor.end));
    const ByteSpan diffs = reader.take(reader.number(4));
    if (reader.failed())
        return false;
    cursor.at = reader.rest().data();
    if (json_before_[column].empty()) {
        ++unresolved_json_;
        out.appendMissing(CellState::Absent);
        return true;
    }
    const auto text = applyJsonDiffs(json_before_[column], diffs);
    if (!text)
        return false;
    out.appendText(*text);
    return true;
}

/// An after-image of PARTIAL_UPDATE_ROWS: which JSON columns hold differences is said before the NULL bitmap, for all
/// JSON columns of the table, present or not.
bool RowDecoder::readPartialImage(TablePlan &plan, Cursor &cursor, BatchBuilder &builder)
{
    constexpr std::uint64_t partial_json_option = 1;
    ByteReader reader(ByteSpan(cursor.at, cursor.end));
    const std::uint64_t options = reader.packedNumber();
    ByteSpan partial;
    if ((options & partial_json_option) != 0) {
        std::size_t json_columns = 0;
        for (const ColumnPlan &column : plan.columns)
            json_columns += column.code == CellCode::BinaryJson ? 1 : 0;
        partial = reader.take((json_columns + 7) / 8);
    }
    const ByteSpan nulls = reader.take(after_.null_bytes);
    if (reader.failed())
        return false;
    cursor.at = reader.rest().data();
    std::size_t json_index = 0;
    std::size_t present_index = 0;
    for (std::size_t column = 0; column < plan.columns.size(); ++column) {
        bool is_difference = false;
        if (!partial.empty() && plan.columns[column].code == CellCode::BinaryJson) {
            is_difference = (partial[json_index / 8] >> (json_index % 8) & 1) != 0;
            ++json_index;
        }
        ColumnData &out = builder.after(column);
        if (present_index >= after_.present.size() || after_.present[present_index] != column) {
            out.appendMissing(CellState::Absent);
            continue;
        }
        const bool null = (nulls[present_index / 8] >> (present_index % 8) & 1) != 0;
        ++present_index;
        if (null)
            out.appendMissing(CellState::Null);
        else if (is_difference ? !appendJsonDifference(column, cursor, out)
                               : !cells_.append(plan.columns[column], cursor.at, cursor.end, out))
            return false;
    }
    return true;
}

bool RowDecoder::readRow(const RowsEvent &event, TablePlan &plan, Cursor &cursor, BatchBuilder &builder)
{
    if (event.has_before) {
        if (event.partial_json)
            json_before_.assign(plan.columns.size(), ByteSpan {});
        if (!readImage(before_, plan, cursor, builder, true))
            return false;
    } else if (builder.hasBefore()) {
        for (std::size_t i = 0; i < plan.columns.size(); ++i)
            builder.before(i).appendMissing(CellState::Absent);
    }
    if (!event.has_after) {
        builder.appendMissingRow(false);
        return true;
    }
    return event.partial_json ? readPartialImage(plan, cursor, builder) : readImage(after_, plan, cursor, builder, false);
}

void RowDecoder::place(Target &target)
{
    position_ = target.place;
    position_.push_back('#');
    char number[24];
    position_.append(number, std::to_chars(number, number + sizeof number, target.row_in_place).ptr);
    target.builder.setPosition(position_);
}

/// A row whose key changed leaves its old key and appears under the new one.
bool RowDecoder::splitKeyChange(const RowsEvent &event, TablePlan &plan, Cursor from, Target &target)
{
    BatchBuilder &builder = target.builder;
    builder.dropOpenRow();
    if (!readImage(before_, plan, from, builder, true))
        return false;
    builder.appendMissingRow(false);
    builder.endRow(Op::Deleted);
    if (!after_.full)
        ++partial_key_changes_;
    for (std::size_t i = 0; i < plan.columns.size(); ++i)
        builder.before(i).appendMissing(CellState::Absent);
    if (!(event.partial_json ? readPartialImage(plan, from, builder) : readImage(after_, plan, from, builder, false)))
        return false;
    builder.endRow(Op::Created);
    return true;
}

Result<std::uint64_t> RowDecoder::decode(const RowsEvent &event, TablePlan &plan, Target target)
{
    readPresent(event.before_columns, plan.columns.size(), before_);
    readPresent(event.after_columns, plan.columns.size(), after_);
    json_before_.resize(plan.columns.size());
    const Op op = !event.has_before ? Op::Created : event.has_after ? Op::Updated : Op::Deleted;
    Cursor cursor { event.rows.data(), event.rows.data() + event.rows.size() };
    std::uint64_t rows = 0;
    while (cursor.at != cursor.end) {
        const Cursor start = cursor;
        bool good = readRow(event, plan, cursor, target.builder) && cursor.at != start.at;
        ++target.row_in_place;
        if (good && target.rows_to_skip > 0) {
            --target.rows_to_skip;
            target.builder.dropOpenRow();
        } else if (good) {
            place(target);
            if (op == Op::Updated && changesKey(target.builder))
                good = splitKeyChange(event, plan, start, target);
            else
                target.builder.endRow(op);
        }
        if (!good) {
            target.builder.dropOpenRow();
            return Error { ErrorKind::Input,
                           "row " + std::to_string(rows + 1) + " of a rows event of " + target.builder.schema()->stream
                               + " is damaged",
                           std::string(target.place),
                           {} };
        }
        ++rows;
    }
    return rows;
}

} // namespace streamgauge
