// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/connector.h"

#include <cstdint>
#include <string>
#include <vector>

namespace streamgauge {

enum class TlsMode {
    Off,
    On,    ///< encrypted, the server's name is not proved
    Verify ///< encrypted, the certificate must be good for the host
};

/// A connection form of the connector, checked and typed. A value.
struct MySqlSettings {
    std::string source_name; ///< for messages only
    std::string host;        ///< name, address, or an absolute path to a Unix socket
    std::uint16_t port = 3306;
    std::string user;
    std::string password;
    std::string database;
    std::vector<std::string> tables; ///< as typed: "orders", "shop.orders", "shop.*"; empty: all of `database`
    TlsMode tls = TlsMode::Off;
    std::string tls_ca;
    DurationNs heartbeat_ns = ns_per_s;
    DurationNs connect_timeout_ns = 10 * ns_per_s;
    DurationNs answer_timeout_ns = 60 * ns_per_s; ///< of a statement's first row, and of each further one
    std::uint32_t snapshot_chunk_rows = 10'000;

    /// Errors: Configuration, with the setting as place.
    [[nodiscard]] static Result<MySqlSettings> parse(const std::string &source_name, const Settings &settings);

    [[nodiscard]] bool usesUnixSocket() const { return host.starts_with('/'); }
    /// No packet leaves this machine, so TLS adds nothing.
    [[nodiscard]] bool isLocal() const;
    /// "db.example.com:3306" or the socket's path.
    [[nodiscard]] std::string place() const;
    /// The read time-out of a stream: three heartbeats missed.
    [[nodiscard]] DurationNs silenceNs() const { return 3 * heartbeat_ns; }
};

/// What the connector tells the program about itself: kind "mysql", alias "mariadb", its form.
[[nodiscard]] ConnectorInfo mySqlConnectorInfo();

} // namespace streamgauge
