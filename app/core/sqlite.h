// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace streamgauge {

/// What the database says of its last failure, with a place and a remedy. `database` may be null.
[[nodiscard]] Error databaseError(sqlite3 *database, const std::filesystem::path &file);
/// One or more statements without rows. False: see databaseError().
[[nodiscard]] bool executeSql(sqlite3 *database, const char *sql);

/// One prepared statement, finalized at the end of its use. One thread. A statement that could not be prepared steps to
/// an error. Parameters are numbered from 1, columns from 0.
class Statement
{
public:
    Statement(sqlite3 *database, const char *sql);
    ~Statement();
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    Statement &bind(int index, const std::string &text);
    Statement &bind(int index, std::int64_t number);
    /// True while there is a row.
    [[nodiscard]] bool row();
    /// Runs a statement without rows to its end, ready to be bound and run again.
    [[nodiscard]] bool done();

    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::int64_t number(int column) const;

private:
    sqlite3_stmt *statement_ = nullptr;
};

} // namespace streamgauge
