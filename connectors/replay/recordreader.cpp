// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/recordreader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::size_t block_bytes = 1 << 18;
constexpr std::size_t most_record_bytes = 64 << 20;

} // namespace

RecordReader::RecordReader(InputFile &file, Framing framing)
    : file_(file)
    , framing_(framing)
{
}

void RecordReader::seek(std::uint64_t offset, std::uint64_t line)
{
    buffer_.clear();
    begin_ = 0;
    buffer_offset_ = offset;
    line_ = line;
    skipping_ = false;
}

bool RecordReader::skipLine()
{
    while (true) {
        const std::size_t end = buffer_.find('\n', begin_);
        if (end != std::string::npos) {
            begin_ = end + 1;
            ++line_;
            return true;
        }
        begin_ = buffer_.size();
        if (!fill())
            return false;
    }
}

bool RecordReader::fill()
{
    buffer_.erase(0, begin_);
    buffer_offset_ += begin_;
    begin_ = 0;
    const std::size_t had = buffer_.size();
    // Doubling keeps the moving of one long record linear.
    const std::size_t more = std::max(block_bytes, had);
    buffer_.resize(had + more);
    const std::size_t got = file_.read(buffer_offset_ + had, { buffer_.data() + had, more });
    buffer_.resize(had + got);
    return got > 0;
}

/// RFC 4180, and as spreadsheets write it: a quote opens at the start of a field only, two quotes inside are one.
void RecordReader::scanQuotes(std::size_t from, std::size_t to)
{
    for (std::size_t i = from; i < to; ++i) {
        const char letter = buffer_[i];
        if (in_quotes_) {
            if (letter == '"') {
                in_quotes_ = false;
                after_quote_ = true;
            }
            continue;
        }
        if (letter == '"' && (field_start_ || after_quote_))
            in_quotes_ = true;
        after_quote_ = false;
        field_start_ = letter == framing_.separator;
    }
}

void RecordReader::finish(Record &record, std::size_t length, std::size_t skipped, bool broken)
{
    std::string_view text(buffer_.data() + begin_, length);
    record.offset = offset();
    record.line = line_;
    record.broken = broken;
    if (framing_.quotes && std::memchr(text.data(), '\n', text.size()) != nullptr)
        line_ += static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
    line_ += skipped;
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    record.text = text;
    begin_ += length + skipped;
}

bool RecordReader::next(Record &record)
{
    if (std::exchange(skipping_, false) && !skipLine())
        return false;
    in_quotes_ = false;
    field_start_ = true;
    after_quote_ = false;
    std::size_t scanned = 0; // within the record
    std::size_t first_line = std::string::npos;
    while (true) {
        const std::size_t from = begin_ + scanned;
        const auto *found = from < buffer_.size()
            ? static_cast<const char *>(std::memchr(buffer_.data() + from, '\n', buffer_.size() - from))
            : nullptr;
        const std::size_t to = found != nullptr ? static_cast<std::size_t>(found - buffer_.data()) : buffer_.size();
        const bool quoted =
            framing_.quotes && (scanned > 0 || (to > from && std::memchr(buffer_.data() + from, '"', to - from) != nullptr));
        if (quoted)
            scanQuotes(from, to);
        if (found != nullptr) {
            const std::size_t length = to - begin_;
            if (!in_quotes_) {
                finish(record, length, 1, false);
                return true;
            }
            first_line = std::min(first_line, length);
            scanned = length + 1;
        } else {
            // Unscanned text without quotes is looked at again when more has come.
            scanned = quoted ? buffer_.size() - begin_ : 0;
        }
        const bool too_long = buffer_.size() - begin_ > most_record_bytes;
        if (found != nullptr && !too_long)
            continue;
        if (!too_long && fill())
            continue;
        const std::size_t rest = buffer_.size() - begin_;
        if (rest == 0)
            return false;
        if (first_line != std::string::npos) {
            finish(record, first_line, 1, true);
        } else {
            skipping_ = too_long;
            finish(record, rest, 0, in_quotes_ || too_long);
        }
        return true;
    }
}

Record RecordReader::at(std::uint64_t offset, std::size_t length, std::uint64_t line)
{
    buffer_.resize(length);
    const std::size_t got = file_.read(offset, buffer_);
    Record record { {}, offset, line, false };
    if (got == length)
        record.text = buffer_;
    return record;
}

} // namespace streamgauge
