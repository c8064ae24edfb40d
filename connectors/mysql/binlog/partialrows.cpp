// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/partialrows.h"

#include "connectors/mysql/binlog/compressed.h"
#include "connectors/mysql/binlog/eventheader.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::uint8_t first_fragment_flag = 0x01;

Error damaged(const char *what)
{
    return { ErrorKind::Input, std::string("a fragmented rows event is damaged: ") + what, {}, {} };
}

} // namespace

Result<std::optional<ByteSpan>> PartialRows::add(ByteSpan body)
{
    ByteReader reader(body);
    const std::uint64_t a = reader.number(4);
    const std::uint64_t b = reader.number(4);
    const bool first = (reader.byte() & first_fragment_flag) != 0;
    if (first)
        reader.skip(8); // length of the whole, also in the header within
    if (reader.failed())
        return damaged("cut off");
    // The two numbers are this fragment's and the last one's; documentation and source differ in their order.
    const std::uint64_t number = std::min(a, b);
    if (first) {
        event_.clear();
    } else if (number != next_fragment_ || next_fragment_ == 0) {
        return damaged("a fragment is missing");
    }
    next_fragment_ = number + 1;
    const ByteSpan content = reader.rest();
    if (event_.size() + content.size() > most_event_bytes)
        return Error { ErrorKind::Unsupported, "a rows event is larger than 1 GiB", {}, "leave the table out" };
    event_.insert(event_.end(), content.begin(), content.end());
    if (event_.size() < EventHeader::size_bytes)
        return std::optional<ByteSpan>();
    const std::uint64_t whole = loadLittle<4>(event_.data() + 9);
    if (event_.size() < whole)
        return std::optional<ByteSpan>();
    if (event_.size() > whole)
        return damaged("too long");
    next_fragment_ = 0;
    return std::optional<ByteSpan>(event_);
}

void PartialRows::clear()
{
    event_.clear();
    next_fragment_ = 0;
}

} // namespace streamgauge
