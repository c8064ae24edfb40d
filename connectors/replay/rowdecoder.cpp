// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/rowdecoder.h"

#include "connectors/replay/utf8.h"

namespace streamgauge {

namespace {

constexpr std::size_t most_quoted = 60;

std::string quotedText(std::string_view text)
{
    std::string out = markedUtf8(text.substr(0, most_quoted));
    return "'" + out + (text.size() > most_quoted ? "…'" : "'");
}

} // namespace

RowDecoder::RowDecoder(RowSplitter &splitter, SchemaPtr schema, std::optional<TimeColumn> time,
                       std::optional<TimeColumn> sent)
    : splitter_(splitter)
    , schema_(std::move(schema))
    , time_column_(time)
    , sent_column_(sent)
{
}

std::string RowDecoder::read(const Record &record)
{
    line_ = record.line;
    std::string fault = splitter_.split(record, cells_);
    if (!fault.empty() || !time_column_)
        return fault;
    const Cell &cell = cells_[time_column_->column];
    time_ns_ = time_column_->reader.read(cell);
    if (!time_ns_)
        return quotedText(cell.text) + " in column " + schema_->columns[time_column_->column].name + " is no time ("
            + time_column_->reader.text() + ")";
    return {};
}

TimeNs RowDecoder::sent() const
{
    return sent_column_ ? sent_column_->reader.read(cells_[sent_column_->column]).value_or(no_time) : no_time;
}

void RowDecoder::append(BatchBuilder &builder, FaultLog &misfits)
{
    for (std::size_t column = 0; column < schema_->columns.size(); ++column) {
        if (appendCell(builder.after(column), cells_[column]))
            continue;
        misfits.add(line_, [&] {
            const Column &info = schema_->columns[column];
            return quotedText(cells_[column].text) + " in column " + info.name + " is no " + std::string(name(info.kind))
                + "; the value is left out";
        });
    }
}

} // namespace streamgauge
