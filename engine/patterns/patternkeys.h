// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/patterns/patternspec.h"

#include <string>
#include <vector>

namespace streamgauge {

/// For each of patternStreams(spec), the fields that make the key of its events; none: all events are one key.
/// `key_fields`, when there are any, hold for every stream. Else the key is what the conditions compare: where an
/// equality such as b.user == a.user ties every further event, also each that must not come, to one field of the first
/// event, matches are judged for each of its values by themselves. An event that lacks such a field fits nothing.
/// Precondition: checkPattern(spec).
[[nodiscard]] std::vector<std::vector<std::string>> patternKeys(const PatternSpec &spec,
                                                                const std::vector<std::string> &key_fields);

} // namespace streamgauge
