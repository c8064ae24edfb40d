// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/mysql/binlog/binlogposition.h"
#include "connectors/mysql/serverfacts.h"
#include "connectors/mysql/sqlsession.h"
#include "connectors/mysql/tablecatalog.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace streamgauge {

/// A read view of the whole server together with its exact place in the binlog: every transaction before the place
/// is in the view, none behind it is. How the place is learnt, the first that works:
///   MariaDB  Binlog_snapshot_file and _position, which the server keeps for the view itself; no lock. Just behind a change
///            of files they name the new file's start while the last commits of the old one are not in the view yet (seen
///            with 10.11.19, about once in 1,000 views of a busy server with files of 64 KB): the view is then opened
///            anew, until a transaction stands before the place, or the server notes in the file (Binlog_checkpoint)
///            that the files before it are committed, or ten seconds have passed.
///   MySQL    FLUSH TABLES WITH READ LOCK (needs RELOAD) around opening the view; commits pause for milliseconds.
///            LOCK TABLES ... READ (needs LOCK TABLES) on the watched tables in a second session, in the same way.
///            With GTIDs: the view is opened anew until the executed set is equal before and after. A transaction that
///            commits in that very moment can then be in the view and come again behind it; none can be missed.
/// One thread.
class SnapshotTransaction
{
public:
    SnapshotTransaction(const MySqlSettings &settings, const ServerFacts &facts);

    /// Blocks while the locks are taken, at most a second at a time. Errors: see serverError(), Cancelled after a stop
    /// request, Configuration when no way is allowed.
    [[nodiscard]] Result<void> open(const std::vector<WatchedTable> &tables, std::stop_token stop);

    [[nodiscard]] SqlSession &session() { return *session_; }
    [[nodiscard]] const BinlogPosition &position() const { return position_; }
    /// The place was found without a lock on a server that needs one for exactness.
    [[nodiscard]] bool mayOverlap() const { return may_overlap_; }

private:
    enum class Way { Taken, NotAllowed };
    [[nodiscard]] Result<void> openView();
    [[nodiscard]] Result<void> openMariaDb(std::stop_token stop);
    [[nodiscard]] Result<void> readViewPosition();
    [[nodiscard]] bool isAtFileStart();
    /// The server notes in a binlog file when all transactions of the files before it are committed; false when it has
    /// not yet, or does not tell this user.
    [[nodiscard]] bool areFilesBeforeCommitted();
    [[nodiscard]] Result<Way> openUnderGlobalLock(std::stop_token stop);
    [[nodiscard]] Result<Way> openUnderTableLocks(const std::vector<WatchedTable> &tables, std::stop_token stop);
    [[nodiscard]] Result<void> openBetweenCommits(std::stop_token stop);
    [[nodiscard]] Result<Way> lock(SqlSession &session, const std::string &sql, std::stop_token stop);
    [[nodiscard]] Result<void> readPosition();

    const MySqlSettings &settings_;
    const ServerFacts &facts_;
    std::unique_ptr<SqlSession> session_;
    BinlogPosition position_;
    bool may_overlap_ = false;
};

} // namespace streamgauge
