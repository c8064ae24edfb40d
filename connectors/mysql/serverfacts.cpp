// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/serverfacts.h"

#include <charconv>

namespace streamgauge {

namespace {

unsigned versionNumber(std::string_view text)
{
    unsigned parts[3] = {};
    const char *at = text.data();
    const char *end = text.data() + text.size();
    for (unsigned &part : parts) {
        const auto [stop, error] = std::from_chars(at, end, part);
        if (error != std::errc())
            break;
        at = stop;
        if (at == end || *at != '.')
            break;
        ++at;
    }
    return parts[0] * 10'000 + parts[1] * 100 + parts[2];
}

std::uint64_t numberIn(const SqlCell &cell)
{
    std::uint64_t number = 0;
    if (cell)
        std::from_chars(cell->data(), cell->data() + cell->size(), number);
    return number;
}

} // namespace

Result<ServerFacts> ServerFacts::read(SqlSession &session)
{
    auto rows = session.query("SHOW GLOBAL VARIABLES");
    if (!rows)
        return rows.error();
    ServerFacts facts;
    for (SqlRow &row : rows.value()) {
        if (row.size() == 2 && row[0])
            facts.variables_[*row[0]] = row[1].value_or("");
    }
    const auto version = session.cell("SELECT VERSION()");
    if (!version)
        return version.error();
    facts.version_text_ = version->value_or("");
    const bool maria = facts.version_text_.find("MariaDB") != std::string::npos || facts.has("mariadb_version");
    facts.flavour_ = maria || facts.has("gtid_binlog_pos") ? Flavour::MariaDb : Flavour::MySql;
    // Some proxies and old replicas put "5.5.5-" before MariaDB's own version.
    const std::string_view text = facts.version_text_;
    facts.version_ = versionNumber(text.starts_with("5.5.5-") ? text.substr(6) : text);
    return facts;
}

std::string ServerFacts::product() const
{
    return (isMariaDb() ? "MariaDB " : "MySQL ") + std::to_string(version_ / 10'000) + "."
        + std::to_string(version_ / 100 % 100) + "." + std::to_string(version_ % 100);
}

std::string_view ServerFacts::variable(std::string_view name) const
{
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::string_view() : std::string_view(found->second);
}

bool ServerFacts::isOn(std::string_view name) const
{
    const std::string_view value = variable(name);
    return value == "ON" || value == "1" || value == "YES";
}

std::string ServerFacts::identity() const
{
    if (!isMariaDb() && has("server_uuid"))
        return "mysql:" + std::string(variable("server_uuid"));
    // Servers without a uid of their own are told apart by where they keep their data.
    std::string identity = "mariadb:";
    identity += has("server_uid") ? std::string(variable("server_uid"))
                                  : std::string(variable("hostname")) + std::string(variable("datadir"));
    identity += ":" + std::string(variable("server_id")) + ":" + std::string(variable("gtid_domain_id"));
    return identity;
}

bool ServerFacts::usesGtid() const
{
    return isMariaDb() ? has("gtid_binlog_pos") : variable("gtid_mode") == "ON";
}

std::string ServerFacts::binlogStatusStatement() const
{
    if (isMariaDb())
        return version_ >= 100'502 ? "SHOW BINLOG STATUS" : "SHOW MASTER STATUS";
    return version_ >= 80'200 ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
}

Result<BinlogPosition> currentPosition(SqlSession &session, const ServerFacts &facts)
{
    auto rows = session.query(facts.binlogStatusStatement());
    if (!rows)
        return rows.error();
    if (rows->empty() || rows->front().size() < 2 || !rows->front()[0])
        return Error { ErrorKind::Configuration, "the server writes no binary log", facts.product() + ": log_bin",
                       "start the server with log_bin" };
    const SqlRow &row = rows->front();
    BinlogPosition position { *row[0], numberIn(row[1]), "" };
    if (facts.isMariaDb())
        position.gtid = mariaDbGtidAt(session, position.file, position.offset);
    else if (facts.usesGtid() && row.size() >= 5)
        position.gtid = compactGtidSet(row[4].value_or(""));
    return position;
}

std::string mariaDbGtidAt(SqlSession &session, const std::string &file, std::uint64_t offset)
{
    const auto gtid = session.cell("SELECT BINLOG_GTID_POS(" + quotedText(file) + "," + std::to_string(offset) + ")");
    return gtid && gtid.value() ? *gtid.value() : std::string();
}

std::string compactGtidSet(std::string_view text)
{
    std::string compact;
    for (const char c : text) {
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            compact += c;
    }
    return compact;
}

} // namespace streamgauge
