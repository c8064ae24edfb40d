// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/gtidevent.h"

#include <algorithm>
#include <bit>

namespace streamgauge {

namespace {

constexpr std::uint8_t logical_timestamps = 2;
constexpr std::uint64_t original_follows = 1ULL << 55;

/// The variable-length integer of MySQL's serialization library: as many low one bits as further bytes follow.
std::uint64_t takeVariable(ByteReader &reader)
{
    if (reader.atEnd()) {
        reader.skip(1);
        return 0;
    }
    const auto further = static_cast<std::size_t>(std::countr_one(reader.rest()[0]));
    if (further >= 8) {
        reader.skip(1);
        return reader.number(8);
    }
    return reader.number(further + 1) >> (further + 1);
}

/// The same with the sign in the lowest bit.
std::uint64_t takePositive(ByteReader &reader)
{
    return takeVariable(reader) >> 1;
}

} // namespace

std::string xaName(std::uint32_t format, std::string_view global, std::string_view branch)
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::string name;
    for (const std::string_view part : { global, branch }) {
        for (const char c : part) {
            name.push_back(hex[static_cast<unsigned char>(c) >> 4]);
            name.push_back(hex[static_cast<unsigned char>(c) & 15]);
        }
        name.push_back(',');
    }
    return name + std::to_string(format);
}

std::optional<MariaDbGtidEvent> MariaDbGtidEvent::read(ByteSpan body, std::uint32_t server_id)
{
    ByteReader reader(body);
    MariaDbGtidEvent event;
    event.gtid.server = server_id;
    event.gtid.sequence = reader.number(8);
    event.gtid.domain = static_cast<std::uint32_t>(reader.number(4));
    event.flags = reader.byte();
    if ((event.flags & group_commit) != 0)
        reader.skip(8);
    if ((event.flags & (prepared_xa | completed_xa)) != 0) {
        const auto format = static_cast<std::uint32_t>(reader.number(4));
        const std::uint8_t global_bytes = reader.byte();
        const std::uint8_t branch_bytes = reader.byte();
        const std::string_view global = reader.text(global_bytes);
        event.xa_name = xaName(format, global, reader.text(branch_bytes));
    }
    if (reader.failed())
        return std::nullopt;
    return event;
}

std::optional<MySqlGtidEvent> MySqlGtidEvent::read(ByteSpan body, bool anonymous)
{
    ByteReader reader(body);
    MySqlGtidEvent event;
    reader.skip(1);
    const ByteSpan uuid = reader.take(16);
    MySqlGtid gtid;
    gtid.number = reader.number(8);
    if (reader.failed())
        return std::nullopt;
    std::copy(uuid.begin(), uuid.end(), gtid.uuid.begin());
    if (!anonymous)
        event.gtid = gtid;
    if (reader.left() >= 1 + 16 + 7 && reader.byte() == logical_timestamps) {
        reader.skip(16);
        const std::uint64_t immediate = reader.number(7);
        event.immediate_commit_us = immediate & (original_follows - 1);
        event.original_commit_us = event.immediate_commit_us;
        if ((immediate & original_follows) != 0)
            event.original_commit_us = reader.number(7);
        if (reader.failed())
            return std::nullopt;
    }
    return event;
}

std::optional<MySqlGtidEvent> MySqlGtidEvent::readTagged(ByteSpan body)
{
    ByteReader reader(body);
    MySqlGtidEvent event;
    MySqlGtid gtid;
    (void)takeVariable(reader); // serialization version
    (void)takeVariable(reader); // size
    const std::uint64_t last_required = takeVariable(reader);
    bool original_said = false;
    while (!reader.atEnd() && !reader.failed()) {
        const std::uint64_t field = takeVariable(reader);
        switch (field) {
        case 0: (void)takeVariable(reader); break; // flags
        case 1:
            for (std::uint8_t &byte : gtid.uuid)
                byte = static_cast<std::uint8_t>(takeVariable(reader));
            break;
        case 2: gtid.number = takePositive(reader); break;
        case 3: gtid.tag = reader.text(takeVariable(reader)); break;
        case 4:
        case 5: (void)takePositive(reader); break; // logical clock
        case 6: event.immediate_commit_us = takeVariable(reader); break;
        case 7:
            event.original_commit_us = takeVariable(reader);
            original_said = true;
            break;
        default:
            // Behind the times nothing is needed; fields of later versions are skipped with the rest.
            if (field <= last_required && field > 11)
                return std::nullopt;
            reader.skip(reader.left());
        }
    }
    if (reader.failed() || gtid.number == 0)
        return std::nullopt;
    if (!original_said)
        event.original_commit_us = event.immediate_commit_us;
    event.gtid = std::move(gtid);
    return event;
}

std::optional<XaPrepareEvent> XaPrepareEvent::read(ByteSpan body)
{
    ByteReader reader(body);
    XaPrepareEvent event;
    event.one_phase = reader.byte() != 0;
    const auto format = static_cast<std::uint32_t>(reader.number(4));
    const std::uint64_t global_bytes = reader.number(4);
    const std::uint64_t branch_bytes = reader.number(4);
    const std::string_view global = reader.text(global_bytes);
    event.xa_name = xaName(format, global, reader.text(branch_bytes));
    if (reader.failed())
        return std::nullopt;
    return event;
}

} // namespace streamgauge
