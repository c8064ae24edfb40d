// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/binlogstream.h"
#include "connectors/mysql/binlog/problemlog.h"
#include "connectors/mysql/binlog/tableplan.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace streamgauge {

/// Which tables are captured.
class TableFilter
{
public:
    explicit TableFilter(const BinlogStreamOptions &options);
    [[nodiscard]] bool captures(std::string_view database, std::string_view table) const;
    /// Could any table of that database be captured?
    [[nodiscard]] bool capturesIn(std::string_view database) const;

private:
    std::vector<std::pair<std::string, std::string>> entries_; ///< database, table or "*"
};

/// One captured table, known for as long as the BinlogStream lives.
struct TableStream {
    std::size_t number = 0;
    std::string database;
    std::string table;
    SchemaPtr schema; ///< of the latest table map
};

/// The tables of the binlog: streams by name, table maps by id.
class TableRegistry
{
public:
    struct Mapped {
        std::vector<std::uint8_t> body;
        TableStream *stream = nullptr; ///< nullptr: not captured
        std::unique_ptr<TablePlan> plan;
        SchemaPtr schema;
    };

    TableRegistry(const BinlogStreamOptions &options, TableDefinitionSource &definitions, ProblemLog &problems);

    /// A TABLE_MAP event; `body` is behind its id and flags. `place` is for messages.
    [[nodiscard]] Result<void> map(std::uint64_t id, ByteSpan body, const std::string &place);
    /// nullptr: no such id since the last clearIds().
    [[nodiscard]] Mapped *find(std::uint64_t id);
    /// Ids mean nothing behind a ROTATE or FORMAT_DESCRIPTION.
    void clearIds();
    [[nodiscard]] std::size_t ids() const { return mapped_.size(); }

    [[nodiscard]] const TableFilter &filter() const { return filter_; }
    /// The stream of a captured table, made when it is new.
    [[nodiscard]] TableStream &stream(const std::string &database, const std::string &table);
    [[nodiscard]] const TableStream &stream(std::size_t number) const { return *streams_[number]; }
    [[nodiscard]] std::vector<TableStream *> streamsOf(std::string_view database);
    /// A schema that the sink already knows for this stream: kept as long as the table looks like it.
    void know(const SchemaPtr &schema);
    /// The table is not what it was; an empty table: the whole database.
    void forget(const std::string &database, const std::string &table);
    /// See TableDefinitionSource.
    void refilled(const std::string &database, const std::string &table) { definitions_.refilled(database, table); }
    [[nodiscard]] bool isTransactional(std::size_t stream);

private:
    [[nodiscard]] Result<std::unique_ptr<TablePlan>> plan(const TableMap &map, const std::string &place);
    void adopt(TableStream &stream, const TablePlan &plan);

    TableFilter filter_;
    bool mariadb_;
    TableDefinitionSource &definitions_;
    ProblemLog &problems_;
    std::vector<std::unique_ptr<TableStream>> streams_;
    std::map<std::string, TableStream *, std::less<>> by_name_;
    std::unordered_map<std::uint64_t, Mapped> mapped_;
};

} // namespace streamgauge
