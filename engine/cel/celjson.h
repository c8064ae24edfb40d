// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/cel/celvalue.h"

#include <string>
#include <string_view>

namespace streamgauge {

/// Levels of brackets a JSON text may have: more than an expression can make, so that every result reads back.
inline constexpr std::size_t most_cel_json_depth = 512;

/// A JSON text as a CEL value: whole numbers int (uint where too large), others double. An error value when malformed.
[[nodiscard]] CelValue celFromJson(std::string_view json);

/// A value with its type as JSON: {"int": "5"}, {"uint": "5"}, {"double": "1.5"} (also nan, inf, -inf), {"bool": true},
/// {"string": "x"}, {"bytes": "hex"}, {"null": true}, {"list": [...]}, {"map": [[key, value], ...]}, {"type": "int"},
/// {"timestamp": {"seconds": "0", "nanos": "0"}}, {"duration": {...}}, {"optional": value} with null for none; an error
/// as {"error": "..."}. At most about `most_bytes`; beyond, an error object.
[[nodiscard]] std::string celTaggedJson(const CelValue &value, std::size_t most_bytes = 16UL << 20);
[[nodiscard]] Result<CelValue> celFromTaggedJson(std::string_view json);

} // namespace streamgauge
