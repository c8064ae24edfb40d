// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace streamgauge {

struct StatementTable {
    std::string database;
    std::string table;
    friend bool operator==(const StatementTable &, const StatementTable &) = default;
};

/// What a statement in the binlog means to a reader of rows.
struct Statement {
    enum class Kind {
        Other,
        Begin,
        Commit,
        Rollback,
        Savepoint,           ///< name
        RollbackToSavepoint, ///< name
        XaStart,             ///< name, as xaName() writes it
        XaCommit,            ///< name
        XaRollback,          ///< name
        Change,              ///< INSERT, UPDATE, DELETE, REPLACE, LOAD DATA as text: the rows are not in the binlog
        Truncate,            ///< tables
        DropTable,           ///< tables
        DropDatabase,        ///< name
        RenameTable,         ///< renames
        AlterTable,          ///< tables; renames when it has RENAME TO
        CreateTable          ///< tables
    };
    Kind kind = Kind::Other;
    std::vector<StatementTable> tables;
    std::vector<std::pair<StatementTable, StatementTable>> renames; ///< from, to
    std::string name;
    std::string verb;              ///< of Change: "INSERT"
    bool temporary = false;        ///< DROP, CREATE: a table of one connection only
    bool replaces = false;         ///< CREATE OR REPLACE
    bool moves_partitions = false; ///< ALTER: rows come or go with whole partitions, without row events
    bool keeps_rows = false;       ///< ALTER: of indices that are no key, comments and the like; each row is what it was
};

/// `database`: the one that was in use; tables without a database get it.
[[nodiscard]] Statement parseStatement(std::string_view sql, std::string_view database, bool backslash_escapes = true);

} // namespace streamgauge
