// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/csvwriter.h"

#include <utility>

namespace streamgauge {

namespace {

bool looksLikeFormula(std::string_view value)
{
    return !value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos;
}

} // namespace

CsvWriter::CsvWriter(ByteSink &sink, CsvFormat format)
    : sink_(sink)
    , format_(std::move(format))
{
    if (format_.byte_order_mark)
        row_ = "\xEF\xBB\xBF";
}

void CsvWriter::beginCell()
{
    if (!first_in_row_)
        row_ += format_.separator;
    first_in_row_ = false;
}

void CsvWriter::text(std::string_view value)
{
    beginCell();
    const bool guard = format_.guard_formulas && looksLikeFormula(value);
    const bool quote = value.empty() || value.front() == ' ' || value.back() == ' '
        || value.find_first_of("\"\r\n\t,;") != std::string_view::npos
        || value.find(format_.separator) != std::string_view::npos;
    if (quote)
        row_ += '"';
    if (guard)
        row_ += '\'';
    if (quote && value.find('"') != std::string_view::npos) {
        for (const char letter : value) {
            if (letter == '"')
                row_ += '"';
            row_ += letter;
        }
    } else {
        row_ += value;
    }
    if (quote)
        row_ += '"';
}

void CsvWriter::number(std::string_view digits)
{
    beginCell();
    // A decimal comma of some source, or a separator that occurs in numbers.
    const bool quote = digits.find(format_.separator) != std::string_view::npos;
    if (quote)
        row_ += '"';
    row_ += digits;
    if (quote)
        row_ += '"';
}

void CsvWriter::missing()
{
    beginCell();
}

void CsvWriter::time(TimeNs time_ns, unsigned fraction_digits, bool zoned)
{
    scratch_.clear();
    format_.time.append(scratch_, time_ns, fraction_digits, zoned);
    if (format_.time.style() == TimeStyle::Pattern)
        text(scratch_);
    else
        number(scratch_);
}

void CsvWriter::cell(const Column &column, const ColumnData &data, std::size_t row)
{
    if (!data.has(row)) {
        missing();
        return;
    }
    switch (data.kind()) {
    case ValueKind::String:
    case ValueKind::Json: text(data.textAt(row)); return;
    case ValueKind::Timestamp:
        if (data.intAt(row) == ColumnData::no_instant)
            text(data.textAt(row));
        else
            time(data.intAt(row), column.fraction_digits, column.zoned);
        return;
    case ValueKind::Bool:
    case ValueKind::Int64:
    case ValueKind::UInt64:
    case ValueKind::Double:
    case ValueKind::Decimal:
    case ValueKind::Bytes: break;
    }
    scratch_.clear();
    appendCellText(scratch_, column, data, row);
    if (data.kind() == ValueKind::Bytes)
        text(scratch_);
    else
        number(scratch_);
}

Result<void> CsvWriter::endRow()
{
    row_ += "\r\n";
    bytes_ += row_.size();
    auto written = sink_.write(row_);
    row_.clear();
    first_in_row_ = true;
    return written;
}

} // namespace streamgauge
