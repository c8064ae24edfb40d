// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rowcells.h"

#include <QMap>
#include <QString>

#include <string>
#include <vector>

namespace streamgauge {

/// One text searched in one cell. "> 5", "<= 3", "= open", "!= x" compare (as numbers where both are);
/// "null" finds missing cells; anything else is contained in the cell, whatever the case.
class CellCondition
{
public:
    explicit CellCondition(const QString &text);
    [[nodiscard]] bool accepts(const RowCells &cells, std::size_t column) const;

private:
    [[nodiscard]] bool compare(const RowCells &cells, std::size_t column) const;

    enum class Kind { Contains, Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual, Missing };
    Kind kind_ = Kind::Contains;
    std::string text_;
    QString wide_;
    std::optional<double> number_;
};

/// Which rows of a table are shown: every word of `quick` is found in some cell, and every column's own
/// condition holds.
class RowFilter
{
public:
    RowFilter() = default;
    /// `columns`: condition texts by column name; unknown names and empty texts are ignored.
    RowFilter(QString quick, QMap<QString, QString> columns);

    [[nodiscard]] bool isEmpty() const { return words_.empty() && conditions_.empty(); }
    [[nodiscard]] bool accepts(const Schema &schema, const RowCells &cells) const;
    [[nodiscard]] const QString &quick() const { return quick_; }
    [[nodiscard]] const QMap<QString, QString> &columns() const { return columns_; }

private:
    QString quick_;
    QMap<QString, QString> columns_;
    std::vector<CellCondition> words_;
    std::vector<std::pair<std::string, CellCondition>> conditions_;
};

} // namespace streamgauge
