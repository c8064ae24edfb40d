// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/inputfile.h"

#include <string>
#include <string_view>

namespace streamgauge {

/// One record of a file: a CSV record (which may hold line breaks in quotes) or a line.
struct Record {
    std::string_view text;    ///< without the line break; valid until the reader's next call
    std::uint64_t offset = 0; ///< in the file
    std::uint64_t line = 0;   ///< of its first character, from 1
    bool broken = false;      ///< a quote never closed: only its first line is here, and the next line follows
};

struct Framing {
    bool quotes = false;  ///< line breaks inside "..." belong to the record
    char separator = ','; ///< where a quote may open
    friend bool operator==(const Framing &, const Framing &) = default;
};

/// Cuts a file into records. Holds one block and at most one record of 64 MB; a longer one counts as broken.
class RecordReader
{
public:
    RecordReader(InputFile &file, Framing framing);

    void seek(std::uint64_t offset, std::uint64_t line);
    /// False at the end.
    [[nodiscard]] bool next(Record &record);
    /// The record of `length` bytes at `offset`, as next() found it before; an empty text when it cannot be read any more.
    [[nodiscard]] Record at(std::uint64_t offset, std::size_t length, std::uint64_t line);
    /// Where the next record starts.
    [[nodiscard]] std::uint64_t offset() const { return buffer_offset_ + begin_; }
    [[nodiscard]] std::uint64_t line() const { return line_; }

private:
    bool fill();
    bool skipLine();
    void scanQuotes(std::size_t from, std::size_t to);
    void finish(Record &record, std::size_t length, std::size_t skipped, bool broken);

    InputFile &file_;
    Framing framing_;
    std::string buffer_;
    std::size_t begin_ = 0; ///< of the open record, in buffer_
    std::uint64_t buffer_offset_ = 0;
    std::uint64_t line_ = 1;
    bool skipping_ = false; ///< in the middle of a line that was too long
    bool in_quotes_ = false;
    bool field_start_ = true;
    bool after_quote_ = false;
};

} // namespace streamgauge
