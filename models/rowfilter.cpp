// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rowfilter.h"

#include "models/numbertext.h"

#include <algorithm>
#include <array>

namespace streamgauge {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// `needle` is ASCII and lower case.
bool containsAscii(std::string_view text, std::string_view needle)
{
    return std::search(text.begin(), text.end(), needle.begin(), needle.end(), [](char a, char b) { return lower(a) == b; })
        != text.end();
}

std::string lowered(const QString &text)
{
    std::string result = text.toStdString();
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

} // namespace

CellCondition::CellCondition(const QString &text)
{
    const QString trimmed = text.trimmed();
    static const std::array<std::pair<const char *, Kind>, 6> symbols { { { "<=", Kind::LessOrEqual },
                                                                          { ">=", Kind::GreaterOrEqual },
                                                                          { "!=", Kind::NotEqual },
                                                                          { "<", Kind::Less },
                                                                          { ">", Kind::Greater },
                                                                          { "=", Kind::Equal } } };
    QString operand = trimmed;
    for (const auto &[symbol, kind] : symbols) {
        if (trimmed.startsWith(QLatin1String(symbol))) {
            kind_ = kind;
            operand = trimmed.mid(static_cast<qsizetype>(std::string_view(symbol).size())).trimmed();
            break;
        }
    }
    if (trimmed.compare(QStringLiteral("null"), Qt::CaseInsensitive) == 0)
        kind_ = Kind::Missing;
    bool ok = false;
    const double number = operand.toDouble(&ok);
    if (ok)
        number_ = number;
    text_ = lowered(operand);
    wide_ = operand;
}

bool CellCondition::accepts(const RowCells &cells, std::size_t column) const
{
    const bool missing = cells.state(column) != CellState::Value;
    if (kind_ == Kind::Missing)
        return missing;
    if (missing)
        return kind_ == Kind::NotEqual;
    if (kind_ != Kind::Contains)
        return compare(cells, column);
    std::string text;
    cells.appendText(text, column);
    return isAscii(text_) ? containsAscii(text, text_) : toQString(text).contains(wide_, Qt::CaseInsensitive);
}

bool CellCondition::compare(const RowCells &cells, std::size_t column) const
{
    int order = 0;
    const auto number = number_ ? cells.number(column) : std::nullopt;
    if (number) {
        order = *number < *number_ ? -1 : *number > *number_ ? 1 : 0;
    } else {
        std::string text;
        cells.appendText(text, column);
        order = toQString(text).compare(wide_, Qt::CaseInsensitive);
    }
    switch (kind_) {
    case Kind::Less: return order < 0;
    case Kind::LessOrEqual: return order <= 0;
    case Kind::Greater: return order > 0;
    case Kind::GreaterOrEqual: return order >= 0;
    case Kind::NotEqual: return order != 0;
    default: return order == 0;
    }
}

RowFilter::RowFilter(QString quick, QMap<QString, QString> columns)
    : quick_(std::move(quick))
    , columns_(std::move(columns))
{
    for (const QString &word : quick_.split(u' ', Qt::SkipEmptyParts))
        words_.emplace_back(word);
    for (auto condition = columns_.cbegin(); condition != columns_.cend(); ++condition) {
        if (!condition.value().trimmed().isEmpty())
            conditions_.emplace_back(condition.key().toStdString(), CellCondition(condition.value()));
    }
}

bool RowFilter::accepts(const Schema &schema, const RowCells &cells) const
{
    for (const auto &[name, condition] : conditions_) {
        const auto column = schema.find(name);
        if (column && !condition.accepts(cells, *column))
            return false;
    }
    return std::all_of(words_.begin(), words_.end(), [&](const CellCondition &word) {
        for (std::size_t column = 0; column < schema.columns.size(); ++column) {
            if (word.accepts(cells, column))
                return true;
        }
        return false;
    });
}

} // namespace streamgauge
