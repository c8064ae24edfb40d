// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamgauge {

/// `text` with every comment (from # or // to the end of its line, outside of quotes) as spaces: the same length, everything
/// else in its place.
[[nodiscard]] std::string withoutComments(std::string_view text);

/// A CEL text as a rule keeps it: without comments, white space outside of quotes as single spaces, none at its ends.
/// celLine(celLine(x)) == celLine(x).
[[nodiscard]] std::string celLine(std::string_view cel);

/// Where in `cel` the byte stands that celLine(cel) has at `line_offset`; cel.size() for its end and beyond.
[[nodiscard]] std::size_t offsetBeforeLine(std::string_view cel, std::size_t line_offset);

} // namespace streamgauge
