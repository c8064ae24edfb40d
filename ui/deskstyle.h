// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/api/panel.h"

namespace streamgauge {

/// What the desk's own widgets add to the application's style sheet; set on each window of the desk.
[[nodiscard]] QString deskStyleSheet(const Palette &palette);

} // namespace streamgauge
