// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/mariadbserver.h"

#include <cstdlib>
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

void MariaDbServer::makeCertificate(const std::string &name)
{
    const std::string key = directory() + "/key.pem";
    const std::string command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName="
        + name + " -keyout " + key + " -out " + certificate() + " 2>/dev/null";
    if (std::system(command.c_str()) != 0)
        throw std::runtime_error("openssl made no certificate");
    restartWith({ "--ssl-cert=" + certificate(), "--ssl-key=" + key });
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
