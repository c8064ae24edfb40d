// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/doctor.h"
#include "connectors/mysql/tablecatalog.h"
#include "connectors/mysql/tableselection.h"

#include <algorithm>

namespace streamgauge {

namespace {

constexpr std::size_t most_named = 8;

std::string listed(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most_named); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > most_named)
        text += " and " + std::to_string(names.size() - most_named) + " more";
    return text;
}

std::string userOf(SqlSession &session)
{
    const auto user = session.cell("SELECT CURRENT_USER()");
    if (!user || !user.value())
        return "the user";
    const std::string &text = *user.value();
    const std::size_t at = text.rfind('@');
    return quotedText(text.substr(0, at)) + "@" + quotedText(at == std::string::npos ? "%" : text.substr(at + 1));
}

Finding presence(const TableSelection &filter, const std::vector<WatchedTable> &tables, const std::string &user)
{
    std::vector<std::string> missing;
    for (const auto &named : filter.namedTables()) {
        const bool found = std::any_of(tables.begin(), tables.end(), [&](const WatchedTable &name) {
            return name.database == named.first && name.table == named.second;
        });
        if (!found)
            missing.push_back(named.first + "." + named.second);
    }
    if (!missing.empty())
        return { "tables", FindingState::Failed, "not there, or hidden from the user: " + listed(missing),
                 "each table named", "check the names, or GRANT SELECT ON " + missing.front() + " TO " + user };
    if (tables.empty())
        return { "tables", FindingState::Failed, "none", "at least one table",
                 "check the database's name, or GRANT SELECT ON it TO " + user };
    return { "tables", FindingState::Ok, std::to_string(tables.size()), "at least one table", "" };
}

Finding readable(SqlSession &session, const std::vector<WatchedTable> &tables, const std::string &user)
{
    std::vector<std::string> closed;
    for (const WatchedTable &name : tables) {
        if (!session.query("SELECT * FROM " + name.quoted() + " LIMIT 0"))
            closed.push_back(name.stream());
    }
    if (closed.empty())
        return { "SELECT", FindingState::Ok, "granted on each table", "SELECT on each table", "" };
    return { "SELECT", FindingState::Failed, "not granted on " + listed(closed),
             "SELECT on each table (names and snapshot need it)", "GRANT SELECT ON " + closed.front() + " TO " + user };
}

Finding keys(SqlSession &session, const std::vector<WatchedTable> &tables)
{
    std::vector<std::string> keyless;
    const auto rows = session.query("SELECT table_schema, table_name FROM information_schema.statistics WHERE non_unique=0 "
                                    "GROUP BY table_schema, table_name, index_name "
                                    "HAVING SUM(nullable='YES' OR sub_part IS NOT NULL OR column_name IS NULL)=0");
    for (const WatchedTable &name : tables) {
        const bool found = !rows.ok() || std::any_of(rows->begin(), rows->end(), [&](const SqlRow &row) {
            return row[0] == name.database && row[1] == name.table;
        });
        if (!found)
            keyless.push_back(name.stream());
    }
    if (keyless.empty())
        return { "primary keys", FindingState::Ok, "on each table", "a primary key on each table", "" };
    return { "primary keys", FindingState::Warning, "none on " + listed(keyless),
             "a primary key, or a unique one without NULL, on each table (without, rules and charts see all its rows as one "
             "key)",
             "ALTER TABLE " + keyless.front() + " ADD COLUMN id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY" };
}

Finding engines(SqlSession &session, const std::vector<WatchedTable> &tables)
{
    std::vector<std::string> unsafe;
    const auto rows = session.query("SELECT table_schema, table_name FROM information_schema.tables WHERE engine IN "
                                    "('MyISAM','Aria','MEMORY','CSV','ARCHIVE')");
    for (const WatchedTable &name : tables) {
        const bool found = rows.ok() && std::any_of(rows->begin(), rows->end(), [&](const SqlRow &row) {
                               return row[0] == name.database && row[1] == name.table;
                           });
        if (found)
            unsafe.push_back(name.stream());
    }
    if (unsafe.empty())
        return { "transactional tables", FindingState::Ok, "all", "InnoDB or another transactional engine", "" };
    return { "transactional tables", FindingState::Warning, "not " + listed(unsafe),
             "InnoDB or another transactional engine (others have no consistent snapshot)",
             "ALTER TABLE " + unsafe.front() + " ENGINE=InnoDB" };
}

Finding cascades(SqlSession &session, const ServerFacts &facts, const std::vector<WatchedTable> &tables)
{
    const std::string needed = "none (rows changed by ON DELETE or ON UPDATE CASCADE are not in the binlog)";
    if (!facts.isMariaDb() && facts.version() >= 90'600)
        return { "cascades", FindingState::Ok, facts.product() + " writes them to the binlog", needed, "" };
    std::vector<std::string> affected;
    const auto rows =
        session.query("SELECT constraint_schema, table_name FROM information_schema.referential_constraints WHERE "
                      "delete_rule IN ('CASCADE','SET NULL','SET DEFAULT') OR update_rule IN ('CASCADE','SET NULL','SET "
                      "DEFAULT') GROUP BY constraint_schema, table_name");
    for (const WatchedTable &name : tables) {
        const bool found = rows.ok() && std::any_of(rows->begin(), rows->end(), [&](const SqlRow &row) {
                               return row[0] == name.database && row[1] == name.table;
                           });
        if (found)
            affected.push_back(name.stream());
    }
    if (affected.empty())
        return { "cascades", FindingState::Ok, "none", needed, "" };
    return { "cascades", FindingState::Warning, listed(affected), needed,
             "delete and update the child rows by statements of their own, or in triggers" };
}

/// MariaDB tells a snapshot's position inside the snapshot; MySQL needs a lock for a moment.
Finding snapshotRights(SqlSession &session, const ServerFacts &facts, const std::vector<WatchedTable> &tables,
                       const std::string &user)
{
    const std::string name = "snapshot";
    const std::string needed = "a way to learn the snapshot's place in the binlog";
    if (facts.isMariaDb())
        return { name, FindingState::Ok, "without a lock (Binlog_snapshot_position)", needed, "" };
    const std::string grants = [&session] {
        std::string text;
        const auto rows = session.query("SHOW GRANTS");
        for (const SqlRow &row : rows ? rows.value() : std::vector<SqlRow>())
            text += row.empty() ? "" : row[0].value_or("") + "\n";
        return text;
    }();
    if (grants.find("RELOAD") != std::string::npos || grants.find("ALL PRIVILEGES ON *.*") != std::string::npos)
        return { name, FindingState::Ok, "by FLUSH TABLES WITH READ LOCK for a moment", needed, "" };
    if (grants.find("LOCK TABLES") != std::string::npos || grants.find("ALL PRIVILEGES") != std::string::npos)
        return { name, FindingState::Ok, "by LOCK TABLES ... READ for a moment", needed, "" };
    if (facts.usesGtid())
        return { name, FindingState::Warning, "by waiting for a moment without commits", needed,
                 "GRANT LOCK TABLES ON " + (tables.empty() ? std::string("*") : tables.front().database) + ".* TO " + user };
    return { name, FindingState::Failed, "no lock allowed, no GTIDs", needed,
             "GRANT LOCK TABLES ON " + (tables.empty() ? std::string("*") : tables.front().database) + ".* TO " + user };
}

} // namespace

Result<std::optional<Problem>> judgePresence(SqlSession &session, const MySqlSettings &settings,
                                             const std::vector<WatchedTable> &tables)
{
    if (!settings.database.empty()) {
        const auto named = session.cell("SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name="
                                        + quotedText(settings.database));
        if (!named)
            return named.error();
        if (named->value_or("0") == "0")
            return Error { ErrorKind::Configuration,
                           "there is no database " + settings.database + ", or the user may not see it", settings.place(),
                           "check the database's name, or GRANT SELECT ON it TO " + userOf(session) };
    }
    const Finding found = presence(TableSelection(settings.tables, settings.database), tables, userOf(session));
    if (found.state != FindingState::Failed)
        return std::optional<Problem>();
    return std::optional(
        Problem { Problem::Severity::Serious, "watched tables: " + found.found, settings.place(), found.remedy });
}

std::vector<Finding> checkTables(SqlSession &session, const ServerFacts &facts, const MySqlSettings &settings)
{
    const TableSelection filter(settings.tables, settings.database);
    TableCatalog catalog(session);
    auto tables = catalog.tables(filter);
    if (!tables)
        return { { "tables", FindingState::Failed, tables.error().message, "readable information_schema",
                   tables.error().remedy } };
    const std::string user = userOf(session);
    return { presence(filter, tables.value(), user),
             readable(session, tables.value(), user),
             keys(session, tables.value()),
             engines(session, tables.value()),
             cascades(session, facts, tables.value()),
             snapshotRights(session, facts, tables.value(), user) };
}

} // namespace streamgauge
