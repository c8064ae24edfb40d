// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/batchbuilder.h"

#include <cstdlib>
#include <string>

namespace streamgauge {

/// Appends a cell written as text: "null", "absent", or a value of the column's kind.
inline void appendCell(ColumnData &column, const std::string &text)
{
    if (text == "null" || text == "absent") {
        column.appendMissing(text == "null" ? CellState::Null : CellState::Absent);
        return;
    }
    switch (column.kind()) {
    case ValueKind::Bool: column.appendBool(text == "true"); return;
    case ValueKind::Int64: column.appendInt(std::strtoll(text.c_str(), nullptr, 10)); return;
    case ValueKind::UInt64: column.appendUInt(std::strtoull(text.c_str(), nullptr, 10)); return;
    case ValueKind::Double: column.appendDouble(std::strtod(text.c_str(), nullptr)); return;
    case ValueKind::Decimal: column.appendDecimal(text, std::strtod(text.c_str(), nullptr)); return;
    case ValueKind::Timestamp: column.appendTimestamp(std::strtoll(text.c_str(), nullptr, 10)); return;
    case ValueKind::String:
    case ValueKind::Bytes:
    case ValueKind::Json: column.appendText(text); return;
    }
}

} // namespace streamgauge
