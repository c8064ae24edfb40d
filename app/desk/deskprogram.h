// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/core/deskrequest.h"
#include "app/core/program.h"

namespace streamgauge {

/// Runs the tasks of a DeskRequest. Each call makes its own application object unless said otherwise, and is the only one
/// at its time.
[[nodiscard]] Result<void> showDesk(const DeskRequest &request);
[[nodiscard]] Result<void> takeScreenshots(const DeskRequest &request);
/// Makes no application object.
[[nodiscard]] Result<void> listPanelKinds(const DeskRequest &request);
[[nodiscard]] Result<void> measureStart(const DeskRequest &request);
[[nodiscard]] Result<void> measureCharts(const DeskRequest &request);
[[nodiscard]] Result<void> measureTables(const DeskRequest &request);

} // namespace streamgauge
