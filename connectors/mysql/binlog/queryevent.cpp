// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/queryevent.h"

namespace streamgauge {

namespace {

constexpr std::uint64_t no_backslash_escapes = 1ULL << 20; // in sql_mode

/// The variables are in the order of their codes; the ones wanted come before any that could be unknown.
void readVariables(QueryEvent &event, ByteSpan variables)
{
    ByteReader reader(variables);
    while (!reader.atEnd() && !reader.failed()) {
        switch (reader.byte()) {
        case 0: reader.skip(4); break; // flags2
        case 1: event.backslash_escapes = (reader.number(8) & no_backslash_escapes) == 0; break;
        case 2: reader.skip(reader.byte() + 1U); break; // catalog with a zero byte
        case 3: reader.skip(4); break;                  // auto increment
        case 4: event.client_collation = static_cast<std::uint16_t>(reader.number(2)); return;
        case 5:                                    // time zone
        case 6: reader.skip(reader.byte()); break; // catalog
        default: return;
        }
    }
}

} // namespace

std::optional<QueryEvent> QueryEvent::read(ByteSpan body, std::size_t post_header_bytes)
{
    if (post_header_bytes < 11)
        return std::nullopt;
    ByteReader reader(body);
    QueryEvent event;
    reader.skip(8); // thread, duration
    const std::uint8_t database_bytes = reader.byte();
    reader.skip(2); // error
    const std::uint64_t variable_bytes = post_header_bytes >= 13 ? reader.number(2) : 0;
    reader.skip(post_header_bytes - (post_header_bytes >= 13 ? 13 : 11));
    readVariables(event, reader.take(variable_bytes));
    event.database = reader.text(database_bytes);
    reader.skip(1);
    event.statement = reader.rest();
    if (reader.failed())
        return std::nullopt;
    return event;
}

} // namespace streamgauge
