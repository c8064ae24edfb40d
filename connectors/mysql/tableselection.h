// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamgauge {

/// Which tables a source watches: "table", "database.table", with * for any run of characters. Without patterns:
/// all tables of the default database, or of every user database when there is none either. A value.
class TableSelection
{
public:
    TableSelection(const std::vector<std::string> &patterns, const std::string &database);

    [[nodiscard]] bool matches(std::string_view database, std::string_view table) const;
    /// Databases that can hold a match; empty: any.
    [[nodiscard]] std::vector<std::string> databases() const;
    /// As a BinlogStream wants it: "database.table" or "database.*", empty for all. It may let more through than
    /// matches() does, where a * stands for a part of a name.
    [[nodiscard]] std::vector<std::string> streamPatterns() const;
    /// Patterns that name exactly one table, as (database, table).
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> namedTables() const;

private:
    struct Pattern {
        std::string database;
        std::string table;
    };
    std::vector<Pattern> patterns_;
};

/// The server's own: mysql, information_schema, performance_schema, sys.
[[nodiscard]] bool isSystemDatabase(std::string_view database);

} // namespace streamgauge
