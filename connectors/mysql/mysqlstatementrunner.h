// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/noticesender.h"

namespace streamgauge {

/// Statements through MySQL Connector/C++ with the login of a mysql source; parameters are bound by prepared statements of
/// the server, as texts in UTF-8.
class MySqlStatementRunnerFactory final : public StatementRunnerFactory
{
public:
    [[nodiscard]] std::string_view kind() const override { return "mysql"; }
    /// Blocks up to the source's connect time-out. Errors: see serverError().
    [[nodiscard]] Result<std::unique_ptr<StatementRunner>> open(const Settings &settings) const override;
};

} // namespace streamgauge
