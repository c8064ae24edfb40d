// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/deskrequest.h"
#include "engine/base/result.h"

namespace streamgauge {

/// Loads the desk library and hands it the request; blocks until the desk is done. Main thread. The library stays
/// loaded until the process ends: Qt does not survive being unloaded.
[[nodiscard]] Result<void> callDesk(DeskRequest request);

/// False when there is no display a window could open on.
[[nodiscard]] bool hasDisplay();

} // namespace streamgauge
