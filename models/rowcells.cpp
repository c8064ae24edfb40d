// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rowcells.h"

namespace streamgauge {

std::optional<std::size_t> RowCells::own(std::size_t column) const
{
    if (&batch_.schema() == &schema_)
        return column;
    return batch_.schema().find(schema_.columns[column].name);
}

CellState RowCells::state(std::size_t column) const
{
    const auto index = own(column);
    return index ? batch_.after(*index).state(row_) : CellState::Absent;
}

void RowCells::appendText(std::string &out, std::size_t column) const
{
    const auto index = own(column);
    if (index && batch_.after(*index).has(row_))
        appendCellText(out, batch_.schema().columns[*index], batch_.after(*index), row_);
}

std::optional<double> RowCells::number(std::size_t column) const
{
    const auto index = own(column);
    return index ? batch_.after(*index).numberAt(row_) : std::nullopt;
}

bool RowCells::sameCell(const RowCells &other, std::size_t column) const
{
    const CellState cell = state(column);
    if (cell != other.state(column))
        return false;
    if (cell != CellState::Value)
        return true;
    const ColumnData &a = batch_.after(*own(column));
    const ColumnData &b = other.batch_.after(*other.own(column));
    if (a.kind() != b.kind())
        return false;
    if (!a.words().empty() && a.words()[row_] != b.words()[other.row_])
        return false;
    const bool has_text = a.words().empty() || a.kind() == ValueKind::Decimal
        || (a.kind() == ValueKind::Timestamp && a.intAt(row_) == ColumnData::no_instant);
    return !has_text || a.textAt(row_) == b.textAt(other.row_);
}

SortKey::SortKey(const RowCells &cells, std::size_t column, bool numeric)
    : missing_(cells.state(column) != CellState::Value)
{
    if (missing_)
        return;
    if (const auto number = numeric ? cells.number(column) : std::nullopt)
        number_ = *number;
    else
        cells.appendText(text_, column);
}

int SortKey::compare(const SortKey &other) const
{
    if (number_ != other.number_)
        return number_ < other.number_ ? -1 : 1;
    return text_.compare(other.text_);
}

} // namespace streamgauge
