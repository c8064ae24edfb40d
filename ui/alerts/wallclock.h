// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <QDateTime>

namespace streamgauge {

/// This machine's time, in whole milliseconds: for what an operator reads and sets.
[[nodiscard]] inline TimeNs wallNow()
{
    return QDateTime::currentMSecsSinceEpoch() * ns_per_ms;
}

} // namespace streamgauge
