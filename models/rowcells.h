// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/run/snapshot.h"

#include <QString>

#include <optional>
#include <string>
#include <string_view>

namespace streamgauge {

/// One row read through the columns of a newer (or the same) schema: rows kept from before an ALTER have
/// Absent cells where a column came later. Cheap to make; does not outlive the row.
class RowCells
{
public:
    RowCells(const Schema &schema, const RowRef &row)
        : schema_(schema)
        , batch_(*row.batch)
        , row_(row.row)
    {
    }

    [[nodiscard]] CellState state(std::size_t column) const;
    /// As cellText(); empty when missing.
    void appendText(std::string &out, std::size_t column) const;
    [[nodiscard]] std::optional<double> number(std::size_t column) const;
    [[nodiscard]] std::string_view key() const { return batch_.key(row_); }
    /// The cell reads as the other row's does. Both were made with the same schema.
    [[nodiscard]] bool sameCell(const RowCells &other, std::size_t column) const;

private:
    [[nodiscard]] std::optional<std::size_t> own(std::size_t column) const;

    const Schema &schema_;
    const Batch &batch_;
    std::uint32_t row_;
};

/// Where a row stands in a sorted order. Numbers before text; missing cells last in either direction.
class SortKey
{
public:
    /// A missing cell.
    SortKey() = default;
    SortKey(const RowCells &cells, std::size_t column, bool numeric);
    [[nodiscard]] bool isMissing() const { return missing_; }
    /// Below, at or above 0 as this value sorts before, with or after the other. Precondition: neither is missing.
    [[nodiscard]] int compare(const SortKey &other) const;

private:
    bool missing_ = true;
    double number_ = 0;
    std::string text_;
};

} // namespace streamgauge
