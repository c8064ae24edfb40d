// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace streamgauge {

/// Appends a number with six digits, as printf's %g writes it.
void appendNumber(std::string &out, double number);

} // namespace streamgauge
