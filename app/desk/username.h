// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace streamgauge {

/// Who sits here, as the system calls him; "operator" when it does not say.
[[nodiscard]] std::string userName();

} // namespace streamgauge
