// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamgauge {

struct CelQuoted {
    std::string value; ///< the escapes resolved
    bool bytes = false;
    std::size_t length = 0; ///< bytes of the text it took; with a fault, the byte to point at
    std::string fault;      ///< what is wrong; empty when nothing is
    std::string expected;
};

/// A text begins with a string or bytes literal: a quote behind at most b,
/// r or both in this order.
[[nodiscard]] bool startsCelQuoted(std::string_view text);
/// Reads that literal. Precondition: startsCelQuoted(text).
[[nodiscard]] CelQuoted readCelQuoted(std::string_view text);

} // namespace streamgauge
