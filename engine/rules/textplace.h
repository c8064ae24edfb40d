// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace streamgauge {

/// A part of a text, in bytes.
struct TextRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    friend bool operator==(const TextRange &, const TextRange &) = default;
};

/// "line L, column C" of the byte at `offset`; a column is a character, not a byte.
[[nodiscard]] std::string placeInText(std::string_view text, std::size_t offset);
/// Reads such a place back; nullopt for a text that is none, text.size() for a place beyond the end.
[[nodiscard]] std::optional<std::size_t> offsetOfPlace(std::string_view text, std::string_view place);

} // namespace streamgauge
