// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batch.h"
#include "engine/export/partfile.h"
#include "engine/export/timeformat.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace streamgauge {

struct CsvFormat {
    char separator = ',';
    /// A spreadsheet must not run a text cell as a formula: text that begins with = + - @ tab or carriage return gets
    /// a ' in front. Numbers and times are untouched.
    bool guard_formulas = true;
    /// Begin with a byte order mark, which some spreadsheets need to read UTF-8.
    bool byte_order_mark = false;
    TimeFormat time;
};

/// Writes RFC 4180 rows (CRLF, doubled quotes) as UTF-8 into a sink. A missing cell is empty without quotes, an empty
/// text is "". Holds one row in memory. One thread; `sink` outlives it.
class CsvWriter
{
public:
    CsvWriter(ByteSink &sink, CsvFormat format);

    /// One cell each, from left to right.
    void text(std::string_view value);
    void number(std::string_view digits);
    void missing();
    void time(TimeNs time_ns, unsigned fraction_digits, bool zoned = true);
    /// A cell of a batch, by its column's kind.
    void cell(const Column &column, const ColumnData &data, std::size_t row);
    Result<void> endRow();

    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    void beginCell();

    ByteSink &sink_;
    CsvFormat format_;
    std::string row_;
    std::string scratch_;
    std::uint64_t bytes_ = 0;
    bool first_in_row_ = true;
};

} // namespace streamgauge
