// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/replay/kindguess.h"

#include "engine/data/timetext.h"

#include <algorithm>
#include <charconv>

namespace streamgauge {

namespace {

constexpr std::size_t exact_digits = 15;
constexpr std::size_t round_trip_digits = 17;

bool isDigit(char letter)
{
    return letter >= '0' && letter <= '9';
}

bool isBool(std::string_view text)
{
    return text == "true" || text == "false" || text == "True" || text == "False" || text == "TRUE" || text == "FALSE";
}

bool isWhole(std::string_view text)
{
    if (text.starts_with('-'))
        text.remove_prefix(1);
    return !text.empty() && std::ranges::all_of(text, isDigit);
}

} // namespace

void KindGuess::see(const Cell &cell)
{
    if (cell.form == CellForm::Absent || cell.form == CellForm::Null)
        return;
    if (cell.form == CellForm::Raw) {
        raw_ = true;
        return;
    }
    if (cell.form != CellForm::Text && cell.form != CellForm::Quoted && meansMissing(cell.text))
        return;
    double value = 0;
    if (cell.form != CellForm::Text && readDouble(cell.text, value))
        seeNumber(cell.text);
    else if (cell.form != CellForm::Text && isBool(cell.text))
        bool_ = true;
    else if (cell.form != CellForm::Token && cell.text.size() >= 10 && parseTime(cell.text))
        seeTime(cell.text);
    else
        text_ = true;
}

void KindGuess::seeNumber(std::string_view text)
{
    const auto digits = static_cast<std::size_t>(std::ranges::count_if(text.substr(0, text.find_first_of("eE")), isDigit));
    exponent_ = exponent_ || text.find_first_of("eE") != std::string_view::npos;
    if (!isWhole(text) || text == "-0") {
        double_ = true;
        decimal_ = decimal_ || digits > round_trip_digits;
        return;
    }
    int_ = true;
    negative_ = negative_ || text.starts_with('-');
    most_whole_digits_ = std::max(most_whole_digits_, digits);
    std::int64_t fits = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), fits).ec == std::errc())
        return;
    over_int64_ = true;
    std::uint64_t fits_unsigned = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), fits_unsigned).ec != std::errc())
        decimal_ = true;
}

void KindGuess::seeTime(std::string_view text)
{
    time_ = true;
    const std::size_t zone = text.find_first_of("Zz+-", 10);
    unzoned_ = unzoned_ || zone == std::string_view::npos;
    if (const std::size_t point = text.find_first_of(".,"); point != std::string_view::npos) {
        const std::size_t digits = std::min(zone, text.size()) - point - 1;
        fraction_digits_ =
            static_cast<std::uint8_t>(std::max<std::size_t>(fraction_digits_, std::min<std::size_t>(digits, 9)));
    }
}

ValueKind KindGuess::kind() const
{
    if (raw_)
        return ValueKind::Json;
    const bool number = int_ || double_;
    if (text_ || (bool_ ? 1 : 0) + (number ? 1 : 0) + (time_ ? 1 : 0) != 1)
        return ValueKind::String;
    if (bool_)
        return ValueKind::Bool;
    if (time_)
        return ValueKind::Timestamp;
    const bool inexact = decimal_ || (double_ && most_whole_digits_ > exact_digits) || (over_int64_ && negative_);
    if (inexact)
        return exponent_ ? ValueKind::String : ValueKind::Decimal;
    if (double_)
        return ValueKind::Double;
    return over_int64_ ? ValueKind::UInt64 : ValueKind::Int64;
}

Column KindGuess::column(std::string name) const
{
    Column column;
    column.name = std::move(name);
    column.kind = kind();
    if (column.kind == ValueKind::Timestamp) {
        column.fraction_digits = fraction_digits_;
        column.zoned = !unzoned_;
    }
    return column;
}

} // namespace streamgauge
