// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/binlogstream.h"

#include "connectors/mysql/binlog/compressed.h"
#include "connectors/mysql/binlog/gtidevent.h"
#include "connectors/mysql/binlog/partialrows.h"
#include "connectors/mysql/binlog/queryevent.h"
#include "connectors/mysql/binlog/statementhandler.h"
#include "connectors/mysql/binlog/transactionpayload.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace streamgauge {

namespace {

/// "bin.000004": names of binlog files end in a number.
bool isBinlogName(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot + 1 == name.size() || dot == 0)
        return false;
    return std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(),
                       [](char c) { return c >= '0' && c <= '9'; })
        && std::none_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

} // namespace

class BinlogStream::Impl
{
public:
    Impl(BinlogStreamOptions options, TableDefinitionSource &definitions)
        : options_(std::move(options))
        , position_(options_.flavour)
        , tables_(options_, definitions, problems_)
        , flow_(options_, tables_, problems_, position_)
        , statements_(tables_, problems_, flow_)
    {
    }

    void begin(const BinlogPosition &start, EventSink &sink)
    {
        sink_ = &sink;
        problems_.setSink(&sink);
        flow_.begin(start, sink);
        position_.begin(start);
        tables_.clearIds();
        fragments_.clear();
        format_ = {};
        has_format_ = false;
        commit_ns_ = no_time;
    }

    [[nodiscard]] Result<void> feed(ByteSpan event, TimeNs arrival_ns)
    {
        if (sink_ == nullptr)
            return Error { ErrorKind::Internal, "feed() before begin()", {}, {} };
        const auto header = EventHeader::parse(event);
        if (!header)
            return located(header.error());
        arrival_ns_ = arrival_ns;
        if (header->type == EventType::FormatDescription)
            return located(formatDescription(*header, event));
        auto content = withoutChecksum(*header, event);
        if (!content)
            return located(content.error());
        position_.event(*header);
        if (content->size() < format_.header_bytes)
            return located(damaged("header"));
        return located(handle(*header, content->subspan(format_.header_bytes)));
    }

    [[nodiscard]] bool flush() { return flow_.flush(); }
    [[nodiscard]] const PositionTracker &position() const { return position_; }
    [[nodiscard]] const TransactionFlow &flow() const { return flow_; }
    void know(const SchemaPtr &schema) { tables_.know(schema); }

private:
    [[nodiscard]] static Error damaged(const std::string &what)
    {
        return { ErrorKind::Input, "a damaged binlog event: " + what, {}, {} };
    }

    [[nodiscard]] Result<void> located(Result<void> result)
    {
        if (result || !result.error().place.empty())
            return result;
        Error error = result.error();
        error.place = position_.place();
        return error;
    }

    [[nodiscard]] Result<void> formatDescription(const EventHeader &header, ByteSpan event)
    {
        auto format = FormatDescription::parse(event);
        if (!format)
            return format.error();
        position_.event(header);
        format_ = std::move(*format);
        has_format_ = true;
        tables_.clearIds();
        // The server started anew: what was open then never committed.
        if (format_.created_s != 0 && flow_.isOpen())
            return flow_.rollback();
        return {};
    }

    [[nodiscard]] Result<ByteSpan> withoutChecksum(const EventHeader &header, ByteSpan event)
    {
        const bool made_for_us = (header.type == EventType::Rotate && header.isArtificial())
            || header.type == EventType::Heartbeat || header.type == EventType::HeartbeatV2;
        if (made_for_us || !has_format_) {
            // Such events have a checksum when the connection asked for one; only trying tells. A damaged one is found
            // by the file name in it.
            if (!made_for_us)
                return damaged("no format description before it");
            return checksumMatches(event) ? event.first(event.size() - 4) : event;
        }
        if (!format_.checksummed)
            return event;
        if (!checksumMatches(event))
            return damaged("wrong checksum");
        return event.first(event.size() - 4);
    }

    [[nodiscard]] RowTimes times(const EventHeader &header) const
    {
        if (commit_ns_ != no_time)
            return { commit_ns_, arrival_ns_, commit_ns_ };
        return { static_cast<TimeNs>(header.timestamp_s) * ns_per_s, arrival_ns_, no_time };
    }

    [[nodiscard]] Result<void> handle(const EventHeader &header, ByteSpan body)
    {
        if (fragments_.pending() && header.type != EventType::PartialRowData)
            return damaged("a fragmented rows event was broken off");
        if (header.type == EventType::TableMap)
            return tableMap(body);
        if (RowsEvent::isRowsEvent(header.type))
            return rows(header, body);
        switch (header.type) {
        case EventType::Xid: return flow_.commit();
        case EventType::MariaGtid: return mariaGtid(header, body);
        case EventType::Gtid:
        case EventType::AnonymousGtid: return mySqlGtid(MySqlGtidEvent::read(body, header.type == EventType::AnonymousGtid));
        case EventType::TaggedGtid: return mySqlGtid(MySqlGtidEvent::readTagged(body));
        case EventType::Query:
        case EventType::QueryCompressed: return query(header, body, format_.postHeaderBytes(header.type, 13));
        case EventType::ExecuteLoadQuery: return query(header, body, format_.postHeaderBytes(header.type, 26));
        case EventType::XaPrepare: return xaPrepare(body);
        case EventType::TransactionPayload:
            return readTransactionPayload(body, [this](ByteSpan inner) { return innerEvent(inner); });
        case EventType::PartialRowData: return partialRows(body);
        case EventType::Rotate: return rotate(body);
        case EventType::MariaGtidList:
        case EventType::PreviousGtids: return gtidState(header, body);
        case EventType::Heartbeat: return heartbeat(asText(body));
        case EventType::HeartbeatV2: return heartbeatV2(body);
        case EventType::Incident:
            return Error { ErrorKind::Gap, "the server lost events of its binlog (INCIDENT)", {}, "take a new snapshot" };
        default: return other(header);
        }
    }

    [[nodiscard]] static Result<void> other(const EventHeader &header)
    {
        switch (header.type) {
        case EventType::Stop:
        case EventType::IntVar:
        case EventType::Rand:
        case EventType::UserVar:
        case EventType::BeginLoadQuery:
        case EventType::Ignorable:
        case EventType::RowsQuery:
        case EventType::TransactionContext:
        case EventType::ViewChange:
        case EventType::AnnotateRows:
        case EventType::BinlogCheckpoint:
        case EventType::StartEncryption: return {};
        default: break;
        }
        if (header.isIgnorable())
            return {};
        return Error { ErrorKind::Unsupported,
                       "unknown binlog event type " + std::to_string(static_cast<unsigned>(header.type)),
                       {},
                       "update the program, or switch off the server option that writes it" };
    }

    /// Out of a transaction payload or from fragments: without checksum, and not a step in the file.
    [[nodiscard]] Result<void> innerEvent(ByteSpan event)
    {
        const auto header = EventHeader::parse(event);
        if (!header)
            return header.error();
        if (header->type == EventType::TransactionPayload || header->type == EventType::PartialRowData)
            return damaged("nested payload");
        if (event.size() < format_.header_bytes)
            return damaged("header");
        return handle(*header, event.subspan(format_.header_bytes));
    }

    [[nodiscard]] Result<void> partialRows(ByteSpan body)
    {
        auto whole = fragments_.add(body);
        if (!whole)
            return whole.error();
        return *whole ? innerEvent(**whole) : Result<void>();
    }

    [[nodiscard]] Result<void> tableMap(ByteSpan body)
    {
        ByteReader reader(body);
        const std::uint64_t id = reader.number(tableIdBytes(format_, EventType::TableMap));
        reader.skip(2);
        if (reader.failed())
            return damaged("table map");
        return tables_.map(id, reader.rest(), position_.place());
    }

    [[nodiscard]] Result<void> rows(const EventHeader &header, ByteSpan body)
    {
        const auto event = RowsEvent::read(header.type, body, format_, inflated_);
        if (!event)
            return damaged("rows");
        if (event->columns == 0 && event->table_id == RowsEvent::dummy_table_id)
            return {};
        TableRegistry::Mapped *table = tables_.find(event->table_id);
        if (table == nullptr)
            return Error { ErrorKind::Input,
                           "rows of a table that was not introduced; the stream did not start between transactions",
                           {},
                           "start again from a new snapshot" };
        if (table->stream == nullptr)
            return {};
        if (event->columns != table->plan->columns.size())
            return damaged("rows with another number of columns than their table");
        return flow_.rows(*table, *event, header.size, times(header));
    }

    /// Between transactions no id is needed: each brings its table maps along.
    void dropOldTableIds()
    {
        constexpr std::size_t most_ids = 4'096;
        if (!flow_.isOpen() && tables_.ids() > most_ids)
            tables_.clearIds();
    }

    [[nodiscard]] Result<void> mariaGtid(const EventHeader &header, ByteSpan body)
    {
        const auto event = MariaDbGtidEvent::read(body, header.server_id);
        if (!event)
            return damaged("GTID");
        position_.open(event->gtid);
        dropOldTableIds();
        if ((event->flags & MariaDbGtidEvent::prepared_xa) != 0)
            flow_.openXa();
        else if ((event->flags & MariaDbGtidEvent::standalone) == 0)
            flow_.open();
        return {};
    }

    [[nodiscard]] Result<void> mySqlGtid(const std::optional<MySqlGtidEvent> &event)
    {
        if (!event)
            return damaged("GTID");
        position_.open(event->gtid);
        dropOldTableIds();
        commit_ns_ = no_time;
        constexpr std::uint64_t most_us = static_cast<std::uint64_t>(std::numeric_limits<TimeNs>::max()) / 1'000;
        if (event->original_commit_us != 0 && event->original_commit_us < most_us)
            commit_ns_ = static_cast<TimeNs>(event->original_commit_us) * ns_per_us;
        return {};
    }

    [[nodiscard]] Result<void> xaPrepare(ByteSpan body)
    {
        const auto event = XaPrepareEvent::read(body);
        if (!event)
            return damaged("XA PREPARE");
        return event->one_phase ? flow_.commit() : flow_.prepare(event->xa_name);
    }

    [[nodiscard]] Result<void> query(const EventHeader &header, ByteSpan body, std::size_t post_header_bytes)
    {
        const auto event = QueryEvent::read(body, post_header_bytes);
        if (!event)
            return damaged("QUERY");
        std::string_view text = asText(event->statement);
        if (header.type == EventType::QueryCompressed) {
            if (!inflateEvent(event->statement, inflated_))
                return damaged("compressed QUERY");
            text = asText(inflated_);
        }
        std::string scratch;
        if (event->client_collation != 0)
            text = TextDecoder(charsetOfCollation(event->client_collation)).decode(text, scratch);
        return statement(header, parseStatement(text, event->database, event->backslash_escapes), event->database);
    }

    [[nodiscard]] Result<void> statement(const EventHeader &header, const Statement &statement, std::string_view database)
    {
        switch (statement.kind) {
        case Statement::Kind::Begin: flow_.open(); return {};
        case Statement::Kind::XaStart: flow_.openXa(); return {};
        case Statement::Kind::Commit: return flow_.commit();
        case Statement::Kind::Rollback: return flow_.rollback();
        case Statement::Kind::Savepoint: flow_.setSavepoint(statement.name); return {};
        case Statement::Kind::RollbackToSavepoint: return flow_.rollbackTo(statement.name);
        case Statement::Kind::XaCommit: return flow_.finishPrepared(statement.name, true);
        case Statement::Kind::XaRollback: return flow_.finishPrepared(statement.name, false);
        default: break;
        }
        statements_.apply(statement, database, times(header), position_.place());
        // Outside of a transaction a statement is one.
        return flow_.isOpen() ? Result<void>() : flow_.commit();
    }

    [[nodiscard]] Result<void> rotate(ByteSpan body)
    {
        ByteReader reader(body);
        const std::uint64_t offset = reader.number(8);
        const std::string_view file = asText(reader.rest());
        if (reader.failed() || !isBinlogName(file))
            return damaged("ROTATE");
        if (flow_.isOpen()) {
            // A file that ends inside a transaction belongs to a server that died.
            if (auto done = flow_.rollback(); !done)
                return done;
        }
        position_.rotate(std::string(file), offset);
        tables_.clearIds();
        return {};
    }

    [[nodiscard]] Result<void> gtidState(const EventHeader &header, ByteSpan body)
    {
        if (header.isArtificial())
            return {};
        return position_.learn(body) ? Result<void>() : Result<void>(damaged("GTID state"));
    }

    [[nodiscard]] Result<void> heartbeat(std::string_view file)
    {
        if (!isBinlogName(file))
            return damaged("heartbeat");
        sink_->alive();
        return {};
    }

    [[nodiscard]] Result<void> heartbeatV2(ByteSpan body)
    {
        constexpr std::uint64_t file_field = 1;
        ByteReader reader(body);
        while (!reader.atEnd()) {
            const std::uint64_t field = reader.packedNumber();
            if (field == 0)
                break;
            const std::string_view value = reader.packedText();
            if (field == file_field && !reader.failed())
                return heartbeat(value);
        }
        return damaged("heartbeat");
    }

    BinlogStreamOptions options_;
    ProblemLog problems_;
    PositionTracker position_;
    TableRegistry tables_;
    TransactionFlow flow_;
    StatementHandler statements_;
    PartialRows fragments_;
    FormatDescription format_;
    std::vector<std::uint8_t> inflated_;
    EventSink *sink_ = nullptr;
    TimeNs arrival_ns_ = 0;
    TimeNs commit_ns_ = no_time;
    bool has_format_ = false;
};

BinlogStream::BinlogStream(BinlogStreamOptions options, TableDefinitionSource &definitions)
    : impl_(std::make_unique<Impl>(std::move(options), definitions))
{
}

BinlogStream::~BinlogStream() = default;

void BinlogStream::know(const SchemaPtr &schema)
{
    impl_->know(schema);
}

void BinlogStream::begin(const BinlogPosition &start, EventSink &sink)
{
    impl_->begin(start, sink);
}

Result<void> BinlogStream::feed(std::span<const std::uint8_t> event, TimeNs arrival_ns)
{
    return impl_->feed(event, arrival_ns);
}

bool BinlogStream::flush()
{
    return impl_->flush();
}

const BinlogPosition &BinlogStream::position() const
{
    return impl_->position().committed();
}

bool BinlogStream::inTransaction() const
{
    return impl_->flow().isOpen();
}

BinlogPosition BinlogStream::readPosition() const
{
    return { impl_->position().file(), impl_->position().offset(), {} };
}

} // namespace streamgauge
