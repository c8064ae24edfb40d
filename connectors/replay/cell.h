// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/columndata.h"

#include <string>
#include <string_view>

namespace streamgauge {

enum class CellForm : std::uint8_t {
    Absent, ///< the row does not have it
    Null,   ///< JSON null
    Plain,  ///< CSV without quotes: text says what it is; empty means missing
    Quoted, ///< CSV in quotes: empty means the empty text
    Text,   ///< a JSON string
    Token,  ///< a JSON number, true or false
    Raw     ///< a JSON array or a deep object, as text
};

/// One cell as it stands in the file.
struct Cell {
    CellForm form = CellForm::Absent;
    std::string_view text;
};

/// "", NaN, NA, N/A, null, NULL: how files say that a number is missing.
[[nodiscard]] bool meansMissing(std::string_view text);
/// A JSON or CSV number that a double holds; no "nan", "inf", "+1", "007".
[[nodiscard]] bool readDouble(std::string_view text, double &value);

/// Adds the cell to a column of any kind. False: the cell does not fit the kind, and a missing value was added. Never
/// adds a value the cell does not say.
[[nodiscard]] bool appendCell(ColumnData &column, const Cell &cell);

} // namespace streamgauge
