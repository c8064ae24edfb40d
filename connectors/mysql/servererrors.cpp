// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/servererrors.h"

#include <algorithm>
#include <array>

namespace streamgauge {

namespace {

struct KnownFault {
    unsigned code;
    ErrorKind kind;
    std::string_view remedy;
};

constexpr std::string_view grant_replication = "GRANT REPLICATION SLAVE ON *.* TO the user";

/// Faults without a line here are Transient: trying again is visible and harmless, stopping a watch is not.
constexpr std::array known_faults {
    KnownFault { 1040, ErrorKind::Transient, "the server has no free connection: raise max_connections or close some" },
    KnownFault { 1044, ErrorKind::Configuration, "GRANT SELECT ON the database TO the user" },
    KnownFault { 1045, ErrorKind::Configuration, "check user and password, and from which hosts the user may log in" },
    KnownFault { 1049, ErrorKind::Configuration, "check the name of the database" },
    KnownFault { 1064, ErrorKind::Unsupported,
                 "the server does not know this statement: it is older or newer than those supported" },
    KnownFault { 1129, ErrorKind::Configuration, "the server blocks this host after failed attempts: FLUSH HOSTS" },
    KnownFault { 1130, ErrorKind::Configuration, "create the user for this client's host" },
    KnownFault { 1142, ErrorKind::Configuration, "GRANT SELECT ON the table TO the user" },
    KnownFault { 1143, ErrorKind::Configuration, "GRANT SELECT ON the table TO the user" },
    KnownFault { 1146, ErrorKind::Transient, "the table was dropped or renamed meanwhile" },
    KnownFault { 1193, ErrorKind::Unsupported, "the server lacks this variable: it is older or newer than those supported" },
    KnownFault { 1227, ErrorKind::Configuration, grant_replication },
    KnownFault { 1251, ErrorKind::Configuration,
                 "give the user an authentication plugin this program knows, or switch TLS on" },
    KnownFault { 1275, ErrorKind::Configuration, "give the user an authentication plugin this program knows" },
    KnownFault { 1373, ErrorKind::Gap, "take a new snapshot, or go on from now" },
    KnownFault { 1381, ErrorKind::Configuration, "start the server with log_bin" },
    KnownFault { 1698, ErrorKind::Configuration, "this user logs in by Unix socket only: use one with a password" },
    KnownFault { 1789, ErrorKind::Gap, "take a new snapshot, or go on from now" },
    KnownFault { 1820, ErrorKind::Configuration, "the password has expired: set a new one on the server" },
    KnownFault { 1862, ErrorKind::Configuration, "the password has expired: set a new one on the server" },
    KnownFault { 1941, ErrorKind::Configuration, "the stored position is damaged: take a new snapshot, or go on from now" },
    KnownFault { 1945, ErrorKind::Gap, "take a new snapshot, or go on from now" },
    KnownFault { 1955, ErrorKind::Gap, "take a new snapshot, or go on from now" },
    KnownFault { 2026, ErrorKind::Configuration, "check the settings tls and tls_ca, and that the server has TLS" },
    KnownFault { 2054, ErrorKind::Configuration, "give the user an authentication plugin this program knows" },
    KnownFault { 2059, ErrorKind::Configuration, "give the user an authentication plugin this program knows" },
    KnownFault { 2061, ErrorKind::Configuration, "the user's authentication needs TLS: set tls=on" },
    KnownFault { 3118, ErrorKind::Configuration, "the account is locked: ALTER USER ... ACCOUNT UNLOCK" },
    KnownFault { 3159, ErrorKind::Configuration, "the server takes encrypted connections only: set tls=on" },
    KnownFault { 4052, ErrorKind::Transient,
                 "another replica or capture tool used the same server id: a new one is chosen" },
    KnownFault { 4151, ErrorKind::Configuration, "the account is locked: ALTER USER ... ACCOUNT UNLOCK" },
};

struct DumpText {
    std::string_view part;
    ErrorKind kind;
    std::string_view remedy;
};

constexpr std::string_view new_start = "take a new snapshot, or go on from now";

constexpr std::string_view cut_binlog = "truncated in the middle of event";

/// Error 1236 has one number for everything that can go wrong with a dump; only its text tells.
constexpr std::array dump_texts {
    DumpText { "with the same server_uuid/server_id", ErrorKind::Transient,
               "another replica or capture tool used the same server id: a new one is chosen" },
    DumpText { "Could not find first log file", ErrorKind::Gap, new_start },
    DumpText { "Could not find GTID state requested", ErrorKind::Gap, new_start },
    DumpText { "purged", ErrorKind::Gap, new_start },
    DumpText { "which is not in the master's binlog", ErrorKind::Gap, new_start },
    DumpText { "more GTIDs than the", ErrorKind::Gap, new_start },
    DumpText { "impossible position", ErrorKind::Gap,
               "the server lost the end of its binlog in a crash, or was restored: take a new snapshot" },
    DumpText { cut_binlog, ErrorKind::Gap, "the server's binlog is damaged or its disk is full: take a new snapshot" },
    DumpText { "bogus data in log event", ErrorKind::Gap,
               "the position is not in this server's binlog any more, or the binlog is damaged: take a new snapshot" },
    DumpText { "max_allowed_packet", ErrorKind::Configuration,
               "SET GLOBAL max_allowed_packet=1073741824 (MariaDB: slave_max_allowed_packet too), then connect again" },
    DumpText { "checksum that", ErrorKind::Unsupported, "SET GLOBAL binlog_checksum=CRC32" },
    DumpText { "Binary log is not open", ErrorKind::Configuration, "start the server with log_bin" },
    DumpText { "Misconfigured master", ErrorKind::Configuration, "give the server a server_id other than 0" },
    DumpText { "GTID_MODE", ErrorKind::Configuration, "SET GLOBAL gtid_mode=ON on the server, or start without a GTID" },
};

bool contains(std::string_view text, std::string_view part)
{
    const auto lower = [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<unsigned char>(c + 32) : c; };
    return std::search(
               text.begin(), text.end(), part.begin(), part.end(),
               [&](char a, char b) { return lower(static_cast<unsigned char>(a)) == lower(static_cast<unsigned char>(b)); })
        != text.end();
}

Error makeError(ErrorKind kind, const ServerFault &fault, std::string place, std::string_view remedy)
{
    return { kind, fault.text + " (error " + std::to_string(fault.code) + ")", std::move(place), std::string(remedy) };
}

} // namespace

bool isServerIdClash(const ServerFault &fault)
{
    return fault.code == 4052 || (fault.code == 1236 && contains(fault.text, dump_texts.front().part));
}

bool isCutBinlog(const ServerFault &fault)
{
    return fault.code == 1236 && contains(fault.text, cut_binlog);
}

Error serverError(const ServerFault &fault, std::string place)
{
    if (fault.code == 1236) {
        for (const DumpText &known : dump_texts) {
            if (contains(fault.text, known.part))
                return makeError(known.kind, fault, std::move(place), known.remedy);
        }
        return makeError(ErrorKind::Gap, fault, std::move(place), new_start);
    }
    if (fault.code == 2005) {
        // The resolver's "try again" (-3) passes; "no such name" does not.
        const bool resolver_down = contains(fault.text, "(-3)");
        return makeError(resolver_down ? ErrorKind::Transient : ErrorKind::Configuration, fault, std::move(place),
                         resolver_down ? "the name service does not answer" : "check the host's name");
    }
    if (fault.code == 2026 && contains(fault.text, "server does not support"))
        return makeError(
            ErrorKind::Configuration, fault, std::move(place),
            "give the server a certificate (ssl_cert, ssl_key), or set tls=off where the network can be trusted");
    for (const KnownFault &known : known_faults) {
        if (known.code == fault.code)
            return makeError(known.kind, fault, std::move(place), known.remedy);
    }
    return makeError(ErrorKind::Transient, fault, std::move(place), "");
}

} // namespace streamgauge
