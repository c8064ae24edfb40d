// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/tableselection.h"

#include <algorithm>

namespace streamgauge {

namespace {

bool fits(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t retry = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            retry = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

bool isPlain(const std::string &pattern)
{
    return pattern.find('*') == std::string::npos;
}

} // namespace

bool isSystemDatabase(std::string_view database)
{
    return database == "mysql" || database == "information_schema" || database == "performance_schema" || database == "sys";
}

TableSelection::TableSelection(const std::vector<std::string> &patterns, const std::string &database)
{
    for (const std::string &pattern : patterns) {
        const std::size_t dot = pattern.find('.');
        if (dot == std::string::npos)
            patterns_.push_back({ database, pattern });
        else
            patterns_.push_back({ pattern.substr(0, dot), pattern.substr(dot + 1) });
    }
    if (patterns.empty() && !database.empty())
        patterns_.push_back({ database, "*" });
}

bool TableSelection::matches(std::string_view database, std::string_view table) const
{
    if (patterns_.empty())
        return !isSystemDatabase(database);
    return std::any_of(patterns_.begin(), patterns_.end(), [&](const Pattern &pattern) {
        return fits(pattern.database, database) && fits(pattern.table, table);
    });
}

std::vector<std::string> TableSelection::databases() const
{
    std::vector<std::string> databases;
    for (const Pattern &pattern : patterns_) {
        if (!isPlain(pattern.database))
            return {};
        if (std::find(databases.begin(), databases.end(), pattern.database) == databases.end())
            databases.push_back(pattern.database);
    }
    return databases;
}

std::vector<std::string> TableSelection::streamPatterns() const
{
    std::vector<std::string> texts;
    for (const Pattern &pattern : patterns_) {
        if (!isPlain(pattern.database))
            return {};
        texts.push_back(pattern.database + "." + (isPlain(pattern.table) ? pattern.table : "*"));
    }
    return texts;
}

std::vector<std::pair<std::string, std::string>> TableSelection::namedTables() const
{
    std::vector<std::pair<std::string, std::string>> named;
    for (const Pattern &pattern : patterns_) {
        if (isPlain(pattern.database) && isPlain(pattern.table))
            named.emplace_back(pattern.database, pattern.table);
    }
    return named;
}

} // namespace streamgauge
