// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/schema.h"

namespace streamgauge {

std::string_view name(ValueKind kind)
{
    switch (kind) {
    case ValueKind::Bool: return "bool";
    case ValueKind::Int64: return "int";
    case ValueKind::UInt64: return "uint";
    case ValueKind::Double: return "double";
    case ValueKind::Decimal: return "decimal";
    case ValueKind::String: return "string";
    case ValueKind::Bytes: return "bytes";
    case ValueKind::Timestamp: return "timestamp";
    case ValueKind::Json: return "json";
    }
    return "unknown";
}

bool isNumeric(ValueKind kind)
{
    return kind <= ValueKind::Decimal;
}

std::optional<std::size_t> Schema::find(std::string_view column) const
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == column)
            return i;
    }
    return std::nullopt;
}

} // namespace streamgauge
