// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sqlclient.h"

#include <mysql.h>

#include <stdexcept>

namespace streamgauge {

class SqlClient::Connection
{
public:
    Connection()
        : mysql(mysql_init(nullptr))
    {
    }
    ~Connection() { mysql_close(mysql); }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    [[noreturn]] void fail(const std::string &what) const
    {
        throw std::runtime_error(what.substr(0, 300) + ": " + mysql_error(mysql));
    }

    MYSQL *mysql;
};

SqlClient::SqlClient(const std::string &host, std::uint16_t port, const std::string &user, const std::string &password,
                     const std::string &database)
    : connection_(std::make_unique<Connection>())
{
    MYSQL *mysql = connection_->mysql;
    const unsigned timeout_s = 30;
    const unsigned protocol = MYSQL_PROTOCOL_TCP;
    mysql_options(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &timeout_s);
    mysql_options(mysql, MYSQL_OPT_PROTOCOL, &protocol);
    mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (mysql_real_connect(mysql, host.c_str(), user.c_str(), password.c_str(),
                           database.empty() ? nullptr : database.c_str(), port, nullptr, 0)
        == nullptr)
        connection_->fail("connect to " + host + ":" + std::to_string(port));
}

SqlClient::~SqlClient() = default;
SqlClient::SqlClient(SqlClient &&) noexcept = default;
SqlClient &SqlClient::operator=(SqlClient &&) noexcept = default;

void SqlClient::run(const std::string &sql)
{
    if (!tryRun(sql))
        connection_->fail(sql);
}

bool SqlClient::tryRun(const std::string &sql)
{
    MYSQL *mysql = connection_->mysql;
    if (mysql_real_query(mysql, sql.data(), sql.size()) != 0)
        return false;
    if (MYSQL_RES *result = mysql_store_result(mysql))
        mysql_free_result(result);
    return mysql_errno(mysql) == 0;
}

std::vector<SqlClient::Row> SqlClient::rows(const std::string &sql)
{
    MYSQL *mysql = connection_->mysql;
    if (mysql_real_query(mysql, sql.data(), sql.size()) != 0)
        connection_->fail(sql);
    const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(mysql_store_result(mysql), &mysql_free_result);
    if (!result)
        connection_->fail(sql);
    std::vector<Row> rows;
    while (MYSQL_ROW cells = mysql_fetch_row(result.get())) {
        const unsigned long *lengths = mysql_fetch_lengths(result.get());
        Row row;
        for (unsigned i = 0; i < mysql_num_fields(result.get()); ++i)
            row.push_back(cells[i] == nullptr ? std::nullopt : std::optional(std::string(cells[i], lengths[i])));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string SqlClient::cell(const std::string &sql)
{
    const std::vector<Row> all = rows(sql);
    return all.empty() || all.front().empty() ? std::string() : all.front().front().value_or("");
}

std::string SqlClient::lastError() const
{
    return mysql_error(connection_->mysql);
}

std::string SqlClient::quoted(const std::string &text)
{
    std::string escaped(text.size() * 2 + 1, '\0');
    escaped.resize(mysql_real_escape_string(connection_->mysql, escaped.data(), text.data(), text.size()));
    return "'" + escaped + "'";
}

} // namespace streamgauge
