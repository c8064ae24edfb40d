// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace streamgauge {

/// -1, 0 or 1 as `a` is below, equal to or above `b`, two decimal numbers of any length: "-12.30", "+7", "1.5e-3".
/// nullopt when one is none.
[[nodiscard]] std::optional<int> compareDecimalTexts(std::string_view a, std::string_view b);

} // namespace streamgauge
