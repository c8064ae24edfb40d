// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/run/tablefeed.h"

#include <algorithm>

namespace streamgauge {

namespace {

/// Slots looked at under one lock.
constexpr std::size_t rows_per_lock = 256;
constexpr std::size_t rows_per_batch = 4'096;
constexpr std::size_t bytes_per_batch = 16U << 20;

void handOver(BatchBuilder &builder, std::vector<RowRef> &rows)
{
    const BatchPtr batch = builder.finish();
    if (!batch)
        return;
    for (std::uint32_t row = 0; row < batch->rows(); ++row)
        rows.push_back({ batch, row });
}

} // namespace

TableFeed::TableFeed(const EngineCore &core, TableQuery query)
    : core_(core)
    , query_(std::move(query))
    , cursors_(core.workerCount())
{
}

void TableFeed::startAnew()
{
    cursors_.assign(core_.workerCount(), TableCursor());
}

std::optional<TableDelta> TableFeed::next()
{
    const StreamInfoPtr info = core_.streams().find(query_.stream);
    const SchemaPtr schema = info ? info->schema() : nullptr;
    TableDelta delta;
    if (!schema) {
        delta.reset = schema_ != nullptr;
        schema_ = nullptr;
        return delta.reset ? std::optional(std::move(delta)) : std::nullopt;
    }
    if (schema != schema_) {
        schema_ = schema;
        layout_ = std::make_unique<RowLayout>(schema);
        startAnew();
        delta.reset = true;
    }
    delta.schema = schema;
    if (std::ranges::none_of(cursors_, &TableCursor::reading)) {
        bool anew = false;
        bool news = begin(delta, anew);
        if (anew) {
            startAnew();
            delta.removed.clear();
            delta.reset = true;
            news = begin(delta, anew);
        }
        if (!news && !delta.reset)
            return std::nullopt;
    }
    readRows(delta);
    for (std::uint32_t worker = 0; worker < core_.workerCount(); ++worker) {
        const std::scoped_lock held(core_.shard(worker).lock);
        delta.total_rows += core_.shard(worker).table.rowCount(query_.stream);
    }
    return delta;
}

bool TableFeed::begin(TableDelta &delta, bool &anew)
{
    given_rows_ = 0;
    bool news = false;
    for (std::uint32_t worker = 0; worker < core_.workerCount(); ++worker) {
        TableCursor &cursor = cursors_[worker];
        const bool fresh = cursor.seen == 0;
        const std::scoped_lock held(core_.shard(worker).lock);
        const TableStore &table = core_.shard(worker).table;
        if (!table.beginRead(query_.stream, cursor))
            continue;
        news = true;
        anew |= cursor.all && !fresh;
        table.readRemoved(query_.stream, cursor, delta.removed);
    }
    return news;
}

void TableFeed::readRows(TableDelta &delta)
{
    for (std::uint32_t worker = 0; worker < core_.workerCount() && delta.changed.size() < most_rows; ++worker) {
        if (cursors_[worker].reading)
            readRowsOf(worker, delta);
    }
}

void TableFeed::readRowsOf(std::uint32_t worker, TableDelta &delta)
{
    TableCursor &cursor = cursors_[worker];
    const bool limited = cursor.all;
    BatchBuilder builder(schema_);
    bool done = false;
    while (!done && delta.changed.size() + builder.rows() < most_rows) {
        std::size_t most = std::min(rows_per_lock, most_rows - delta.changed.size() - builder.rows());
        if (limited && given_rows_ >= query_.max_rows) {
            TableStore::endRead(cursor);
            break;
        }
        if (limited)
            most = std::min(most, query_.max_rows - given_rows_);
        const std::size_t had_rows = builder.rows();
        {
            const std::scoped_lock held(core_.shard(worker).lock);
            done = core_.shard(worker).table.read(query_.stream, cursor, most, *layout_, builder);
        }
        given_rows_ += builder.rows() - had_rows;
        if (builder.rows() >= rows_per_batch || builder.memoryBytes() >= bytes_per_batch)
            handOver(builder, delta.changed);
    }
    handOver(builder, delta.changed);
}

void forEachRow(const EngineCore &core, const std::string &stream, const std::function<bool(const RowRef &)> &row)
{
    const StreamInfoPtr info = core.streams().find(stream);
    const SchemaPtr schema = info ? info->schema() : nullptr;
    if (!schema)
        return;
    struct Place {
        TableStore::Located located;
        std::uint32_t worker = 0;
    };
    std::vector<Place> places;
    std::vector<TableStore::Located> located;
    for (std::uint32_t worker = 0; worker < core.workerCount(); ++worker) {
        std::uint32_t slot = 0;
        do {
            const std::scoped_lock held(core.shard(worker).lock);
            slot = core.shard(worker).table.locate(stream, slot, rows_per_lock, located);
        } while (slot != 0);
        for (TableStore::Located &place : located)
            places.push_back({ std::move(place), worker });
        located.clear();
    }
    std::sort(places.begin(), places.end(), [](const Place &a, const Place &b) { return a.located.key < b.located.key; });

    const RowLayout layout(schema);
    std::size_t next = 0;
    while (next < places.size()) {
        BatchBuilder builder(schema);
        for (; next < places.size() && builder.rows() < rows_per_lock && builder.memoryBytes() < bytes_per_batch; ++next) {
            const Place &place = places[next];
            const std::scoped_lock held(core.shard(place.worker).lock);
            static_cast<void>(core.shard(place.worker).table.readRow(stream, place.located, layout, builder));
        }
        const BatchPtr batch = builder.finish();
        for (std::uint32_t i = 0; batch && i < batch->rows(); ++i) {
            if (!row({ batch, i }))
                return;
        }
    }
}

} // namespace streamgauge
