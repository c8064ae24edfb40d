// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/replay/cell.h"
#include "engine/data/schema.h"

namespace streamgauge {

/// Finds the narrowest kind that holds every cell seen of a column. Missing cells say nothing. Numbers a double cannot
/// hold exactly (over 17 digits, or over 15 beside fractions) make the column Decimal.
class KindGuess
{
public:
    void see(const Cell &cell);
    [[nodiscard]] ValueKind kind() const;
    /// A column of that kind, with a timestamp's digits and zone.
    [[nodiscard]] Column column(std::string name) const;

private:
    void seeNumber(std::string_view text);
    void seeTime(std::string_view text);

    bool text_ = false;
    bool bool_ = false;
    bool int_ = false;
    bool negative_ = false;
    bool over_int64_ = false;
    bool double_ = false;
    bool decimal_ = false;
    bool exponent_ = false;
    bool raw_ = false;
    bool time_ = false;
    bool unzoned_ = false;
    std::size_t most_whole_digits_ = 0;
    std::uint8_t fraction_digits_ = 0;
};

} // namespace streamgauge
