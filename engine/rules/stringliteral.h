// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/literaltext.h"

#include <string_view>
#include <variant>

namespace streamgauge {

/// True when a text begins with a quote, or with r (raw) or b (bytes) before one.
[[nodiscard]] bool startsStringLiteral(std::string_view text);
/// Reads a CEL string literal: single or triple quotes, raw or with escapes. Bytes are a fault.
/// Precondition: startsStringLiteral(text).
[[nodiscard]] std::variant<ReadLiteral, LiteralFault> readStringLiteral(std::string_view text);

} // namespace streamgauge
