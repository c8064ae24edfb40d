// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/statedb.h"

#include "app/core/sqlite.h"

#include <sqlite3.h>

#include <chrono>

namespace streamgauge {

namespace {

constexpr int state_version = 2;

/// Version 1 had positions alone. Times are nanoseconds of the wall clock; bodies are JSON.
constexpr const char *tables =
    "CREATE TABLE IF NOT EXISTS position (scope TEXT NOT NULL, source TEXT NOT NULL, position TEXT NOT NULL, "
    "identity TEXT NOT NULL, saved_at_ns INTEGER NOT NULL, PRIMARY KEY (scope, source)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS alert (scope TEXT NOT NULL, episode INTEGER NOT NULL, rule TEXT NOT NULL, "
    "key TEXT NOT NULL, worst INTEGER NOT NULL, open INTEGER NOT NULL, fired_ns INTEGER NOT NULL, "
    "ended_ns INTEGER NOT NULL, end_reason TEXT NOT NULL, acknowledged_by TEXT NOT NULL, "
    "acknowledged_ns INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (scope, episode)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS alert_open ON alert (scope) WHERE open = 1;"
    "CREATE INDEX IF NOT EXISTS alert_fired ON alert (scope, fired_ns) WHERE fired_ns > 0;"
    "CREATE TABLE IF NOT EXISTS alert_change (scope TEXT NOT NULL, episode INTEGER NOT NULL, time_ns INTEGER NOT NULL, "
    "state INTEGER NOT NULL, severity INTEGER NOT NULL, reason TEXT NOT NULL, value TEXT NOT NULL, who TEXT NOT NULL, "
    "comment TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS alert_change_episode ON alert_change (scope, episode);"
    "CREATE TABLE IF NOT EXISTS silence (scope TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, "
    "PRIMARY KEY (scope, id)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS shelf (scope TEXT NOT NULL, rule TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, "
    "PRIMARY KEY (scope, rule, key)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS told (scope TEXT NOT NULL, receiver TEXT NOT NULL, grouped TEXT NOT NULL, "
    "body TEXT NOT NULL, PRIMARY KEY (scope, receiver, grouped)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS outgoing (number INTEGER PRIMARY KEY, scope TEXT NOT NULL, receiver TEXT NOT NULL, "
    "notice TEXT NOT NULL UNIQUE, attempts INTEGER NOT NULL, body TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS sent (number INTEGER PRIMARY KEY, scope TEXT NOT NULL, receiver TEXT NOT NULL, "
    "notice TEXT NOT NULL, title TEXT NOT NULL, reason TEXT NOT NULL, made_ns INTEGER NOT NULL, "
    "time_ns INTEGER NOT NULL, attempts INTEGER NOT NULL, outcome INTEGER NOT NULL, detail TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS mark (scope TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, "
    "PRIMARY KEY (scope, name)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS trust (workspace TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;";

TimeNs wallClock()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace

void StateDb::Closer::operator()(sqlite3 *database) const
{
    sqlite3_close_v2(database);
}

Result<std::unique_ptr<StateDb>> StateDb::openOnce(const std::filesystem::path &file)
{
    sqlite3 *raw = nullptr;
    const int opened =
        sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
    Handle database(raw);
    if (opened != SQLITE_OK)
        return databaseError(raw, file);
    // The exclusive mode before WAL keeps the index in memory and the file to this process.
    if (!executeSql(raw, "PRAGMA locking_mode=EXCLUSIVE") || !executeSql(raw, "PRAGMA journal_mode=WAL")
        || !executeSql(raw, "PRAGMA synchronous=NORMAL") || !executeSql(raw, "BEGIN IMMEDIATE"))
        return databaseError(raw, file);
    int version = 0;
    {
        Statement statement(raw, "PRAGMA user_version");
        if (!statement.row())
            return databaseError(raw, file);
        version = static_cast<int>(statement.number(0));
    }
    if (version > state_version)
        return Error { ErrorKind::Unsupported, "the state database belongs to a newer Streamgauge", file.string(),
                       "This run remembers nothing; update Streamgauge, or move the file away" };
    const std::string upgrade = std::string(tables) + "PRAGMA user_version=" + std::to_string(state_version) + ";COMMIT";
    if (!executeSql(raw, upgrade.c_str()))
        return databaseError(raw, file);
    Statement check(raw, "PRAGMA quick_check(1)");
    if (!check.row() || check.text(0) != "ok")
        return Error { ErrorKind::Input, "the state database is damaged", file.string(), "" };
    return std::unique_ptr<StateDb>(new StateDb(std::move(database), file));
}

Result<std::unique_ptr<StateDb>> StateDb::open(const std::filesystem::path &file)
{
    std::error_code failed;
    std::filesystem::create_directories(file.parent_path(), failed);
    if (failed)
        return Error { ErrorKind::Resource, "cannot create the directory: " + failed.message(), file.parent_path().string(),
                       "XDG_STATE_HOME names another place" };
    auto first = openOnce(file);
    if (first.ok() || first.error().kind != ErrorKind::Input)
        return first;
    const std::filesystem::path aside = file.string() + ".damaged-" + std::to_string(wallClock() / ns_per_s);
    std::filesystem::rename(file, aside, failed);
    if (failed)
        return first;
    for (const char *suffix : { "-wal", "-shm" })
        std::filesystem::remove(file.string() + suffix, failed);
    auto second = openOnce(file);
    if (second.ok())
        (*second)->notice_ =
            "The state database was damaged and moved to " + aside.string() + "; sources start without a resume position.";
    return second;
}

StateDb::~StateDb() = default;

Result<std::unique_ptr<StateDb>> StateDb::inMemory()
{
    return openOnce(":memory:");
}

void StateDb::beforeSave(std::function<void()> call)
{
    const std::lock_guard lock(mutex_);
    before_save_ = std::move(call);
}

Result<void> StateDb::transact(const std::function<bool(sqlite3 *)> &work)
{
    const std::lock_guard lock(mutex_);
    if (!executeSql(database_.get(), "BEGIN IMMEDIATE"))
        return databaseError(database_.get(), file_);
    if (work(database_.get()) && executeSql(database_.get(), "COMMIT"))
        return {};
    Error error = databaseError(database_.get(), file_);
    (void)executeSql(database_.get(), "ROLLBACK");
    return error;
}

void StateDb::read(const std::function<void(sqlite3 *)> &work) const
{
    const std::lock_guard lock(mutex_);
    work(database_.get());
}

void StateDb::setScope(const std::string &source, std::string scope)
{
    const std::lock_guard lock(mutex_);
    scopes_[source] = std::move(scope);
}

std::string StateDb::scopeOf(const std::string &source) const
{
    const auto found = scopes_.find(source);
    return found == scopes_.end() ? std::string() : found->second;
}

std::optional<PositionStore::Entry> StateDb::load(const std::string &source)
{
    const std::lock_guard lock(mutex_);
    Statement statement(database_.get(), "SELECT position, identity FROM position WHERE scope = ?1 AND source = ?2");
    if (!statement.bind(1, scopeOf(source)).bind(2, source).row())
        return std::nullopt;
    return Entry { statement.text(0), statement.text(1) };
}

Result<void> StateDb::save(const std::string &source, const Entry &entry)
{
    std::function<void()> before;
    {
        const std::lock_guard lock(mutex_);
        before = before_save_;
    }
    if (before)
        before();
    const std::lock_guard lock(mutex_);
    Statement statement(database_.get(), "INSERT OR REPLACE INTO position VALUES (?1, ?2, ?3, ?4, ?5)");
    statement.bind(1, scopeOf(source)).bind(2, source).bind(3, entry.position).bind(4, entry.identity).bind(5, wallClock());
    if (!statement.done())
        return databaseError(database_.get(), file_);
    return {};
}

Result<void> StateDb::forget(const std::string &source)
{
    const std::lock_guard lock(mutex_);
    Statement statement(database_.get(), "DELETE FROM position WHERE scope = ?1 AND source = ?2");
    if (!statement.bind(1, scopeOf(source)).bind(2, source).done())
        return databaseError(database_.get(), file_);
    return {};
}

} // namespace streamgauge
