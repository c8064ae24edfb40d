// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/statedb.h"

#include "engine/data/timetext.h"

#include <sqlite3.h>

#include <chrono>

namespace streamgauge {

namespace {

constexpr int state_version = 1;

Error databaseError(sqlite3 *database, const std::filesystem::path &file)
{
    const int code = database == nullptr ? SQLITE_NOMEM : sqlite3_errcode(database);
    const std::string message = database == nullptr ? "out of memory" : sqlite3_errmsg(database);
    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return { ErrorKind::Resource, "another Streamgauge has the state database open", file.string(),
                 "This one runs without resume positions; close the other one to remember them" };
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return { ErrorKind::Input, "the state database is damaged: " + message, file.string(), "" };
    default:
        return { ErrorKind::Resource, "the state database cannot be used: " + message, file.string(),
                 "Check the directory's permissions and the free space; XDG_STATE_HOME names another place" };
    }
}

/// One prepared statement, finalized at the end of its use.
class Statement
{
public:
    Statement(sqlite3 *database, const char *sql) { sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr); }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    Statement &bind(int index, const std::string &text)
    {
        sqlite3_bind_text(statement_, index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
        return *this;
    }
    Statement &bind(int index, std::int64_t number)
    {
        sqlite3_bind_int64(statement_, index, number);
        return *this;
    }
    [[nodiscard]] int step() { return statement_ == nullptr ? SQLITE_ERROR : sqlite3_step(statement_); }
    [[nodiscard]] std::string text(int column) const
    {
        const unsigned char *bytes = sqlite3_column_text(statement_, column);
        return bytes == nullptr ? std::string()
                                : std::string(reinterpret_cast<const char *>(bytes),
                                              static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
    }
    [[nodiscard]] int number(int column) const { return sqlite3_column_int(statement_, column); }

private:
    sqlite3_stmt *statement_ = nullptr;
};

bool execute(sqlite3 *database, const char *sql)
{
    return sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

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
    if (!execute(raw, "PRAGMA locking_mode=EXCLUSIVE") || !execute(raw, "PRAGMA journal_mode=WAL")
        || !execute(raw, "PRAGMA synchronous=NORMAL") || !execute(raw, "BEGIN IMMEDIATE"))
        return databaseError(raw, file);
    int version = 0;
    {
        Statement statement(raw, "PRAGMA user_version");
        if (statement.step() != SQLITE_ROW)
            return databaseError(raw, file);
        version = statement.number(0);
    }
    if (version > state_version)
        return Error { ErrorKind::Unsupported, "the state database belongs to a newer Streamgauge", file.string(),
                       "This run remembers nothing; update Streamgauge, or move the file away" };
    const std::string upgrade =
        "CREATE TABLE IF NOT EXISTS position (scope TEXT NOT NULL, source TEXT NOT NULL, position TEXT NOT NULL, "
        "identity TEXT NOT NULL, saved_at_ns INTEGER NOT NULL, PRIMARY KEY (scope, source)) WITHOUT ROWID;"
        "PRAGMA user_version="
        + std::to_string(state_version) + ";COMMIT";
    if (!execute(raw, upgrade.c_str()))
        return databaseError(raw, file);
    Statement check(raw, "PRAGMA quick_check(1)");
    if (check.step() != SQLITE_ROW || check.text(0) != "ok")
        return Error { ErrorKind::Input, "the state database is damaged", file.string(), "" };
    return std::unique_ptr<StateDb>(new StateDb(std::move(database)));
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
    if (statement.bind(1, scopeOf(source)).bind(2, source).step() != SQLITE_ROW)
        return std::nullopt;
    return Entry { statement.text(0), statement.text(1) };
}

Result<void> StateDb::save(const std::string &source, const Entry &entry)
{
    const std::lock_guard lock(mutex_);
    Statement statement(database_.get(), "INSERT OR REPLACE INTO position VALUES (?1, ?2, ?3, ?4, ?5)");
    statement.bind(1, scopeOf(source)).bind(2, source).bind(3, entry.position).bind(4, entry.identity).bind(5, wallClock());
    if (statement.step() != SQLITE_DONE)
        return databaseError(database_.get(), "state.db");
    return {};
}

Result<void> StateDb::forget(const std::string &source)
{
    const std::lock_guard lock(mutex_);
    Statement statement(database_.get(), "DELETE FROM position WHERE scope = ?1 AND source = ?2");
    if (statement.bind(1, scopeOf(source)).bind(2, source).step() != SQLITE_DONE)
        return databaseError(database_.get(), "state.db");
    return {};
}

} // namespace streamgauge
