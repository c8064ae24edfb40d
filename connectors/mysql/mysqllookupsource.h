// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/mysqlsettings.h"
#include "connectors/mysql/snapshotcolumns.h"
#include "connectors/mysql/sqlsession.h"
#include "engine/lookups/lookupsource.h"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace streamgauge {

/// Rows by key over one session, which is opened when first needed and again after a failure. Cells are typed as the binlog
/// and the snapshot type them. Keys are compared exactly, also where the column's collation would not.
class MySqlLookupSource final : public LookupSource
{
public:
    explicit MySqlLookupSource(MySqlSettings settings);

    [[nodiscard]] Result<std::vector<LookupRow>> fetch(const LookupSpec &lookup, std::span<const std::string> keys) override;
    [[nodiscard]] Result<std::vector<std::string>> check(const LookupSpec &lookup) override;

private:
    struct Table {
        std::string quoted_name;
        SchemaPtr schema;
        SnapshotColumns columns;
        std::size_t key = 0;
        std::chrono::steady_clock::time_point read_at;
    };

    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<const Table *> table(const LookupSpec &lookup);
    [[nodiscard]] Result<Table> readTable(const LookupSpec &lookup);
    [[nodiscard]] Result<void> checkUnique(const LookupSpec &lookup, const std::string &database, const std::string &name);

    MySqlSettings settings_;
    std::unique_ptr<SqlSession> session_;
    std::map<std::string, Table> tables_; ///< by lookup
};

class MySqlLookupSourceFactory final : public LookupSourceFactory
{
public:
    [[nodiscard]] std::string_view kind() const override { return "mysql"; }
    [[nodiscard]] Result<std::unique_ptr<LookupSource>> create(const std::string &source_name,
                                                               const Settings &settings) const override;
    [[nodiscard]] std::string streamOf(const LookupSpec &lookup, const Settings &settings) const override;
};

} // namespace streamgauge
