// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/statement.h"

#include "connectors/mysql/binlog/gtidevent.h"
#include "connectors/mysql/binlog/sqltokens.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <optional>

namespace streamgauge {

namespace {

using Kind = Statement::Kind;

class Parser
{
public:
    Parser(std::string_view sql, std::string_view database, bool backslash_escapes)
        : tokens_(sql, backslash_escapes)
        , database_(database)
    {
    }

    [[nodiscard]] Statement parse()
    {
        const SqlToken first = tokens_.next();
        if (first.is("BEGIN") || (first.is("START") && tokens_.accept("TRANSACTION")))
            statement_.kind = Kind::Begin;
        else if (first.is("COMMIT"))
            // COMMIT ALTER ends a two-phase ALTER, whose own text came before.
            statement_.kind = tokens_.peek().is("ALTER") ? Kind::Other : Kind::Commit;
        else if (first.is("ROLLBACK"))
            rollback();
        else if (first.is("SAVEPOINT"))
            named(Kind::Savepoint);
        else if (first.is("XA"))
            xa();
        else if (first.is("TRUNCATE"))
            truncate();
        else if (first.is("DROP"))
            drop();
        else if (first.is("RENAME"))
            rename();
        else if (first.is("ALTER"))
            alter();
        else if (first.is("CREATE"))
            create();
        else
            change(first);
        return std::move(statement_);
    }

private:
    void named(Kind kind)
    {
        statement_.kind = kind;
        statement_.name = tokens_.next().text;
    }

    [[nodiscard]] std::optional<StatementTable> takeTable()
    {
        if (!tokens_.peek().isName())
            return std::nullopt;
        StatementTable table { database_, tokens_.next().text };
        if (tokens_.acceptSymbol('.')) {
            table.database = std::move(table.table);
            table.table = tokens_.next().text;
        }
        return table;
    }

    void takeTables()
    {
        do {
            if (auto table = takeTable())
                statement_.tables.push_back(std::move(*table));
        } while (tokens_.acceptSymbol(','));
    }

    void skipExists()
    {
        if (tokens_.accept("IF")) {
            tokens_.accept("NOT");
            tokens_.accept("EXISTS");
        }
    }

    void skipWait()
    {
        if (tokens_.accept("WAIT"))
            (void)tokens_.next();
        else
            tokens_.accept("NOWAIT");
    }

    void rollback()
    {
        tokens_.accept("WORK");
        if (!tokens_.accept("TO")) {
            statement_.kind = Kind::Rollback;
            return;
        }
        tokens_.accept("SAVEPOINT");
        named(Kind::RollbackToSavepoint);
    }

    void xa()
    {
        const SqlToken verb = tokens_.next();
        if (verb.is("START") || verb.is("BEGIN"))
            statement_.kind = Kind::XaStart;
        else if (verb.is("COMMIT"))
            statement_.kind = Kind::XaCommit;
        else if (verb.is("ROLLBACK"))
            statement_.kind = Kind::XaRollback;
        else
            return;
        const std::string global = takeXaPart();
        std::string branch;
        std::uint32_t format = 1;
        if (tokens_.acceptSymbol(',')) {
            branch = takeXaPart();
            if (tokens_.acceptSymbol(','))
                format = static_cast<std::uint32_t>(std::strtoul(tokens_.next().text.c_str(), nullptr, 10));
        }
        statement_.name = xaName(format, global, branch);
    }

    /// X'6162' or 'ab'.
    [[nodiscard]] std::string takeXaPart()
    {
        const bool hex = tokens_.accept("X");
        const std::string text = tokens_.next().text;
        if (!hex)
            return text;
        std::string bytes;
        for (std::size_t i = 0; i + 1 < text.size(); i += 2)
            bytes.push_back(static_cast<char>(std::strtoul(text.substr(i, 2).c_str(), nullptr, 16)));
        return bytes;
    }

    void truncate()
    {
        tokens_.accept("TABLE");
        statement_.kind = Kind::Truncate;
        takeTables();
    }

    void drop()
    {
        statement_.temporary = tokens_.accept("TEMPORARY");
        if (tokens_.accept("TABLE") || tokens_.accept("TABLES")) {
            skipExists();
            statement_.kind = Kind::DropTable;
            takeTables();
        } else if (tokens_.accept("DATABASE") || tokens_.accept("SCHEMA")) {
            skipExists();
            named(Kind::DropDatabase);
        }
    }

    void rename()
    {
        if (!tokens_.accept("TABLE") && !tokens_.accept("TABLES"))
            return;
        skipExists();
        statement_.kind = Kind::RenameTable;
        do {
            auto from = takeTable();
            skipWait();
            tokens_.accept("TO");
            auto to = takeTable();
            if (from && to)
                statement_.renames.emplace_back(std::move(*from), std::move(*to));
        } while (tokens_.acceptSymbol(','));
    }

    void alter()
    {
        tokens_.accept("ONLINE");
        tokens_.accept("OFFLINE");
        const bool drops_duplicates = tokens_.accept("IGNORE");
        if (!tokens_.accept("TABLE"))
            return;
        skipExists();
        const auto table = takeTable();
        if (!table)
            return;
        statement_.kind = Kind::AlterTable;
        statement_.tables.push_back(*table);
        skipWait();
        int depth = 0;
        bool at_clause = true;
        statement_.keeps_rows = !drops_duplicates && tokens_.peek().type != SqlToken::Type::End;
        for (SqlToken token = tokens_.next(); token.type != SqlToken::Type::End; token = tokens_.next()) {
            depth += token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
            if (depth == 0 && at_clause) {
                statement_.keeps_rows = clauseKeepsRows(token) && statement_.keeps_rows;
                alterClause(token, *table);
            }
            at_clause = depth == 0 && token.isSymbol(',');
        }
    }

    /// What is not known to keep them may change them.
    [[nodiscard]] bool clauseKeepsRows(const SqlToken &verb)
    {
        const auto is_any = [](const SqlToken &token, std::initializer_list<std::string_view> words) {
            return std::ranges::any_of(words, [&token](std::string_view word) { return token.is(word); });
        };
        if (verb.is("ADD")) {
            if (tokens_.accept("CONSTRAINT") && !is_any(tokens_.peek(), { "FOREIGN", "CHECK", "UNIQUE", "PRIMARY" }))
                (void)tokens_.next();
            return is_any(tokens_.peek(), { "INDEX", "KEY", "FULLTEXT", "SPATIAL", "FOREIGN", "CHECK" });
        }
        if (verb.is("RENAME") || verb.is("ALTER"))
            return is_any(tokens_.peek(), { "INDEX", "KEY" });
        if (verb.is("DROP"))
            return is_any(tokens_.peek(), { "FOREIGN", "CHECK" });
        return is_any(verb,
                      { "COMMENT", "AUTO_INCREMENT", "ALGORITHM", "LOCK", "ENABLE", "DISABLE", "STATS_PERSISTENT",
                        "STATS_AUTO_RECALC", "STATS_SAMPLE_PAGES", "ROW_FORMAT", "KEY_BLOCK_SIZE" });
    }

    void alterClause(const SqlToken &verb, const StatementTable &table)
    {
        const SqlToken &object = tokens_.peek();
        if (verb.is("RENAME")) {
            if (object.is("COLUMN") || object.is("INDEX") || object.is("KEY"))
                return;
            if (!tokens_.accept("TO") && !tokens_.accept("AS"))
                tokens_.acceptSymbol('=');
            if (auto to = takeTable())
                statement_.renames.emplace_back(table, std::move(*to));
            return;
        }
        const bool moves = verb.is("TRUNCATE") || verb.is("DROP") || verb.is("EXCHANGE") || verb.is("CONVERT");
        const bool swaps_space = verb.is("DISCARD") || verb.is("IMPORT");
        if ((moves && (object.is("PARTITION") || (verb.is("CONVERT") && object.is("TABLE"))))
            || (swaps_space && (object.is("TABLESPACE") || object.is("PARTITION"))))
            statement_.moves_partitions = true;
    }

    void create()
    {
        if (tokens_.accept("OR"))
            statement_.replaces = tokens_.accept("REPLACE");
        statement_.temporary = tokens_.accept("TEMPORARY");
        if (!tokens_.accept("TABLE"))
            return;
        skipExists();
        statement_.kind = Kind::CreateTable;
        if (auto table = takeTable())
            statement_.tables.push_back(std::move(*table));
    }

    void change(const SqlToken &verb)
    {
        if (verb.is("INSERT") || verb.is("REPLACE")) {
            skipModifiers();
            tokens_.accept("INTO");
            takeTables();
        } else if (verb.is("UPDATE")) {
            skipModifiers();
            takeJoined("SET");
        } else if (verb.is("DELETE")) {
            skipTo("FROM");
            takeJoined("WHERE");
        } else if (verb.is("LOAD")) {
            skipTo("TABLE");
            takeTables();
        } else if (!verb.is("WITH")) {
            return;
        }
        statement_.kind = Kind::Change;
        statement_.verb = verb.text;
        for (char &c : statement_.verb)
            c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }

    void skipModifiers()
    {
        while (tokens_.accept("LOW_PRIORITY") || tokens_.accept("DELAYED") || tokens_.accept("HIGH_PRIORITY")
               || tokens_.accept("QUICK") || tokens_.accept("IGNORE")) { }
    }

    void skipTo(std::string_view word)
    {
        while (tokens_.peek().type != SqlToken::Type::End && !tokens_.accept(word))
            (void)tokens_.next();
    }

    /// "a AS x JOIN b ON ..., c": the names at the start and behind commas and joins.
    void takeJoined(std::string_view end)
    {
        bool name_expected = true;
        while (tokens_.peek().type != SqlToken::Type::End && !tokens_.peek().is(end)) {
            if (name_expected && tokens_.peek().isName()) {
                if (auto table = takeTable())
                    statement_.tables.push_back(std::move(*table));
                name_expected = false;
                continue;
            }
            const SqlToken token = tokens_.next();
            name_expected =
                token.isSymbol(',') || token.is("JOIN") || token.is("USING") || (name_expected && token.isSymbol('('));
        }
    }

    SqlTokens tokens_;
    std::string database_;
    Statement statement_;
};

} // namespace

Statement parseStatement(std::string_view sql, std::string_view database, bool backslash_escapes)
{
    Statement statement;
    if (sql == "BEGIN") {
        statement.kind = Kind::Begin;
        return statement;
    }
    if (sql == "COMMIT") {
        statement.kind = Kind::Commit;
        return statement;
    }
    return Parser(sql, database, backslash_escapes).parse();
}

} // namespace streamgauge
