// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/compressed.h"

#include <zlib.h>

namespace streamgauge {

namespace {

// Deflate cannot expand further than this, so a larger claim is damage and must not cost its memory.
constexpr std::uint64_t most_ratio = 1'040;

bool inflateTo(ByteSpan compressed, std::uint64_t length, bool raw, std::vector<std::uint8_t> &out)
{
    if (length > most_event_bytes || length > compressed.size() * most_ratio + 64)
        return false;
    out.resize(static_cast<std::size_t>(length));
    z_stream stream {};
    if (inflateInit2(&stream, raw ? -MAX_WBITS : MAX_WBITS) != Z_OK)
        return false;
    // zlib's interface is not const-correct; it does not write through next_in.
    stream.next_in = const_cast<Bytef *>(compressed.data()); // NOLINT(cppcoreguidelines-pro-type-const-cast)
    stream.avail_in = static_cast<uInt>(compressed.size());
    std::uint8_t none = 0;
    stream.next_out = out.empty() ? &none : out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    const int status = inflate(&stream, Z_FINISH);
    const bool complete = status == Z_STREAM_END && stream.total_out == length;
    inflateEnd(&stream);
    return complete;
}

} // namespace

bool inflateEvent(ByteSpan compressed, std::vector<std::uint8_t> &out)
{
    ByteReader reader(compressed);
    const std::uint8_t header = reader.byte();
    const std::size_t length_bytes = header & 0x07;
    if ((header & 0xF0) != 0x80 || length_bytes < 1 || length_bytes > 4)
        return false;
    const ByteSpan length = reader.take(length_bytes);
    return !reader.failed() && inflateTo(reader.rest(), loadBig(length.data(), length.size()), false, out);
}

bool inflateColumn(ByteSpan stored, std::vector<std::uint8_t> &out)
{
    out.clear();
    if (stored.empty())
        return true;
    if (stored[0] == 0) {
        out.assign(stored.begin() + 1, stored.end());
        return true;
    }
    ByteReader reader(stored);
    const std::uint8_t header = reader.byte();
    const std::size_t length_bytes = header & 0x07;
    if ((header & 0xF0) != 0x80 || length_bytes < 1 || length_bytes > 4)
        return false;
    const bool raw = (header & 0x08) != 0;
    const ByteSpan length = reader.take(length_bytes);
    return !reader.failed() && inflateTo(reader.rest(), loadBig(length.data(), length.size()), raw, out);
}

} // namespace streamgauge
