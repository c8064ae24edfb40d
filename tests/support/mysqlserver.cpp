// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/mysqlserver.h"

#include <cstdlib>
#include <unistd.h>

namespace streamgauge {

std::optional<MySqlServer> MySqlServer::fromEnvironment()
{
    const char *value = std::getenv("STREAMGAUGE_TEST_MYSQL");
    const std::string text = value == nullptr ? "" : value;
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos)
        return std::nullopt;
    MySqlServer server;
    server.host_ = text.substr(0, colon);
    server.port_ = static_cast<std::uint16_t>(std::stoul(text.substr(colon + 1)));
    return server;
}

Settings MySqlServer::settings(const std::string &database) const
{
    return { { "host", host_ }, { "port", std::to_string(port_) }, { "user", "root" }, { "database", database } };
}

std::string MySqlServer::databaseName(const std::string &word)
{
    return "sg_" + word + "_" + std::to_string(getpid());
}

} // namespace streamgauge
