// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace streamgauge {

/// UTF-8 by code points. Any thread. Malformed octets count as one code point
/// each (U+FFFD).

struct CodePoint {
    std::uint32_t value = 0;
    std::size_t length = 0; ///< bytes; 0 at the end of the text
    bool valid = true;
};

/// The code point a text begins with.
[[nodiscard]] CodePoint codePointAt(std::string_view text) noexcept;
void appendUtf8(std::string &out, std::uint32_t code_point);
[[nodiscard]] bool isUtf8(std::string_view text) noexcept;
[[nodiscard]] std::size_t codePoints(std::string_view text) noexcept;

} // namespace streamgauge
