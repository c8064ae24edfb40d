// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/sqlsession.h"

#include "connectors/mysql/clientlogin.h"
#include "connectors/mysql/waitslot.h"

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

namespace {

constexpr DurationNs goodbye_ns = ns_per_s;

} // namespace

class SqlSession::Driver
{
public:
    explicit Driver(std::stop_token stop)
        : slot(std::move(stop))
    {
        // The library fills a table of drivers on the first call, without a lock.
        static std::mutex first_call;
        const std::lock_guard lock(first_call);
        driver_ = get_driver_instance();
        driver_->threadInit();
    }
    ~Driver()
    {
        const WaitSlot::Scope waiting(slot, goodbye_ns);
        connection.reset();
        driver_->threadEnd();
    }
    Driver(const Driver &) = delete;
    Driver &operator=(const Driver &) = delete;

    /// Host, time-outs and TLS are the login scope's.
    void connect()
    {
        sql::ConnectOptionsMap options;
        options["hostName"] = sql::SQLString(LoginScope::host);
        options["userName"] = sql::SQLString();
        options["password"] = sql::SQLString();
        connection.reset(driver_->connect(options));
    }

    WaitSlot slot;
    std::unique_ptr<sql::Connection> connection;

private:
    sql::Driver *driver_ = nullptr;
};

namespace {

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

SqlSession::SqlSession(MySqlSettings settings, std::stop_token stop)
    : settings_(std::move(settings))
    , driver_(std::make_unique<Driver>(std::move(stop)))
{
}

SqlSession::~SqlSession() = default;

template <typename Work>
auto SqlSession::guarded(const std::string &what, DurationNs timeout_ns, Work work) -> decltype(work())
{
    const std::string place = settings_.place() + (what.empty() ? "" : ": " + what);
    const WaitSlot::Scope waiting(driver_->slot, timeout_ns);
    try {
        return work();
    } catch (const sql::SQLException &e) {
        fault_ = { static_cast<unsigned>(e.getErrorCode()), e.getSQLState(), e.what() };
        if (driver_->slot.stopped())
            return Error { ErrorKind::Cancelled, "stopped", place, "" };
        if (driver_->slot.timedOut())
            return Error { ErrorKind::Transient, "the server fell silent", place, "the connection is renewed" };
        return serverError(fault_, place);
    } catch (const std::exception &e) {
        return Error { ErrorKind::Internal, e.what(), settings_.place(), "" };
    }
}

Result<std::unique_ptr<SqlSession>> SqlSession::open(const MySqlSettings &settings, std::stop_token stop)
{
    std::unique_ptr<SqlSession> session(new SqlSession(settings, std::move(stop)));
    if (auto connected = session->connect(); !connected)
        return connected.error();
    return session;
}

Result<void> SqlSession::connect()
{
    auto connected = guarded("", settings_.connect_timeout_ns, [this]() -> Result<void> {
        const LoginScope login(settings_);
        driver_->connect();
        return {};
    });
    if (!connected)
        return connected;
    auto prepared = execute("SET NAMES utf8mb4");
    if (prepared)
        prepared =
            execute("SET time_zone='+00:00', sql_mode='', autocommit=1, net_write_timeout=3600, net_read_timeout=3600");
    return prepared;
}

Result<void> SqlSession::execute(const std::string &sql)
{
    return guarded(sql, settings_.answer_timeout_ns, [&]() -> Result<void> {
        const std::unique_ptr<sql::Statement> statement(driver_->connection->createStatement());
        statement->execute(sql);
        return {};
    });
}

Result<std::uint64_t> SqlSession::update(const std::string &sql, const SqlRow &parameters)
{
    return guarded(sql, settings_.answer_timeout_ns, [&]() -> Result<std::uint64_t> {
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
    return guarded(sql, settings_.answer_timeout_ns, [&]() -> Result<void> {
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
