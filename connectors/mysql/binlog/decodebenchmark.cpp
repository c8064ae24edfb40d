// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/decodebenchmark.h"

#include "connectors/mysql/binlog/binlogstream.h"
#include "connectors/mysql/binlog/eventheader.h"
#include "connectors/mysql/binlog/tablemap.h"
#include "engine/source/quietsink.h"

#include <bit>
#include <string>
#include <string_view>
#include <zlib.h>

namespace streamgauge {

namespace {

constexpr std::uint64_t events_per_transaction = 4;
constexpr std::size_t event_bytes = 8'192;
constexpr std::uint64_t table_id = 77;

class NoDefinitions final : public TableDefinitionSource
{
public:
    Result<TableDefinition> tableDefinition(std::string_view, std::string_view) override
    {
        return Error { ErrorKind::Configuration, "none", {}, {} };
    }
    void forget(std::string_view, std::string_view) override { }
    void refilled(std::string_view, std::string_view) override { }
};

class CountingSink final : public QuietSink
{
public:
    bool push(BatchPtr batch) override
    {
        rows += batch->rows();
        return true;
    }

    std::uint64_t rows = 0;
};

class EventWriter
{
public:
    void put(std::uint64_t value, std::size_t bytes)
    {
        for (std::size_t i = 0; i < bytes; ++i)
            body_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    void putBig(std::uint64_t value, std::size_t bytes)
    {
        for (std::size_t i = bytes; i > 0; --i)
            body_.push_back(static_cast<std::uint8_t>(value >> (8 * (i - 1))));
    }
    void put(std::string_view text) { body_.insert(body_.end(), text.begin(), text.end()); }
    [[nodiscard]] std::size_t size() const { return body_.size(); }

    /// Header, body, checksum.
    [[nodiscard]] std::vector<std::uint8_t> finish(EventType type)
    {
        std::vector<std::uint8_t> body;
        body.swap(body_);
        const std::size_t size = EventHeader::size_bytes + body.size() + 4;
        put(1'700'000'000, 4);
        put(static_cast<std::uint64_t>(type), 1);
        put(1, 4);
        put(size, 4);
        put(0, 4);
        put(0, 2);
        std::vector<std::uint8_t> event;
        event.swap(body_);
        event.insert(event.end(), body.begin(), body.end());
        const auto sum = static_cast<std::uint32_t>(crc32_z(0, event.data(), event.size()));
        for (int i = 0; i < 4; ++i)
            event.push_back(static_cast<std::uint8_t>(sum >> (8 * i)));
        return event;
    }

private:
    std::vector<std::uint8_t> body_;
};

std::vector<std::uint8_t> formatDescription()
{
    constexpr std::uint64_t types = 42;
    EventWriter writer;
    writer.put(4, 2);
    writer.put(std::string("8.4.0") + std::string(45, '\0'));
    writer.put(0, 4);
    writer.put(EventHeader::size_bytes, 1);
    for (std::uint64_t type = 1; type <= types; ++type)
        writer.put(type == static_cast<std::uint64_t>(EventType::FormatDescription) ? 57 + types
                       : type >= 30 && type <= 32                                   ? 10
                       : type == 2                                                  ? 13
                                                                                    : 8,
                   1);
    writer.put(1, 1); // CRC32
    return writer.finish(EventType::FormatDescription);
}

std::vector<std::uint8_t> tableMap()
{
    EventWriter writer;
    writer.put(table_id, 6);
    writer.put(1, 2);
    writer.put(std::string_view("\5bench\0\6events\0", 15));
    writer.put(6, 1);
    for (const WireType type :
         { WireType::LongLong, WireType::Long, WireType::Double, WireType::Decimal, WireType::VarChar, WireType::DateTime2 })
        writer.put(static_cast<std::uint64_t>(type), 1);
    writer.put(std::string_view("\6\x8\xA\2\xC8\0\3", 7)); // double, decimal(10,2), varchar(200 bytes), datetime(3)
    writer.put(0x3E, 1);                                   // all but the key may be NULL
    writer.put(std::string_view("\1\1\0", 3));             // all signed
    writer.put(std::string_view("\2\1\x2D", 3));           // utf8mb4
    constexpr std::string_view names = "\2id\5count\5value\6amount\4name\2at";
    writer.put(4, 1);
    writer.put(names.size(), 1);
    writer.put(names);
    writer.put(std::string_view("\x8\1\0", 3)); // primary key: the first
    return writer.finish(EventType::TableMap);
}

void putRow(EventWriter &writer, std::uint64_t key)
{
    constexpr std::uint64_t sign = 0x8000000000ULL;
    constexpr std::uint64_t year_month = 2026 * 13 + 11;
    const std::uint64_t second = key % 60;
    const std::uint64_t date_time = (year_month << 5 | 20) << 17 | 21 << 12 | (key / 60 % 60) << 6 | second;
    writer.put(0, 1); // no NULLs
    writer.put(key, 8);
    writer.put(key * 7 % 100'000, 4);
    writer.put(std::bit_cast<std::uint64_t>(static_cast<double>(key) * 0.25), 8);
    writer.putBig((key * 31 % 10'000'000) | 0x80000000ULL, 4);
    writer.put(key % 100, 1);
    const std::string name = "customer-" + std::to_string(key % 1'000);
    writer.put(name.size(), 1);
    writer.put(name);
    writer.putBig(sign | date_time, 5);
    writer.putBig(key % 1'000 * 10, 2);
}

/// `key` grows by the rows written.
std::vector<std::uint8_t> writeRows(std::uint64_t &key)
{
    EventWriter writer;
    writer.put(table_id, 6);
    writer.put(1, 2);
    writer.put(2, 2);
    writer.put(6, 1);
    writer.put(0x3F, 1);
    while (writer.size() < event_bytes)
        putRow(writer, ++key);
    return writer.finish(EventType::WriteRows);
}

std::vector<std::uint8_t> begin()
{
    EventWriter writer;
    writer.put(0, 8);
    writer.put(0, 1);
    writer.put(0, 2);
    writer.put(0, 2);
    writer.put(std::string_view("\0BEGIN", 6));
    return writer.finish(EventType::Query);
}

std::vector<std::uint8_t> commit()
{
    EventWriter writer;
    writer.put(1, 8);
    return writer.finish(EventType::Xid);
}

} // namespace

DecodeFigures measureDecode(std::uint64_t rows)
{
    // One lap is decoded again and again, so that making the bytes takes no part in the figure.
    std::vector<std::vector<std::uint8_t>> lap;
    std::uint64_t lap_rows = 0;
    for (int transaction = 0; transaction < 32; ++transaction) {
        lap.push_back(begin());
        lap.push_back(tableMap());
        for (std::uint64_t i = 0; i < events_per_transaction; ++i)
            lap.push_back(writeRows(lap_rows));
        lap.push_back(commit());
    }
    std::uint64_t lap_bytes = 0;
    for (const auto &event : lap)
        lap_bytes += event.size();

    const SystemClock clock;
    NoDefinitions definitions;
    CountingSink sink;
    BinlogStreamOptions options;
    options.flavour = Flavour::MySql;
    BinlogStream stream(options, definitions);
    stream.begin({ "bin.000001", 4, {} }, sink);
    if (!stream.feed(formatDescription(), clock.now()))
        return {};
    std::uint64_t bytes = 0;
    const DurationNs start_ns = clock.steady();
    while (sink.rows < rows) {
        for (const auto &event : lap) {
            if (!stream.feed(event, clock.now()))
                return {};
        }
        if (!stream.flush())
            return {};
        bytes += lap_bytes;
    }
    const double seconds = static_cast<double>(clock.steady() - start_ns) / static_cast<double>(ns_per_s);
    return { static_cast<double>(sink.rows) / seconds, static_cast<double>(bytes) / seconds };
}

} // namespace streamgauge
