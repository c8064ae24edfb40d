// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/binaryjson.h"
#include "connectors/mysql/binlog/binlogstream.h"
#include "connectors/mysql/binlog/jsondiff.h"
#include "connectors/mysql/binlog/statement.h"
#include "engine/source/quietsink.h"
#include "tests/connectors/mysql/binlog/eventbuilder.h"
#include "tests/fuzz/fuzzdriver.h"

using namespace streamgauge;

namespace {

/// Checks that every batch can be read to its last cell.
class ReadingSink final : public QuietSink
{
public:
    bool push(BatchPtr batch) override
    {
        for (std::size_t row = 0; row < batch->rows(); ++row) {
            for (std::size_t column = 0; column < batch->schema().columns.size(); ++column) {
                text_ = cellText(batch->schema().columns[column], batch->after(column), row);
                if (batch->hasBefore())
                    text_ = cellText(batch->schema().columns[column], batch->before(column), row);
            }
            text_ = batch->position(row);
        }
        return true;
    }
    void checkpoint(std::string position) override
    {
        if (!BinlogPosition::parse(position).ok())
            __builtin_trap();
    }

private:
    std::string text_;
};

class Definitions final : public TableDefinitionSource
{
public:
    Result<TableDefinition> tableDefinition(std::string_view, std::string_view) override
    {
        return TableDefinition { { { "id", "int", "int(11)" }, { "name", "varchar", "varchar(50)", "latin1" } },
                                 { 0 },
                                 true };
    }
    void forget(std::string_view, std::string_view) override { }
    void refilled(std::string_view, std::string_view) override { }
};

/// One column of each type, with its metadata and one value.
struct TypedValue {
    std::uint8_t type;
    EventBytes metadata;
    EventBytes value;
};

std::vector<TypedValue> typedValues()
{
    const EventBytes json =
        ByteWriter().byte(0).little(1, 2).little(12, 2).little(11, 2).little(1, 2).byte(5).little(1, 2).text("a").bytes();
    return {
        { 1, {}, { 0xFF } },
        { 2, {}, { 1, 2 } },
        { 9, {}, { 1, 2, 3 } },
        { 3, {}, { 1, 2, 3, 4 } },
        { 8, {}, { 1, 2, 3, 4, 5, 6, 7, 8 } },
        { 13, {}, { 126 } },
        { 4, { 4 }, { 0, 0, 0x80, 0x3F } },
        { 5, { 8 }, { 0, 0, 0, 0, 0, 0, 0xF0, 0x3F } },
        { 246, { 10, 2 }, { 0x80, 0, 0, 1, 50 } },
        { 246, { 65, 30 }, EventBytes(30, 0) },
        { 16, { 5, 1 }, { 1, 2 } },
        { 15, { 50, 0 }, { 2, 'a', 'b' } },
        { 15, { 0x2C, 1 }, { 2, 0, 'a', 'b' } },
        { 254, { 0xFE, 40 }, { 1, 'x' } },
        { 254, { 0xCE, 0xFC }, { 1, 0, 'x' } },
        { 254, { 247, 1 }, { 1 } },
        { 254, { 248, 1 }, { 3 } },
        { 252, { 2 }, { 3, 0, 'x', 'y', 'z' } },
        { 252, { 4 }, { 2, 0, 0, 0, '{', '}' } },
        { 255, { 4 }, { 4, 0, 0, 0, 0, 0, 0, 0 } },
        { 245, { 4 }, ByteWriter().little(json.size(), 4).raw(json).bytes() },
        { 10, {}, { 0x74, 0xCF, 0x0F } },
        { 19, { 6 }, { 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF } },
        { 18, { 3 }, { 0x99, 0xB9, 0x69, 0x51, 0x43, 0x04, 0xE2 } },
        { 17, { 6 }, { 0x65, 0x53, 0xF1, 0x00, 0, 0, 1 } },
        { 7, {}, { 1, 2, 3, 4 } },
        { 11, {}, { 1, 2, 3 } },
        { 12, {}, { 1, 2, 3, 4, 5, 6, 7, 8 } },
        { 140, { 2 }, { 2, 0, 0, 'x' } },
        { 141, { 100, 0 }, { 2, 0, 'x' } },
        { 242, { 4 }, { 4, 0, 0, 0, 0, 0, 0x80, 0x3F } },
    };
}

EventBytes allTypesMap(std::uint64_t id)
{
    ByteWriter types;
    ByteWriter metadata;
    ByteWriter names;
    const std::vector<TypedValue> values = typedValues();
    for (std::size_t i = 0; i < values.size(); ++i) {
        types.byte(values[i].type);
        metadata.raw(values[i].metadata);
        names.counted("c" + std::to_string(i));
    }
    ByteWriter map;
    map.little(id, 6).little(1, 2).counted("shop").byte(0).counted("everything").byte(0);
    map.byte(values.size()).raw(types.bytes()).counted(metadata.view()).text(std::string((values.size() + 7) / 8, '\xFF'));
    map.byte(1).counted(std::string_view("\xAA\x55", 2));
    map.byte(2).counted("\x2D");
    map.byte(4).counted(names.view());
    map.byte(5).counted(std::string_view("\2\1x\1y", 5)).byte(6).counted(std::string_view("\2\1a\1b", 5));
    return map.byte(8).counted(std::string(1, '\3')).byte(10).counted("\x2D").bytes();
}

EventBytes allTypesRows(EventType type, std::uint64_t id)
{
    const std::vector<TypedValue> values = typedValues();
    const std::string all((values.size() + 7) / 8, '\xFF');
    ByteWriter rows;
    rows.little(id, 6).little(1, 2).little(2, 2).byte(values.size()).text(all);
    if (type == EventType::UpdateRows || type == EventType::PartialUpdateRows)
        rows.text(all);
    for (int image = type == EventType::UpdateRows || type == EventType::PartialUpdateRows ? 2 : 1; image > 0; --image) {
        if (type == EventType::PartialUpdateRows && image == 1)
            rows.byte(0);
        rows.text(std::string((values.size() + 7) / 8, '\0'));
        for (const TypedValue &value : values)
            rows.raw(value.value);
    }
    return rows.bytes();
}

void append(EventBytes &input, const EventBytes &event)
{
    input.push_back(static_cast<std::uint8_t>(event.size()));
    input.push_back(static_cast<std::uint8_t>(event.size() >> 8));
    input.insert(input.end(), event.begin(), event.end());
}

EventBytes joined(const std::vector<EventBytes> &events, std::uint8_t way)
{
    EventBytes input { way };
    for (const EventBytes &event : events)
        append(input, event);
    return input;
}

void feedEvents(Flavour flavour, ByteSpan input)
{
    Definitions definitions;
    ReadingSink sink;
    BinlogStreamOptions options;
    options.flavour = flavour;
    options.transaction_rows = 50;
    options.batch_rows = 4;
    BinlogStream stream(options, definitions);
    const BinlogPosition start { "bin.000001", 4, {} };
    static const EventBytes format = EventBuilder(false).format();
    stream.begin(start, sink);
    (void)stream.feed(format, 0);
    while (input.size() > 2) {
        const std::size_t size = std::min<std::size_t>(loadLittle<2>(input.data()), input.size() - 2);
        EventBytes event(input.begin() + 2, input.begin() + 2 + static_cast<std::ptrdiff_t>(size));
        input = input.subspan(2 + size);
        // A wrong length would be all that is ever found.
        for (std::size_t i = 0; i < 4 && event.size() >= EventHeader::size_bytes; ++i)
            event[9 + i] = static_cast<std::uint8_t>(event.size() >> (8 * i));
        if (!stream.feed(event, 0)) {
            stream.begin(stream.position(), sink);
            (void)stream.feed(format, 0);
        }
    }
    (void)stream.flush();
}

} // namespace

namespace streamgauge {

std::vector<std::vector<std::uint8_t>> fuzzSeeds()
{
    EventBuilder builder(false);
    EventBytes inside;
    for (const EventBytes &event :
         { builder.bare(EventType::Query, EventBuilder::queryBody("BEGIN")),
           builder.bare(EventType::TableMap, EventBuilder::tableMapBody(7, "orders")),
           builder.bare(EventType::WriteRows, EventBuilder::rowsBody(EventType::WriteRows, 7, EventBuilder::row(1, "a"))),
           builder.bare(EventType::Xid, ByteWriter().little(1, 8).bytes()) })
        inside.insert(inside.end(), event.begin(), event.end());
    const EventBytes map = builder.event(EventType::TableMap, allTypesMap(9));
    std::vector<std::vector<std::uint8_t>> seeds;
    for (const EventType type :
         { EventType::WriteRows, EventType::UpdateRows, EventType::DeleteRows, EventType::PartialUpdateRows })
        seeds.push_back(
            joined({ builder.query("BEGIN"), map, builder.event(type, allTypesRows(type, 9)), builder.xid() }, 0));
    seeds.push_back(joined({ builder.mariaGtid(1), builder.tableMap(7, "orders"), builder.insert(7, 1, "one"), builder.xid(),
                             builder.rotate("bin.000002", 4, false) },
                           1));
    seeds.push_back(joined({ builder.mySqlGtid(1, 5), builder.payload(inside, true) }, 0));
    seeds.push_back(joined({ builder.mySqlGtid(1, 5), builder.payload(inside, false) }, 0));
    seeds.push_back(
        joined({ builder.mariaGtid(1, 0x4C), builder.tableMap(7, "orders"), builder.insert(7, 1, "a"),
                 builder.xaPrepare(false), builder.mariaGtid(2, 0x8D), builder.query("XA COMMIT X'786964',X'',1") },
               1));
    for (const char *sql : { "DROP TABLE IF EXISTS `a`, b.c /* x */", "ALTER TABLE t DROP PARTITION p, RENAME TO u",
                             "ROLLBACK TO `s`", "RENAME TABLE a TO b, c TO a", "INSERT INTO t VALUES ('x\\'')" })
        seeds.push_back(
            joined({ builder.query("BEGIN"), builder.tableMap(7, "t"), builder.insert(7, 1, "a"), builder.query(sql) }, 1));
    EventBytes json { 2 };
    for (const TypedValue &value : typedValues()) {
        if (value.type == 245)
            json.insert(json.end(), value.value.begin() + 4, value.value.end());
    }
    seeds.push_back(json);
    return seeds;
}

} // namespace streamgauge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const ByteSpan input(data + 1, size - 1);
    switch (data[0] % 4) {
    case 0: feedEvents(Flavour::MySql, input); break;
    case 1: feedEvents(Flavour::MariaDb, input); break;
    case 2: {
        std::string text;
        (void)appendBinaryJson(text, input);
        (void)applyJsonDiffs(input.first(input.size() / 2), input.subspan(input.size() / 2));
        break;
    }
    default: (void)parseStatement(asText(input), "db"); break;
    }
    return 0;
}
