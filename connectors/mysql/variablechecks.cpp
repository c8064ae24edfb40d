// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/doctor.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace streamgauge {

namespace {

std::string setGlobal(const ServerFacts &facts, const std::string &assignment)
{
    // MySQL 8 can keep a variable over a restart; MariaDB needs its option file for that.
    if (!facts.isMariaDb() && facts.version() >= 80'000)
        return "SET PERSIST " + assignment;
    return "SET GLOBAL " + assignment + ", and the same line in the server's option file";
}

Finding judge(const ServerFacts &facts, const std::string &name, bool good, FindingState otherwise, std::string needed,
              std::string remedy)
{
    const std::string found = facts.has(name) ? std::string(facts.variable(name)) : "not there";
    return { name, good ? FindingState::Ok : otherwise, found, std::move(needed), good ? std::string() : std::move(remedy) };
}

Finding logBin(const ServerFacts &facts)
{
    return judge(facts, "log_bin", facts.isOn("log_bin"), FindingState::Failed, "ON",
                 "put log_bin=bin and server_id=1 below [mysqld] in the server's option file, then restart it");
}

Finding binlogFormat(const ServerFacts &facts)
{
    const bool good = !facts.has("binlog_format") || facts.variable("binlog_format") == "ROW";
    return judge(facts, "binlog_format", good, FindingState::Failed,
                 "ROW (with others, rows arrive as statements and cannot be seen)",
                 setGlobal(facts, "binlog_format=ROW") + "; sessions open now keep the old format until they reconnect");
}

Finding rowImage(const ServerFacts &facts)
{
    const bool good = !facts.has("binlog_row_image") || facts.variable("binlog_row_image") == "FULL";
    return judge(facts, "binlog_row_image", good, FindingState::Warning,
                 "FULL (with others, unchanged fields arrive as absent)", setGlobal(facts, "binlog_row_image=FULL"));
}

Finding rowMetadata(const ServerFacts &facts)
{
    if (!facts.has("binlog_row_metadata"))
        return { "binlog_row_metadata", FindingState::Warning, "not there in " + facts.product(),
                 "FULL (names and signs then come with the rows; otherwise from information_schema, which knows only the "
                 "present)",
                 "MariaDB 10.5 or MySQL 8.0 has it" };
    return judge(
        facts, "binlog_row_metadata", facts.variable("binlog_row_metadata") == "FULL", FindingState::Warning,
        "FULL (names and signs then come with the rows; otherwise from information_schema, which knows only the present)",
        setGlobal(facts, "binlog_row_metadata=FULL"));
}

Finding checksum(const ServerFacts &facts)
{
    return judge(facts, "binlog_checksum", facts.variable("binlog_checksum") == "CRC32", FindingState::Warning,
                 "CRC32 (without, damage on the way goes unnoticed)", setGlobal(facts, "binlog_checksum=CRC32"));
}

double numberOf(std::string_view text)
{
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Finding retention(const ServerFacts &facts)
{
    double seconds = numberOf(facts.variable("binlog_expire_logs_seconds"));
    std::string name = "binlog_expire_logs_seconds";
    if (seconds <= 0 && numberOf(facts.variable("expire_logs_days")) > 0) {
        seconds = numberOf(facts.variable("expire_logs_days")) * 86'400;
        name = "expire_logs_days";
    }
    if (!facts.has(name))
        name = "expire_logs_days";
    const bool good = seconds <= 0 || seconds >= 86'400;
    const std::string remedy = setGlobal(facts, name + (name == "expire_logs_days" ? "=3" : "=259200"));
    return judge(facts, name, good, FindingState::Warning,
                 "0 (for ever) or at least a day: so long this program may be away", remedy);
}

Finding serverId(const ServerFacts &facts)
{
    return judge(facts, "server_id", numberOf(facts.variable("server_id")) > 0, FindingState::Failed, "a number over 0",
                 setGlobal(facts, "server_id=1"));
}

/// The server goes from OFF to ON by single steps only, and refuses to take one twice backwards.
std::string gtidSteps(const ServerFacts &facts)
{
    constexpr std::array<std::string_view, 4> modes { "OFF", "OFF_PERMISSIVE", "ON_PERMISSIVE", "ON" };
    std::string steps = setGlobal(facts, "enforce_gtid_consistency=ON");
    const auto *mode = std::ranges::find(modes, facts.variable("gtid_mode"));
    for (mode = mode == modes.end() ? modes.begin() : mode; ++mode != modes.end();)
        steps += "; " + setGlobal(facts, "gtid_mode=" + std::string(*mode));
    return steps;
}

Finding gtid(const ServerFacts &facts)
{
    if (facts.isMariaDb())
        return judge(facts, "gtid_binlog_pos", facts.has("gtid_binlog_pos"), FindingState::Warning,
                     "GTIDs (a position then survives a change of server)", "MariaDB 10.0 has them");
    return judge(facts, "gtid_mode", facts.variable("gtid_mode") == "ON", FindingState::Warning,
                 "ON (a position then survives a change of server, and binlog files over 4 GiB)", gtidSteps(facts));
}

Finding partialJson(const ServerFacts &facts)
{
    const bool partial = facts.variable("binlog_row_value_options").find("PARTIAL_JSON") != std::string_view::npos;
    const bool image_full = facts.variable("binlog_row_image") == "FULL";
    return judge(facts, "binlog_row_value_options", !partial || image_full, FindingState::Warning,
                 "empty, or binlog_row_image=FULL beside PARTIAL_JSON (a change needs the value it changes)",
                 setGlobal(facts, "binlog_row_value_options=''"));
}

} // namespace

std::vector<Finding> checkVariables(const ServerFacts &facts)
{
    std::vector<Finding> findings { logBin(facts),   binlogFormat(facts), rowImage(facts), rowMetadata(facts),
                                    checksum(facts), retention(facts),    serverId(facts), gtid(facts) };
    if (facts.has("binlog_row_value_options"))
        findings.push_back(partialJson(facts));
    const std::string compression = facts.isMariaDb() ? "log_bin_compress" : "binlog_transaction_compression";
    if (facts.has(compression))
        findings.push_back(judge(facts, compression, true, FindingState::Ok, "either", ""));
    return findings;
}

Result<void> requireRowBinlog(const ServerFacts &facts)
{
    for (const Finding &finding : { logBin(facts), binlogFormat(facts) }) {
        if (finding.state == FindingState::Failed)
            return Error { ErrorKind::Configuration, finding.name + " is " + finding.found + ", needed is " + finding.needed,
                           facts.product() + ": " + finding.name, finding.remedy };
    }
    return {};
}

} // namespace streamgauge
