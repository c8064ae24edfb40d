// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/seriesfile.h"

#include <algorithm>
#include <array>
#include <limits>

namespace streamgauge {

namespace {

Error unusable(const InputFile &file, std::string message, std::string remedy)
{
    return { ErrorKind::Input, std::move(message), file.path(), std::move(remedy) };
}

std::string namesOf(const std::vector<std::string> &columns)
{
    constexpr std::size_t most_named = 40;
    std::string names;
    for (std::size_t i = 0; i < columns.size() && i < most_named; ++i)
        names += (i > 0 ? ", " : "") + columns[i];
    return names;
}

} // namespace

SeriesFile::SeriesFile(std::unique_ptr<InputFile> file)
    : file_(std::move(file))
{
}

Result<std::unique_ptr<SeriesFile>> SeriesFile::open(const std::string &path, const std::string &column)
{
    auto file = InputFile::open(path);
    if (!file)
        return file.error();
    std::unique_ptr<SeriesFile> series(new SeriesFile(std::move(file.value())));
    if (auto read = series->readHeader(); !read)
        return read.error();
    series->chooseTime();
    if (auto chosen = series->chooseValue(column); !chosen)
        return chosen.error();
    return series;
}

Result<void> SeriesFile::readHeader()
{
    std::array<char, 3> mark {};
    const std::string_view beginning(mark.data(), file_->read(0, mark));
    if (beginning.starts_with("\xff\xfe") || beginning.starts_with("\xfe\xff"))
        return unusable(*file_, "The file is in UTF-16", "Convert it to UTF-8: iconv -f UTF-16 -t UTF-8");
    RecordReader reader(*file_, { true, ',' });
    reader.seek(beginning == "\xef\xbb\xbf" ? 3 : 0, 1);
    Record header;
    do {
        if (!reader.next(header))
            return unusable(*file_, "The file has no header line", "The first line must name the columns");
    } while (header.text.empty());
    if (std::ranges::any_of(header.text, [](char c) { return c >= 0 && c < ' ' && c != '\t' && c != '\r'; }))
        return unusable(*file_, "The file is no text", "Give a file in CSV");
    if (header.broken)
        return unusable(*file_, "A quote in the header line is never closed", "Correct the first line");
    const Framing framing { true, detectSeparator(header.text) };
    splitter_ = std::make_unique<CsvSplitter>(header.text, framing.separator);
    reader_ = std::make_unique<RecordReader>(*file_, framing);
    reader_->seek(reader.offset(), reader.line());
    return {};
}

void SeriesFile::chooseTime()
{
    const std::uint64_t offset = reader_->offset();
    const std::uint64_t line = reader_->line();
    const auto &columns = splitter_->columns();
    Record record;
    for (std::size_t rows = 0; !time_ && rows < rows_looked_at && reader_->next(record); ++rows) {
        if (record.text.empty() || !splitter_->split(record, cells_).empty())
            continue;
        int best = 0;
        for (std::size_t column = 0; column < columns.size(); ++column) {
            TimeGuess guess;
            guess.see(cells_[column]);
            const int rank = timeRank(columns[column], guess, 0);
            if (rank <= best)
                continue;
            best = rank;
            time_ = TimeAt { column, *guess.reader(columns[column], 0) };
        }
    }
    reader_->seek(offset, line);
}

Result<void> SeriesFile::chooseValue(const std::string &column)
{
    const auto &columns = splitter_->columns();
    const auto found = std::ranges::find(columns, column.empty() ? "value" : column);
    if (found != columns.end()) {
        value_column_ = static_cast<std::size_t>(found - columns.begin());
        return {};
    }
    if (column.empty() && columns.size() == (time_ ? 2U : 1U)) {
        value_column_ = time_ ? 1 - time_->column : 0;
        return {};
    }
    return Error { ErrorKind::Configuration,
                   column.empty() ? "The file has no column \"value\"" : "The file has no column \"" + column + "\"",
                   file_->path(), "Name one of: " + namesOf(columns) };
}

bool SeriesFile::next(SeriesRow &row)
{
    Record record;
    do {
        if (!reader_->next(record))
            return false;
    } while (record.text.empty());
    row = {};
    row.line = record.line;
    row.fault = splitter_->split(record, cells_);
    if (row.fault.empty())
        take(row);
    return true;
}

void SeriesFile::take(SeriesRow &row)
{
    ++rows_;
    if (time_) {
        const Cell &cell = cells_[time_->column];
        const auto time_ns = time_->reader.read(cell);
        row.time_text = cell.text;
        row.time_ns = time_ns.value_or(0);
        if (!time_ns) {
            row.fault = "\"" + std::string(cell.text) + "\" is no time (" + time_->reader.text() + ")";
            return;
        }
    } else {
        number_ = std::to_string(rows_);
        row.time_text = number_;
        row.time_ns = static_cast<TimeNs>(rows_) * ns_per_s;
    }
    const Cell &cell = cells_[value_column_];
    row.value_text = cell.text;
    if (meansMissing(cell.text))
        row.value = std::numeric_limits<double>::quiet_NaN();
    else if (!readDouble(cell.text, row.value))
        row.fault = "\"" + std::string(cell.text) + "\" is no number";
}

} // namespace streamgauge
