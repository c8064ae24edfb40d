// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/tabledefinition.h"
#include "connectors/mysql/sqlsession.h"
#include "connectors/mysql/tableselection.h"
#include "engine/source/connector.h"

#include <map>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <utility>

namespace streamgauge {

struct WatchedTable {
    std::string database;
    std::string table;
    std::uint64_t estimated_rows = 0;
    [[nodiscard]] std::string stream() const { return database + "." + table; }
    [[nodiscard]] std::string quoted() const { return quotedName(database) + "." + quotedName(table); }
};

/// Reads information_schema. One thread at a time.
class TableCatalog
{
public:
    /// `session` must outlive the catalog.
    explicit TableCatalog(SqlSession &session)
        : session_(session)
    {
    }

    /// Base tables the filter lets through, by name.
    [[nodiscard]] Result<std::vector<WatchedTable>> tables(const TableSelection &filter);
    /// Errors: Configuration when the table does not exist or the user may not see it.
    [[nodiscard]] Result<TableDefinition> definition(std::string_view database, std::string_view table);
    [[nodiscard]] Result<Catalog> catalog(const TableSelection &filter);
    /// Waits for a statement that changes the table: while one works, information_schema may not show the table.
    [[nodiscard]] Result<bool> exists(const WatchedTable &table);

private:
    SqlSession &session_;
};

/// Definitions for a BinlogStream, remembered until forgotten, over a session of its own that is opened when first
/// needed and again after a failure. One thread.
class CachedDefinitions final : public TableDefinitionSource
{
public:
    explicit CachedDefinitions(MySqlSettings settings)
        : settings_(std::move(settings))
    {
        settings_.answer_timeout_ns = settings_.silenceNs();
    }

    /// For a run that `stop` ends: it ends the waits for the server too.
    void begin(std::stop_token stop)
    {
        session_.reset();
        stop_ = std::move(stop);
    }
    [[nodiscard]] Result<TableDefinition> tableDefinition(std::string_view database, std::string_view table) override;
    void forget(std::string_view database, std::string_view table) override;
    void remember(const std::string &database, const std::string &table, TableDefinition definition)
    {
        known_.insert_or_assign({ database, table }, std::move(definition));
    }
    void forgetAll() { known_.clear(); }
    void refilled(std::string_view database, std::string_view table) override;

    [[nodiscard]] bool hasChanged() const { return !changed_.empty(); }
    /// Those whose rows may be others than the row events told. Forgets those that are gone.
    [[nodiscard]] Result<std::vector<WatchedTable>> changed(TableCatalog &catalog, const TableSelection &filter);
    /// Their rows were read anew.
    void settle(const std::vector<WatchedTable> &tables);

private:
    using TableName = std::pair<std::string, std::string>;

    MySqlSettings settings_;
    std::stop_token stop_;
    std::unique_ptr<SqlSession> session_;
    std::map<TableName, TableDefinition> known_;
    std::set<TableName> changed_;
};

} // namespace streamgauge
