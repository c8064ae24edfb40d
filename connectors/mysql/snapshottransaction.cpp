// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/snapshottransaction.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <thread>

namespace streamgauge {

namespace {

constexpr int lock_tries = 30;
constexpr int view_tries = 1000;
/// Together longer than commits take on a server that is overloaded.
constexpr int rotation_tries = 1000;
constexpr std::chrono::milliseconds rotation_wait { 10 };
constexpr unsigned lock_wait_timeout = 1205;
constexpr unsigned access_denied = 1044;
constexpr unsigned user_denied = 1045;
constexpr unsigned privilege_missing = 1227;
constexpr unsigned table_access_denied = 1142;

bool isDenial(unsigned code)
{
    return code == access_denied || code == user_denied || code == privilege_missing || code == table_access_denied;
}

Error stopped(const MySqlSettings &settings)
{
    return { ErrorKind::Cancelled, "stopped", settings.place(), "" };
}

} // namespace

SnapshotTransaction::SnapshotTransaction(const MySqlSettings &settings, const ServerFacts &facts)
    : settings_(settings)
    , facts_(facts)
{
}

Result<void> SnapshotTransaction::open(const std::vector<WatchedTable> &tables, std::stop_token stop)
{
    auto session = SqlSession::open(settings_, stop);
    if (!session)
        return session.error();
    session_ = std::move(session.value());
    for (const char *sql :
         { "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SET SESSION lock_wait_timeout=1" }) {
        if (auto done = session_->execute(sql); !done)
            return done;
    }
    if (facts_.isMariaDb())
        return openMariaDb(stop);
    const auto global = openUnderGlobalLock(stop);
    if (!global)
        return global.error();
    if (global.value() == Way::Taken)
        return {};
    const auto table = openUnderTableLocks(tables, stop);
    if (!table)
        return table.error();
    return table.value() == Way::Taken ? Result<void>() : openBetweenCommits(stop);
}

Result<void> SnapshotTransaction::openView()
{
    return session_->execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
}

Result<void> SnapshotTransaction::openMariaDb(std::stop_token stop)
{
    std::string settled_file;
    for (int tries = 1;; ++tries) {
        if (auto opened = openView(); !opened)
            return opened;
        if (auto placed = readViewPosition(); !placed)
            return placed;
        if (tries == rotation_tries || position_.file == settled_file || !isAtFileStart())
            return {};
        if (stop.stop_requested())
            return stopped(settings_);
        if (auto closed = session_->execute("ROLLBACK"); !closed)
            return closed;
        // Asked before the view that it shall vouch for.
        if (areFilesBeforeCommitted())
            settled_file = position_.file;
        else
            std::this_thread::sleep_for(rotation_wait);
    }
}

bool SnapshotTransaction::areFilesBeforeCommitted()
{
    constexpr std::size_t event_type = 2;
    constexpr std::size_t info = 5;
    const auto events = session_->query("SHOW BINLOG EVENTS IN " + quotedText(position_.file) + " LIMIT 16");
    return events && std::ranges::any_of(*events, [this](const SqlRow &event) {
               return event.size() > info && event[event_type] == "Binlog_checkpoint" && event[info] == position_.file;
           });
}

bool SnapshotTransaction::isAtFileStart()
{
    constexpr std::uint64_t behind_magic = 4;
    return !position_.gtid.empty() && position_.gtid == mariaDbGtidAt(*session_, position_.file, behind_magic);
}

Result<void> SnapshotTransaction::readViewPosition()
{
    const auto rows = session_->query("SHOW STATUS LIKE 'Binlog_snapshot_%'");
    if (!rows)
        return rows.error();
    for (const SqlRow &row : rows.value()) {
        const std::string value = row[1].value_or("");
        if (row[0] == "Binlog_snapshot_file")
            position_.file = value;
        else if (row[0] == "Binlog_snapshot_position")
            std::from_chars(value.data(), value.data() + value.size(), position_.offset);
    }
    if (position_.file.empty())
        return Error { ErrorKind::Configuration, "the server writes no binary log", facts_.product() + ": log_bin",
                       "start the server with log_bin" };
    position_.gtid = mariaDbGtidAt(*session_, position_.file, position_.offset);
    return {};
}

Result<SnapshotTransaction::Way> SnapshotTransaction::lock(SqlSession &session, const std::string &sql, std::stop_token stop)
{
    // A lock that waits makes every writer wait behind it: a second at a time, never for as long as it takes.
    for (int tries = 0; tries < lock_tries; ++tries) {
        if (stop.stop_requested())
            return stopped(settings_);
        auto locked = session.execute(sql);
        if (locked)
            return Way::Taken;
        const unsigned code = session.lastFault().code;
        if (isDenial(code))
            return Way::NotAllowed;
        if (code != lock_wait_timeout)
            return locked.error();
    }
    return Error { ErrorKind::Transient, "a long statement or transaction keeps the tables locked",
                   settings_.place() + ": " + sql, "see SHOW PROCESSLIST on the server" };
}

Result<void> SnapshotTransaction::readPosition()
{
    auto position = currentPosition(*session_, facts_);
    if (!position)
        return position.error();
    position_ = std::move(position.value());
    return {};
}

Result<SnapshotTransaction::Way> SnapshotTransaction::openUnderGlobalLock(std::stop_token stop)
{
    const auto locked = lock(*session_, "FLUSH TABLES WITH READ LOCK", stop);
    if (!locked || locked.value() == Way::NotAllowed)
        return locked;
    auto opened = openView();
    if (opened)
        opened = readPosition();
    const auto unlocked = session_->execute("UNLOCK TABLES");
    if (!opened)
        return opened.error();
    return unlocked ? Result<Way>(Way::Taken) : Result<Way>(unlocked.error());
}

Result<SnapshotTransaction::Way> SnapshotTransaction::openUnderTableLocks(const std::vector<WatchedTable> &tables,
                                                                          std::stop_token stop)
{
    if (tables.empty())
        return Way::NotAllowed;
    // In a session of its own: opening the view would give the locks back.
    auto locker = SqlSession::open(settings_, stop);
    if (!locker)
        return locker.error();
    if (auto set = (*locker)->execute("SET SESSION lock_wait_timeout=1"); !set)
        return set.error();
    std::string sql = "LOCK TABLES ";
    for (const WatchedTable &table : tables)
        sql += (&table == &tables.front() ? "" : ", ") + table.quoted() + " READ";
    const auto locked = lock(**locker, sql, stop);
    if (!locked || locked.value() == Way::NotAllowed)
        return locked;
    auto opened = openView();
    if (opened)
        opened = readPosition();
    if (!opened)
        return opened.error();
    return Way::Taken;
}

Result<void> SnapshotTransaction::openBetweenCommits(std::stop_token stop)
{
    if (!facts_.usesGtid())
        return Error { ErrorKind::Configuration, "the user may take no lock, and the server has no GTIDs to do without",
                       settings_.place() + ": snapshot",
                       "GRANT LOCK TABLES ON the database TO the user, or set snapshot=off" };
    for (int tries = 0; tries < view_tries && !stop.stop_requested(); ++tries) {
        if (auto read = readPosition(); !read)
            return read;
        if (auto opened = openView(); !opened)
            return opened;
        const auto after = session_->cell("SELECT @@GLOBAL.gtid_executed");
        if (!after)
            return after.error();
        if (compactGtidSet(after->value_or("")) == position_.gtid) {
            may_overlap_ = true;
            return {};
        }
        if (auto closed = session_->execute("ROLLBACK"); !closed)
            return closed;
    }
    if (stop.stop_requested())
        return stopped(settings_);
    return Error { ErrorKind::Transient, "no moment without a commit was found for the snapshot", settings_.place(),
                   "GRANT LOCK TABLES ON the database TO the user" };
}

} // namespace streamgauge
