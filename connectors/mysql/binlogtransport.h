// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/binlogposition.h"
#include "connectors/mysql/mysqlsettings.h"
#include "connectors/mysql/servererrors.h"
#include "connectors/mysql/serverfacts.h"
#include "engine/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>

namespace streamgauge {

/// Brings the events of a server's binlog as raw bytes; the client library does login, TLS, compression and framing.
/// One thread; a stop request from any thread ends every wait at once.
class BinlogTransport
{
public:
    BinlogTransport(MySqlSettings settings, std::stop_token stop);
    ~BinlogTransport();
    BinlogTransport(const BinlogTransport &) = delete;
    BinlogTransport &operator=(const BinlogTransport &) = delete;

    /// Logs in. Blocks up to the connect time-out. Errors: see serverError(), Cancelled after a stop request.
    [[nodiscard]] Result<void> connect();

    /// Asks for the events behind `position`: by GTID where it has one and the server takes it, else by file and offset.
    [[nodiscard]] Result<void> start(const BinlogPosition &position, const ServerFacts &facts, std::uint32_t server_id);

    /// The next event: header, body, checksum; valid until the next call. `before_waiting` is called each time the
    /// bytes at hand are used up, also in the middle of an event; false from it ends the read with Cancelled.
    /// Waits at most three heartbeats for the server. Errors: see serverError(), Cancelled after a stop request.
    [[nodiscard]] Result<std::span<const std::uint8_t>> next(const std::function<bool()> &before_waiting);

    /// The connection is encrypted.
    [[nodiscard]] bool usesTls() const;
    [[nodiscard]] const ServerFault &lastFault() const { return fault_; }

private:
    class Connection;
    [[nodiscard]] Result<void> statement(const std::string &sql);
    [[nodiscard]] Result<void> handshake(const BinlogPosition &position, const ServerFacts &facts);
    [[nodiscard]] Result<void> command(int command, const std::string &body);
    [[nodiscard]] Error failure();

    MySqlSettings settings_;
    std::unique_ptr<Connection> connection_;
    ServerFault fault_;
};

} // namespace streamgauge
