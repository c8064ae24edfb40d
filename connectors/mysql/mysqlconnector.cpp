// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysqlconnector.h"

#include "connectors/mysql/binlogtransport.h"
#include "connectors/mysql/doctor.h"
#include "connectors/mysql/heartbeat.h"
#include "connectors/mysql/serverid.h"
#include "connectors/mysql/snapshotreader.h"
#include "connectors/mysql/snapshottransaction.h"
#include "connectors/mysql/tableselection.h"

#include <algorithm>
#include <iterator>

namespace streamgauge {

namespace {

/// An idle server's heartbeat proves that nothing is left before its end, even where the last event was not one of ours.
bool hasReached(const BinlogPosition &read, const std::optional<std::uint64_t> &heartbeat, const BinlogPosition &until)
{
    return !(read < until) || (heartbeat && read.file == until.file && *heartbeat >= until.offset);
}

Error stopped()
{
    return { ErrorKind::Cancelled, "stopped", "", "" };
}

} // namespace

MySqlConnector::MySqlConnector(MySqlSettings settings, const Clock &clock)
    : settings_(std::move(settings))
    , clock_(clock)
    , server_id_(randomServerId())
    , definitions_(settings_)
    , selection_(settings_.tables, settings_.database)
    , memory_(selection_)
{
}

MySqlConnector::~MySqlConnector() = default;

std::vector<Finding> MySqlConnector::check(std::stop_token stop)
{
    return Doctor(settings_, clock_, std::move(stop)).run();
}

Result<Catalog> MySqlConnector::browse(std::stop_token stop)
{
    auto session = SqlSession::open(settings_, std::move(stop));
    if (!session)
        return session.error();
    return TableCatalog(**session).catalog(TableSelection({}, settings_.database));
}

Result<ServerFacts> MySqlConnector::readFacts(std::stop_token stop)
{
    auto session = SqlSession::open(settings_, std::move(stop));
    if (!session)
        return session.error();
    return ServerFacts::read(**session);
}

Result<std::string> MySqlConnector::identify(std::stop_token stop)
{
    const auto facts = readFacts(std::move(stop));
    if (!facts)
        return facts.error();
    return facts->identity();
}

RunEnd MySqlConnector::run(std::stop_token stop, const RunStart &start, EventSink &sink)
{
    memory_.setSink(sink);
    memory_.holdCheckpoints(false);
    definitions_.begin(stop);
    const auto ended = runStages(stop, start);
    if (stop.stop_requested() || ended.ok() || ended.error().kind == ErrorKind::Cancelled)
        return { RunEnd::Reason::Stopped, {} };
    return { RunEnd::Reason::Failed, ended.error() };
}

void MySqlConnector::makeStream(const ServerFacts &facts)
{
    // Kept over reconnects, so that the generations of its schemas go on.
    if (stream_ && stream_flavour_ == facts.flavour())
        return;
    BinlogStreamOptions options;
    options.flavour = facts.flavour();
    options.tables = selection_.streamPatterns();
    options.database = settings_.database;
    stream_ = std::make_unique<BinlogStream>(std::move(options), definitions_);
    stream_flavour_ = facts.flavour();
}

Result<void> MySqlConnector::runStages(std::stop_token stop, const RunStart &start)
{
    const auto facts = readFacts(stop);
    if (!facts)
        return facts.error();
    if (auto good = requireRowBinlog(facts.value()); !good)
        return good;
    makeStream(facts.value());
    const auto tables = watchedTables(start, stop);
    if (!tables)
        return tables.error();
    takes_snapshots_ = takes_snapshots_ || start.snapshot;
    // A stream that goes on from a position meets every later ALTER itself; one that starts anew does not.
    if (start.position.empty())
        definitions_.forgetAll();

    std::optional<BinlogPosition> position;
    if (!start.position.empty()) {
        auto parsed = BinlogPosition::parse(start.position);
        if (!parsed)
            return parsed.error();
        position = std::move(parsed.value());
    }
    if (start.snapshot) {
        auto reached = snapshotStage(facts.value(), tables.value(), position, stop);
        if (!reached)
            return reached.error();
        position = std::move(reached.value());
    } else if (!position) {
        auto session = SqlSession::open(settings_, stop);
        if (!session)
            return session.error();
        auto now = currentPosition(**session, facts.value());
        if (!now)
            return now.error();
        position = std::move(now.value());
        memory_.checkpoint(position->text());
    }
    return follow(facts.value(), *position, nullptr, stop);
}

Result<std::vector<WatchedTable>> MySqlConnector::watchedTables(const RunStart &start, std::stop_token stop)
{
    auto session = SqlSession::open(settings_, std::move(stop));
    if (!session)
        return session.error();
    auto tables = TableCatalog(**session).tables(selection_);
    if (!tables)
        return tables.error();
    auto judged = judgePresence(**session, settings_, *tables);
    if (!judged) {
        // A database dropped while it is watched may come back.
        const Error &missing = judged.error();
        if (start.position.empty() || missing.kind != ErrorKind::Configuration)
            return missing;
        memory_.report({ Problem::Severity::Serious, missing.message, missing.place, missing.remedy });
    } else if (*judged) {
        memory_.report(std::move(**judged));
    }
    return tables;
}

Result<BinlogPosition> MySqlConnector::snapshotStage(const ServerFacts &facts, const std::vector<WatchedTable> &tables,
                                                     const std::optional<BinlogPosition> &resume, std::stop_token stop)
{
    SnapshotTransaction transaction(settings_, facts);
    if (auto opened = transaction.open(tables, stop); !opened)
        return opened.error();
    if (transaction.mayOverlap())
        memory_.report(
            { Problem::Severity::Notice,
              "the snapshot was taken without a lock: a transaction that committed in that moment may arrive twice",
              settings_.place(), "GRANT LOCK TABLES ON the watched tables' database TO the user" });
    if (resume && *resume < transaction.position()) {
        memory_.holdCheckpoints(true);
        if (auto followed = follow(facts, *resume, &transaction.position(), stop); !followed)
            return followed.error();
        memory_.holdCheckpoints(false);
    }
    SnapshotReader reader(settings_, clock_, transaction.session(), *stream_, definitions_);
    if (auto read = reader.read(tables, stop, memory_); !read)
        return read.error();
    definitions_.settle(tables);
    memory_.checkpoint(transaction.position().text());
    return transaction.position();
}

Result<BinlogPosition> MySqlConnector::renewTables(const ServerFacts &facts, const BinlogPosition &from,
                                                   std::stop_token stop)
{
    auto session = SqlSession::open(settings_, stop);
    if (!session)
        return session.error();
    TableCatalog catalog(**session);
    const auto changed = definitions_.changed(catalog, selection_);
    if (!changed)
        return changed.error();
    if (changed->empty())
        return from;
    if (takes_snapshots_)
        return snapshotStage(facts, *changed, from, stop);
    for (const WatchedTable &table : *changed)
        memory_.report({ Problem::Severity::Warning,
                         table.stream() + " was altered: rows that have not changed since show what they were before",
                         settings_.place(), "snapshot=on reads them anew" });
    definitions_.settle(*changed);
    return from;
}

void MySqlConnector::renewServerId()
{
    const std::uint32_t old_id = server_id_;
    server_id_ = randomServerId();
    memory_.report({ Problem::Severity::Warning,
                     "another replica or capture tool used this connection's server id " + std::to_string(old_id)
                         + "; it is now " + std::to_string(server_id_),
                     settings_.place(), "give each replica and capture tool a server id of its own" });
}

Result<void> MySqlConnector::openDump(BinlogTransport &transport, const ServerFacts &facts, const DumpStart &from)
{
    auto opened = transport.connect();
    BinlogPosition asked = from.position;
    if (from.by_file)
        asked.gtid.clear();
    if (opened)
        opened = transport.start(asked, facts, server_id_);
    if (opened)
        stream_->begin(from.position, memory_);
    return opened;
}

Result<void> MySqlConnector::follow(const ServerFacts &facts, const BinlogPosition &from, const BinlogPosition *until,
                                    std::stop_token stop)
{
    for (DumpStart start { from, false };;) {
        if (until == nullptr && definitions_.hasChanged()) {
            auto renewed = renewTables(facts, start.position, stop);
            if (!renewed)
                return renewed.error();
            start = { std::move(*renewed), start.by_file && *renewed == start.position };
            continue;
        }
        BinlogTransport transport(settings_, stop);
        if (auto opened = openDump(transport, facts, start); !opened)
            return opened;
        auto ended = readDump(transport, until, stop);
        if (ended && *ended == DumpEnd::TablesChanged) {
            start = { stream_->position(), false };
            continue;
        }
        if (ended)
            return {};
        if (!isCutBinlog(transport.lastFault()))
            return ended.error();
        auto next = placeBehindCut(stop);
        if (!next)
            return next.error();
        if (!*next)
            return ended.error();
        start = { std::move(**next), true };
    }
}

Result<MySqlConnector::DumpEnd> MySqlConnector::readDump(BinlogTransport &transport, const BinlogPosition *until,
                                                         std::stop_token stop)
{
    const std::function<bool()> hand_over = [this] { return stream_->flush(); };
    while (!stop.stop_requested()) {
        const auto event = transport.next(hand_over);
        if (!event) {
            if (isServerIdClash(transport.lastFault()))
                renewServerId();
            return event.error();
        }
        if (auto fed = stream_->feed(event.value(), clock_.now()); !fed)
            return fed.error();
        const auto heartbeat = heartbeatOffset(event.value());
        if (heartbeat)
            memory_.alive();
        if (stream_->inTransaction())
            continue;
        const bool reached = until != nullptr && hasReached(stream_->readPosition(), heartbeat, *until);
        if (reached || (until == nullptr && definitions_.hasChanged()))
            return stream_->flush() ? Result(reached ? DumpEnd::Reached : DumpEnd::TablesChanged) : stopped();
    }
    return stopped();
}

Result<std::optional<BinlogPosition>> MySqlConnector::placeBehindCut(std::stop_token stop)
{
    const std::string cut = stream_->readPosition().file;
    auto session = SqlSession::open(settings_, std::move(stop));
    if (!session)
        return session.error();
    const auto files = (*session)->query("SHOW BINARY LOGS");
    if (!files)
        return files.error();
    const auto named = [&](const SqlRow &row) { return !row.empty() && row.front() == cut; };
    const auto place = std::ranges::find_if(*files, named);
    if (place == files->end() || std::next(place) == files->end() || !std::next(place)->front())
        return std::optional<BinlogPosition>();
    if (!stream_->flush())
        return stopped();
    const std::string &next = *std::next(place)->front();
    memory_.report(
        { Problem::Severity::Notice,
          "the server was killed while it wrote " + cut
              + ", which ends in the middle of an event; what stood there was rolled back, and reading goes on in " + next,
          settings_.place(), "" });
    constexpr std::uint64_t behind_magic = 4;
    return std::optional(BinlogPosition { next, behind_magic, stream_->position().gtid });
}

} // namespace streamgauge
