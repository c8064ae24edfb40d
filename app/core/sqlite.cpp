// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core/sqlite.h"

#include <sqlite3.h>

namespace streamgauge {

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
    case SQLITE_FULL:
        return { ErrorKind::Resource, "the disk is full: what happens is not remembered", file.string(),
                 "Make room; everything since is written then" };
    default:
        return { ErrorKind::Resource, "the state database cannot be used: " + message, file.string(),
                 "Check the directory's permissions and the free space; XDG_STATE_HOME names another place" };
    }
}

bool executeSql(sqlite3 *database, const char *sql)
{
    return sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

Statement::Statement(sqlite3 *database, const char *sql)
{
    sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr);
}

Statement::~Statement()
{
    sqlite3_finalize(statement_);
}

Statement &Statement::bind(int index, const std::string &text)
{
    sqlite3_bind_text(statement_, index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
}

Statement &Statement::bind(int index, std::int64_t number)
{
    sqlite3_bind_int64(statement_, index, number);
    return *this;
}

bool Statement::row()
{
    return statement_ != nullptr && sqlite3_step(statement_) == SQLITE_ROW;
}

bool Statement::done()
{
    const bool ended = statement_ != nullptr && sqlite3_step(statement_) == SQLITE_DONE;
    if (ended)
        sqlite3_reset(statement_);
    return ended;
}

std::string Statement::text(int column) const
{
    const unsigned char *bytes = sqlite3_column_text(statement_, column);
    return bytes == nullptr ? std::string()
                            : std::string(reinterpret_cast<const char *>(bytes),
                                          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

std::int64_t Statement::number(int column) const
{
    return sqlite3_column_int64(statement_, column);
}

} // namespace streamgauge
