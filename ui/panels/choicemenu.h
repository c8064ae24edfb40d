// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

#include <functional>

namespace streamgauge {

/// Adds one of several choices to `menu`, ticked when it is the present one. `chosen` runs when the user takes it.
void addChoice(QMenu &menu, const QString &title, bool present, std::function<void()> chosen);

} // namespace streamgauge
