// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/benchserver.h"
#include "engine/source/connector.h"
#include "tests/support/sqlclient.h"

#include <string>
#include <vector>

namespace streamgauge {

/// A private MariaDB for a test. start() throws when there is no server program: a missing server fails the test.
class MariaDbServer
{
public:
    explicit MariaDbServer(std::vector<std::string> options = {})
        : server_(std::move(options))
    {
    }

    void start();
    /// Ends it as an operator does.
    void stop() { server_.stop(); }
    /// Ends it as a power cut does.
    void kill9() { server_.kill(); }
    void restart();
    void restartWith(std::vector<std::string> options);
    /// Starts it again with a certificate for `name`, as a certificate's alternative name; certificate() is its file.
    void makeCertificate(const std::string &name = "IP:127.0.0.1");
    [[nodiscard]] std::string certificate() const { return directory() + "/cert.pem"; }

    [[nodiscard]] std::string host() const { return "127.0.0.1"; }
    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    [[nodiscard]] std::string directory() const { return server_.directory(); }
    [[nodiscard]] SqlClient client(const std::string &database = "") const;
    /// What a connector needs to log in as root.
    [[nodiscard]] Settings settings(const std::string &database = "") const;

private:
    BenchServer server_;
};

} // namespace streamgauge
