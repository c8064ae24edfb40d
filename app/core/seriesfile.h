// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/csvsplitter.h"
#include "connectors/replay/timereader.h"

#include <memory>

namespace streamgauge {

/// One row of a series; the texts are as they stand in the file and valid until the next call.
struct SeriesRow {
    std::uint64_t line = 0;
    std::string_view time_text;
    std::string_view value_text;
    TimeNs time_ns = 0;
    double value = 0;  ///< NaN: missing
    std::string fault; ///< why it is no row; nothing else is set then but the line
};

/// One column of a CSV file over time, read row by row in the file's order. Nothing behind the present row is looked at,
/// except that the column of times is chosen by the first row that has one (of the first 100). Holds one block of the file.
/// One thread.
class SeriesFile
{
public:
    static constexpr std::size_t rows_looked_at = 100;

    /// `column`: where the values are; empty: "value", or the only other column beside the times.
    [[nodiscard]] static Result<std::unique_ptr<SeriesFile>> open(const std::string &path, const std::string &column);

    /// False at the end.
    [[nodiscard]] bool next(SeriesRow &row);
    /// Without a column of times, rows are numbered from 1 and lie a second apart.
    [[nodiscard]] bool hasTimes() const { return time_.has_value(); }

private:
    struct TimeAt {
        std::size_t column;
        TimeReader reader;
    };
    explicit SeriesFile(std::unique_ptr<InputFile> file);
    [[nodiscard]] Result<void> readHeader();
    void chooseTime();
    [[nodiscard]] Result<void> chooseValue(const std::string &column);
    void take(SeriesRow &row);

    std::unique_ptr<InputFile> file_;
    std::unique_ptr<RecordReader> reader_;
    std::unique_ptr<CsvSplitter> splitter_;
    std::optional<TimeAt> time_;
    std::size_t value_column_ = 0;
    std::uint64_t rows_ = 0;
    std::vector<Cell> cells_;
    std::string number_;
};

} // namespace streamgauge
