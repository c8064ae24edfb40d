// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/mariadbserver.h"

#include <stdexcept>

namespace streamgauge {

void MariaDbServer::start()
{
    if (const auto started = server_.start(); !started)
        throw std::runtime_error(started.error().text());
}

void MariaDbServer::restart()
{
    server_.stop();
    start();
}

void MariaDbServer::restartWith(std::vector<std::string> options)
{
    server_.setOptions(std::move(options));
    restart();
}

SqlClient MariaDbServer::client(const std::string &database) const
{
    return SqlClient(host(), port(), "root", "", database);
}

Settings MariaDbServer::settings(const std::string &database) const
{
    return { { "host", host() }, { "port", std::to_string(port()) }, { "user", "root" }, { "database", database } };
}

} // namespace streamgauge
