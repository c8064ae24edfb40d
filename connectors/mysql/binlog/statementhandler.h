// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/statement.h"
#include "connectors/mysql/binlog/transactionflow.h"

namespace streamgauge {

/// What definitions and changes written as statements do to the streams. One thread.
class StatementHandler
{
public:
    StatementHandler(TableRegistry &tables, ProblemLog &problems, TransactionFlow &flow)
        : tables_(tables)
        , problems_(problems)
        , flow_(flow)
    {
    }

    void apply(const Statement &statement, std::string_view database, const RowTimes &times, const std::string &place);

private:
    [[nodiscard]] bool captured(const StatementTable &table) const;
    void empty(const StatementTable &table, const RowTimes &times);
    void rename(const Statement &statement, const RowTimes &times, const std::string &place);
    void reportChange(const Statement &statement, std::string_view database, const std::string &place);

    TableRegistry &tables_;
    ProblemLog &problems_;
    TransactionFlow &flow_;
};

} // namespace streamgauge
