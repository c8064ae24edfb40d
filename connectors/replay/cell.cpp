// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/cell.h"

#include "connectors/replay/utf8.h"
#include "engine/data/timetext.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace streamgauge {

namespace {

template <typename Integer> bool readWhole(std::string_view text, Integer &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

bool readBool(std::string_view text, bool &value)
{
    value = text == "true" || text == "True" || text == "TRUE";
    return value || text == "false" || text == "False" || text == "FALSE";
}

std::string jsonString(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') {
            out += '\\';
            out += letter;
        } else if (static_cast<unsigned char>(letter) < 0x20) {
            out += "\\u00";
            out += digits[static_cast<unsigned char>(letter) >> 4];
            out += digits[static_cast<unsigned char>(letter) & 15];
        } else {
            out += letter;
        }
    }
    return out += '"';
}

void appendText(ColumnData &column, std::string_view text)
{
    if (isValidUtf8(text))
        column.appendText(text);
    else
        column.appendText(markedUtf8(text));
}

/// Numbers, truth values and times. False: the text is none of that kind.
bool appendTyped(ColumnData &column, std::string_view text)
{
    switch (column.kind()) {
    case ValueKind::Bool:
        if (bool value = false; readBool(text, value))
            return column.appendBool(value), true;
        return false;
    case ValueKind::Int64:
        if (std::int64_t value = 0; readWhole(text, value))
            return column.appendInt(value), true;
        return false;
    case ValueKind::UInt64:
        if (std::uint64_t value = 0; readWhole(text, value))
            return column.appendUInt(value), true;
        return false;
    case ValueKind::Double:
        if (double value = 0; readDouble(text, value))
            return column.appendDouble(value), true;
        return false;
    case ValueKind::Decimal:
        if (double value = 0; readDouble(text, value))
            return column.appendDecimal(text, value), true;
        return false;
    case ValueKind::Timestamp:
        if (const auto time_ns = parseTime(text))
            return column.appendTimestamp(*time_ns), true;
        return false;
    case ValueKind::String:
    case ValueKind::Bytes:
    case ValueKind::Json: break;
    }
    return false;
}

} // namespace

bool meansMissing(std::string_view text)
{
    constexpr std::array<std::string_view, 7> words { "", "NaN", "nan", "NA", "N/A", "null", "NULL" };
    return text.size() <= 4 && std::ranges::find(words, text) != words.end();
}

bool readDouble(std::string_view text, double &value)
{
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
    if (!digit(sign) && !(sign < text.size() && text[sign] == '.'))
        return false;
    if (digit(sign) && text[sign] == '0' && digit(sign + 1))
        return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

bool appendCell(ColumnData &column, const Cell &cell)
{
    if (cell.form == CellForm::Absent || cell.form == CellForm::Null
        || (cell.form == CellForm::Plain && cell.text.empty())) {
        column.appendMissing(cell.form == CellForm::Absent ? CellState::Absent : CellState::Null);
        return true;
    }
    if (column.kind() == ValueKind::String) {
        appendText(column, cell.text);
        return true;
    }
    if (column.kind() == ValueKind::Json) {
        appendText(column, cell.form == CellForm::Text ? jsonString(cell.text) : std::string(cell.text));
        return true;
    }
    if (cell.form != CellForm::Raw && appendTyped(column, cell.text))
        return true;
    column.appendMissing(CellState::Null);
    return cell.form != CellForm::Token && meansMissing(cell.text);
}

} // namespace streamgauge
