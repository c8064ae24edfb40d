// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace streamgauge {

/// What a single-byte character set leaves without a meaning.
inline constexpr char16_t unassigned_code = 0xFFFD;

/// The characters of bytes 128 to 255 in that MySQL character set; nullptr when it is not a single-byte one.
[[nodiscard]] const char16_t *singleByteUpperHalf(std::string_view charset);
/// swe7 replaces ten ASCII characters by letters.
[[nodiscard]] char16_t swe7Letter(char code);

} // namespace streamgauge
