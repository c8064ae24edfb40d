// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/rowsevent.h"

#include "connectors/mysql/binlog/compressed.h"

namespace streamgauge {

namespace {

enum class Change : std::uint8_t { Write, Update, Delete };

struct Layout {
    Change change;
    bool version_2; ///< with extra data behind the post-header
    bool compressed;
};

std::optional<Layout> layoutOf(EventType type)
{
    switch (type) {
    case EventType::WriteRowsV1: return Layout { Change::Write, false, false };
    case EventType::UpdateRowsV1: return Layout { Change::Update, false, false };
    case EventType::DeleteRowsV1: return Layout { Change::Delete, false, false };
    case EventType::WriteRows: return Layout { Change::Write, true, false };
    case EventType::UpdateRows:
    case EventType::PartialUpdateRows: return Layout { Change::Update, true, false };
    case EventType::DeleteRows: return Layout { Change::Delete, true, false };
    case EventType::WriteRowsCompressedV1: return Layout { Change::Write, false, true };
    case EventType::UpdateRowsCompressedV1: return Layout { Change::Update, false, true };
    case EventType::DeleteRowsCompressedV1: return Layout { Change::Delete, false, true };
    case EventType::WriteRowsCompressed: return Layout { Change::Write, true, true };
    case EventType::UpdateRowsCompressed: return Layout { Change::Update, true, true };
    case EventType::DeleteRowsCompressed: return Layout { Change::Delete, true, true };
    default: return std::nullopt;
    }
}

} // namespace

std::size_t tableIdBytes(const FormatDescription &format, EventType type)
{
    return format.postHeaderBytes(type, 8) == 6 ? 4 : 6;
}

bool RowsEvent::isRowsEvent(EventType type)
{
    return layoutOf(type).has_value();
}

std::optional<RowsEvent> RowsEvent::read(EventType type, ByteSpan body, const FormatDescription &format,
                                         std::vector<std::uint8_t> &inflated)
{
    const auto layout = layoutOf(type);
    if (!layout)
        return std::nullopt;
    ByteReader reader(body);
    RowsEvent event;
    event.has_before = layout->change != Change::Write;
    event.has_after = layout->change != Change::Delete;
    event.partial_json = type == EventType::PartialUpdateRows;
    event.table_id = reader.number(tableIdBytes(format, type));
    reader.skip(2); // flags
    if (layout->version_2) {
        const std::uint64_t extra_bytes = reader.number(2); // counts itself
        if (extra_bytes < 2)
            return std::nullopt;
        reader.skip(extra_bytes - 2);
    }
    event.columns = reader.packedNumber();
    const std::uint64_t bitmap_bytes = (event.columns + 7) / 8;
    const ByteSpan first = reader.take(bitmap_bytes);
    const ByteSpan second = layout->change == Change::Update ? reader.take(bitmap_bytes) : first;
    if (reader.failed())
        return std::nullopt;
    event.before_columns = first;
    event.after_columns = second;
    event.rows = reader.rest();
    if (layout->compressed && !reader.atEnd()) {
        if (!inflateEvent(event.rows, inflated))
            return std::nullopt;
        event.rows = inflated;
    }
    return event;
}

} // namespace streamgauge
