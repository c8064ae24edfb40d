// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/tableregistry.h"

#include <algorithm>
#include <array>
#include <utility>

namespace streamgauge {

namespace {

constexpr std::array<std::string_view, 4> server_databases = { "mysql", "sys", "information_schema", "performance_schema" };

} // namespace

TableFilter::TableFilter(const BinlogStreamOptions &options)
{
    for (const std::string &entry : options.tables) {
        const std::size_t dot = entry.find('.');
        if (dot == std::string::npos)
            entries_.emplace_back(options.database, entry);
        else
            entries_.emplace_back(entry.substr(0, dot), entry.substr(dot + 1));
    }
}

bool TableFilter::captures(std::string_view database, std::string_view table) const
{
    if (entries_.empty())
        return capturesIn(database);
    return std::any_of(entries_.begin(), entries_.end(), [&](const auto &entry) {
        return entry.first == database && (entry.second == "*" || entry.second == table);
    });
}

bool TableFilter::capturesIn(std::string_view database) const
{
    if (entries_.empty())
        return std::find(server_databases.begin(), server_databases.end(), database) == server_databases.end();
    return std::any_of(entries_.begin(), entries_.end(), [&](const auto &entry) { return entry.first == database; });
}

TableRegistry::TableRegistry(const BinlogStreamOptions &options, TableDefinitionSource &definitions, ProblemLog &problems)
    : filter_(options)
    , mariadb_(options.flavour == Flavour::MariaDb)
    , definitions_(definitions)
    , problems_(problems)
{
}

TableStream &TableRegistry::stream(const std::string &database, const std::string &table)
{
    const std::string name = database + "." + table;
    if (const auto found = by_name_.find(name); found != by_name_.end())
        return *found->second;
    auto made = std::make_unique<TableStream>();
    made->number = streams_.size();
    made->database = database;
    made->table = table;
    // Until a table map tells more the stream has no columns; that is enough to empty it.
    auto schema = std::make_shared<Schema>();
    schema->stream = name;
    schema->generation = 0;
    made->schema = std::move(schema);
    by_name_[name] = made.get();
    streams_.push_back(std::move(made));
    return *streams_.back();
}

std::vector<TableStream *> TableRegistry::streamsOf(std::string_view database)
{
    std::vector<TableStream *> found;
    for (const auto &stream : streams_) {
        if (stream->database == database)
            found.push_back(stream.get());
    }
    return found;
}

void TableRegistry::know(const SchemaPtr &schema)
{
    const std::size_t dot = schema->stream.find('.');
    if (dot != std::string::npos)
        stream(schema->stream.substr(0, dot), schema->stream.substr(dot + 1)).schema = schema;
}

void TableRegistry::clearIds()
{
    mapped_.clear();
}

TableRegistry::Mapped *TableRegistry::find(std::uint64_t id)
{
    const auto found = mapped_.find(id);
    return found == mapped_.end() ? nullptr : &found->second;
}

void TableRegistry::forget(const std::string &database, const std::string &table)
{
    definitions_.forget(database, table);
    std::erase_if(mapped_, [&](const auto &entry) {
        const TableStream *stream = entry.second.stream;
        return stream != nullptr && stream->database == database && (table.empty() || stream->table == table);
    });
}

bool TableRegistry::isTransactional(std::size_t stream)
{
    const auto definition = definitions_.tableDefinition(streams_[stream]->database, streams_[stream]->table);
    return !definition || definition->transactional;
}

Result<void> TableRegistry::map(std::uint64_t id, ByteSpan body, const std::string &place)
{
    Mapped &mapped = mapped_[id];
    // The same map comes again with every statement; only a change needs work.
    if (std::equal(body.begin(), body.end(), mapped.body.begin(), mapped.body.end()))
        return {};
    const auto name = peekTableName(body);
    if (!name)
        return Error { ErrorKind::Input, "a table map is damaged: no table name", place, {} };
    mapped = Mapped();
    if (filter_.captures(name->database, name->table)) {
        const auto parsed = parseTableMap(body, mariadb_);
        if (!parsed) {
            mapped_.erase(id);
            return Error { parsed.error().kind, parsed.error().message, place, parsed.error().remedy };
        }
        auto planned = plan(*parsed, place);
        if (!planned) {
            mapped_.erase(id);
            return planned.error();
        }
        mapped.plan = std::move(*planned);
        mapped.stream = &stream(parsed->database, parsed->table);
        adopt(*mapped.stream, *mapped.plan);
        mapped.schema = mapped.stream->schema;
    }
    mapped.body.assign(body.begin(), body.end());
    return {};
}

Result<std::unique_ptr<TablePlan>> TableRegistry::plan(const TableMap &map, const std::string &place)
{
    const std::string name = map.database + "." + map.table;
    if (!needsDefinition(map, mariadb_))
        return std::make_unique<TablePlan>(planTable(map, nullptr));
    const auto definition = definitions_.tableDefinition(map.database, map.table);
    if (!definition && definition.error().kind == ErrorKind::Transient)
        return definition.error();
    const TableDefinition *usable = definition ? &*definition : nullptr;
    std::optional<std::string> why;
    if (!definition)
        why = definition.error().message;
    else if (!map.has_names)
        why = mismatch(map, *definition);
    if (why) {
        usable = nullptr;
        Problem problem { Problem::Severity::Warning,
                          {},
                          place,
                          "SET GLOBAL binlog_row_metadata = 'FULL' lets the binlog name its columns itself" };
        if (map.has_names) {
            problem.text = "the definition of " + name
                + " cannot be read, so UUID, INET and JSON columns show as they are stored: " + *why;
            problem.remedy = "GRANT SELECT on the table";
        } else {
            problem.text =
                "the columns of " + name + " have no names here, because its definition does not fit these events: " + *why;
            definitions_.refilled(map.database, map.table);
        }
        problems_.report("definition " + name, std::move(problem));
    }
    auto planned = std::make_unique<TablePlan>(planTable(map, usable));
    for (const std::string &warning : planned->warnings)
        problems_.report(
            "plan " + name + warning,
            { Problem::Severity::Warning, name + ": " + warning, place, "SET GLOBAL binlog_row_metadata = 'FULL'" });
    return planned;
}

void TableRegistry::adopt(TableStream &stream, const TablePlan &plan)
{
    Schema schema;
    schema.stream = stream.schema->stream;
    schema.columns = plan.shape;
    schema.key_columns = plan.key_columns;
    schema.keyless = schema.key_columns.empty();
    schema.generation = stream.schema->generation;
    if (schema == *stream.schema)
        return;
    ++schema.generation;
    stream.schema = std::make_shared<const Schema>(std::move(schema));
}

} // namespace streamgauge
