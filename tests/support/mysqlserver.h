// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/source/connector.h"
#include "tests/support/sqlclient.h"

#include <optional>
#include <string>

namespace streamgauge {

/// The Oracle MySQL that STREAMGAUGE_TEST_MYSQL=host:port names (root, no password): shared, so every test uses
/// databases of its own name and drops them.
class MySqlServer
{
public:
    /// nullopt when the variable is not set: such rows are skipped with a line that says so.
    [[nodiscard]] static std::optional<MySqlServer> fromEnvironment();

    [[nodiscard]] const std::string &host() const { return host_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] SqlClient client(const std::string &database = "") const { return { host_, port_, "root", "", database }; }
    [[nodiscard]] Settings settings(const std::string &database = "") const;
    /// Unlikely to be anybody else's: "sg_<word>_<process>".
    [[nodiscard]] static std::string databaseName(const std::string &word);

private:
    std::string host_;
    std::uint16_t port_ = 0;
};

} // namespace streamgauge
