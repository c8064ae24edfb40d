// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/binlog/sqltokens.h"

#include <algorithm>

namespace streamgauge {

namespace {

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWordCharacter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'
        || static_cast<unsigned char>(c) >= 0x80;
}

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

} // namespace

bool SqlToken::is(std::string_view upper_word) const
{
    return type == Type::Word && text.size() == upper_word.size()
        && std::equal(text.begin(), text.end(), upper_word.begin(), [](char a, char b) { return upper(a) == b; });
}

SqlToken SqlTokens::next()
{
    if (peeked_) {
        peeked_ = false;
        return std::move(ahead_);
    }
    return read();
}

const SqlToken &SqlTokens::peek()
{
    if (!peeked_) {
        ahead_ = read();
        peeked_ = true;
    }
    return ahead_;
}

bool SqlTokens::accept(std::string_view upper_word)
{
    if (!peek().is(upper_word))
        return false;
    peeked_ = false;
    return true;
}

bool SqlTokens::acceptSymbol(char symbol)
{
    if (!peek().isSymbol(symbol))
        return false;
    peeked_ = false;
    return true;
}

void SqlTokens::skipBlanks()
{
    const auto skip_to = [this](std::string_view end) {
        const std::size_t at = sql_.find(end);
        sql_.remove_prefix(at == std::string_view::npos ? sql_.size() : at + end.size());
    };
    for (;;) {
        while (!sql_.empty() && isBlank(sql_[0]))
            sql_.remove_prefix(1);
        if (sql_.starts_with("/*!") || sql_.starts_with("/*M!")) {
            sql_.remove_prefix(sql_[2] == 'M' ? 4 : 3);
            while (!sql_.empty() && isDigit(sql_[0]))
                sql_.remove_prefix(1);
            in_executed_comment_ = true;
        } else if (sql_.starts_with("/*")) {
            sql_.remove_prefix(2);
            skip_to("*/");
        } else if (in_executed_comment_ && sql_.starts_with("*/")) {
            sql_.remove_prefix(2);
            in_executed_comment_ = false;
        } else if (sql_.starts_with('#') || (sql_.starts_with("--") && (sql_.size() == 2 || isBlank(sql_[2])))) {
            skip_to("\n");
        } else {
            return;
        }
    }
}

std::string SqlTokens::takeQuoted(char quote)
{
    std::string text;
    sql_.remove_prefix(1);
    while (!sql_.empty()) {
        const char c = sql_[0];
        sql_.remove_prefix(1);
        if (c == quote) {
            if (!sql_.starts_with(quote))
                break;
            sql_.remove_prefix(1);
        } else if (c == '\\' && quote != '`' && backslash_escapes_ && !sql_.empty()) {
            text.push_back(sql_[0]);
            sql_.remove_prefix(1);
            continue;
        }
        text.push_back(c);
    }
    return text;
}

SqlToken SqlTokens::read()
{
    skipBlanks();
    if (sql_.empty())
        return {};
    const char first = sql_[0];
    if (first == '`' || first == '"')
        return { SqlToken::Type::Quoted, takeQuoted(first) };
    if (first == '\'')
        return { SqlToken::Type::Text, takeQuoted(first) };
    if (!isWordCharacter(first)) {
        sql_.remove_prefix(1);
        return { SqlToken::Type::Symbol, std::string(1, first) };
    }
    const auto *end = std::find_if_not(sql_.begin(), sql_.end(), isWordCharacter);
    const auto length = static_cast<std::size_t>(end - sql_.begin());
    SqlToken token { SqlToken::Type::Word, std::string(sql_.substr(0, length)) };
    sql_.remove_prefix(length);
    return token;
}

} // namespace streamgauge
