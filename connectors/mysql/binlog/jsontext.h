// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace streamgauge {

// JSON as MySQL prints it: ", " and ": " between, shortest doubles.
void appendJsonString(std::string &out, std::string_view text);
void appendJsonDouble(std::string &out, double value);

} // namespace streamgauge
