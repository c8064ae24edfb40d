// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/rules/alert.h"

#include <cstdint>
#include <vector>

namespace streamgauge {

/// Who remembers alerts and lays over them what does not belong to their state. Thread-safe; outlives the engine.
class AlertWatcher
{
public:
    virtual ~AlertWatcher() = default;
    /// Each change of an alert, in the order they happened, before the position behind the event that made it can be
    /// saved. The same state twice: acknowledged, another severity, or flapping. From engine threads and under a lock:
    /// must be short and call nothing of the engine.
    virtual void alertChanged(const Alert &alert, AlertState previous) = 0;
    /// Grows whenever layOver() would answer differently for the same alerts.
    [[nodiscard]] virtual std::uint64_t overlayGeneration() = 0;
    /// Fills the overlays of alerts that are about to be listed.
    virtual void layOver(std::vector<Alert> &alerts) = 0;
};

} // namespace streamgauge
