// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/exportdialog.h"

namespace streamgauge {

/// What can be exported now, the likeliest first: the visible range of `panel` when it is a chart, the rows and
/// events of `stream` (or of the panel's streams), then of all others, and the alerts.
[[nodiscard]] std::vector<ExportOffer> exportOffers(const Snapshot &snapshot, std::vector<StreamStatus> streams,
                                                    Panel *panel, const QString &stream);

} // namespace streamgauge
