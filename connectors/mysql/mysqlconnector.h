// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/binlogstream.h"
#include "connectors/mysql/mysqlsettings.h"
#include "connectors/mysql/schemamemory.h"
#include "connectors/mysql/serverfacts.h"
#include "connectors/mysql/tablecatalog.h"
#include "engine/source/connector.h"

#include <memory>
#include <optional>
#include <vector>

namespace streamgauge {

class BinlogTransport;

/// Rows of MySQL and MariaDB tables as they change. A run: the facts of the server, the snapshot when asked for, then
/// the binlog from its place on. With a resume position and a snapshot, the changes up to the snapshot's place come
/// first, so that rules see all of them, then the snapshot, then the rest. A table whose rows an ALTER or a RENAME
/// changed is read anew in the same way.
/// Delivers each transaction when it ends, and at once when nothing more is waiting in the socket.
class MySqlConnector final : public Connector
{
public:
    /// `clock` must outlive the connector.
    MySqlConnector(MySqlSettings settings, const Clock &clock);
    ~MySqlConnector() override;

    [[nodiscard]] std::vector<Finding> check(std::stop_token stop) override;
    [[nodiscard]] Result<Catalog> browse(std::stop_token stop) override;
    [[nodiscard]] Result<std::string> identify(std::stop_token stop) override;
    [[nodiscard]] RunEnd run(std::stop_token stop, const RunStart &start, EventSink &sink) override;

private:
    [[nodiscard]] Result<ServerFacts> readFacts(std::stop_token stop);
    void makeStream(const ServerFacts &facts);
    [[nodiscard]] Result<void> runStages(std::stop_token stop, const RunStart &start);
    /// Catches up to the snapshot's place and hands the snapshot over; returns its place.
    [[nodiscard]] Result<BinlogPosition> snapshotStage(const ServerFacts &facts, const std::vector<WatchedTable> &tables,
                                                       const std::optional<BinlogPosition> &resume, std::stop_token stop);
    /// The tables there are; says which of those chosen are missing.
    [[nodiscard]] Result<std::vector<WatchedTable>> watchedTables(const RunStart &start, std::stop_token stop);
    /// Takes a snapshot of the tables that an ALTER or a RENAME filled otherwise than row events tell.
    [[nodiscard]] Result<BinlogPosition> renewTables(const ServerFacts &facts, const BinlogPosition &from,
                                                     std::stop_token stop);
    /// Until an error, a stop request, or, with `until`, until everything before that place was handed over.
    [[nodiscard]] Result<void> follow(const ServerFacts &facts, const BinlogPosition &from, const BinlogPosition *until,
                                      std::stop_token stop);
    struct DumpStart {
        BinlogPosition position;
        bool by_file = false; ///< also where the server takes GTIDs
    };
    [[nodiscard]] Result<void> openDump(BinlogTransport &transport, const ServerFacts &facts, const DumpStart &from);
    enum class DumpEnd { Reached, TablesChanged };
    [[nodiscard]] Result<DumpEnd> readDump(BinlogTransport &transport, const BinlogPosition *until, std::stop_token stop);
    /// The start of the file behind the one that ends in the middle of an event; nullopt when there is none. A server
    /// that was killed while it wrote leaves such a file, rolls that transaction back and begins another file.
    [[nodiscard]] Result<std::optional<BinlogPosition>> placeBehindCut(std::stop_token stop);
    void renewServerId();

    MySqlSettings settings_;
    const Clock &clock_;
    std::uint32_t server_id_;
    CachedDefinitions definitions_;
    TableSelection selection_;
    SchemaMemory memory_;
    bool takes_snapshots_ = false; ///< the source was ever asked for one
    std::optional<Flavour> stream_flavour_;
    std::unique_ptr<BinlogStream> stream_;
};

} // namespace streamgauge
