// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/mysqlsettings.h"
#include "connectors/mysql/serverfacts.h"
#include "connectors/mysql/sqlsession.h"
#include "connectors/mysql/tablecatalog.h"
#include "engine/source/connector.h"

#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace streamgauge {

/// Judges every precondition of capture by asking the server, up to opening a dump and reading its first event.
/// One thread; opens connections of its own, closed when it is done. A stop request from any thread ends every wait.
class Doctor
{
public:
    /// `clock` must outlive the doctor.
    Doctor(MySqlSettings settings, const Clock &clock, std::stop_token stop)
        : settings_(std::move(settings))
        , clock_(clock)
        , stop_(std::move(stop))
    {
    }

    /// Never fails: what cannot be asked is a finding. Ends at the first precondition without which none of the
    /// others can be judged. Worth nothing after a stop request.
    [[nodiscard]] std::vector<Finding> run();

private:
    void checkConnection(SqlSession &session, const ServerFacts &facts);
    void checkClock(SqlSession &session);
    void checkBinlogAccess(SqlSession &session, const ServerFacts &facts);
    void checkDump(const BinlogPosition &position, const ServerFacts &facts);
    void checkFilters(const SqlRow &status);
    void add(Finding finding) { findings_.push_back(std::move(finding)); }

    MySqlSettings settings_;
    const Clock &clock_;
    std::stop_token stop_;
    std::vector<Finding> findings_;
};

/// Judges the global variables: binlog, format, image, metadata, checksum, retention, GTID, server id.
[[nodiscard]] std::vector<Finding> checkVariables(const ServerFacts &facts);
/// Judges the watched tables: there, readable, with keys, transactional, without cascades; and the snapshot's rights.
[[nodiscard]] std::vector<Finding> checkTables(SqlSession &session, const ServerFacts &facts, const MySqlSettings &settings);

/// What a run must know of the watched tables first. Error Configuration: the database named does not exist. A problem:
/// tables named are not there (yet), or there are none at all.
[[nodiscard]] Result<std::optional<Problem>> judgePresence(SqlSession &session, const MySqlSettings &settings,
                                                           const std::vector<WatchedTable> &tables);

/// The faults among `facts`' variables that make capture pointless: no binlog, statements instead of rows.
[[nodiscard]] Result<void> requireRowBinlog(const ServerFacts &facts);

} // namespace streamgauge
