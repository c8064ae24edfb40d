// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/eventheader.h"

#include <zlib.h>

namespace streamgauge {

Result<EventHeader> EventHeader::parse(ByteSpan event)
{
    if (event.size() < size_bytes)
        return Error {
            ErrorKind::Input, "a binlog event of " + std::to_string(event.size()) + " bytes has no complete header", {}, {}
        };
    const std::uint8_t *data = event.data();
    EventHeader header;
    header.timestamp_s = static_cast<std::uint32_t>(loadLittle<4>(data));
    header.type = static_cast<EventType>(data[4]);
    header.server_id = static_cast<std::uint32_t>(loadLittle<4>(data + 5));
    header.size = static_cast<std::uint32_t>(loadLittle<4>(data + 9));
    header.end_position = static_cast<std::uint32_t>(loadLittle<4>(data + 13));
    header.flags = static_cast<std::uint16_t>(loadLittle<2>(data + 17));
    if (header.size != event.size())
        return Error { ErrorKind::Input,
                       "a binlog event says it has " + std::to_string(header.size) + " bytes but "
                           + std::to_string(event.size()) + " came",
                       {},
                       {} };
    return header;
}

bool checksumMatches(ByteSpan event)
{
    if (event.size() < EventHeader::size_bytes + 4)
        return false;
    const std::size_t covered = event.size() - 4;
    uLong sum = crc32(0, nullptr, 0);
    const auto type = static_cast<EventType>(event[4]);
    if (type == EventType::FormatDescription) {
        // The server computes the sum before it sets the in-use flag in the file.
        std::uint8_t header[EventHeader::size_bytes];
        std::memcpy(header, event.data(), sizeof header);
        header[17] = static_cast<std::uint8_t>(header[17] & ~EventHeader::in_use_flag);
        sum = crc32(sum, header, sizeof header);
        sum = crc32_z(sum, event.data() + sizeof header, covered - sizeof header);
    } else {
        sum = crc32_z(sum, event.data(), covered);
    }
    return sum == loadLittle<4>(event.data() + covered);
}

} // namespace streamgauge
