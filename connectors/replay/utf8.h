// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace streamgauge {

[[nodiscard]] bool isValidUtf8(std::string_view text);
/// Every byte that is part of no valid sequence becomes U+FFFD.
[[nodiscard]] std::string markedUtf8(std::string_view text);

} // namespace streamgauge
