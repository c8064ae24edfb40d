// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/sqlsession.h"

#include <cppconn/connection.h>
#include <cppconn/datatype.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>

#include <algorithm>
#include <mutex>

namespace streamgauge {

class SqlSession::Driver
{
public:
    Driver()
    {
        // The library fills a table of drivers on the first call, without a lock.
        static std::mutex first_call;
        const std::lock_guard lock(first_call);
        driver_ = get_driver_instance();
        driver_->threadInit();
    }
    ~Driver()
    {
        connection.reset();
        driver_->threadEnd();
    }
    Driver(const Driver &) = delete;
    Driver &operator=(const Driver &) = delete;

    void connect(sql::ConnectOptionsMap &options) { connection.reset(driver_->connect(options)); }

    std::unique_ptr<sql::Connection> connection;

private:
    sql::Driver *driver_ = nullptr;
};

namespace {

sql::ConnectOptionsMap connectOptions(const MySqlSettings &settings, DurationNs read_timeout_ns)
{
    const int connect_timeout_s = static_cast<int>(settings.connect_timeout_ns / ns_per_s);
    sql::ConnectOptionsMap options;
    if (settings.usesUnixSocket()) {
        options["hostName"] = sql::SQLString("unix://" + settings.host);
    } else {
        // The library takes "localhost" for the Unix socket.
        const std::string host = settings.host == "localhost" ? "127.0.0.1" : settings.host;
        options["hostName"] = sql::SQLString(host);
        options["port"] = static_cast<int>(settings.port);
    }
    options["userName"] = sql::SQLString(settings.user);
    options["password"] = sql::SQLString(settings.password);
    options["OPT_CONNECT_TIMEOUT"] = connect_timeout_s;
    options["OPT_READ_TIMEOUT"] = static_cast<int>(read_timeout_ns / ns_per_s);
    options["OPT_RECONNECT"] = false;
    options["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
    options["OPT_LOCAL_INFILE"] = 0;
    if (settings.tls != TlsMode::Off) {
        options["sslEnforce"] = true;
        options["sslVerify"] = settings.tls == TlsMode::Verify;
        if (!settings.tls_ca.empty())
            options["sslCA"] = sql::SQLString(settings.tls_ca);
    }
    return options;
}

SqlRow rowOf(sql::ResultSet &result, unsigned columns)
{
    SqlRow row(columns);
    for (unsigned i = 1; i <= columns; ++i) {
        const sql::SQLString text = result.getString(i);
        if (!result.wasNull())
            row[i - 1] = text.asStdString();
    }
    return row;
}

} // namespace

SqlSession::SqlSession(MySqlSettings settings, DurationNs read_timeout_ns)
    : settings_(std::move(settings))
    , read_timeout_ns_(read_timeout_ns)
{
}

SqlSession::~SqlSession() = default;

template <typename Work> auto SqlSession::guarded(const std::string &what, Work work) -> decltype(work())
{
    try {
        return work();
    } catch (const sql::SQLException &e) {
        fault_ = { static_cast<unsigned>(e.getErrorCode()), e.getSQLState(), e.what() };
        return serverError(fault_, settings_.place() + (what.empty() ? "" : ": " + what));
    } catch (const std::exception &e) {
        return Error { ErrorKind::Internal, e.what(), settings_.place(), "" };
    }
}

Result<std::unique_ptr<SqlSession>> SqlSession::open(const MySqlSettings &settings, DurationNs read_timeout_ns)
{
    std::unique_ptr<SqlSession> session(new SqlSession(settings, read_timeout_ns));
    if (auto connected = session->connect(); !connected)
        return connected.error();
    return session;
}

Result<void> SqlSession::connect()
{
    auto connected = guarded("", [this]() -> Result<void> {
        driver_ = std::make_unique<Driver>();
        sql::ConnectOptionsMap options = connectOptions(settings_, read_timeout_ns_);
        driver_->connect(options);
        return {};
    });
    if (!connected)
        return connected;
    if (settings_.tls != TlsMode::Off) {
        // The library goes on in clear text with a server that has no TLS.
        const auto rows = query("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
        if (!rows)
            return rows.error();
        if (rows->empty() || rows->front().size() < 2 || rows->front()[1].value_or("").empty())
            return noTls(settings_.place());
    }
    auto prepared = execute("SET NAMES utf8mb4");
    if (prepared)
        prepared =
            execute("SET time_zone='+00:00', sql_mode='', autocommit=1, net_write_timeout=3600, net_read_timeout=3600");
    return prepared;
}

Result<void> SqlSession::execute(const std::string &sql)
{
    return guarded(sql, [&]() -> Result<void> {
        const std::unique_ptr<sql::Statement> statement(driver_->connection->createStatement());
        statement->execute(sql);
        return {};
    });
}

Result<std::uint64_t> SqlSession::update(const std::string &sql, const SqlRow &parameters)
{
    return guarded(sql, [&]() -> Result<std::uint64_t> {
        const std::unique_ptr<sql::PreparedStatement> statement(driver_->connection->prepareStatement(sql));
        for (std::size_t index = 0; index < parameters.size(); ++index) {
            const auto number = static_cast<unsigned>(index + 1);
            if (parameters[index])
                statement->setString(number, *parameters[index]);
            else
                statement->setNull(number, sql::DataType::VARCHAR);
        }
        return static_cast<std::uint64_t>(std::max(statement->executeUpdate(), 0));
    });
}

Result<std::vector<SqlRow>> SqlSession::query(const std::string &sql)
{
    std::vector<SqlRow> rows;
    auto done = stream(sql, [&rows](SqlRow &row) {
        rows.push_back(std::move(row));
        return true;
    });
    if (!done)
        return done.error();
    return rows;
}

Result<SqlCell> SqlSession::cell(const std::string &sql)
{
    auto rows = query(sql);
    if (!rows)
        return rows.error();
    if (rows->empty() || rows->front().empty())
        return SqlCell();
    return rows->front().front();
}

Result<void> SqlSession::stream(const std::string &sql, const std::function<bool(SqlRow &row)> &row)
{
    return guarded(sql, [&]() -> Result<void> {
        const std::unique_ptr<sql::Statement> statement(driver_->connection->createStatement());
        statement->setResultSetType(sql::ResultSet::TYPE_FORWARD_ONLY);
        const std::unique_ptr<sql::ResultSet> result(statement->executeQuery(sql));
        const unsigned columns = result->getMetaData()->getColumnCount();
        while (result->next()) {
            SqlRow cells = rowOf(*result, columns);
            if (!row(cells))
                return {};
        }
        return {};
    });
}

std::string quotedName(std::string_view name)
{
    std::string quoted = "`";
    for (const char c : name) {
        quoted += c;
        if (c == '`')
            quoted += c;
    }
    return quoted + "`";
}

std::string quotedText(std::string_view text)
{
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + "'";
}

} // namespace streamgauge
