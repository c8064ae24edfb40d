// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/deskcontext.h"

#include <QStringList>

#include <vector>

namespace streamgauge {

/// Those that are pending or fire now.
[[nodiscard]] std::vector<Alert> openAlerts(const DeskContext &context);
/// Matchers for the rules and streams there are: `rule="High"`.
[[nodiscard]] QStringList matcherSuggestions(const DeskContext &context);
/// "High for bed-7, High for bed-8 and 3 more".
[[nodiscard]] QString alertNames(const std::vector<const Alert *> &alerts);

} // namespace streamgauge
