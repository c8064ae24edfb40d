// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/eventheader.h"
#include "connectors/mysql/binlog/tablemap.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>
#include <zlib.h>
#include <zstd.h>

namespace streamgauge {

using EventBytes = std::vector<std::uint8_t>;

/// Bytes put together piece by piece.
class ByteWriter
{
public:
    ByteWriter &little(std::uint64_t value, std::size_t bytes)
    {
        for (std::size_t i = 0; i < bytes; ++i)
            bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
        return *this;
    }
    ByteWriter &big(std::uint64_t value, std::size_t bytes)
    {
        for (std::size_t i = bytes; i > 0; --i)
            bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * (i - 1))));
        return *this;
    }
    ByteWriter &byte(std::uint64_t value) { return little(value, 1); }
    ByteWriter &text(std::string_view text)
    {
        bytes_.insert(bytes_.end(), text.begin(), text.end());
        return *this;
    }
    /// With its length in one byte before it.
    ByteWriter &counted(std::string_view content) { return byte(content.size()).text(content); }
    ByteWriter &raw(const EventBytes &bytes)
    {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
        return *this;
    }
    [[nodiscard]] const EventBytes &bytes() const { return bytes_; }
    [[nodiscard]] std::string_view view() const { return asText(bytes_); }

private:
    EventBytes bytes_;
};

/// Writes binlog events as servers do, keeping count of the position.
class EventBuilder
{
public:
    explicit EventBuilder(bool checksums = true)
        : checksums_(checksums)
    {
    }

    std::uint32_t timestamp_s = 1'700'000'000;
    std::uint64_t position = 4;  ///< behind the events made so far
    bool gives_positions = true; ///< false: end_log_pos is 0, as MariaDB 11.4 writes inside transactions

    [[nodiscard]] EventBytes event(EventType type, const EventBytes &body, std::uint16_t flags = 0)
    {
        const bool summed = checksums_ || type == EventType::FormatDescription;
        const std::size_t size = EventHeader::size_bytes + body.size() + (summed ? 4 : 0);
        const bool counts = (flags & EventHeader::artificial_flag) == 0;
        position += counts ? size : 0;
        ByteWriter writer;
        writer.little(timestamp_s, 4).byte(static_cast<std::uint64_t>(type)).little(server_id, 4).little(size, 4);
        writer.little(counts && gives_positions ? position : 0, 4).little(flags, 2).raw(body);
        if (summed)
            writer.little(crc32_z(0, writer.bytes().data(), writer.bytes().size()), 4);
        return writer.bytes();
    }
    /// For the inside of a payload.
    [[nodiscard]] EventBytes bare(EventType type, const EventBytes &body) const
    {
        ByteWriter writer;
        writer.little(timestamp_s, 4).byte(static_cast<std::uint64_t>(type)).little(server_id, 4);
        return writer.little(EventHeader::size_bytes + body.size(), 4).little(0, 4).little(0, 2).raw(body).bytes();
    }

    [[nodiscard]] EventBytes format(std::string_view version = "10.11.19-MariaDB", std::uint32_t created_s = 0)
    {
        constexpr std::size_t types = 172;
        ByteWriter writer;
        writer.little(4, 2).text(version).text(std::string(50 - version.size(), '\0')).little(created_s, 4);
        writer.byte(EventHeader::size_bytes);
        for (std::size_t type = 1; type <= types; ++type)
            writer.byte(postHeaderBytes(type, 57 + types));
        return event(EventType::FormatDescription, writer.byte(checksums_ ? 1 : 0).bytes());
    }
    [[nodiscard]] static EventBytes queryBody(std::string_view sql, std::string_view database = "shop")
    {
        ByteWriter writer;
        writer.little(7, 4).little(0, 4).byte(database.size()).little(0, 2).little(0, 2);
        return writer.text(database).byte(0).text(sql).bytes();
    }
    [[nodiscard]] EventBytes query(std::string_view sql, std::string_view database = "shop")
    {
        return event(EventType::Query, queryBody(sql, database));
    }
    [[nodiscard]] EventBytes xid() { return event(EventType::Xid, ByteWriter().little(1, 8).bytes()); }
    [[nodiscard]] EventBytes rotate(std::string_view file, std::uint64_t offset, bool artificial)
    {
        const EventBytes body = ByteWriter().little(offset, 8).text(file).bytes();
        return event(EventType::Rotate, body, artificial ? EventHeader::artificial_flag : 0);
    }
    [[nodiscard]] EventBytes mariaGtid(std::uint64_t sequence, std::uint8_t flags = 0x0C, std::uint32_t domain = 0)
    {
        ByteWriter writer;
        writer.little(sequence, 8).little(domain, 4).byte(flags);
        if ((flags & 0xC0) != 0)
            writer.little(1, 4).byte(3).byte(0).text("xid");
        return event(EventType::MariaGtid, writer.little(0, 6).bytes());
    }
    [[nodiscard]] EventBytes mySqlGtid(std::uint64_t number, std::uint64_t commit_us)
    {
        ByteWriter writer;
        writer.byte(1).text("0123456789abcdef").little(number, 8).byte(2).little(0, 8).little(1, 8).little(commit_us, 7);
        return event(EventType::Gtid, writer.bytes());
    }
    [[nodiscard]] EventBytes xaPrepare(bool one_phase)
    {
        const EventBytes body =
            ByteWriter().byte(one_phase ? 1 : 0).little(1, 4).little(3, 4).little(0, 4).text("xid").bytes();
        return event(EventType::XaPrepare, body);
    }
    /// (id INT PRIMARY KEY, name VARCHAR(50)) with full metadata.
    [[nodiscard]] static EventBytes tableMapBody(std::uint64_t id, std::string_view table,
                                                 std::string_view second_column = "name")
    {
        ByteWriter names;
        names.counted("id").counted(second_column);
        ByteWriter writer;
        writer.little(id, 6).little(1, 2).counted("shop").byte(0).counted(table).byte(0);
        writer.byte(2).byte(3).byte(15).byte(2).little(50, 2).byte(2);
        writer.byte(1).counted(std::string(1, '\0')); // signed
        writer.byte(2).counted("\x2D");               // utf8mb4
        writer.byte(4).counted(names.view());
        return writer.byte(8).counted(std::string(1, '\0')).bytes();
    }
    [[nodiscard]] EventBytes tableMap(std::uint64_t id, std::string_view table, std::string_view second_column = "name")
    {
        return event(EventType::TableMap, tableMapBody(id, table, second_column));
    }
    [[nodiscard]] static EventBytes row(std::int32_t id, std::string_view name)
    {
        return ByteWriter().byte(0).little(static_cast<std::uint32_t>(id), 4).counted(name).bytes();
    }
    [[nodiscard]] static EventBytes rowsBody(EventType type, std::uint64_t table_id, const EventBytes &rows)
    {
        const bool version_2 = type >= EventType::WriteRows && type <= EventType::DeleteRows;
        ByteWriter writer;
        writer.little(table_id, 6).little(1, 2);
        if (version_2)
            writer.little(2, 2);
        writer.byte(2).byte(3);
        if (type == EventType::UpdateRows || type == EventType::UpdateRowsV1)
            writer.byte(3);
        return writer.raw(rows).bytes();
    }
    [[nodiscard]] EventBytes rows(EventType type, std::uint64_t table_id, const EventBytes &rows)
    {
        return event(type, rowsBody(type, table_id, rows));
    }
    [[nodiscard]] EventBytes insert(std::uint64_t table_id, std::int32_t id, std::string_view name)
    {
        return rows(EventType::WriteRowsV1, table_id, row(id, name));
    }
    /// zstd or plain.
    [[nodiscard]] EventBytes payload(const EventBytes &events, bool compressed)
    {
        EventBytes content = events;
        if (compressed) {
            content.resize(ZSTD_compressBound(events.size()));
            content.resize(ZSTD_compress(content.data(), content.size(), events.data(), events.size(), 3));
        }
        ByteWriter writer;
        writer.byte(1).byte(3).byte(0xFC).little(content.size(), 2);
        if (compressed)
            writer.byte(2).byte(1).byte(0);
        else
            writer.byte(2).byte(3).byte(0xFC).little(255, 2);
        writer.byte(3).byte(3).byte(0xFC).little(events.size(), 2).byte(0).raw(content);
        return event(EventType::TransactionPayload, writer.bytes());
    }

private:
    static std::size_t postHeaderBytes(std::size_t type, std::size_t own)
    {
        switch (static_cast<EventType>(type)) {
        case EventType::Query:
        case EventType::QueryCompressed: return 13;
        case EventType::FormatDescription: return own;
        case EventType::WriteRows:
        case EventType::UpdateRows:
        case EventType::DeleteRows: return 10;
        case EventType::MariaGtid: return 19;
        default: return 8;
        }
    }

    static constexpr std::uint32_t server_id = 1;
    bool checksums_;
};

} // namespace streamgauge
