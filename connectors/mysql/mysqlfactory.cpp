// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/mysqlfactory.h"

#include "connectors/mysql/mysqlconnector.h"
#include "connectors/mysql/mysqlsettings.h"

namespace streamgauge {

MySqlFactory::MySqlFactory()
    : info_(mySqlConnectorInfo())
{
}

Result<std::unique_ptr<Connector>> MySqlFactory::create(const std::string &source_name, const Settings &settings,
                                                        const Clock &clock) const
{
    auto parsed = MySqlSettings::parse(source_name, settings);
    if (!parsed)
        return parsed.error();
    return std::unique_ptr<Connector>(std::make_unique<MySqlConnector>(std::move(parsed.value()), clock));
}

} // namespace streamgauge
