// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysqlstatementrunner.h"

#include "connectors/mysql/mysqlsettings.h"
#include "connectors/mysql/sqlsession.h"

namespace streamgauge {

namespace {

constexpr DurationNs answer_timeout_ns = 20 * ns_per_s;

class MySqlStatementRunner final : public StatementRunner
{
public:
    explicit MySqlStatementRunner(std::unique_ptr<SqlSession> session)
        : session_(std::move(session))
    {
    }
    Result<std::uint64_t> run(const std::string &statement,
                              const std::vector<std::optional<std::string>> &parameters) override
    {
        return session_->update(statement, parameters);
    }

private:
    std::unique_ptr<SqlSession> session_;
};

} // namespace

Result<std::unique_ptr<StatementRunner>> MySqlStatementRunnerFactory::open(const Settings &settings) const
{
    auto parsed = MySqlSettings::parse("", settings);
    if (!parsed)
        return parsed.error();
    parsed->answer_timeout_ns = answer_timeout_ns;
    auto session = SqlSession::open(*parsed, {});
    if (!session)
        return session.error();
    if (!parsed->database.empty()) {
        if (auto used = (*session)->execute("USE " + quotedName(parsed->database)); !used)
            return used.error();
    }
    return std::unique_ptr<StatementRunner>(std::make_unique<MySqlStatementRunner>(std::move(session.value())));
}

} // namespace streamgauge
