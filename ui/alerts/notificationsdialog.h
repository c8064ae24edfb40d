// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/pagesdialog.h"

namespace streamgauge {

/// Who is told of what and when: receivers, grouping, inhibitions, mute times. Each save holds at once and can be undone
/// while the dialog is open.
class NotificationsDialog final : public PagesDialog
{
    Q_OBJECT

public:
    explicit NotificationsDialog(const DeskContext &context, QWidget *parent = nullptr);
};

} // namespace streamgauge
