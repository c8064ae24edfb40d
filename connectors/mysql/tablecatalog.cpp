// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/tablecatalog.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace streamgauge {

namespace {

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return text;
}

std::string textOf(const SqlRow &row, std::size_t i)
{
    return i < row.size() && row[i] ? *row[i] : std::string();
}

std::uint64_t numberOf(const SqlRow &row, std::size_t i)
{
    const std::string text = textOf(row, i);
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string inDatabases(const TableSelection &filter, const std::string &column)
{
    std::string list;
    for (const std::string &database : filter.databases())
        list += (list.empty() ? "" : ",") + quotedText(database);
    if (list.empty())
        return column + " NOT IN ('mysql','information_schema','performance_schema','sys')";
    return column + " IN (" + list + ")";
}

std::string forTable(const std::string &database, const std::string &table)
{
    return " WHERE table_schema=" + quotedText(database) + " AND table_name=" + quotedText(table);
}

ColumnDefinition columnOf(const SqlRow &row)
{
    ColumnDefinition column;
    column.name = textOf(row, 0);
    column.data_type = lowered(textOf(row, 1));
    column.column_type = textOf(row, 2);
    column.charset = textOf(row, 3);
    column.nullable = textOf(row, 4) == "YES";
    column.is_unsigned = lowered(column.column_type).find(" unsigned") != std::string::npos;
    column.generated = lowered(textOf(row, 5)).find("generated") != std::string::npos && !textOf(row, 6).empty();
    if (column.data_type == "enum" || column.data_type == "set")
        column.members = enumMembers(column.column_type);
    return column;
}

/// Columns whose only check is MariaDB's own json_valid(`column`).
Result<std::set<std::string>> jsonColumns(SqlSession &session, const std::string &database, const std::string &table)
{
    std::set<std::string> names;
    auto rows = session.query("SELECT check_clause FROM information_schema.check_constraints WHERE constraint_schema="
                              + quotedText(database) + " AND table_name=" + quotedText(table));
    if (!rows) {
        // MySQL's table of this name has no table_name, and needs none: JSON is a type there.
        if (session.lastFault().code == 1054 || session.lastFault().code == 1109)
            return names;
        return rows.error();
    }
    constexpr std::string_view begin = "json_valid(`";
    for (const SqlRow &row : rows.value()) {
        const std::string clause = textOf(row, 0);
        if (clause.starts_with(begin) && clause.ends_with("`)"))
            names.insert(clause.substr(begin.size(), clause.size() - begin.size() - 2));
    }
    return names;
}

/// Of the primary key, or else of the index that the server takes for it, in the binlog too: its first unique one without
/// NULLs and prefixes. Empty when there is neither.
Result<std::vector<std::uint32_t>> keyColumns(SqlSession &session, const std::string &database, const std::string &table,
                                              const std::vector<ColumnDefinition> &columns)
{
    enum { NonUnique = 1, KeyName = 2, ColumnName = 4, PrefixLength = 7, Nullable = 9, IndexType = 10 };
    auto rows = session.query("SHOW INDEX FROM " + quotedName(database) + "." + quotedName(table));
    if (!rows)
        return rows.error();
    std::vector<std::uint32_t> keys;
    for (std::size_t i = 0; i < rows->size() && keys.empty();) {
        const std::string name = textOf((*rows)[i], KeyName);
        bool names_rows = true;
        for (; i < rows->size() && textOf((*rows)[i], KeyName) == name; ++i) {
            const SqlRow &part = (*rows)[i];
            const auto found = std::ranges::find(columns, textOf(part, ColumnName), &ColumnDefinition::name);
            if (found != columns.end())
                keys.push_back(static_cast<std::uint32_t>(found - columns.begin()));
            // MariaDB's unique index over a long text is a HASH, which it does not take for a key.
            const bool could_be_key = numberOf(part, NonUnique) == 0 && textOf(part, PrefixLength).empty()
                && textOf(part, Nullable) != "YES" && textOf(part, IndexType) != "HASH" && found != columns.end();
            names_rows = names_rows && (name == "PRIMARY" || could_be_key);
        }
        if (!names_rows)
            keys.clear();
    }
    return keys;
}

bool rollsBack(const std::string &engine)
{
    return engine != "MyISAM" && engine != "Aria" && engine != "MEMORY" && engine != "CSV" && engine != "ARCHIVE";
}

} // namespace

Result<std::vector<WatchedTable>> TableCatalog::tables(const TableSelection &filter)
{
    auto rows =
        session_.query("SELECT table_schema, table_name, table_rows FROM information_schema.tables WHERE table_type IN "
                       "('BASE TABLE','SYSTEM VERSIONED') AND "
                       + inDatabases(filter, "table_schema") + " ORDER BY table_schema, table_name");
    if (!rows)
        return rows.error();
    std::vector<WatchedTable> tables;
    for (const SqlRow &row : rows.value()) {
        WatchedTable name { textOf(row, 0), textOf(row, 1), numberOf(row, 2) };
        if (filter.matches(name.database, name.table))
            tables.push_back(std::move(name));
    }
    return tables;
}

Result<TableDefinition> TableCatalog::definition(std::string_view database_name, std::string_view table_name)
{
    const std::string database(database_name);
    const std::string table(table_name);
    auto rows = session_.query("SELECT column_name, data_type, column_type, character_set_name, is_nullable, extra, "
                               "generation_expression FROM information_schema.columns"
                               + forTable(database, table) + " ORDER BY ordinal_position");
    if (!rows)
        return rows.error();
    if (rows->empty())
        return Error { ErrorKind::Configuration, "the table does not exist, or the user may not read it",
                       database + "." + table,
                       "GRANT SELECT ON " + quotedName(database) + "." + quotedName(table) + " TO the user" };
    TableDefinition definition;
    for (const SqlRow &row : rows.value())
        definition.columns.push_back(columnOf(row));
    auto keys = keyColumns(session_, database, table, definition.columns);
    if (!keys)
        return keys.error();
    definition.key_columns = std::move(keys.value());
    const auto json = jsonColumns(session_, database, table);
    if (!json)
        return json.error();
    for (ColumnDefinition &column : definition.columns)
        column.is_json = json->contains(column.name);
    const auto engine = session_.cell("SELECT engine FROM information_schema.tables" + forTable(database, table));
    if (!engine)
        return engine.error();
    definition.transactional = rollsBack(engine->value_or(""));
    return definition;
}

Result<Catalog> TableCatalog::catalog(const TableSelection &filter)
{
    auto names = tables(filter);
    if (!names)
        return names.error();
    auto rows =
        session_.query("SELECT table_schema, table_name, column_name, column_type, column_key FROM "
                       "information_schema.columns WHERE "
                       + inDatabases(filter, "table_schema") + " ORDER BY table_schema, table_name, ordinal_position");
    if (!rows)
        return rows.error();
    std::map<std::string, std::vector<CatalogField>> fields;
    for (const SqlRow &row : rows.value())
        fields[textOf(row, 0) + "." + textOf(row, 1)].push_back({ textOf(row, 2), textOf(row, 3), textOf(row, 4) == "PRI" });
    Catalog catalog;
    for (const WatchedTable &name : names.value())
        catalog.push_back({ name.database, name.table, std::move(fields[name.stream()]), name.estimated_rows });
    return catalog;
}

Result<bool> TableCatalog::exists(const WatchedTable &table)
{
    constexpr unsigned no_such_database = 1049;
    constexpr unsigned no_such_table = 1146;
    if (const auto read = session_.query("SELECT 1 FROM " + table.quoted() + " LIMIT 0"); !read) {
        const unsigned code = session_.lastFault().code;
        return code == no_such_table || code == no_such_database ? Result(false) : Result<bool>(read.error());
    }
    return true;
}

Result<TableDefinition> CachedDefinitions::tableDefinition(std::string_view database, std::string_view table)
{
    const TableName key { std::string(database), std::string(table) };
    if (const auto found = known_.find(key); found != known_.end())
        return found->second;
    if (!session_) {
        auto opened = SqlSession::open(settings_, stop_);
        if (!opened)
            return opened.error();
        session_ = std::move(opened.value());
    }
    auto definition = TableCatalog(*session_).definition(database, table);
    if (definition)
        known_[key] = definition.value();
    else if (definition.error().kind != ErrorKind::Configuration)
        session_.reset();
    return definition;
}

void CachedDefinitions::refilled(std::string_view database, std::string_view table)
{
    changed_.emplace(database, table);
}

Result<std::vector<WatchedTable>> CachedDefinitions::changed(TableCatalog &catalog, const TableSelection &filter)
{
    const auto tables = catalog.tables(filter);
    if (!tables)
        return tables.error();
    std::vector<WatchedTable> found;
    for (auto name = changed_.begin(); name != changed_.end();) {
        const WatchedTable table { name->first, name->second };
        const auto listed = std::ranges::find(*tables, table.stream(), &WatchedTable::stream);
        const auto there = listed != tables->end() ? Result(true) : catalog.exists(table);
        if (!there)
            return there.error();
        if (*there)
            found.push_back(listed != tables->end() ? *listed : table);
        name = *there ? std::next(name) : changed_.erase(name);
    }
    return found;
}

void CachedDefinitions::settle(const std::vector<WatchedTable> &tables)
{
    for (const WatchedTable &table : tables)
        changed_.erase({ table.database, table.table });
}

void CachedDefinitions::forget(std::string_view database, std::string_view table)
{
    if (!table.empty()) {
        known_.erase({ std::string(database), std::string(table) });
        return;
    }
    std::erase_if(known_, [&](const auto &known) { return known.first.first == database; });
}

} // namespace streamgauge
