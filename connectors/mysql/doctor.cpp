// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/doctor.h"

#include "connectors/mysql/binlogtransport.h"
#include "connectors/mysql/serverid.h"
#include "connectors/mysql/tableselection.h"
#include "engine/data/timetext.h"

#include <cstdlib>

namespace streamgauge {

namespace {

Finding failed(std::string name, const Error &error, std::string needed)
{
    return { std::move(name), FindingState::Failed, error.message, std::move(needed),
             error.remedy.empty() ? "see the server's error log" : error.remedy };
}

std::string statusOf(SqlSession &session, const std::string &name)
{
    const auto rows = session.query("SHOW SESSION STATUS LIKE " + quotedText(name));
    return rows && !rows->empty() && rows->front().size() == 2 ? rows->front()[1].value_or("") : std::string();
}

} // namespace

std::vector<Finding> Doctor::run()
{
    findings_.clear();
    auto session = SqlSession::open(settings_, stop_);
    if (!session) {
        add(failed("connection", session.error(), "a server that lets the user in"));
        return findings_;
    }
    const auto facts = ServerFacts::read(**session);
    if (!facts) {
        add(failed("connection", facts.error(), "a server that answers"));
        return findings_;
    }
    checkConnection(**session, facts.value());
    checkClock(**session);
    for (Finding &finding : checkVariables(facts.value()))
        add(std::move(finding));
    checkBinlogAccess(**session, facts.value());
    for (Finding &finding : checkTables(**session, facts.value(), settings_))
        add(std::move(finding));
    return findings_;
}

void Doctor::checkConnection(SqlSession &session, const ServerFacts &facts)
{
    const auto user = session.cell("SELECT CURRENT_USER()");
    add({ "connection", FindingState::Ok, facts.product() + " as " + (user ? user->value_or("") : std::string()),
          "a server that lets the user in", "" });

    const std::string cipher = statusOf(session, "Ssl_cipher");
    const std::string found = cipher.empty() ? "not encrypted" : statusOf(session, "Ssl_version") + ", " + cipher;
    const bool good = !cipher.empty() || settings_.isLocal();
    add({ "TLS", good ? FindingState::Ok : FindingState::Warning, found,
          settings_.isLocal() ? "not needed on this machine" : "encrypted (rows and password cross the network)",
          good ? "" : "set tls=on" });
}

void Doctor::checkClock(SqlSession &session)
{
    const TimeNs before_ns = clock_.now();
    const auto text = session.cell("SELECT UTC_TIMESTAMP(6)");
    const TimeNs after_ns = clock_.now();
    const auto server_ns = text && text.value() ? parseTime(*text.value()) : std::nullopt;
    if (!server_ns)
        return;
    const DurationNs skew_ns = *server_ns - (before_ns + (after_ns - before_ns) / 2);
    const bool good = std::abs(skew_ns) < ns_per_s;
    const DurationNs whole_ms = std::abs(skew_ns) / ns_per_ms * ns_per_ms;
    add({ "clock", good ? FindingState::Ok : FindingState::Warning,
          "the server is " + durationText(whole_ms) + (skew_ns < 0 ? " behind" : " ahead"),
          "within a second of this machine (lag is judged by it)", good ? "" : "synchronise both clocks (NTP)" });
}

void Doctor::checkBinlogAccess(SqlSession &session, const ServerFacts &facts)
{
    if (!facts.isOn("log_bin"))
        return;
    const std::string privilege = facts.isMariaDb() && facts.version() >= 100'502 ? "BINLOG MONITOR" : "REPLICATION CLIENT";
    const std::string needed = privilege + " (tells where the binlog ends)";
    auto rows = session.query(facts.binlogStatusStatement());
    if (!rows) {
        Finding finding = failed(privilege, rows.error(), needed);
        finding.remedy = "GRANT " + privilege + " ON *.* TO the user";
        add(std::move(finding));
        return;
    }
    add({ privilege, FindingState::Ok, "granted", needed, "" });
    if (!rows->empty())
        checkFilters(rows->front());
    if (const auto position = currentPosition(session, facts))
        checkDump(position.value(), facts);
}

void Doctor::checkFilters(const SqlRow &status)
{
    const std::string only = status.size() > 2 ? status[2].value_or("") : "";
    const std::string ignored = status.size() > 3 ? status[3].value_or("") : "";
    const std::string needed = "no filter on the server (filtered changes cannot be seen)";
    if (only.empty() && ignored.empty()) {
        add({ "binlog_do_db, binlog_ignore_db", FindingState::Ok, "none", needed, "" });
        return;
    }
    const auto names = [](const std::string &list, const std::string &database) {
        return ("," + list + ",").find("," + database + ",") != std::string::npos;
    };
    bool hidden = false;
    for (const std::string &database : TableSelection(settings_.tables, settings_.database).databases())
        hidden = hidden || names(ignored, database) || (!only.empty() && !names(only, database));
    add({ "binlog_do_db, binlog_ignore_db", hidden ? FindingState::Failed : FindingState::Warning,
          "do: " + (only.empty() ? "all" : only) + "; ignore: " + (ignored.empty() ? "none" : ignored), needed,
          "take these options out of the server's option file, then restart it" });
}

void Doctor::checkDump(const BinlogPosition &position, const ServerFacts &facts)
{
    const std::string needed = "REPLICATION SLAVE (lets the binlog be read)";
    BinlogTransport transport(settings_, stop_);
    auto opened = transport.connect();
    if (opened)
        opened = transport.start(position, facts, randomServerId());
    if (opened) {
        // The server judges the request only when it sends the first event.
        const auto first = transport.next({});
        if (!first)
            opened = first.error();
    }
    if (!opened) {
        add(failed("REPLICATION SLAVE", opened.error(), needed));
        return;
    }
    add({ "REPLICATION SLAVE", FindingState::Ok, "granted; the server sends this user the changed rows of all databases",
          needed, "" });
}

} // namespace streamgauge
