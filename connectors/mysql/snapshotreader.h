// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/binlogstream.h"
#include "connectors/mysql/mysqlsettings.h"
#include "connectors/mysql/schemamemory.h"
#include "connectors/mysql/sqlsession.h"
#include "connectors/mysql/tablecatalog.h"
#include "engine/data/batchbuilder.h"
#include "engine/source/connector.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace streamgauge {

/// Hands over the rows of tables as they are in an open read view: SnapshotBegin, the rows, SnapshotEnd per table.
/// Reads in chunks along the primary key where its types allow it, else in one pass; holds at most one batch.
/// One thread.
class SnapshotReader
{
public:
    /// All must outlive the reader. `view` has the read view open; `stream` learns the schemas and `definitions` what
    /// the tables are at the view's position, however they are altered before the stream asks.
    SnapshotReader(const MySqlSettings &settings, const Clock &clock, SqlSession &view, BinlogStream &stream,
                   CachedDefinitions &definitions);

    /// Errors: see serverError(), Cancelled when stopped or refused by the sink.
    [[nodiscard]] Result<void> read(const std::vector<WatchedTable> &tables, std::stop_token stop, SchemaMemory &sink);

private:
    class TablePass;
    [[nodiscard]] Result<void> readTable(const WatchedTable &table, std::stop_token stop, SchemaMemory &sink);

    const MySqlSettings &settings_;
    const Clock &clock_;
    SqlSession &view_;
    BinlogStream &stream_;
    CachedDefinitions &definitions_;
};

} // namespace streamgauge
