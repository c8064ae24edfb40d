// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysqllookupsource.h"

#include "connectors/mysql/binlog/tableschema.h"
#include "connectors/mysql/tablecatalog.h"
#include "engine/cel/celrecordoperations.h"
#include "engine/cel/celtext.h"

#include <algorithm>
#include <utility>

namespace streamgauge {

namespace {

constexpr DurationNs longest_wait_ns = 3 * ns_per_s;
/// Columns that came or went are noticed by then.
constexpr std::chrono::seconds definition_lasts { 60 };
/// No unique key is longer.
constexpr std::size_t most_key_bytes = 3'072;

std::pair<std::string, std::string> tableName(const LookupSpec &lookup, const std::string &database)
{
    const std::size_t dot = lookup.table.find('.');
    if (dot == std::string::npos)
        return { database, lookup.table };
    return { lookup.table.substr(0, dot), lookup.table.substr(dot + 1) };
}

Error fault(const LookupSpec &lookup, std::string message, std::string remedy)
{
    return { ErrorKind::Configuration, std::move(message), "lookup " + lookup.name, std::move(remedy) };
}

/// As the server prints whole numbers; another text equals none.
bool isWholeNumber(std::string_view text)
{
    constexpr std::size_t most_digits = 20;
    if (text.starts_with('-'))
        text.remove_prefix(1);
    const bool digits = !text.empty() && text.size() <= most_digits
        && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    return digits && (text.front() != '0' || text.size() == 1);
}

/// The keys that can be in a column of that kind, as a list of literals.
std::string literals(std::span<const std::string> keys, ValueKind kind)
{
    std::string list;
    for (const std::string &key : keys) {
        const bool fits = kind == ValueKind::String ? key.size() <= most_key_bytes && isUtf8(key) : isWholeNumber(key);
        if (fits)
            list += (list.empty() ? "" : ",") + (kind == ValueKind::String ? quotedText(key) : key);
    }
    return list;
}

/// Leaves the columns that rules may read, and the key.
Result<void> selectColumns(TableDefinition &definition, const LookupSpec &lookup)
{
    if (lookup.columns.empty())
        return {};
    for (const std::string &column : lookup.columns) {
        if (std::ranges::find(definition.columns, column, &ColumnDefinition::name) == definition.columns.end())
            return fault(lookup, "table " + lookup.table + " has no column \"" + column + "\"", "name one of its columns");
    }
    std::erase_if(definition.columns, [&](const ColumnDefinition &column) {
        return column.name != lookup.key && std::ranges::find(lookup.columns, column.name) == lookup.columns.end();
    });
    // They are places among the columns there were.
    definition.key_columns.clear();
    return {};
}

CelValue rowValue(const Batch &batch, std::uint32_t row)
{
    const std::vector<Column> &columns = batch.schema().columns;
    std::vector<CelValue::Entry> entries;
    entries.reserve(columns.size());
    for (std::size_t column = 0; column < columns.size(); ++column) {
        CelValue value = celCellValue(batch.after(column), row);
        value.own();
        entries.emplace_back(CelValue::ofString(columns[column].name), std::move(value));
    }
    return CelValue::ofMap(std::move(entries));
}

} // namespace

MySqlLookupSource::MySqlLookupSource(MySqlSettings settings)
    : settings_(std::move(settings))
{
    settings_.connect_timeout_ns = std::min(settings_.connect_timeout_ns, longest_wait_ns);
    settings_.answer_timeout_ns = longest_wait_ns;
}

Result<void> MySqlLookupSource::open()
{
    if (session_)
        return {};
    auto opened = SqlSession::open(settings_, {});
    if (!opened)
        return opened.error();
    session_ = std::move(opened.value());
    tables_.clear();
    return {};
}

Result<void> MySqlLookupSource::checkUnique(const LookupSpec &lookup, const std::string &database, const std::string &name)
{
    // A key over part of a text, or over several columns, does not identify rows by this column.
    const auto unique =
        session_->query("SELECT MAX(column_name) FROM information_schema.statistics WHERE table_schema="
                        + quotedText(database) + " AND table_name=" + quotedText(name)
                        + " AND non_unique=0 GROUP BY index_name HAVING COUNT(*)=1 AND MAX(sub_part) IS NULL");
    if (!unique)
        return unique.error();
    const bool found =
        std::ranges::any_of(*unique, [&](const SqlRow &row) { return !row.empty() && row[0] && *row[0] == lookup.key; });
    if (found)
        return {};
    return fault(lookup, "column " + lookup.key + " of " + database + "." + name + " is no key of its own",
                 "name a column that is the primary or a unique key");
}

Result<MySqlLookupSource::Table> MySqlLookupSource::readTable(const LookupSpec &lookup)
{
    const auto [database, name] = tableName(lookup, settings_.database);
    if (database.empty())
        return fault(lookup, "the table has no database", "write it as database.table");
    auto definition = TableCatalog(*session_).definition(database, name);
    if (!definition) {
        Error error = definition.error();
        error.place = "lookup " + lookup.name + (error.place.empty() ? "" : ", " + error.place);
        return error;
    }
    if (auto selected = selectColumns(*definition, lookup); !selected)
        return selected.error();
    auto schema = std::make_shared<const Schema>(schemaOf(database + "." + name, *definition));
    const auto key = schema->find(lookup.key);
    if (!key)
        return fault(lookup, "table " + schema->stream + " has no column \"" + lookup.key + "\"", "name one of its columns");
    const ValueKind kind = schema->columns[*key].kind;
    if (kind != ValueKind::Int64 && kind != ValueKind::UInt64 && kind != ValueKind::String)
        return fault(lookup, "rows cannot be looked up by column " + lookup.key,
                     "name a column of whole numbers or texts that is a key");
    if (auto unique = checkUnique(lookup, database, name); !unique)
        return unique.error();
    SnapshotColumns columns(schema, *definition);
    return Table { quotedName(database) + "." + quotedName(name), std::move(schema), std::move(columns), *key,
                   std::chrono::steady_clock::now() };
}

Result<const MySqlLookupSource::Table *> MySqlLookupSource::table(const LookupSpec &lookup)
{
    const auto known = tables_.find(lookup.name);
    if (known != tables_.end() && std::chrono::steady_clock::now() - known->second.read_at < definition_lasts)
        return &known->second;
    auto read = readTable(lookup);
    if (!read)
        return read.error();
    return &tables_.insert_or_assign(lookup.name, std::move(read.value())).first->second;
}

Result<std::vector<LookupRow>> MySqlLookupSource::fetch(const LookupSpec &lookup, std::span<const std::string> keys)
{
    if (auto opened = open(); !opened)
        return opened.error();
    const auto from = table(lookup);
    if (!from) {
        session_.reset();
        return from.error();
    }
    const Table &table = **from;
    const std::string list = literals(keys, table.schema->columns[table.key].kind);
    if (list.empty())
        return std::vector<LookupRow>();
    BatchBuilder builder(table.schema);
    auto read = session_->stream("SELECT " + table.columns.selectList() + " FROM " + table.quoted_name + " WHERE "
                                     + quotedName(lookup.key) + " IN (" + list + ")",
                                 [&](const SqlRow &row) {
                                     table.columns.append(builder, row);
                                     builder.endRow(Op::Snapshot, {});
                                     return true;
                                 });
    if (!read) {
        session_.reset();
        return read.error();
    }
    std::vector<LookupRow> rows;
    const std::size_t key = table.key;
    const BatchPtr batch = builder.finish();
    for (std::uint32_t row = 0; batch && row < batch->rows(); ++row)
        rows.push_back({ cellText(batch->schema().columns[key], batch->after(key), row), rowValue(*batch, row) });
    return rows;
}

Result<std::vector<std::string>> MySqlLookupSource::check(const LookupSpec &lookup)
{
    if (auto opened = open(); !opened)
        return opened.error();
    const auto read = readTable(lookup);
    if (!read)
        return read.error();
    std::vector<std::string> columns;
    for (const Column &column : read->schema->columns)
        columns.push_back(column.name);
    return columns;
}

Result<std::unique_ptr<LookupSource>> MySqlLookupSourceFactory::create(const std::string &source_name,
                                                                       const Settings &settings) const
{
    auto parsed = MySqlSettings::parse(source_name, settings);
    if (!parsed)
        return parsed.error();
    return std::unique_ptr<LookupSource>(std::make_unique<MySqlLookupSource>(std::move(parsed.value())));
}

std::string MySqlLookupSourceFactory::streamOf(const LookupSpec &lookup, const Settings &settings) const
{
    const auto database = settings.find("database");
    const auto [in, name] = tableName(lookup, database == settings.end() ? std::string() : database->second);
    return in.empty() ? std::string() : in + "." + name;
}

} // namespace streamgauge
