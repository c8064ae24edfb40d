// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/snapshotreader.h"

#include "connectors/mysql/binlog/tableschema.h"
#include "connectors/mysql/snapshotcolumns.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::size_t batch_rows = 4096;
constexpr std::size_t batch_bytes = 4U << 20;

Error cancelled(const std::string &place)
{
    return { ErrorKind::Cancelled, "stopped", place, "" };
}

void markStream(const SchemaPtr &schema, Op op, TimeNs now_ns, EventSink &sink, bool &accepted)
{
    BatchBuilder builder(schema);
    builder.setTimes(now_ns, now_ns);
    builder.addMark(op);
    builder.endTransaction();
    accepted = sink.push(builder.finish());
}

} // namespace

/// One table's way through the snapshot.
class SnapshotReader::TablePass
{
public:
    TablePass(SnapshotReader &reader, const WatchedTable &table, SchemaPtr schema, const TableDefinition &definition,
              std::stop_token stop, EventSink &sink)
        : reader_(reader)
        , table_(table)
        , schema_(schema)
        , columns_(schema, definition)
        , stop_(std::move(stop))
        , sink_(sink)
        , builder_(std::move(schema))
    {
    }

    Result<void> run()
    {
        sink_.progress("snapshot of " + table_.stream(), 0, table_.estimated_rows);
        markStream(schema_, Op::SnapshotBegin, reader_.clock_.now(), sink_, accepted_);
        auto read = columns_.walkable() ? readChunks() : readPart("");
        if (read)
            read = handOver();
        if (read)
            markStream(schema_, Op::SnapshotEnd, reader_.clock_.now(), sink_, accepted_);
        return read && !accepted_ ? cancelled(table_.stream()) : read;
    }

private:
    Result<void> readChunks()
    {
        std::string condition;
        for (;;) {
            const std::uint64_t before = done_;
            const std::string tail = (condition.empty() ? "" : " WHERE " + condition) + " ORDER BY " + columns_.keyOrder()
                + " LIMIT " + std::to_string(reader_.settings_.snapshot_chunk_rows);
            if (auto read = readPart(tail); !read)
                return read;
            if (done_ - before < reader_.settings_.snapshot_chunk_rows)
                return {};
            condition = columns_.behind(last_row_);
        }
    }

    Result<void> readPart(const std::string &tail)
    {
        Result<void> handed;
        auto read =
            reader_.view_.stream("SELECT " + columns_.selectList() + " FROM " + table_.quoted() + tail, [&](SqlRow &row) {
                const TimeNs now_ns = reader_.clock_.now();
                builder_.setTimes(now_ns, now_ns);
                columns_.append(builder_, row);
                builder_.endRow(Op::Snapshot);
                last_row_ = std::move(row);
                ++done_;
                if (builder_.rows() >= batch_rows || builder_.memoryBytes() >= batch_bytes)
                    handed = handOver();
                return handed.ok();
            });
        return read ? handed : read;
    }

    Result<void> handOver()
    {
        builder_.endTransaction();
        if (BatchPtr batch = builder_.finish())
            accepted_ = sink_.push(std::move(batch));
        sink_.progress("snapshot of " + table_.stream(), done_, std::max(done_, table_.estimated_rows));
        return !accepted_ || stop_.stop_requested() ? cancelled(table_.stream()) : Result<void>();
    }

    SnapshotReader &reader_;
    const WatchedTable &table_;
    SchemaPtr schema_;
    SnapshotColumns columns_;
    std::stop_token stop_;
    EventSink &sink_;
    BatchBuilder builder_;
    SqlRow last_row_;
    std::uint64_t done_ = 0;
    bool accepted_ = true;
};

SnapshotReader::SnapshotReader(const MySqlSettings &settings, const Clock &clock, SqlSession &view, BinlogStream &stream,
                               CachedDefinitions &definitions)
    : settings_(settings)
    , clock_(clock)
    , view_(view)
    , stream_(stream)
    , definitions_(definitions)
{
}

Result<void> SnapshotReader::read(const std::vector<WatchedTable> &tables, std::stop_token stop, SchemaMemory &sink)
{
    Result<void> read;
    for (auto table = tables.begin(); read.ok() && table != tables.end(); ++table)
        read = readTable(*table, stop, sink);
    sink.progress("", 0, 0);
    return read;
}

Result<void> SnapshotReader::readTable(const WatchedTable &table, std::stop_token stop, SchemaMemory &sink)
{
    const auto definition = TableCatalog(view_).definition(table.database, table.table);
    if (!definition) {
        // It was there a moment ago: TRUNCATE and RENAME hide a table for an instant.
        Error error = definition.error();
        if (error.kind == ErrorKind::Configuration)
            error = { ErrorKind::Transient, "the table went away while the snapshot was taken", table.stream(), "" };
        return error;
    }
    if (!definition->transactional)
        sink.report({ Problem::Severity::Warning,
                      "the table's engine has no consistent snapshot: rows changed while it was read arrive a second time",
                      table.stream(), "ALTER TABLE " + table.quoted() + " ENGINE=InnoDB" });
    SchemaPtr schema = sink.continued(schemaOf(table.stream(), definition.value()));
    stream_.know(schema);
    definitions_.remember(table.database, table.table, definition.value());
    return TablePass(*this, table, std::move(schema), definition.value(), std::move(stop), sink).run();
}

} // namespace streamgauge
