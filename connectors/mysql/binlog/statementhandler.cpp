// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/statementhandler.h"

#include <algorithm>

namespace streamgauge {

bool StatementHandler::captured(const StatementTable &table) const
{
    return tables_.filter().captures(table.database, table.table);
}

void StatementHandler::empty(const StatementTable &table, const RowTimes &times)
{
    tables_.forget(table.database, table.table);
    if (captured(table))
        flow_.reset(tables_.stream(table.database, table.table), times);
}

void StatementHandler::apply(const Statement &statement, std::string_view database, const RowTimes &times,
                             const std::string &place)
{
    if (statement.temporary)
        return;
    switch (statement.kind) {
    case Statement::Kind::Truncate:
    case Statement::Kind::DropTable:
        for (const StatementTable &table : statement.tables)
            empty(table, times);
        break;
    case Statement::Kind::CreateTable:
        for (const StatementTable &table : statement.tables)
            statement.replaces ? empty(table, times) : tables_.forget(table.database, table.table);
        break;
    case Statement::Kind::DropDatabase:
        for (TableStream *stream : tables_.streamsOf(statement.name))
            flow_.reset(*stream, times);
        tables_.forget(statement.name, {});
        break;
    case Statement::Kind::AlterTable:
        for (const StatementTable &table : statement.tables) {
            if (!statement.moves_partitions || !captured(table)) {
                if (captured(table) && !statement.keeps_rows)
                    tables_.refilled(table.database, table.table);
                tables_.forget(table.database, table.table);
                continue;
            }
            empty(table, times);
            tables_.refilled(table.database, table.table);
            problems_.report("partitions " + table.database + "." + table.table,
                             { Problem::Severity::Serious,
                               "whole partitions of " + table.database + "." + table.table
                                   + " came or went without row events; the stream was emptied",
                               place, "snapshot=on fills it again at once" });
        }
        rename(statement, times, place);
        break;
    case Statement::Kind::RenameTable: rename(statement, times, place); break;
    case Statement::Kind::Change: reportChange(statement, database, place); break;
    default: break;
    }
}

void StatementHandler::rename(const Statement &statement, const RowTimes &times, const std::string &place)
{
    for (const auto &[from, to] : statement.renames) {
        tables_.forget(from.database, from.table);
        tables_.forget(to.database, to.table);
    }
    for (std::size_t i = 0; i < statement.renames.size(); ++i) {
        const auto &[from, to] = statement.renames[i];
        // Online schema changes swap a copy in under the old name: that stream goes on.
        const bool refilled =
            std::any_of(statement.renames.begin() + static_cast<std::ptrdiff_t>(i) + 1, statement.renames.end(),
                        [&from = from](const auto &later) { return later.second == from; });
        if (!refilled && captured(from))
            flow_.reset(tables_.stream(from.database, from.table), times);
        const bool passes_on =
            std::any_of(statement.renames.begin() + static_cast<std::ptrdiff_t>(i) + 1, statement.renames.end(),
                        [&to = to](const auto &later) { return later.first == to; });
        if (passes_on || !captured(to))
            continue;
        tables_.refilled(to.database, to.table);
        problems_.report("rename " + to.database + "." + to.table,
                         { Problem::Severity::Warning,
                           to.database + "." + to.table + " is now what was " + from.database + "." + from.table
                               + "; rows it brought along show with the next snapshot",
                           place, "snapshot=on takes one at once" });
    }
}

void StatementHandler::reportChange(const Statement &statement, std::string_view database, const std::string &place)
{
    std::string where;
    for (const StatementTable &table : statement.tables) {
        if (captured(table))
            where = table.database + "." + table.table;
    }
    if (where.empty() && statement.tables.empty() && tables_.filter().capturesIn(database))
        where = database;
    if (where.empty())
        return;
    problems_.report("statement " + where,
                     { Problem::Severity::Serious,
                       statement.verb + " on " + where
                           + " came as a statement: its rows are not in the binlog, because binlog_format is not ROW",
                       place, "SET GLOBAL binlog_format = 'ROW', then reconnect the clients that write" });
}

} // namespace streamgauge
