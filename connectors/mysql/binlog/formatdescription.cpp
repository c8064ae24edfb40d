// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/formatdescription.h"

namespace streamgauge {

namespace {

constexpr std::size_t lengths_offset = 2 + 50 + 4 + 1;

Error damaged(const char *what)
{
    return { ErrorKind::Input, std::string("the binlog's format description is damaged: ") + what, {}, {} };
}

constexpr std::size_t own_length_at =
    EventHeader::size_bytes + lengths_offset + static_cast<std::size_t>(EventType::FormatDescription) - 1;

/// A server without checksums rewrites this event for the wire and leaves its checksum stale, so that it proves nothing;
/// but a checksum that is right once the algorithm reads CRC32, and the array ends before it, proves that one of the two
/// was damaged.
bool wasChecksummed(ByteSpan event, std::size_t algorithm_at)
{
    std::vector<std::uint8_t> restored(event.begin(), event.end());
    restored[algorithm_at] = 1;
    if (checksumMatches(restored))
        return true;
    restored[algorithm_at] = event[algorithm_at];
    const std::size_t last_algorithm_at = event.size() - 5;
    restored[last_algorithm_at] = 1;
    restored[own_length_at] = static_cast<std::uint8_t>(last_algorithm_at - EventHeader::size_bytes);
    return checksumMatches(restored);
}

} // namespace

std::size_t FormatDescription::postHeaderBytes(EventType type, std::size_t otherwise) const
{
    const auto index = static_cast<std::size_t>(type) - 1;
    return index < post_header_bytes.size() && post_header_bytes[index] != 0 ? post_header_bytes[index] : otherwise;
}

Result<FormatDescription> FormatDescription::parse(ByteSpan event)
{
    if (event.size() < EventHeader::size_bytes + lengths_offset + 15)
        return damaged("too short");
    const ByteSpan body = event.subspan(EventHeader::size_bytes);
    ByteReader reader(body);
    if (reader.number(2) != 4)
        return damaged("not version 4");
    FormatDescription format;
    const std::string_view version = reader.text(50);
    format.server_version = version.substr(0, version.find('\0'));
    format.created_s = static_cast<std::uint32_t>(reader.number(4));
    format.header_bytes = reader.byte();
    // Its own entry in the array says where the array ends; servers without checksums end there, others add the
    // algorithm and a checksum, and some pad.
    const std::size_t own_bytes = event[own_length_at];
    if (own_bytes < lengths_offset + 15 || own_bytes > body.size())
        return damaged("impossible length");
    if (format.header_bytes < EventHeader::size_bytes)
        return damaged("headers shorter than 19 bytes");
    const ByteSpan lengths = body.subspan(lengths_offset, own_bytes - lengths_offset);
    format.post_header_bytes.assign(lengths.begin(), lengths.end());
    if (body.size() >= own_bytes + 5) {
        const std::uint8_t algorithm = body[own_bytes];
        const auto algorithm_at = static_cast<std::size_t>(&body[own_bytes] - event.data());
        if (algorithm == 0 ? wasChecksummed(event, algorithm_at) : !checksumMatches(event))
            return damaged("wrong checksum");
        if (algorithm > 1)
            return Error { ErrorKind::Unsupported,
                           "unknown binlog checksum algorithm " + std::to_string(algorithm),
                           {},
                           "SET GLOBAL binlog_checksum = 'CRC32'" };
        format.checksummed = algorithm == 1;
    } else if (body.size() != own_bytes || wasChecksummed(event, own_length_at)) {
        return damaged("impossible length");
    }
    return format;
}

} // namespace streamgauge
